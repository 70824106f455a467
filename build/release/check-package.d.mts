export function packedExecutable(folder: string, platform?: string): string;
export function checkPackage(
  folder: string,
  platform?: string,
): { readonly ok: boolean; readonly fault: string | null; readonly steps: readonly unknown[] };
