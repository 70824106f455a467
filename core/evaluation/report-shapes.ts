/** Validators of stored reports: the fields that pages, tables and comparisons read. */
import type { EvaluationTaskKind } from '../documents/evaluation.ts';
import { CAPTION_KINDS, LOCALIZATION_MAPS, RETRIEVAL_PROTOCOLS } from '../documents/evaluation.ts';
import {
  array,
  atLeast,
  boolean,
  integer,
  literal,
  nullable,
  number,
  object,
  pair,
  record,
  type Shape,
  string,
} from '../documents/shape.ts';
import { InvalidInput } from '../errors.ts';

const MOST = 10_000_000;
const text = string(100_000);
const path = string(32_768);
const whole = integer(0, Number.MAX_SAFE_INTEGER);
const counts = array(whole, MOST);
const interval = pair(number());
const share = nullable(number());
const recalls = object({ r1: number(), r5: number(), r10: number() });
const both = { textToImage: recalls, imageToText: recalls, meanRecall: number() };
const figures = { rsu: number(), ras: number(), rda: number(), rmi: number() };
const kinds = { texts: literal(...CAPTION_KINDS), protocol: literal(...RETRIEVAL_PROTOCOLS) };
const points = array(pair(number()), MOST);
/** An array with at least one entry: an empty report cannot be compared. */
const some =
  <T>(shape: Shape<T>): Shape<readonly T[]> =>
  (value, at) => {
    const list = array(shape, MOST)(value, at);
    if (list.length === 0) throw new InvalidInput(`${at}: expected at least one entry`);
    return list;
  };

export const reportHead = atLeast({
  model: atLeast({
    ...{ name: string(), sha256: string(), precision: string() },
    ...{ imageSizePx: whole, contextLength: whole },
  }),
  data: atLeast({
    ...{ name: string(), path, root: path, sha256: string() },
    ...{ form: string(), split: nullable(string()), images: whole },
  }),
  settings: atLeast({}),
  program: atLeast({ longsight: string(), node: string(), runtime: string() }),
  machine: string(),
  date: string(64),
  seconds: atLeast({ encoding: number(), scoring: number() }),
  notes: array(text),
  pictures: array(path, MOST),
});

const classification = atLeast({
  pictures: some(path),
  ...{ accuracy: number(), interval, meanClassAccuracy: number(), byClass: record(share) },
  classes: array(
    atLeast({
      ...{ name: string(), folder: string(), images: whole, right: whole },
      ...{ accuracy: share, interval: nullable(interval) },
    }),
  ),
  confusion: array(counts),
  prompts: array(text),
  failures: array(atLeast({ picture: whole, truth: whole, predicted: whole, margin: number() }), MOST),
  items: atLeast({ truth: counts, predicted: counts }),
});

const oneOfTwo: Shape<unknown> = (value, at) =>
  typeof value === 'object' && value !== null && 'text' in value
    ? atLeast({ text })(value, at)
    : atLeast({ picture: whole })(value, at);

const retrieval = atLeast({
  ...{ ...both, ...kinds, ceiling: atLeast(both), interval },
  sets: array(
    atLeast({
      ...{ ...both, ...kinds, ceiling: atLeast(both) },
      ...{ images: whole, captions: whole, distinctCaptions: whole },
    }),
  ),
  failures: array(
    atLeast({
      way: literal('textToImage', 'imageToText'),
      ...{ text, picture: whole, rank: whole, first: oneOfTwo },
    }),
    MOST,
  ),
  items: atLeast({
    textToImage: some(atLeast({ picture: whole, text, rank: whole })),
    imageToText: some(atLeast({ picture: whole, rank: whole })),
  }),
});

const localization = atLeast({
  map: literal(...LOCALIZATION_MAPS, 'given'),
  ...{ mean: atLeast(figures), interval },
  queries: some(
    atLeast({
      ...{ ...figures, image: path, text, picture: whole, polygons: whole },
      ...{ centres: whole, windows: whole, seconds: number() },
      shown: atLeast({
        ...{ widthPx: whole, heightPx: whole, outlines: array(points, MOST), centres: points },
        ...{ columns: whole, rows: whole, map: string(1 << 24) },
      }),
    }),
  ),
});

const length = atLeast({
  images: whole,
  curve: some(atLeast({ ...both, tokens: whole })),
  tokens: array(
    atLeast({
      texts: literal(...CAPTION_KINDS),
      ...{ mean: number(), most: whole, aboveLimit: whole, binTokens: whole, bins: counts },
    }),
  ),
});

const presence = atLeast({
  ...{ auc: number(), balancedAccuracy: number(), threshold: number() },
  thresholdFrom: literal('verdict', 'data'),
  ...{ falseAlarms: number(), missed: number(), present: whole, absent: whole },
  bySize: array(
    atLeast({
      windows: pair(whole),
      ...{ absent: whole, falseAlarms: share, present: whole, found: share },
    }),
  ),
  reliability: nullable(array(atLeast({ promised: number(), occurred: number(), sentences: whole }))),
  items: array(
    atLeast({ scene: path, text, isPresent: boolean, score: number(), windows: nullable(whole) }),
    MOST,
  ),
});

export const reportBodies: Readonly<Record<EvaluationTaskKind, Shape<unknown>>> = {
  ...{ retrieval, localization, length, presence },
  classification: (value, at) => {
    const report = classification(value, at);
    checkClasses(report, at);
    return report;
  },
};

/** Classes are named by their position. */
function checkClasses(
  { pictures, classes, confusion, failures, items: { truth, predicted } }: ReturnType<typeof classification>,
  at: string,
): void {
  const isClass = (number: number): boolean => number < classes.length;
  if (confusion.length !== classes.length || confusion.some((row) => row.length !== classes.length))
    throw new InvalidInput(
      `${at}.confusion: expected ${classes.length} rows and columns, one for each class`,
    );
  if (truth.length !== predicted.length)
    throw new InvalidInput(
      `${at}.items: ${truth.length} true and ${predicted.length} predicted classes, expected as many of both`,
    );
  const named = [...truth, ...predicted, ...failures.flatMap((each) => [each.truth, each.predicted])];
  if (!named.every(isClass))
    throw new InvalidInput(`${at}.items: names a class that is not one of the ${classes.length} classes`);
  if (truth.length !== pictures.length)
    throw new InvalidInput(`${at}.items: ${truth.length} classes of ${pictures.length} pictures`);
}
