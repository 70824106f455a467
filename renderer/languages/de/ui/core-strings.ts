import type { Translated } from '../../../../core/documents/language.ts';
import type { coreStrings as english } from '../../../ui/core-strings.ts';
import { type KnownSentence, saidByCore } from '../../said-by-core.ts';

const JOBS: readonly KnownSentence[] = [
  [/^Index collection (.+) with (.+)$/, (name, model) => `Sammlung ${name} mit ${model} indizieren`],
  [/^Index (.+) with (.+)$/, (scene, model) => `${scene} mit ${model} indizieren`],
  [/^Patches of (.+) with (.+)$/, (scene, model) => `Patches von ${scene} mit ${model}`],
  [/^Write captions \((.+)\)$/, () => 'Bildtexte schreiben'],
  [/^Convert (.+)$/, (name) => `${name} umwandeln`],
  [/^Import model (.+)$/, (name) => `Modell ${name} importieren`],
  [/^Use (.+) in (fp32|fp16|int8)$/, (model, precision) => `${model} in ${precision} verwenden`],
  [/^Calibrate (.+)$/, (model) => `${model} kalibrieren`],
  [/^Download model (.+)$/, (name) => `Modell ${name} herunterladen`],
  [/^Train (.+)$/, (run) => `${run} trainieren`],
  [/^Evaluate (.+)$/, (evaluation) => `${evaluation} auswerten`],
  [/^Share the index of (.+) with (.+)$/, (scene, model) => `Index von ${scene} mit ${model} teilen`],
  [
    /^Copy the index of (.+) with (.+) from the team store$/,
    (scene, model) => `Index von ${scene} mit ${model} aus dem Team-Speicher kopieren`,
  ],
];

const PHASES: readonly KnownSentence[] = [
  [/^(\d+) of (\d+) scenes$/, (done, all) => `${done} von ${all} Szenen`],
  [/^indexing$/, () => 'wird indiziert'],
  [/^encoding patches$/, () => 'Patches werden kodiert'],
  [/^encoding counter-examples$/, () => 'Gegenbeispiele werden kodiert'],
  [/^encoding$/, () => 'wird kodiert'],
  [/^reading weights$/, () => 'Gewichte werden gelesen'],
  [/^reading texts$/, () => 'Texte werden gelesen'],
  [/^reading$/, () => 'wird gelesen'],
  [/^running the frozen part$/, () => 'der feste Teil wird gerechnet'],
  [/^training$/, () => 'wird trainiert'],
  [/^validating$/, () => 'wird validiert'],
  [/^saving$/, () => 'wird gespeichert'],
  [/^publishing$/, () => 'wird kopiert'],
  [/^captioning$/, () => 'Bildtexte werden geschrieben'],
  [/^measuring( speed| maps)?$/, () => 'wird gemessen'],
  [/^comparing (\w+) with fp32$/, (precision) => `${precision} wird mit fp32 verglichen`],
  [/^testing the towers$/, () => 'die Kodierer werden geprüft'],
  [/^calibrating$/, () => 'wird kalibriert'],
  [/^checking$/, () => 'wird geprüft'],
  [/^converting$/, () => 'wird umgewandelt'],
  [/^unpacking JPEG 2000$/, () => 'JPEG 2000 wird entpackt'],
  [/^converting weights$/, () => 'Gewichte werden umgewandelt'],
  [/^importing weights$/, () => 'Gewichte werden importiert'],
  [/^cutting sample windows$/, () => 'Beispielfenster werden ausgeschnitten'],
  [/^asking$/, () => 'wird gefragt'],
];

