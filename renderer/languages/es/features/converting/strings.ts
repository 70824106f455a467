import type { Translated } from '../../../../../core/documents/language.ts';
import type { strings as english } from '../../../../features/converting/strings.ts';

export const strings: Translated<typeof english> = {
  opening: (name) => `Abrir la escena ${name}`,
  title: (name) => `¿Convertir ${name}?`,
  text: (format) =>
    `El archivo es un ráster en formato ${format}, que Longsight no lee. Puede escribir una copia como GeoTIFF (COG) con los mismos valores y abrirla. El archivo original no cambia.`,
  size: 'Tamaño',
  sizeValue: (width, height, bands) => `${width} × ${height}\u00a0px, ${bands} bandas`,
  room: 'Espacio en disco',
  roomValue: (bytes) => `como máximo unos ${bytes}`,
  roomFree: (bytes, free) => `como máximo unos ${bytes}, de ${free} libres`,
  skip: 'No abrirlo',
  convert: 'Convertir…',
  convertHere: 'Convertir',
};
