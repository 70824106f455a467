import type { Translated } from '../../../../../core/documents/language.ts';
import type { titles as english } from '../../../../features/dataset/titles.ts';

export const titles: Translated<typeof english> = {
  dataset: 'Datensatz',
  draw: 'Fenster zeichnen',
  drawCentre: 'Fenster in der Kartenmitte sammeln',
  export: 'Datensatz exportieren…',
  exported: 'Datensatz exportiert',
  import: 'Bild-Text-Paare importieren…',
  imported: 'Paare importiert',
  importedText: (count) => (count === 1 ? '1 Paar hinzugefügt.' : `${count} Paare hinzugefügt.`),
  moreLeftOut: (count) => `… und ${count} weitere übergangen`,
  numberedName: (number) => `Datensatz ${number}`,
  redo: 'Änderung am Datensatz wiederholen',
  undo: 'Änderung am Datensatz zurücknehmen',
};
