export function looseTexts(code: string): string[];
export function partedUnits(code: string): string[];
export function languageFaults(
  language: string,
  originals: readonly string[],
  translations: readonly string[],
  textOf: (file: string) => string,
): string[];
