import type { Translated } from '../../../../../core/documents/language.ts';
import type { strings as english } from '../../../../features/map/strings.ts';

export const strings: Translated<typeof english> = {
  map: 'Mapa',
  mapHint: 'Mapa de la escena. Las flechas lo desplazan; más y menos cambian la escala.',
  pan: 'Desplazar mapa',
  leaveTool: 'Volver a desplazar',
  identify: 'Identificar valores de píxel',
  drawWindow: 'Dibujar una ventana de ejemplo',
  collect: 'Dibujar ventanas para el conjunto de datos',
  collectHint:
    'Arrastre un cuadrado sobre lo que quiera describir; con Mayús, un rectángulo libre. Esc termina.',
  drawRegion: 'Dibujar regiones',
  zoomIn: 'Acercar zum',
  zoomOut: 'Alejar zum',
  zoomFull: 'Zum general',
  zoomNative: 'Zum a la resolución nativa (100%)',
  showHits: 'Mostrar los aciertos en el mapa',
  greyImagery: 'Imagen en gris bajo un mapa',
  showPairs: 'Mostrar las ventanas del conjunto de datos',
  tileFault: 'Una parte de la escena no se pudo dibujar',
  identified: (col, row) => `Píxel ${col}, ${row}`,
  nodata: 'sin datos',
  closeIdentified: 'Cerrar los valores de píxel',
  drawHint: 'Arrastre un rectángulo sobre un ejemplo de lo que busca. Esc cancela.',
  drawing: 'Leyendo la escena…',
  areaHint: 'Haga clic en las esquinas de la zona y doble clic en la última. Esc cancela.',
  legendScene: 'estirado a esta escena',
  legendLeast: (score) => `color desde ${score}`,
  legendCell: (size) => `celdas de ${size}`,
  legends: {
    cosine: {
      title: (words) => words,
      tick: (value) => value,
      label: (min, max) => `Los colores van del coseno ${min} al ${max}`,
    },
    standing: {
      title: (phrase) => `«${phrase}»`,
      tick: (value) => `${value} σ`,
      label: (_, max, phrase) =>
        `Dónde se encuentra «${phrase}», hasta ${max} desviaciones típicas sobre la media`,
    },
    level: {
      title: (words) => `Probabilidad (SeLo): ${words}`,
      tick: (value) => value,
      label: () => 'Los colores van de la probabilidad 0 a la 1',
    },
  },
  scaleBar: (length) => `Barra de escala: ${length}`,
  welcome: 'Abra una escena para empezar',
  welcomeText:
    'Suelte un GeoTIFF en cualquier lugar de esta ventana, o elija uno. Después describa en inglés lo que busca, y Longsight muestra dónde está.',
  welcomeOpen: 'Añadir escena ráster…',
  missing: (name) => `No se encuentra ${name}`,
  missingText:
    'El archivo se movió, se borró o cambió desde que se abrió. Devuélvalo a su lugar, o elija su nueva ubicación con Capa ▸ Localizar archivo….',
};
