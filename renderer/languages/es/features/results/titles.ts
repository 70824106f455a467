import type { Translated } from '../../../../../core/documents/language.ts';
import type { titles as english } from '../../../../features/results/titles.ts';

export const titles: Translated<typeof english> = {
  accepted: 'Aceptar este acierto',
  failed: 'La búsqueda ha fallado',
  moreLike: 'Buscar más como este acierto',
  needsIndex: 'La respuesta aparece aquí en cuanto la escena está indexada.',
  nextHit: 'Acierto siguiente',
  nothingAsked: 'Aún no hay preguntas',
  nothingAskedHint: 'Describa lo que busca. Aquí aparecen las ventanas de la escena que mejor coinciden.',
  previousHit: 'Acierto anterior',
  rejected: 'Rechazar este acierto',
  retry: 'Reintentar',
  searching: 'Buscando…',
  seen: 'Mostrar los píxeles que ve el modelo',
  waiting: 'La respuesta aparece aquí en cuanto se indexan las primeras ventanas.',
  zoomTo: 'Zum a este acierto',
};
