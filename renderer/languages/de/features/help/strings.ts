import type { Translated } from '../../../../../core/documents/language.ts';
import type { strings as english } from '../../../../features/help/strings.ts';

export const strings: Translated<typeof english> = {
  about: 'Über Longsight',
  aboutTitle: 'Longsight',
  aboutText:
    'Durchsuchen Sie Satelliten- und Luftbildszenen mit langen Sätzen, und sehen Sie, wo die Antwort liegt. Alles läuft auf diesem Rechner.',
  version: 'Version',
  platform: 'Plattform',
  dataFolder: 'Datenordner',
  device: 'Gerät',
  model: 'Modell',
  licence: 'Lizenz',
  licenceValue: 'Apache-2.0',
  updates: 'Nach neuen Versionen sehen…',
  shortcuts: 'Tastenkürzel',
  palette: 'Befehlspalette…',
  paletteTitle: 'Befehle',
  palettePlaceholder: 'Befehl eingeben',
  paletteNone: 'Kein passender Befehl',
  theme: { light: 'Helles Farbschema', dark: 'Dunkles Farbschema', system: 'Farbschema des Systems' },
  nextGroup: 'Nächste Gruppe von Bedienfeldern',
  previousGroup: 'Vorige Gruppe von Bedienfeldern',
  resetLayout: 'Anordnung der Bedienfelder zurücksetzen',
  movePanel: 'Bedienfeld in die nächste Gruppe verschieben',
  shortcutsMore: {
    panelContent: 'Zwischen einem Reiter und seinem Bedienfeld wechseln',
    splitter: 'Größe der Bedienfelder ändern (auf einer Trennlinie)',
    pan: 'Karte verschieben (auf der Karte)',
  },
};
