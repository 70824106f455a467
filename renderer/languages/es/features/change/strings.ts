import type { Translated } from '../../../../../core/documents/language.ts';
import type { strings as english } from '../../../../features/change/strings.ts';
import { titles } from './titles.ts';

export const strings: Translated<typeof english> = {
  ...titles,
  noModel: 'No hay ningún modelo',
  noSentence: 'Escriba primero una frase en el panel Preguntar',
  toAsk: 'Panel Preguntar',
  windowsLeftOut: 'Las ventanas de ejemplo pertenecen a una sola escena y se omiten.',

  where: 'Fechas',
  openScenes: 'Dos escenas abiertas',
  collectionOf: (name) => `Dos fechas de ${name}`,
  before: 'Antes',
  after: 'Después',
  swap: 'Intercambiar antes y después',
  dated: (day, name) => `${day} · ${name}`,
  noPair: 'Ninguna pareja de escenas abiertas se solapa',
  noPairText: 'Abra dos escenas de un mismo lugar, o elija una colección con dos fechas.',
  noDates: 'Las escenas de esta colección no tienen dos fechas',
  noDatesText: 'Asígneles fechas a partir de sus nombres de archivo en el panel Colecciones.',
  toCollections: 'Panel Colecciones',
  period: (name, count, scenes) => `${name} (${count} ${scenes === 1 ? 'escena' : 'escenas'})`,
  sameTimes: 'Elija una fecha anterior y otra posterior.',

  measure: 'Diferencia de',
  measures: { cosine: 'Cosenos', percentile: 'Percentiles, con otra luz o estación' },
  area: 'Limitar a una zona',
  everywhere: 'Donde ambas fechas muestran algo',
  inArea: 'En una zona',
  view: 'Lo que muestra el mapa',
  draw: 'Dibujar',
  anywhere: 'En todas partes',
  noPlaceShown: 'El mapa no muestra ninguna escena con sistema de referencia de coordenadas.',

  needsIndex: (name) => `${name} no está indexada con este modelo`,
  needsIndexText: 'Ambas escenas necesitan ventanas de tamaño parecido sobre el terreno.',
  indexNow: 'Indexar',
  indexing: (name) => `Indexando ${name}`,

  compare: 'Comparar',
  comparing: 'Comparando…',
  comparingPairs: (done, total) => `Comparando escenas: ${done} de ${total} parejas`,
  failed: 'No se pueden comparar las dos fechas',
  again: 'Reintentar',
  close: 'Cerrar esta comparación',
  hardToCompare: 'Compare con cautela',
  notIndexed: (count, scenes) =>
    `${count} ${scenes === 1 ? 'escena' : 'escenas'} de las dos fechas sin indexar`,
  cells: (count) => `${count} celdas en común`,
  pairs: (count, pairs) => `${count} ${pairs === 1 ? 'pareja' : 'parejas'} de escenas`,
  median: (value, spread) => `cambio mediano ${value}, dispersión ${spread}`,

  shown: 'Lugares mostrados',
  gained: (count) => `Ganan ${count}`,
  lost: (count) => `Pierden ${count}`,
  places: {
    gained: 'Lugares que ganan, el mayor primero',
    lost: 'Lugares que pierden, el mayor primero',
  },
  nothing: {
    gained: 'Ningún lugar ganó lo que dice la frase.',
    lost: 'Ningún lugar perdió lo que dice la frase.',
  },
  beforeAfter: (before, after) => `${before} → ${after}`,
  spreads: (deviations) => `${deviations} dispersiones`,
  placeLabel: (kind, rank, difference, before, after) =>
    `${kind === 'gained' ? 'Gana' : 'Pierde'} ${rank}, ${difference}, coseno ${before} antes, ${after} después`,
  opening: (name) => `Abrir ${name}`,
  placesAs: (format) => `Lugares: ${format}`,
  differenceAs: (format) => `Mapa de diferencia: ${format}`,
};
