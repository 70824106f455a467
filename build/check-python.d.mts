export function directionFaults(texts: ReadonlyMap<string, string>): string[];
