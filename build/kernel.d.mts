/** The text of core/search/scan/kernel.generated.ts, from its AssemblyScript source. */
export function compileKernel(): Promise<string>;
