import type { Translated } from '../../../../../core/documents/language.ts';
import type { titles as english } from '../../../../features/jobs/titles.ts';

const keeps = (title: string): string => `${title}: se conserva el trabajo hecho hasta ahora.`;
const startsAnew = (title: string): string => `${title}: la próxima vez empieza desde el principio.`;

export const titles: Translated<typeof english> = {
  cancelRunning: 'Cancelar la tarea en curso',
  pressAgain: (title) => `Pulse Esc otra vez para cancelar: ${title}`,
  cancelled: 'Tarea cancelada',
  cancelledText: {
    index: keeps,
    'index-collection': keeps,
    'copy-index': keeps,
    'index-patches': keeps,
    evaluate: keeps,
    caption: keeps,
    'download-model': keeps,
    train: (title) => `${title}: se puede reanudar desde el último punto guardado.`,
    'import-model': startsAnew,
    'convert-scene': startsAnew,
    'model-precision': startsAnew,
    'calibrate-model': startsAnew,
  },
  jobs: 'Tareas',
};
