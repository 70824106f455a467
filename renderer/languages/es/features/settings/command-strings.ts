import type { Translated } from '../../../../../core/documents/language.ts';
import type { commandStrings as english } from '../../../../features/settings/command-strings.ts';

export const commandStrings: Translated<typeof english> = {
  settings: 'Configuración…',
  selfCheck: 'Comprobación del equipo…',
  copyDiagnostics: 'Copiar diagnóstico',
};
