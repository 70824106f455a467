import type { Translated } from '../../../../../core/documents/language.ts';
import type { strings as english } from '../../../../features/scenes/strings.ts';

export const strings: Translated<typeof english> = {
  addScene: 'Añadir escena ráster…',
  undo: 'Deshacer',
  redo: 'Rehacer',
  zoomToLayer: 'Zum a la capa',
  properties: 'Propiedades…',
  removeLayerAsk: 'Eliminar capa…',
  moveUp: 'Subir capa',
  moveDown: 'Bajar capa',
  showAll: 'Mostrar todas las capas',
  hideAll: 'Ocultar todas las capas',
  useStyleForModel: 'Usar este estilo para el modelo…',
  indexScene: 'Indexar escena…',
  modelPreview: 'Mostrar lo que ve el modelo…',
  layers: 'Capas',
  scenes: 'Escenas',
  results: 'Resultados',
  styling: 'Estilo',
  noLayers: 'Aún no hay escenas',
  noLayersHint: 'Suelte archivos GeoTIFF en cualquier lugar de la ventana, o añádalos aquí.',
  visibility: (name) => `Mostrar ${name}`,
  actionsOf: (name) => `Acciones de ${name}`,
  drag: (name) => `Mover ${name}`,
  missing: 'Archivo no encontrado',
  locate: 'Localizar archivo…',
  indexed: 'Indexada',
  partlyIndexed: (percent) => `${percent} indexada`,
  indexing: (percent) => `Indexando ${percent}`,
  nothingToLookAt: (skipped, windows) =>
    `Se omitieron ${skipped} de ${windows} ventanas porque están vacías (sin datos, un margen negro o blanco, o un solo color). Nunca aparecen como aciertos.`,
  stale: 'Índice obsoleto',
  otherView: 'pantalla ≠ modelo',
  otherViewText:
    'Las bandas o el estiramiento en pantalla difieren de lo que ve el modelo. Estilo ▸ Usar este estilo para el modelo los iguala.',
  notIndexed: 'Sin indexar',
};
