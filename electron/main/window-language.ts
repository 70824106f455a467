/** The language of the window: as set in the data folder, else as the system prefers. */
import { readFileSync } from 'node:fs';
import { app } from 'electron';
import {
  LANGUAGE_CHOICES,
  type Language,
  type LanguageChoice,
  languageFor,
} from '../../core/documents/language.ts';
import { dataFolderAt, defaultDataFolder } from '../app/disk/data-folder.ts';

/** Call after `ready`. Reads the setting each time: the core may have changed it. */
export function windowLanguage(): Language {
  return languageFor(chosenLanguage(), app.getPreferredSystemLanguages());
}

function chosenLanguage(): LanguageChoice {
  try {
    const { language } = JSON.parse(readFileSync(dataFolderAt(defaultDataFolder()).settings, 'utf8'));
    return LANGUAGE_CHOICES.find((each) => each === language) ?? 'system';
  } catch (error) {
    // There are no settings yet, or the file is damaged, which the core reports.
    if (error instanceof SyntaxError || (error instanceof Error && 'code' in error)) return 'system';
    throw error;
  }
}
