/** Languages of the window, and which one a user gets. A language is a folder in `renderer/languages` and an entry here. */

/** The first one is spoken where no other is. */
export const LANGUAGES = ['en', 'de', 'es'] as const;
export type Language = (typeof LANGUAGES)[number];

export const LANGUAGE_CHOICES = ['system', ...LANGUAGES] as const;
/** What the user sets: a language, or the one that the system prefers. */
export type LanguageChoice = (typeof LANGUAGE_CHOICES)[number];

/** Each language in itself. */
export const LANGUAGE_NAMES: Readonly<Record<Language, string>> = {
  en: 'English',
  de: 'Deutsch',
  es: 'Español',
};

/** The texts of another language: as many and under the same names; functions take the same values. */
export type Translated<T> = T extends string
  ? string
  : T extends (...values: infer V) => string
    ? (...values: V) => string
    : { readonly [K in keyof T]: Translated<T[K]> };

/** `preferred` are tags such as `de-AT`, the best first. */
export function languageFor(choice: LanguageChoice, preferred: readonly string[]): Language {
  if (choice !== 'system') return choice;
  const spoken = preferred.map((tag) => tag.split('-')[0].toLowerCase());
  return spoken.map(languageNamed).find((each) => each !== undefined) ?? LANGUAGES[0];
}

function languageNamed(tag: string): Language | undefined {
  return LANGUAGES.find((each) => each === tag);
}
