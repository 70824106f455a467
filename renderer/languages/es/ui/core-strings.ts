import type { Translated } from '../../../../core/documents/language.ts';
import type { coreStrings as english } from '../../../ui/core-strings.ts';
import { type KnownSentence, saidByCore } from '../../said-by-core.ts';

const JOBS: readonly KnownSentence[] = [
  [/^Index collection (.+) with (.+)$/, (name, model) => `Indexar la colección ${name} con ${model}`],
  [/^Index (.+) with (.+)$/, (scene, model) => `Indexar ${scene} con ${model}`],
  [/^Patches of (.+) with (.+)$/, (scene, model) => `Parches de ${scene} con ${model}`],
  [/^Write captions \((.+)\)$/, () => 'Escribir descripciones'],
  [/^Convert (.+)$/, (name) => `Convertir ${name}`],
  [/^Import model (.+)$/, (name) => `Importar el modelo ${name}`],
  [/^Use (.+) in (fp32|fp16|int8)$/, (model, precision) => `Usar ${model} en ${precision}`],
  [/^Calibrate (.+)$/, (model) => `Calibrar ${model}`],
  [/^Download model (.+)$/, (name) => `Descargar el modelo ${name}`],
  [/^Train (.+)$/, (run) => `Entrenar ${run}`],
  [/^Evaluate (.+)$/, (evaluation) => `Evaluar ${evaluation}`],
  [/^Share the index of (.+) with (.+)$/, (scene, model) => `Compartir el índice de ${scene} con ${model}`],
  [
    /^Copy the index of (.+) with (.+) from the team store$/,
    (scene, model) => `Copiar el índice de ${scene} con ${model} del almacén del equipo`,
  ],
];

const PHASES: readonly KnownSentence[] = [
  [/^(\d+) of (\d+) scenes$/, (done, all) => `${done} de ${all} escenas`],
  [/^indexing$/, () => 'indexando'],
  [/^encoding patches$/, () => 'codificando parches'],
  [/^encoding counter-examples$/, () => 'codificando contraejemplos'],
  [/^encoding$/, () => 'codificando'],
  [/^reading weights$/, () => 'leyendo pesos'],
  [/^reading texts$/, () => 'leyendo textos'],
  [/^reading$/, () => 'leyendo'],
  [/^running the frozen part$/, () => 'calculando la parte fija'],
  [/^training$/, () => 'entrenando'],
  [/^validating$/, () => 'validando'],
  [/^saving$/, () => 'guardando'],
  [/^publishing$/, () => 'copiando'],
  [/^captioning$/, () => 'escribiendo descripciones'],
  [/^measuring( speed| maps)?$/, () => 'midiendo'],
  [/^comparing (\w+) with fp32$/, (precision) => `comparando ${precision} con fp32`],
  [/^testing the towers$/, () => 'probando los codificadores'],
  [/^calibrating$/, () => 'calibrando'],
  [/^checking$/, () => 'comprobando'],
  [/^converting$/, () => 'convirtiendo'],
  [/^unpacking JPEG 2000$/, () => 'descomprimiendo JPEG 2000'],
  [/^converting weights$/, () => 'convirtiendo pesos'],
  [/^importing weights$/, () => 'importando pesos'],
  [/^cutting sample windows$/, () => 'recortando ventanas de muestra'],
  [/^asking$/, () => 'preguntando'],
];

