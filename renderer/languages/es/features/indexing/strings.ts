import type { Translated } from '../../../../../core/documents/language.ts';
import type { strings as english } from '../../../../features/indexing/strings.ts';
import { titles } from './titles.ts';

export const strings: Translated<typeof english> = {
  ...titles,
  title: (name) => `Indexar ${name}`,
  explain: (model) =>
    `${model} procesa una vez cada ventana de la escena. Después, las preguntas se responden al instante, sin leer píxeles.`,
  sizes: 'Tamaños de ventana',
  unit: 'Unidad',
  pixels: 'Píxeles',
  metres: 'Metros',
  size: (n) => `Tamaño ${n}`,
  addSize: 'Añadir tamaño',
  removeSize: (n) => `Quitar el tamaño ${n}`,
  defaults: 'Predeterminados',
  stride:
    'Las ventanas vecinas se solapan. La cuadrícula empieza en la esquina superior izquierda de la escena.',
  windows: 'Ventanas',
  time: 'Tiempo en este equipo',
  rate: (time, rate) => `${time} (unas ${rate}\u00a0ventanas/s)`,
  disk: 'Espacio en disco',
  smallest: 'Lo más pequeño que puede encontrar',
  memory: 'Memoria',
  about: (length) => `unos ${length}`,
  planning: 'Contando ventanas…',
  start: 'Empezar a indexar',
  index: 'Indexar…',
  indexFirst: 'Indexe primero esta escena',
  indexWhy: 'El modelo mira una vez cada ventana; después, cada pregunta se responde al instante.',
  indexIn: (time, asks) => `Indexar (${time})${asks ? '…' : ''}`,
  more: 'Tamaños…',
  smallestHere: (length) => `Lo más pequeño que puede encontrar aquí: unos ${length}.`,
  exists: 'La escena ya está indexada',
  existsText: 'Los mismos tamaños no se indexan otra vez; otros tamaños crean otro índice.',
  badSize: 'Los tamaños deben estar entre 16 y 16.384 píxeles.',
};
