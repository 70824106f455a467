/** The language of the window. */
import type { ReactNode } from 'react';
import { LANGUAGE_CHOICES, LANGUAGE_NAMES } from '../../../core/documents/language.ts';
import { SelectField } from '../../ui/fields.tsx';
import { strings } from './strings.ts';
import style from './style.module.css';
import { useSettings } from './use-settings.ts';

export function LanguageField(): ReactNode {
  const settings = useSettings();
  if (!settings) return null;
  const { now, change } = settings;
  return (
    <>
      <SelectField
        label={strings.language}
        value={now.language}
        choices={LANGUAGE_CHOICES.map((id) => ({
          id,
          label: id === 'system' ? strings.themes.system : LANGUAGE_NAMES[id],
        }))}
        onChange={(language) => {
          // Each language is a page of its own.
          if (language !== now.language)
            change(strings.language, { language }, () => window.location.reload());
        }}
      />
      <p className={style.hint}>{strings.languageHint}</p>
    </>
  );
}
