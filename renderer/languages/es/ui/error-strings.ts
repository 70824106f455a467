import type { Translated } from '../../../../core/documents/language.ts';
import type { errorStrings as english } from '../../../ui/error-strings.ts';
import { type KnownSentence, saidByCore } from '../../said-by-core.ts';

const FILES: readonly KnownSentence[] = [
  [/: no such file$/, () => ': ese archivo no existe'],
  [/: this is a folder, not a file$/, () => ': es una carpeta, no un archivo'],
  [
    /: permission denied: choose another place, or change its permissions$/,
    () => ': permiso denegado. Elija otro lugar o cambie los permisos',
  ],
  [
    /: this disk is read-only: choose another place$/,
    () => ': este disco es de solo lectura. Elija otro lugar',
  ],
  [
    /: the disk is full: free some space, then try again$/,
    () => ': el disco está lleno. Libere espacio e inténtelo de nuevo',
  ],
  [
    /: the disk or network folder does not answer: check it, then try again$/,
    () => ': el disco o la carpeta de red no responde. Compruébelo e inténtelo de nuevo',
  ],
  [
    /^(.+) exists already, and nothing is replaced unasked: choose another name(, or allow it to be replaced)?$/,
    (path, or) =>
      `${path} ya existe, y nada se reemplaza sin preguntar: elija otro nombre${or ? ' o permita reemplazarlo' : ''}`,
  ],
  [
    /^(.+) is the scene itself and would be overwritten: choose another file$/,
    (path) => `${path} es la propia escena y se sobrescribiría: elija otro archivo`,
  ],
  [
    /^(.+) is in use by another task: wait for it, or cancel it first$/,
    (what) => `${what} está en uso por otra tarea: espere a que termine o cancélela`,
  ],
  [
    /^(.+) is in use by another Longsight \(process (\d+)\); close it first$/,
    (what, process) => `${what} está en uso por otro Longsight (proceso ${process}): ciérrelo primero`,
  ],
];

