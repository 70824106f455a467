/** Words of the system's own menus, dialogs and messages, in the language of the window. */
import type { Language } from '../../core/documents/language.ts';
import { english, type MainStrings } from './strings/english.ts';
import { german } from './strings/german.ts';
import { spanish } from './strings/spanish.ts';
import { windowLanguage } from './window-language.ts';

const LANGUAGES: Readonly<Record<Language, MainStrings>> = { en: english, de: german, es: spanish };

/** Call after `ready`. */
export function mainStrings(): MainStrings {
  return LANGUAGES[windowLanguage()];
}
