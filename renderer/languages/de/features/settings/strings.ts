import type { Translated } from '../../../../../core/documents/language.ts';
import type { strings as english } from '../../../../features/settings/strings.ts';
import { commandStrings } from './command-strings.ts';

export const strings: Translated<typeof english> = {
  ...commandStrings,
  settingsTitle: 'Einstellungen',
  appearance: 'Erscheinungsbild',
  theme: 'Farbschema',
  themes: { light: 'Hell', dark: 'Dunkel', system: 'Wie das System' },
  language: 'Sprache',
  languageHint:
    'Eine andere Sprache lädt das Fenster neu. Die Modelle verstehen vor allem Englisch, in welcher Sprache das Fenster auch ist.',
  jobs: 'Aufträge',
  keepsAwake: 'Rechner wach halten, solange ein Auftrag läuft',
  notifies: 'Melden, wenn ein langer Auftrag endet und das Fenster im Hintergrund ist',
  desktopOnly: 'Diese beiden gelten für die Desktop-Anwendung.',
  network: 'Netzwerk',
  mirror: 'Spiegel für Downloads',
  proxy: 'Proxy',
  save: 'Speichern',
  savedText: 'Gilt vom nächsten Download an.',
  disk: 'Platte',
  free: (bytes) => `${bytes} auf dieser Platte frei`,
  limit: (bytes) => `; über ${bytes} werden die ältesten gelöscht`,
  clear: (part) => `${part} leeren`,
  parts: {
    models: 'Modelle',
    indexes: 'Indizes',
    runs: 'Trainingsläufe',
    datasets: 'Datensätze',
    downloads: 'Unvollständige Downloads',
    uploads: 'Hochgeladene Dateien',
    previews: 'Vorschaubilder großer Szenen',
    exports: 'Exporte für einen Browser',
  },
  selfCheckTitle: 'Was auf diesem Rechner funktioniert',
  checking: 'Der Rechner wird geprüft…',
  again: 'Erneut prüfen',
  withPaths: 'Mit den Namen der Ordner',
  withPathsHint:
    'Sonst enthält der kopierte Text nur Namen von Dateien. Er bleibt auf diesem Rechner, bis Sie ihn irgendwo einfügen.',
  copied: 'Diagnose kopiert',
  copiedText:
    'Sie ist in der Zwischenablage: Versionen, Geräte, die aktive Szene, das Modell, Fehler und fehlgeschlagene Aufträge.',
};
