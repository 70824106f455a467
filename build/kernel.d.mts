/** The text of the module made from an AssemblyScript source; paths are from the root. */
export function compileKernel(source: string): Promise<string>;
