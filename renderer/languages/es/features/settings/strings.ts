import type { Translated } from '../../../../../core/documents/language.ts';
import type { strings as english } from '../../../../features/settings/strings.ts';
import { commandStrings } from './command-strings.ts';

export const strings: Translated<typeof english> = {
  ...commandStrings,
  settingsTitle: 'Configuración',
  appearance: 'Apariencia',
  theme: 'Tema',
  themes: { light: 'Claro', dark: 'Oscuro', system: 'Como el sistema' },
  language: 'Idioma',
  languageHint:
    'Al cambiarlo, la ventana se carga de nuevo. Los modelos entienden sobre todo inglés, sea cual sea el idioma de la ventana.',
  jobs: 'Tareas',
  keepsAwake: 'Mantener el equipo despierto mientras hay una tarea en curso',
  notifies: 'Avisar cuando termine una tarea larga y la ventana esté en segundo plano',
  desktopOnly: 'Estos dos ajustes son para la aplicación de escritorio.',
  network: 'Red',
  mirror: 'Réplica para descargas',
  proxy: 'Proxy',
  save: 'Guardar',
  savedText: 'Se usa desde la próxima descarga.',
  disk: 'Disco',
  free: (bytes) => `${bytes} libres en este disco`,
  limit: (bytes) => `; a partir de ${bytes} se borran los más antiguos`,
  clear: (part) => `Vaciar ${part}`,
  parts: {
    models: 'Modelos',
    indexes: 'Índices',
    runs: 'Entrenamientos',
    datasets: 'Conjuntos de datos',
    downloads: 'Descargas sin terminar',
    uploads: 'Archivos enviados',
    previews: 'Vistas previas de escenas grandes',
    exports: 'Exportaciones para un navegador',
  },
  selfCheckTitle: 'Qué funciona en este equipo',
  checking: 'Examinando este equipo…',
  again: 'Examinar de nuevo',
  withPaths: 'Con los nombres de las carpetas',
  withPathsHint:
    'Si no, el texto copiado solo contiene nombres de archivo. Se queda en este equipo hasta que lo pegue en algún sitio.',
  copied: 'Diagnóstico copiado',
  copiedText:
    'Está en el portapapeles: versiones, dispositivos, la escena activa, el modelo, fallos y tareas fallidas.',
};
