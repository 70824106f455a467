import type { Translated } from '../../../../../core/documents/language.ts';
import type { strings as english } from '../../../../features/scenes/strings.ts';

export const strings: Translated<typeof english> = {
  addScene: 'Rasterszene hinzufügen…',
  undo: 'Rückgängig',
  redo: 'Wiederholen',
  zoomToLayer: 'Auf Layer zoomen',
  properties: 'Eigenschaften…',
  removeLayerAsk: 'Layer entfernen…',
  moveUp: 'Layer nach oben',
  moveDown: 'Layer nach unten',
  showAll: 'Alle Layer zeigen',
  hideAll: 'Alle Layer verbergen',
  useStyleForModel: 'Diesen Stil für das Modell verwenden…',
  indexScene: 'Szene indizieren…',
  modelPreview: 'Zeigen, was das Modell sieht…',
  layers: 'Layer',
  scenes: 'Szenen',
  results: 'Ergebnisse',
  styling: 'Layergestaltung',
  noLayers: 'Noch keine Szene',
  noLayersHint: 'Legen Sie GeoTIFF-Dateien irgendwo im Fenster ab, oder fügen Sie sie hier hinzu.',
  visibility: (name) => `${name} zeigen`,
  actionsOf: (name) => `Aktionen für ${name}`,
  drag: (name) => `${name} verschieben`,
  missing: 'Datei nicht gefunden',
  locate: 'Datei suchen…',
  indexed: 'Indiziert',
  partlyIndexed: (percent) => `${percent} indiziert`,
  indexing: (percent) => `Indiziert: ${percent}`,
  nothingToLookAt: (skipped, windows) =>
    `${skipped} von ${windows} Fenstern wurden übergangen, weil sie leer sind (keine Daten, schwarzer oder weißer Rand, eine einzige Farbe). Sie erscheinen nie als Treffer.`,
  stale: 'Index veraltet',
  otherView: 'Bildschirm ≠ Modell',
  otherViewText:
    'Kanäle oder Streckung auf dem Bildschirm weichen von dem ab, was das Modell sieht. Layergestaltung ▸ Diesen Stil für das Modell verwenden gleicht sie an.',
  notIndexed: 'Nicht indiziert',
};
