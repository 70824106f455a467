/** Compares two reports of the same task on the same data: differences with paired intervals, so that chance is told from progress. */
import type {
  ClassificationReport,
  ComparedFigure,
  EvaluationComparison,
  EvaluationReport,
  LengthReport,
  LocalizationReport,
  PresenceReport,
  ReportHead,
  RetrievalReport,
} from '../documents/evaluation-report.ts';
import { InvalidInput } from '../errors.ts';
import { bootstrapInterval } from './bootstrap.ts';
import { mcnemarP } from './shares.ts';

type Compared = Pick<EvaluationComparison, 'figures' | 'mcnemar' | 'details'>;
type Pair<T> = { readonly a: T; readonly b: T };

/** Differences are b - a. Throws `InvalidInput` for reports of different tasks or without an item in common. */
export function compareReports(a: EvaluationReport, b: EvaluationReport): EvaluationComparison {
  const notes: string[] = [];
  if (a.data.sha256 !== b.data.sha256)
    notes.push('The two reports are of different data: only what both have is compared.');
  if (JSON.stringify(a.settings) !== JSON.stringify(b.settings))
    notes.push('The settings of the two reports differ.');
  if (notes.length === 0 && a.model.sha256 === b.model.sha256 && a.model.precision === b.model.precision)
    notes.push('Both reports are of the same weights in the same precision.');
  return {
    task: a.task,
    a: nameOf(a.model, b.model),
    b: nameOf(b.model, a.model),
    data: a.data.name,
    ...comparedTask(a, b),
    notes,
  };
}

/** With what tells it apart from a model of the same name. */
function nameOf({ name, precision, sha256 }: ReportHead['model'], other: ReportHead['model']): string {
  if (name !== other.name) return name;
  if (precision !== other.precision) return `${name} (${precision})`;
  return sha256 === other.sha256 ? name : `${name} (${sha256.slice(0, 8)})`;
}

function comparedTask(a: EvaluationReport, b: EvaluationReport): Compared {
  if (a.task === 'classification' && b.task === 'classification') return compareClassification(a, b);
  if (a.task === 'retrieval' && b.task === 'retrieval') return compareRetrieval(a, b);
  if (a.task === 'localization' && b.task === 'localization') return compareLocalization(a, b);
  if (a.task === 'length' && b.task === 'length') return compareLength(a, b);
  if (a.task === 'presence' && b.task === 'presence') return comparePresence(a, b);
  throw new InvalidInput(`a report of ${a.task} cannot be compared with one of ${b.task}`);
}

type Named = { readonly pictures: readonly string[] };

function compareClassification(a: ClassificationReport & Named, b: ClassificationReport & Named): Compared {
  const isRight = ({ items }: ClassificationReport, i: number) => items.truth[i] === items.predicted[i];
  const pairs = pairsBy(
    a.pictures.map((name, i) => [name, isRight(a, i)] as const),
    b.pictures.map((name, i) => [name, isRight(b, i)] as const),
  );
  const points = pairs.map(({ a, b }) => ({ a: 100 * Number(a), b: 100 * Number(b) }));
  const onlyA = pairs.filter((pair) => pair.a && !pair.b).length;
  const onlyB = pairs.filter((pair) => pair.b && !pair.a).length;
  const classOfB = new Map(b.classes.map((each) => [each.folder, each]));
  return {
    figures: [pairedMean('accuracy', points)],
    mcnemar: { onlyA, onlyB, p: mcnemarP(onlyA, onlyB) },
    details: a.classes.map(({ name, folder, accuracy }) =>
      figure(name, accuracy, classOfB.get(folder)?.accuracy ?? null),
    ),
  };
}

function compareRetrieval(a: RetrievalReport & Named, b: RetrievalReport & Named): Compared {
  const ofTexts = pairsBy(textRanks(a), textRanks(b));
  const ofImages = pairsBy(imageRanks(a), imageRanks(b));
  const recalls = (name: string, pairs: readonly Pair<Rank>[]) =>
    [1, 5, 10].map((k) => {
      const isHit = ({ rank }: Rank) => 100 * Number(rank < k);
      return pairedMean(
        `${name} R@${k}`,
        pairs.map((pair) => ({ a: isHit(pair.a), b: isHit(pair.b) })),
      );
    });
  const figures = [...recalls('text to image', ofTexts), ...recalls('image to text', ofImages)];
  const mean = (key: 'a' | 'b') => figures.reduce((sum, each) => sum + (each[key] ?? 0), 0) / figures.length;
  const whole = {
    ...figure('mean recall', mean('a'), mean('b')),
    interval: meanRecallInterval(ofTexts, ofImages),
  };
  return { figures: [whole, ...figures], mcnemar: null, details: [] };
}

type Rank = { readonly picture: string; readonly rank: number };

