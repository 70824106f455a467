import type { Translated } from '../../../../../core/documents/language.ts';
import type { crsStrings as english } from '../../../../features/scenes/crs-strings.ts';

export const crsStrings: Translated<typeof english> = {
  field: 'SRC del archivo',
  text: 'El archivo no indica ningún sistema de referencia de coordenadas. Indique en cuál están sus coordenadas; se recuerda para esta escena, y el archivo no cambia.',
  chosen: 'Este sistema de referencia de coordenadas se eligió aquí; el archivo no indica ninguno.',
  placeholder: 'EPSG:32651, WKT o texto PROJ',
  set: 'Establecer SRC',
  remove: 'Quitar SRC',
};
