/** What each room may import from us. */
export const ROOMS: Readonly<Record<string, readonly string[]>>;
/** Groups of files that import each other, given what each file imports. */
export function circles(graph: ReadonlyMap<string, ReadonlySet<string>>): string[][];
export function runtimeFaults(file: string, text: string): readonly string[];
