type Environment = Readonly<Record<string, string | undefined>>;

export function signingOf(
  environment: Environment,
  temporary: string,
): { readonly env: Environment; readonly args: readonly string[] };
