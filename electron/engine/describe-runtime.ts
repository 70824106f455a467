/** Version and backends of ONNX Runtime. Loads its library into this process, but runs nothing. */

export type RuntimeDescription = {
  readonly version: string;
  /** Execution providers of this build; `bundled` ones need only a driver. */
  readonly backends: readonly { readonly name: string; readonly bundled: boolean }[];
};

/** Throws if the library cannot be loaded. */
export async function describeRuntime(): Promise<RuntimeDescription> {
  const { env, listSupportedBackends } = await import('./onnx-runtime.ts');
  return {
    version: env.versions.common,
    backends: listSupportedBackends().map(({ name, bundled }) => ({ name, bundled })),
  };
}
