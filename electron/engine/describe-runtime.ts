/** What ONNX Runtime says of itself. Loads its library into this process, and runs nothing. */

export type RuntimeDescription = {
  readonly version: string;
  /** Execution providers that this build knows; `bundled` ones need nothing but a driver. */
  readonly backends: readonly { readonly name: string; readonly bundled: boolean }[];
};

/** Throws where the library cannot be loaded. */
export async function describeRuntime(): Promise<RuntimeDescription> {
  const { env, listSupportedBackends } = await import('onnxruntime-node');
  return {
    version: env.versions.common,
    backends: listSupportedBackends().map(({ name, bundled }) => ({ name, bundled })),
  };
}