const VERDICTS: readonly KnownSentence[] = [
  [
    /^the windows differ on the ground: (.+) m in (.+), (.+) m in (.+): index both with sizes of the same metres$/,
    (a, before, b, after) =>
      `Las ventanas difieren sobre el terreno: ${a}\u00a0m en ${before}, ${b}\u00a0m en ${after}. Indexe ambas con tamaños de los mismos metros.`,
  ],
  [
    /(\d+) % of sentences about absent content reach as much/,
    (rate) => `El ${rate}\u00a0% de las frases sobre contenido ausente alcanza tanto`,
  ],
  [/: look at the best windows yourself\./, () => ': mire usted mismo las mejores ventanas.'],
  [
    /^Little inside the area fits, but windows that reach over its edge do: look there, or draw a larger area\.$/,
    () =>
      'Dentro del área poco encaja, pero sí las ventanas que pasan de su borde: mire allí o dibuje un área mayor.',
  ],
  [
    /, nearly all about present content more\./,
    () => ', y casi todas las de contenido presente alcanzan más.',
  ],
  [
    /These rates were measured on windows of about (\d+) m; the windows here show (\d+) to (\d+) m, so they are less certain\./,
    (measured, least, most) =>
      `Se midió con ventanas de unos ${measured}\u00a0m; las de aquí muestran de ${least} a ${most}\u00a0m, así que es menos seguro.`,
  ],
  [
    /Only (.+) of (.+) windows \((.+)\) are indexed: index the scene again, then ask again\./,
    (done, all, share) =>
      `Solo están indexadas ${done} de ${all} ventanas (${share}): indexe la escena de nuevo y vuelva a preguntar.`,
  ],
  [
    /Verdicts are given for sentences; this query has example windows\./,
    () => 'El veredicto se da para frases; esta pregunta tiene ventanas de ejemplo.',
  ],
  [
    /Verdicts are given for single sentences; this query also has something to avoid\./,
    () => 'El veredicto se da para frases sueltas; esta pregunta tiene además algo que evitar.',
  ],
  [
    /Verdicts are given for single sentences; this (?:query|question) has several(?: terms)?\./,
    () => 'El veredicto se da para frases sueltas; esta pregunta tiene varios términos.',
  ],
  [
    /Verdicts are given for what a sentence names: the model does not read "no" or "without"\./,
    () => 'El veredicto se da para lo que una frase nombra: el modelo no lee «no» ni «without».',
  ],
  [
    /Verdicts are given for what a sentence names: the model does not count\. Ask without the number\./,
    () => 'El veredicto se da para lo que una frase nombra: el modelo no cuenta. Pregunte sin el número.',
  ],
  [
    /Verdicts are given for English sentences: the model knows too little of other languages\./,
    () => 'El veredicto se da para frases en inglés: el modelo conoce muy poco los demás idiomas.',
  ],
  [
    /Verdicts are given for whole scenes; this question is limited to an area\./,
    () => 'El veredicto se da para escenas enteras; esta pregunta se limita a una zona.',
  ],
  [
    /Verdicts are given for areas of (.+) windows or more, and this one has (.+): draw a larger area, or index smaller windows\./,
    (least, windows) =>
      `El veredicto se da para zonas de ${least} ventanas o más, y esta tiene ${windows}: dibuje una zona mayor o indexe ventanas más pequeñas.`,
  ],
  [
    /Verdicts are given for areas of up to (.+) windows, and this one has (.+): draw a smaller area, or search the whole scene\./,
    (most, windows) =>
      `El veredicto se da para zonas de hasta ${most} ventanas, y esta tiene ${windows}: dibuje una zona menor o busque en toda la escena.`,
  ],
  [
    /Verdicts are given for the scenes with the best hits after an approximate search: limit the question to this scene\./,
    () =>
      'Tras una búsqueda aproximada se juzgan las escenas con los mejores aciertos: limite la pregunta a esta escena.',
  ],
  [
    /^The everyday sentences were not asked of (.+): publish its index again with "(.+)"\.$/,
    (scene, command) =>
      `A ${scene} no se le preguntaron las frases cotidianas: publique su índice de nuevo con «${command}».`,
  ],
  [/^No window of the scene holds data\.$/, () => 'Ninguna ventana de la escena contiene datos.'],
  [
    /^Calibrate model (.+) to get verdicts: in the Models panel, or by "(.+)"\.$/,
    (model, command) =>
      `Calibre el modelo ${model} para obtener veredictos: en el panel Modelos, o con «${command}».`,
  ],
  [
    /^This model does not tell present from absent content: on the calibration pictures it is right in (\d+ %) of comparisons, where chance is 50 %\.$/,
    (share) =>
      `Este modelo no distingue lo presente de lo ausente: en las imágenes de calibración acierta en el ${share} de las comparaciones, y el azar daría el 50\u00a0%.`,
  ],
];

const LAYOUTS: readonly KnownSentence[] = [
  [/^strips of (\d+) rows$/, (rows) => `tiras de ${rows} filas`],
  [/^tiles of (\d+) x (\d+) px$/, (width, height) => `teselas de ${width} × ${height}\u00a0px`],
];

const KNOWN = [...JOBS, ...PHASES, ...VERDICTS, ...LAYOUTS];

export const coreStrings: Translated<typeof english> = { said: (text) => saidByCore(text, KNOWN) };
