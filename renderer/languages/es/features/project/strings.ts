import type { Translated } from '../../../../../core/documents/language.ts';
import type { strings as english } from '../../../../features/project/strings.ts';

export const strings: Translated<typeof english> = {
  saved: 'Proyecto guardado',
  savedText: (name) => `El proyecto está en ${name}.`,
  untitled: 'Proyecto sin título',
  notAllTaken: 'No se encontraron algunas escenas',
  unsavedTitle: (name) => `¿Guardar los cambios de ${name}?`,
  unsavedText: 'Otro proyecto ocupa su lugar. Los cambios sin guardar se pierden.',
  discard: 'Descartar',
  save: 'Guardar',
  recentTitle: 'Proyectos recientes',
  noRecent: 'Aquí aparecen los proyectos que abra o guarde.',
  revertTitle: (name) => `¿Volver a ${name} tal como se guardó?`,
  revertText: 'Los cambios hechos desde entonces se pierden.',
  revert: 'Volver',
  recoveredTitle: 'Longsight terminó de forma inesperada',
  recoveredText: (name) =>
    `Los cambios de ${name} no se guardaron en su archivo. Se conservaron en la carpeta de datos y se muestran ahora.`,
  keep: 'Conservar los cambios',
  goBack: 'Volver al archivo guardado',
};
