/** The text of the module generated from an AssemblyScript source; `source` is a path from the root. */
export function compileKernel(source: string): Promise<string>;
