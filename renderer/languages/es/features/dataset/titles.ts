import type { Translated } from '../../../../../core/documents/language.ts';
import type { titles as english } from '../../../../features/dataset/titles.ts';

export const titles: Translated<typeof english> = {
  dataset: 'Conjunto de datos',
  draw: 'Dibujar ventanas',
  drawCentre: 'Recoger la ventana del centro del mapa',
  export: 'Exportar conjunto de datos…',
  exported: 'Conjunto de datos exportado',
  import: 'Importar pares de imagen y texto…',
  imported: 'Pares importados',
  importedText: (count) => (count === 1 ? '1 par añadido.' : `${count} pares añadidos.`),
  moreLeftOut: (count) => `… y ${count} más omitidos`,
  numberedName: (number) => `Conjunto de datos ${number}`,
  redo: 'Rehacer el cambio del conjunto de datos',
  undo: 'Deshacer el cambio del conjunto de datos',
};
