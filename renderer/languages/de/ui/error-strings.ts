import type { Translated } from '../../../../core/documents/language.ts';
import type { errorStrings as english } from '../../../ui/error-strings.ts';
import { type KnownSentence, saidByCore } from '../../said-by-core.ts';

const FILES: readonly KnownSentence[] = [
  [/: no such file$/, () => ': Diese Datei gibt es nicht'],
  [/: this is a folder, not a file$/, () => ': Das ist ein Ordner, keine Datei'],
  [
    /: permission denied: choose another place, or change its permissions$/,
    () => ': Zugriff verweigert. Wählen Sie einen anderen Ort, oder ändern Sie die Rechte',
  ],
  [
    /: this disk is read-only: choose another place$/,
    () => ': Dieser Datenträger ist schreibgeschützt. Wählen Sie einen anderen Ort',
  ],
  [
    /: the disk is full: free some space, then try again$/,
    () => ': Der Datenträger ist voll. Schaffen Sie Platz, und versuchen Sie es erneut',
  ],
  [
    /: the disk or network folder does not answer: check it, then try again$/,
    () =>
      ': Der Datenträger oder Netzwerkordner antwortet nicht. Prüfen Sie ihn, und versuchen Sie es erneut',
  ],
  [
    /^(.+) exists already, and nothing is replaced unasked: choose another name(, or allow it to be replaced)?$/,
    (path, or) =>
      `${path} gibt es schon, und nichts wird ungefragt ersetzt: Wählen Sie einen anderen Namen${or ? ', oder erlauben Sie das Ersetzen' : ''}`,
  ],
  [
    /^(.+) is the scene itself and would be overwritten: choose another file$/,
    (path) => `${path} ist die Szene selbst und würde überschrieben: Wählen Sie eine andere Datei`,
  ],
  [
    /^(.+) is in use by another task: wait for it, or cancel it first$/,
    (what) => `${what} wird von einer anderen Aufgabe benutzt: Warten Sie auf sie, oder brechen Sie sie ab`,
  ],
  [
    /^(.+) is in use by another Longsight \(process (\d+)\); close it first$/,
    (what, process) =>
      `${what} wird von einem anderen Longsight benutzt (Prozess ${process}): Schließen Sie es zuerst`,
  ],
];

