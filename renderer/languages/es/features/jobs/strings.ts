import type { Translated } from '../../../../../core/documents/language.ts';
import type { strings as english } from '../../../../features/jobs/strings.ts';
import { titles } from './titles.ts';

export const strings: Translated<typeof english> = {
  ...titles,
  none: 'Ninguna tarea',
  noneText:
    'Indexar, descargar, importar y entrenar se ejecutan aquí como tareas. Siguen mientras usted trabaja y después de cerrar la ventana.',
  cancel: 'Cancelar',
  resume: 'Reanudar',
  dismiss: 'Quitar de la lista',
  log: 'Registro',
  logOf: (title) => `Registro: ${title}`,
  noLog: 'Esta tarea aún no ha escrito nada.',
  copyLog: 'Copiar el registro',
  states: {
    waiting: 'En espera',
    running: 'En curso',
    done: 'Terminada',
    stopped: 'Detenida y guardada',
    cancelled: 'Cancelada',
    failed: 'Fallida',
    interrupted: 'Interrumpida',
  },
  progress: (done, total) => `${done} de ${total}`,
  left: (time) => `quedan ${time}`,
  elapsed: (time) => `${time} hasta ahora`,
  took: (time) => `tardó ${time}`,
  progressOf: (title) => `Progreso: ${title}`,
};
