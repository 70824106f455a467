import type { Translated } from '../../../../../core/documents/language.ts';
import type { strings as english } from '../../../../features/converting/strings.ts';

export const strings: Translated<typeof english> = {
  opening: (name) => `Szene ${name} öffnen`,
  title: (name) => `${name} umwandeln?`,
  text: (format) =>
    `Die Datei ist ein Raster im Format ${format}, das Longsight nicht liest. Longsight kann eine Kopie als GeoTIFF (COG) mit denselben Werten schreiben und diese öffnen. Die Datei selbst bleibt, wie sie ist.`,
  size: 'Größe',
  sizeValue: (width, height, bands) => `${width} × ${height}\u00a0px, ${bands} Kanäle`,
  room: 'Speicherplatz',
  roomValue: (bytes) => `höchstens etwa ${bytes}`,
  roomFree: (bytes, free) => `höchstens etwa ${bytes}, von ${free} freien`,
  skip: 'Nicht öffnen',
  convert: 'Umwandeln…',
  convertHere: 'Umwandeln',
};
