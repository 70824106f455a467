import type { Translated } from '../../../../../core/documents/language.ts';
import type { strings as english } from '../../../../features/models/strings.ts';
import { type KnownSentence, saidByCore } from '../../../said-by-core.ts';
import { titles } from './titles.ts';

/** Where the core found which activation a model uses. */
const ACTIVATION_SOURCES: readonly KnownSentence[] = [
  [/^the user$/, () => 'beim Import gewählt'],
  [/^the file itself$/, () => 'gelesen aus der Datei selbst'],
  [/^(\S+) beside it$/, (file) => `gelesen aus ${file} daneben`],
  [
    /^its key layout: stretched from OpenAI’s CLIP$/,
    () => 'am Aufbau der Gewichte erkannt: aus OpenAIs CLIP gestreckt',
  ],
  [
    /^the list of published weights: its SHA-256 is that of (.+)$/,
    (title) => `bekannt: Gewichte von ${title}`,
  ],
];

export const strings: Translated<typeof english> = {
  ...titles,
  importing: 'Modell wird importiert',
  active: 'In Gebrauch',
  use: 'Verwenden',
  remove: 'Modell entfernen',
  removeTitle: (name) => `${name} entfernen?`,
  removeText:
    'Das löscht seine Gewichte aus dem Datenordner. Indizes, die mit ihm entstanden sind, lassen sich nicht mehr durchsuchen.',
  removeAction: 'Entfernen',
  starter: 'Dies ist das Startmodell',
  starterText:
    'Es ist ein kleines Modell, an wenigen Daten trainiert, damit Sie alles gleich ausprobieren können. Für richtige Arbeit nehmen Sie die veröffentlichten Gewichte von LRSCLIP / DGTRS-CLIP (.pt oder .safetensors): Laden Sie sie unten herunter, importieren Sie sie, oder legen Sie die Datei auf diesem Fenster ab.',
  dimensions: (dim) => `${dim} Dimensionen`,
  image: (px) => `${px}\u00a0px`,
  tokens: (limit) => `${limit} Token`,
  parameters: (millions) => `${millions}\u00a0Mio. Parameter`,
  calibrated: (auc, rate, judged) => `Urteile kalibriert (AUC ${auc}, ${rate} Fehlalarme${judged})`,
  judged: (judged) =>
    judged === null ? '' : `, verfeinert durch ${judged.present + judged.absent} beurteilte Fragen`,
  forgetJudgements: 'Meine Urteile vergessen',
  untrusted: (auc) => `keine Urteile: unterscheidet Vorhandenes nicht von nicht Vorhandenem (AUC ${auc})`,
  uncalibrated: 'Urteile nicht kalibriert',
  knownAs: 'Veröffentlichtes Modell',
  anotherModel: 'Ein anderes Modell',
  promptPrefix: (prefix) => `Jeder Satz wird nach „${prefix}“ gelesen, wie bei seinen Autoren.`,
  calibrate: 'Urteile kalibrieren',
  falseAlarms: (name) => `Erlaubte Fehlalarme für ${name}`,
  changeRate: 'Anteil der Fehlalarme ändern',
  precision: (name) => `Genauigkeit von ${name}`,
  changePrecision: 'Genauigkeit ändern',
  refused: (precision) => `${precision} abgelehnt: Die Antworten weichen zu sehr von denen in fp32 ab`,
  compared: (precision) => `${precision} gegen fp32`,
  trainedFrom: (base) => `nachtrainiert aus ${base}`,
  step: (step) => `Schritt ${step}`,
  run: 'Lauf',
  checkpoint: 'Gespeicherte Gewichte',
  source: 'Von',
  importTitle: (file) => `${file} importieren`,
  inspecting: 'Die Datei wird gelesen…',
  cannotImport: 'Diese Datei lässt sich nicht importieren',
  name: 'Name',
  badName: 'Bis zu 64 Buchstaben, Ziffern, ".", "_" und "-", am Anfang ein Buchstabe oder eine Ziffer',
  takenName: 'Ein Modell mit diesem Namen gibt es schon',
  importStart: 'Importieren',
  kind: 'Art',
  kindValue: (architecture, tokens, dim) =>
    `${architecture}, ${tokens} Token, Embeddings mit ${dim} Dimensionen`,
  knownKind: (architecture, tokens) => `${architecture}, ${tokens} Token`,
  weights: 'Gewichte',
  format: 'Format',
  layoutValue: (layout) => `Schlüssel nach ${layout}`,
  activation: 'Aktivierung',
  activationValue: (name, from) =>
    `${name === 'gelu' ? 'exaktes GELU' : name === 'gelu_tanh' ? 'GELU über tanh' : 'QuickGELU'}, ${saidByCore(from, ACTIVATION_SOURCES)}`,
  askActivation: 'Welche Aktivierung verwendet das Modell?',
  askActivationText:
    'Die Gewichte sagen es nicht, und mit der falschen wird jeder Wert etwas schlechter. Sehen Sie auf der Seite oder im Code des Modells nach. Nachtrainierte Modelle behalten die Aktivierung ihres Ausgangsmodells.',
  unsettledText:
    'Es wurde aus den Gewichten von OpenAI nachtrainiert, die QuickGELU verwenden; seine eigene Anleitung lädt es aber in ein Modell mit dem exakten GELU. Vielleicht sagt seine Seite mehr.',
  askActivationUrlText:
    'Freiwillig. Wenn Sie nichts wählen, wird sie aus der Datei gelesen; sagt die Datei es nicht, werden Sie nach dem Herunterladen gefragt.',
  quickGelu: 'QuickGELU: CLIP von OpenAI und was daraus nachtrainiert wurde',
  exactGelu: 'Exaktes GELU: mit open_clip trainierte Modelle, etwa die von LAION',
  downloadTitle: 'Modellgewichte herunterladen',
  downloadFrom: 'Herunterladen von',
  fromKnown: 'Ein veröffentlichtes Modell',
  fromUrl: 'Eine Webadresse',
  publishedModel: 'Modell',
  address: 'URL der Gewichtsdatei',
  downloadStart: 'Herunterladen',
  downloading: (name) => `${name} herunterladen`,
  size: 'Größe',
  about: (size) => `etwa ${size}`,
  licence: 'Lizenz',
  unknownLicence: 'siehe die Seite des Modells',
  page: 'Seite',
  network: 'Spiegel und Proxy',
  mirror: 'Spiegel von huggingface.co',
  proxy: 'Proxy',
  networkText:
    'Wird für spätere Downloads gespeichert. Ist ein Feld leer, gilt die Umgebungsvariable (HF_ENDPOINT, HTTPS_PROXY), sonst eine direkte Verbindung.',
  leftovers: 'Unvollständige oder beschädigte Dateien',
  unfinished: (size) => `unvollständiger Download, ${size}`,
  damaged: (size) => `beschädigt, ${size}`,
  partOf: (bytes, total) => `${bytes} von ${total}`,
  discard: (name) => `${name} verwerfen`,
  discardTitle: (name) => `${name} verwerfen?`,
  discardText: {
    download: (bytes) =>
      `Das löscht die bisher geladenen ${bytes}. Um den Download stattdessen fortzusetzen, laden Sie das Modell noch einmal unter demselben Namen herunter.`,
    damaged: (bytes) => `Das löscht ${bytes} endgültig.`,
  },
  discardAsk: 'Verwerfen…',
  discardAction: 'Verwerfen',
  onDisk: (size) => `${size} auf der Platte`,
  allOnDisk: (size) => `Alle Modelle: ${size} auf der Platte`,
  provenance: 'Herkunft',
  file: 'Datei',
  sum: 'SHA-256',
  local: 'eine lokale Datei',
  none: 'Kein Modell',
  noneText:
    'Um zu suchen, laden Sie die Gewichte eines Modells wie LRSCLIP / DGTRS-CLIP herunter, oder importieren Sie sie.',
};
