import type { Translated } from '../../../../../core/documents/language.ts';
import type { titles as english } from '../../../../features/jobs/titles.ts';

const keeps = (title: string): string => `${title}: Was schon getan ist, bleibt erhalten.`;
const startsAnew = (title: string): string => `${title}: Beim nächsten Mal beginnt der Auftrag von vorn.`;

export const titles: Translated<typeof english> = {
  cancelRunning: 'Laufenden Auftrag abbrechen',
  pressAgain: (title) => `Drücken Sie noch einmal Esc, um abzubrechen: ${title}`,
  cancelled: 'Auftrag abgebrochen',
  cancelledText: {
    index: keeps,
    'index-collection': keeps,
    'copy-index': keeps,
    'index-patches': keeps,
    evaluate: keeps,
    caption: keeps,
    'download-model': keeps,
    train: (title) => `${title}: Der Auftrag lässt sich vom letzten Zwischenstand an fortsetzen.`,
    'import-model': startsAnew,
    'convert-scene': startsAnew,
    'model-precision': startsAnew,
    'calibrate-model': startsAnew,
  },
  jobs: 'Aufträge',
};
