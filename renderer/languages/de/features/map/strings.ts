import type { Translated } from '../../../../../core/documents/language.ts';
import type { strings as english } from '../../../../features/map/strings.ts';

export const strings: Translated<typeof english> = {
  map: 'Karte',
  mapHint: 'Karte der Szene. Pfeiltasten verschieben, Plus und Minus ändern den Maßstab.',
  pan: 'Karte verschieben',
  leaveTool: 'Zurück zum Verschieben',
  identify: 'Pixelwerte abfragen',
  drawWindow: 'Beispielfenster zeichnen',
  collect: 'Fenster für den Datensatz zeichnen',
  collectHint:
    'Ziehen Sie ein Quadrat über das, was Sie beschreiben möchten; mit Umschalt ein freies Rechteck. Esc beendet.',
  drawRegion: 'Flächen zeichnen',
  zoomIn: 'Hineinzoomen',
  zoomOut: 'Hinauszoomen',
  zoomFull: 'Volle Ausdehnung',
  zoomNative: 'Auf native Auflösung zoomen (100%)',
  showHits: 'Treffer auf der Karte zeigen',
  greyImagery: 'Luftbild unter einer Karte in Grau zeigen',
  showPairs: 'Fenster des Datensatzes zeigen',
  tileFault: 'Ein Teil der Szene ließ sich nicht zeichnen',
  identified: (col, row) => `Pixel ${col}, ${row}`,
  nodata: 'keine Daten',
  closeIdentified: 'Pixelwerte schließen',
  drawHint: 'Ziehen Sie ein Rechteck über ein Beispiel dessen, was Sie suchen. Esc bricht ab.',
  drawing: 'Die Szene wird gelesen…',
  areaHint: 'Klicken Sie auf die Ecken des Gebiets, auf die letzte doppelt. Esc bricht ab.',
  legendScene: 'auf diese Szene gestreckt',
  legendLeast: (score) => `gefärbt ab ${score}`,
  legendCell: (size) => `Zellen von ${size}`,
  legends: {
    cosine: {
      title: (words) => words,
      tick: (value) => value,
      label: (min, max) => `Die Farben reichen von Kosinus ${min} bis ${max}`,
    },
    standing: {
      title: (phrase) => `„${phrase}“`,
      tick: (value) => `${value} SD`,
      label: (_, max, phrase) =>
        `Wo „${phrase}“ gefunden wird, bis zu ${max} Standardabweichungen über dem Mittel`,
    },
    level: {
      title: (words) => `Wahrscheinlichkeit (SeLo): ${words}`,
      tick: (value) => value,
      label: () => 'Die Farben reichen von Wahrscheinlichkeit 0 bis 1',
    },
  },
  scaleBar: (length) => `Maßstabsleiste: ${length}`,
  welcome: 'Öffnen Sie eine Szene',
  welcomeText:
    'Legen Sie eine GeoTIFF-Datei irgendwo in diesem Fenster ab, oder wählen Sie eine. Beschreiben Sie dann auf Englisch, was Sie suchen, und Longsight zeigt, wo es liegt.',
  welcomeOpen: 'Rasterszene hinzufügen…',
  missing: (name) => `${name} nicht gefunden`,
  missingText:
    'Die Datei wurde verschoben, gelöscht oder geändert, seit sie geöffnet wurde. Legen Sie sie zurück, oder wählen Sie ihren neuen Ort mit Layer ▸ Datei suchen….',
};
