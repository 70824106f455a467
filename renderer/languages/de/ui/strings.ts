import type { Translated } from '../../../../core/documents/language.ts';
import type { strings as english } from '../../../ui/strings.ts';

export const strings: Translated<typeof english> = {
  close: 'Schließen',
  cancel: 'Abbrechen',
  underOneSecond: 'unter 1\u00a0s',
  customCrs: 'Eigenes KBS',
  hits: (count) => (count === 1 ? 'ein Treffer' : `${count} Treffer`),
  window: (col, row, width, height) => `Fenster ${col}, ${row} (${width} × ${height}\u00a0px)`,
  opacity: (percent) => `Deckkraft: ${percent}\u00a0%`,
};