const SCENES: readonly KnownSentence[] = [
  [
    /: not a TIFF: this is ((?:a|an|the header of an) .+); convert it to GeoTIFF, for example with gdal_translate(?= \(|$)/,
    (what) => `: no es un TIFF (${what}). Conviértalo a GeoTIFF, por ejemplo con gdal_translate`,
  ],
  [/: not a TIFF: /, () => ': no es un TIFF: '],
  [
    /^(.+): (.+) compression \(TIFF code (\d+)\) is not supported; convert the file, for example with gdal_translate -co COMPRESS=DEFLATE$/,
    (where, codec, code) =>
      `${where}: la compresión ${codec} (código TIFF ${code}) no se lee. Convierta el archivo, por ejemplo con gdal_translate -co COMPRESS=DEFLATE`,
  ],
  [
    /: the file is truncated: block (\d+) of (\d+) ends at byte (\d+), the file at byte (\d+)$/,
    (block, of, end, size) =>
      `: el archivo está cortado. El bloque ${block} de ${of} termina en el byte ${end}; el archivo, en el byte ${size}`,
  ],
  [
    /: the file is truncated or damaged: (.+) should lie at byte (\d+), but the file ends at byte (\d+)$/,
    (what, at, size) =>
      `: el archivo está cortado o dañado. En el byte ${at} falta algo (${what}); termina en el byte ${size}`,
  ],
  [
    /: the file was changed while it was (?:being read|open)(?:: wait until it is complete, then start again|; open it again)$/,
    () => ': el archivo cambió mientras se leía. Espere a que esté completo y ábralo de nuevo',
  ],
  [
    /: its coordinate reference system cannot be used: (.+); assign one, for example with gdal_edit\.py -a_srs$/,
    (why) =>
      `: su sistema de coordenadas no sirve (${why}). Asígnele uno, por ejemplo con gdal_edit.py -a_srs`,
  ],
  [
    /"(.+)" names no coordinate reference system: (.+)$/,
    (text, why) => `«${text}» no nombra ningún sistema de coordenadas: ${why}`,
  ],
  [
    /^EPSG:(\d+) is not a projected or geographic coordinate reference system: look the code up, for example at epsg\.io$/,
    (code) =>
      `EPSG:${code} no es un sistema de coordenadas proyectado ni geográfico: busque el código, por ejemplo en epsg.io`,
  ],
  [
    /: this file is already open as another scene; remove that scene first$/,
    () => ': este archivo ya está abierto como otra escena. Quite antes esa escena',
  ],
  [
    /^the scene is being indexed: wait for that job or cancel it first$/,
    () => 'La escena se está indexando: espere a esa tarea o cancélela',
  ],
  [
    /: record (\d+) of (\d+) is damaged: index the scene again, which repairs the file$/,
    (record, of) =>
      `: el registro ${record} de ${of} está dañado. Indexe la escena de nuevo, que repara el archivo`,
  ],
];

const QUESTIONS: readonly KnownSentence[] = [
  [
    /^the query is empty: enter a sentence or choose a window$/,
    () => 'La pregunta está vacía: escriba una frase o elija una ventana',
  ],
  [
    /^a sentence of the query is empty: describe what to look for$/,
    () => 'Una frase de la pregunta está vacía: describa lo que busca',
  ],
  [
    /^the query has no direction: its terms cancel each other out$/,
    () => 'La pregunta no tiene dirección: sus partes se anulan entre sí',
  ],
  [
    /^no indexed window has its centre in the area of the question: draw a larger area, or index smaller windows$/,
    () =>
      'Ninguna ventana indexada tiene su centro en el área de la pregunta: dibuje un área mayor o indexe ventanas menores',
  ],
  [
    /^(.+) is not indexed with model (.+?)( in \w+)? yet: index it first$/,
    (scene, model, precision) =>
      `${scene} aún no está indexada con el modelo ${model}${precision ? ` (${precision.slice(4)})` : ''}: indéxela primero`,
  ],
  [
    /^the scene (?:or the model )?has changed since the question: ask again$/,
    () => 'La escena o el modelo ha cambiado desde la pregunta: pregunte de nuevo',
  ],
  [
    /^the results of query \S+ are no longer in memory: run the query again$/,
    () => 'La respuesta a esta pregunta ya no está en memoria: pregunte de nuevo',
  ],
  [
    /^the two queries are of different scenes: run both on the same scene$/,
    () => 'Las dos preguntas son de escenas distintas: haga ambas a la misma',
  ],
  [
    /^regions need a threshold \(a cosine\): set one first$/,
    () => 'Las regiones necesitan un umbral (un coseno): fíjelo primero',
  ],
  [
    /^(.+) has no coordinate reference system, which GeoJSON needs: export a GeoPackage, which keeps its pixel coordinates$/,
    (scene) =>
      `${scene} no tiene sistema de coordenadas, y GeoJSON lo necesita: exporte un GeoPackage, que conserva las coordenadas de píxel`,
  ],
  [
    /^(.+) has no coordinate reference system that could be converted to EPSG:(\d+): export in the scene’s own coordinates$/,
    (scene, code) =>
      `${scene} no tiene un sistema de coordenadas que se pueda convertir a EPSG:${code}: exporte en las coordenadas de la escena`,
  ],
];

const MODELS: readonly KnownSentence[] = [
  [
    /^a model named (.+) already exists: choose another name, or remove it first$/,
    (name) => `Ya existe un modelo ${name}: elija otro nombre o quítelo primero`,
  ],
  [
    /^"(.+)" is the bundled model: choose another name$/,
    (name) => `«${name}» es el modelo incluido: elija otro nombre`,
  ],
  [
    /^model (.+) is being used to index a scene: wait for that job or cancel it first$/,
    (model) => `Con el modelo ${model} se está indexando una escena: espere a esa tarea o cancélela`,
  ],
  [
    /^model (.+) is not calibrated: calibrate it first$/,
    (model) => `El modelo ${model} no está calibrado: calíbrelo primero`,
  ],
];

const NETWORK: readonly KnownSentence[] = [
  [/^cannot reach (.+?): (.+)$/, (host, why) => `No se puede alcanzar ${host}: ${why}`],
  [/^(\S+) did not answer within (\d+) s$/, (host, seconds) => `${host} no respondió en ${seconds}\u00a0s`],
  [
    /^(\S+) answered (\d+): try again later$/,
    (host, status) => `${host} respondió ${status}: inténtelo más tarde`,
  ],
  [/: (\S+) has no such file \((\d+)\)$/, (host, status) => `: ${host} no tiene ese archivo (${status})`],
  [
    /: Longsight does not connect to this server unless you ask it to: connect the layer$/,
    () => ': Longsight solo se conecta a este servidor si usted lo pide. Conecte la capa',
  ],
];

const KNOWN = [...FILES, ...SCENES, ...QUESTIONS, ...MODELS, ...NETWORK];

export const errorStrings: Translated<typeof english> = { said: (text) => saidByCore(text, KNOWN) };
