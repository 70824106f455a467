import type { Translated } from '../../../../../core/documents/language.ts';
import type { commandStrings as english } from '../../../../features/settings/command-strings.ts';

export const commandStrings: Translated<typeof english> = {
  settings: 'Einstellungen…',
  selfCheck: 'Selbsttest…',
  copyDiagnostics: 'Diagnose kopieren',
};