const SCENES: readonly KnownSentence[] = [
  [
    /: not a TIFF: this is ((?:a|an|the header of an) .+); convert it to GeoTIFF, for example with gdal_translate(?= \(|$)/,
    (what) =>
      `: kein TIFF (${what}). Wandeln Sie die Datei in ein GeoTIFF um, zum Beispiel mit gdal_translate`,
  ],
  [/: not a TIFF: /, () => ': kein TIFF: '],
  [
    /^(.+): (.+) compression \(TIFF code (\d+)\) is not supported; convert the file, for example with gdal_translate -co COMPRESS=DEFLATE$/,
    (where, codec, code) =>
      `${where}: Die Kompression ${codec} (TIFF-Code ${code}) wird nicht gelesen. Wandeln Sie die Datei um, zum Beispiel mit gdal_translate -co COMPRESS=DEFLATE`,
  ],
  [
    /: the file is truncated: block (\d+) of (\d+) ends at byte (\d+), the file at byte (\d+)$/,
    (block, of, end, size) =>
      `: Die Datei ist abgeschnitten. Block ${block} von ${of} endet bei Byte ${end}, die Datei bei Byte ${size}`,
  ],
  [
    /: the file is truncated or damaged: (.+) should lie at byte (\d+), but the file ends at byte (\d+)$/,
    (what, at, size) =>
      `: Die Datei ist abgeschnitten oder beschädigt. Bei Byte ${at} fehlt etwas (${what}); sie endet bei Byte ${size}`,
  ],
  [
    /: the file was changed while it was (?:being read|open)(?:: wait until it is complete, then start again|; open it again)$/,
    () =>
      ': Die Datei wurde geändert, während sie gelesen wurde. Warten Sie, bis sie vollständig ist, und öffnen Sie sie erneut',
  ],
  [
    /: its coordinate reference system cannot be used: (.+); assign one, for example with gdal_edit\.py -a_srs$/,
    (why) =>
      `: Ihr Koordinatenbezugssystem ist nicht brauchbar (${why}). Geben Sie ihr eines, zum Beispiel mit gdal_edit.py -a_srs`,
  ],
  [
    /"(.+)" names no coordinate reference system: (.+)$/,
    (text, why) => `„${text}“ nennt kein Koordinatenbezugssystem: ${why}`,
  ],
  [
    /^EPSG:(\d+) is not a projected or geographic coordinate reference system: look the code up, for example at epsg\.io$/,
    (code) =>
      `EPSG:${code} ist kein projiziertes oder geographisches Koordinatenbezugssystem: Schlagen Sie den Code nach, zum Beispiel auf epsg.io`,
  ],
  [
    /: this file is already open as another scene; remove that scene first$/,
    () => ': Diese Datei ist schon als andere Szene geöffnet. Entfernen Sie diese zuerst',
  ],
  [
    /^the scene is being indexed: wait for that job or cancel it first$/,
    () => 'Die Szene wird gerade indiziert: Warten Sie auf diese Aufgabe, oder brechen Sie sie ab',
  ],
  [
    /: record (\d+) of (\d+) is damaged: index the scene again, which repairs the file$/,
    (record, of) =>
      `: Satz ${record} von ${of} ist beschädigt. Indizieren Sie die Szene erneut, das stellt die Datei wieder her`,
  ],
];

const QUESTIONS: readonly KnownSentence[] = [
  [
    /^the query is empty: enter a sentence or choose a window$/,
    () => 'Die Frage ist leer: Schreiben Sie einen Satz, oder wählen Sie ein Fenster',
  ],
  [
    /^a sentence of the query is empty: describe what to look for$/,
    () => 'Ein Satz der Frage ist leer: Beschreiben Sie, was gesucht wird',
  ],
  [
    /^the query has no direction: its terms cancel each other out$/,
    () => 'Die Frage hat keine Richtung: Ihre Teile heben einander auf',
  ],
  [
    /^no indexed window has its centre in the area of the question: draw a larger area, or index smaller windows$/,
    () =>
      'Kein indiziertes Fenster hat seine Mitte im Gebiet der Frage: Zeichnen Sie ein größeres Gebiet, oder indizieren Sie kleinere Fenster',
  ],
  [
    /^(.+) is not indexed with model (.+?)( in \w+)? yet: index it first$/,
    (scene, model, precision) =>
      `${scene} ist mit dem Modell ${model}${precision ? ` (${precision.slice(4)})` : ''} noch nicht indiziert: Indizieren Sie die Szene zuerst`,
  ],
  [
    /^the scene (?:or the model )?has changed since the question: ask again$/,
    () => 'Die Szene oder das Modell ist seit der Frage anders: Fragen Sie erneut',
  ],
  [
    /^the results of query \S+ are no longer in memory: run the query again$/,
    () => 'Die Antwort auf diese Frage ist nicht mehr im Speicher: Fragen Sie erneut',
  ],
  [
    /^the two queries are of different scenes: run both on the same scene$/,
    () => 'Die beiden Fragen gelten verschiedenen Szenen: Stellen Sie beide an dieselbe',
  ],
  [
    /^regions need a threshold \(a cosine\): set one first$/,
    () => 'Flächen brauchen einen Schwellenwert (einen Kosinus): Setzen Sie ihn zuerst',
  ],
  [
    /^(.+) has no coordinate reference system, which GeoJSON needs: export a GeoPackage, which keeps its pixel coordinates$/,
    (scene) =>
      `${scene} hat kein Koordinatenbezugssystem, das GeoJSON braucht: Exportieren Sie ein GeoPackage, das die Pixelkoordinaten behält`,
  ],
  [
    /^(.+) has no coordinate reference system that could be converted to EPSG:(\d+): export in the scene’s own coordinates$/,
    (scene, code) =>
      `${scene} hat kein Koordinatenbezugssystem, das sich in EPSG:${code} umrechnen ließe: Exportieren Sie in den Koordinaten der Szene`,
  ],
];

const MODELS: readonly KnownSentence[] = [
  [
    /^a model named (.+) already exists: choose another name, or remove it first$/,
    (name) =>
      `Ein Modell ${name} gibt es schon: Wählen Sie einen anderen Namen, oder entfernen Sie es zuerst`,
  ],
  [
    /^"(.+)" is the bundled model: choose another name$/,
    (name) => `„${name}“ ist das mitgelieferte Modell: Wählen Sie einen anderen Namen`,
  ],
  [
    /^model (.+) is being used to index a scene: wait for that job or cancel it first$/,
    (model) =>
      `Mit dem Modell ${model} wird gerade indiziert: Warten Sie auf diese Aufgabe, oder brechen Sie sie ab`,
  ],
  [
    /^model (.+) is not calibrated: calibrate it first$/,
    (model) => `Das Modell ${model} ist nicht kalibriert: Kalibrieren Sie es zuerst`,
  ],
];

const NETWORK: readonly KnownSentence[] = [
  [/^cannot reach (.+?): (.+)$/, (host, why) => `${host} ist nicht zu erreichen: ${why}`],
  [
    /^(\S+) did not answer within (\d+) s$/,
    (host, seconds) => `${host} hat ${seconds}\u00a0s lang nicht geantwortet`,
  ],
  [
    /^(\S+) answered (\d+): try again later$/,
    (host, status) => `${host} antwortete ${status}: Versuchen Sie es später erneut`,
  ],
  [/: (\S+) has no such file \((\d+)\)$/, (host, status) => `: ${host} hat keine solche Datei (${status})`],
  [
    /: Longsight does not connect to this server unless you ask it to: connect the layer$/,
    () => ': Longsight verbindet sich mit diesem Server nur, wenn Sie es verlangen. Verbinden Sie die Ebene',
  ],
];

const KNOWN = [...FILES, ...SCENES, ...QUESTIONS, ...MODELS, ...NETWORK];

export const errorStrings: Translated<typeof english> = { said: (text) => saidByCore(text, KNOWN) };