function textRanks({ items, pictures }: RetrievalReport & Named): (readonly [string, Rank])[] {
  return items.textToImage.map(({ picture, text, rank }) => [
    `${pictures[picture]}\n${text}`,
    { picture: pictures[picture], rank },
  ]);
}

function imageRanks({ items, pictures }: RetrievalReport & Named): (readonly [string, Rank])[] {
  return items.imageToText.map(({ picture, rank }) => [
    pictures[picture],
    { picture: pictures[picture], rank },
  ]);
}

/** Pictures are drawn, each with its captions. */
function meanRecallInterval(
  ofTexts: readonly Pair<Rank>[],
  ofImages: readonly Pair<Rank>[],
): readonly [number, number] {
  const hits = ({ rank }: Rank) => (100 * [1, 5, 10].filter((k) => rank < k).length) / 3;
  const pictures = new Set([...ofTexts, ...ofImages].map(({ a }) => a.picture));
  const places = new Map([...pictures].map((picture, i) => [picture, i]));
  const sums = [ofTexts, ofImages].map((pairs) => {
    const [difference, count] = [new Float64Array(places.size), new Float64Array(places.size)];
    for (const pair of pairs) {
      const place = places.get(pair.a.picture)!;
      difference[place] += hits(pair.b) - hits(pair.a);
      count[place]++;
    }
    return { difference, count };
  });
  return bootstrapInterval(places.size, (drawn) => {
    const ways = sums.map(({ difference, count }) => {
      let [total, queries] = [0, 0];
      for (const i of drawn) {
        total += difference[i];
        queries += count[i];
      }
      return total / queries;
    });
    return ways.reduce((sum, each) => sum + each, 0) / ways.length;
  });
}

function compareLocalization(a: LocalizationReport, b: LocalizationReport): Compared {
  const keyed = ({ queries }: LocalizationReport) =>
    queries.map((query) => [`${query.image}\n${query.text}`, query] as const);
  const pairs = pairsBy(keyed(a), keyed(b));
  const names = ['rmi', 'rsu', 'ras', 'rda'] as const;
  return {
    figures: names.map((name) =>
      pairedMean(
        name,
        pairs.map((pair) => ({ a: pair.a[name], b: pair.b[name] })),
      ),
    ),
    mcnemar: null,
    details: pairs.map((pair) => figure(`${pair.a.image}: ${pair.a.text}`, pair.a.rmi, pair.b.rmi)),
  };
}

function compareLength(a: LengthReport, b: LengthReport): Compared {
  const ofB = new Map(b.curve.map((point) => [point.tokens, point]));
  const points = a.curve.flatMap((point) => {
    const other = ofB.get(point.tokens);
    return other === undefined
      ? []
      : [figure(`R@1 with ${point.tokens} tokens`, point.textToImage.r1, other.textToImage.r1)];
  });
  if (points.length === 0) throw new InvalidInput('the two reports have no length in common');
  return { figures: points, mcnemar: null, details: [] };
}

function comparePresence(a: PresenceReport, b: PresenceReport): Compared {
  return {
    figures: [
      figure('AUC', a.auc, b.auc),
      figure('balanced accuracy', a.balancedAccuracy, b.balancedAccuracy),
      figure('false alarms', a.falseAlarms, b.falseAlarms),
      figure('missed', a.missed, b.missed),
    ],
    mcnemar: null,
    details: [],
  };
}

/** Values with the same key in both lists; of a repeated key the n-th meets the n-th. Throws `InvalidInput` if there are none. */
function pairsBy<T>(a: readonly (readonly [string, T])[], b: readonly (readonly [string, T])[]): Pair<T>[] {
  const ofB = new Map<string, T[]>();
  for (const [key, value] of b) {
    const same = ofB.get(key);
    if (same === undefined) ofB.set(key, [value]);
    else same.push(value);
  }
  const pairs = a.flatMap(([key, value]) => {
    const other = ofB.get(key)?.shift();
    return other === undefined ? [] : [{ a: value, b: other }];
  });
  if (pairs.length === 0) throw new InvalidInput('the two reports have no picture or query in common');
  return pairs;
}

/** Mean of both, with the interval of the difference. */
function pairedMean(name: string, pairs: readonly Pair<number>[]): ComparedFigure {
  const mean = (key: 'a' | 'b') => pairs.reduce((sum, pair) => sum + pair[key], 0) / pairs.length;
  const interval = bootstrapInterval(pairs.length, (drawn) => {
    let sum = 0;
    for (const i of drawn) sum += pairs[i].b - pairs[i].a;
    return sum / drawn.length;
  });
  return { ...figure(name, mean('a'), mean('b')), interval };
}

function figure(name: string, a: number | null, b: number | null): ComparedFigure {
  return { name, a, b, difference: a === null || b === null ? null : b - a, interval: null };
}
