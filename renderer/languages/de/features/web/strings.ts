import type { Translated } from '../../../../../core/documents/language.ts';
import type { strings as english } from '../../../../features/web/strings.ts';

export const strings: Translated<typeof english> = {
  title: 'Layer aus dem Web',
  kind: 'Was es ist',
  kinds: {
    xyz: 'Hintergrund: Kacheln (XYZ)',
    wms: 'Hintergrund: WMS',
    cog: 'Szene: GeoTIFF (COG)',
  },
  address: 'Adresse',
  places: {
    xyz: 'https://tiles.example.org/{z}/{x}/{y}.png',
    wms: 'https://maps.example.org/wms',
    cog: 'https://data.example.org/scene.tif',
  },
  layers: 'Layer des Dienstes, mit Kommas dazwischen',
  listLayers: 'Layer des Dienstes auflisten',
  listing: 'Der Server wird gefragt…',
  findLayer: 'Layer suchen',
  layersOf: 'Layer des Dienstes',
  notDrawable: 'nicht in Web-Mercator',
  moreLayers: (count) => `${count} weitere: Geben Sie einen Teil des Namens ein.`,
  noLayer: 'Kein Layer mit diesem Namen',
  attribution: 'Quellenangabe, auf der Karte gezeigt',
  sends: (host) =>
    `Longsight verbindet sich mit ${host} und mit keinem anderen Server. Für jeden Teil, den die Karte zeigt, sendet es eine Adresse; der Server kann also sehen, wohin Sie blicken.`,
  sendsScene: (host) =>
    `Longsight verbindet sich mit ${host} und mit keinem anderen Server. Es holt die Teile der Datei, die die Karte zeigt; beim Indizieren werden alle gelesen.`,
  needsAddress: 'Die Adresse beginnt mit https:// oder http://.',
  add: 'Hinzufügen',
  now: 'Hintergrund',
  show: 'Hintergrund zeigen',
  remove: 'Hintergrund entfernen',
  opacity: 'Deckkraft des Hintergrunds',
  connectTitle: (host) => `Der Hintergrund kommt von ${host}`,
  connectText: 'Von diesem Server wird nichts geholt, solange Sie es nicht verlangen.',
  connect: 'Verbinden',
  fault: 'Hintergrund',
};