const VERDICTS: readonly KnownSentence[] = [
  [
    /^the windows differ on the ground: (.+) m in (.+), (.+) m in (.+): index both with sizes of the same metres$/,
    (a, before, b, after) =>
      `Die Fenster sind am Boden verschieden: ${a}\u00a0m in ${before}, ${b}\u00a0m in ${after}. Indizieren Sie beide mit Größen derselben Meter.`,
  ],
  [
    /(\d+) % of sentences about absent content reach as much/,
    (rate) => `${rate}\u00a0% der Sätze über nicht Vorhandenes erreichen so viel`,
  ],
  [/: look at the best windows yourself\./, () => ': Sehen Sie sich die besten Fenster selbst an.'],
  [
    /^Little inside the area fits, but windows that reach over its edge do: look there, or draw a larger area\.$/,
    () =>
      'Im Gebiet passt wenig, aber Fenster, die über seinen Rand reichen, passen: Sehen Sie dort nach, oder zeichnen Sie ein größeres Gebiet.',
  ],
  [/, nearly all about present content more\./, () => ', und fast alle über Vorhandenes mehr.'],
  [
    /These rates were measured on windows of about (\d+) m; the windows here show (\d+) to (\d+) m, so they are less certain\./,
    (measured, least, most) =>
      `Gemessen wurde das an Fenstern von etwa ${measured}\u00a0m; die Fenster hier zeigen ${least} bis ${most}\u00a0m, deshalb ist es weniger sicher.`,
  ],
  [
    /Only (.+) of (.+) windows \((.+)\) are indexed: index the scene again, then ask again\./,
    (done, all, share) =>
      `Nur ${done} von ${all} Fenstern (${share}) sind indiziert: Indizieren Sie die Szene neu, und fragen Sie dann erneut.`,
  ],
  [
    /Verdicts are given for sentences; this query has example windows\./,
    () => 'Beurteilt werden Sätze; diese Frage hat Beispielfenster.',
  ],
  [
    /Verdicts are given for single sentences; this query also has something to avoid\./,
    () => 'Beurteilt werden einzelne Sätze; diese Frage meidet auch etwas.',
  ],
  [
    /Verdicts are given for single sentences; this (?:query|question) has several(?: terms)?\./,
    () => 'Beurteilt werden einzelne Sätze; diese Frage hat mehrere Teile.',
  ],
  [
    /Verdicts are given for what a sentence names: the model does not read "no" or "without"\./,
    () => 'Beurteilt wird, was ein Satz nennt: Das Modell liest „no“ und „without“ nicht.',
  ],
  [
    /Verdicts are given for what a sentence names: the model does not count\. Ask without the number\./,
    () => 'Beurteilt wird, was ein Satz nennt: Das Modell zählt nicht. Fragen Sie ohne die Zahl.',
  ],
  [
    /Verdicts are given for English sentences: the model knows too little of other languages\./,
    () => 'Beurteilt werden englische Sätze: Das Modell kann andere Sprachen zu wenig.',
  ],
  [
    /Verdicts are given for whole scenes; this question is limited to an area\./,
    () => 'Beurteilt werden ganze Szenen; diese Frage ist auf ein Gebiet beschränkt.',
  ],
  [
    /Verdicts are given for areas of (.+) windows or more, and this one has (.+): draw a larger area, or index smaller windows\./,
    (least, windows) =>
      `Beurteilt werden Gebiete mit mindestens ${least} Fenstern, und dieses hat ${windows}: Zeichnen Sie ein größeres Gebiet, oder indizieren Sie kleinere Fenster.`,
  ],
  [
    /Verdicts are given for areas of up to (.+) windows, and this one has (.+): draw a smaller area, or search the whole scene\./,
    (most, windows) =>
      `Beurteilt werden Gebiete mit bis zu ${most} Fenstern, und dieses hat ${windows}: Zeichnen Sie ein kleineres Gebiet, oder durchsuchen Sie die ganze Szene.`,
  ],
  [
    /Verdicts are given for the scenes with the best hits after an approximate search: limit the question to this scene\./,
    () =>
      'Nach einer angenäherten Suche werden die Szenen mit den besten Treffern beurteilt: Beschränken Sie die Frage auf diese Szene.',
  ],
  [
    /^The everyday sentences were not asked of (.+): publish its index again with "(.+)"\.$/,
    (scene, command) =>
      `An ${scene} wurden die Alltagssätze nicht gefragt: Veröffentlichen Sie den Index mit „${command}“ noch einmal.`,
  ],
  [/^No window of the scene holds data\.$/, () => 'Kein Fenster der Szene enthält Daten.'],
  [
    /^Calibrate model (.+) to get verdicts: in the Models panel, or by "(.+)"\.$/,
    (model, command) =>
      `Kalibrieren Sie das Modell ${model}, um Urteile zu erhalten: im Bedienfeld Modelle oder mit „${command}“.`,
  ],
  [
    /^This model does not tell present from absent content: on the calibration pictures it is right in (\d+ %) of comparisons, where chance is 50 %\.$/,
    (share) =>
      `Dieses Modell unterscheidet Vorhandenes nicht von nicht Vorhandenem: An den Kalibrierbildern hat es in ${share} der Vergleiche recht, und Zufall wären 50\u00a0%.`,
  ],
];

const LAYOUTS: readonly KnownSentence[] = [
  [/^strips of (\d+) rows$/, (rows) => `Streifen von ${rows} Zeilen`],
  [/^tiles of (\d+) x (\d+) px$/, (width, height) => `Kacheln von ${width} × ${height}\u00a0px`],
];

const KNOWN = [...JOBS, ...PHASES, ...VERDICTS, ...LAYOUTS];

export const coreStrings: Translated<typeof english> = { said: (text) => saidByCore(text, KNOWN) };
