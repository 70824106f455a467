import { describe, expect, test } from 'vitest';
import { Graph } from '../../../models/onnx/graph.ts';
import { gradients } from '../../../training/autodiff/gradients.ts';
import { contrastiveLoss } from '../../../training/loss/contrastive-loss.ts';
import { generator } from '../../models/tiny-weights.ts';
import { openSession } from '../step/run-graph.ts';

const DIM = 5;
/** The first three of four texts are about the same, in shares. */
const FITS = [
  [1 / 3, 1 / 3, 1 / 3, 0],
  [1 / 3, 1 / 3, 1 / 3, 0],
  [1 / 3, 1 / 3, 1 / 3, 0],
  [0, 0, 0, 1],
];

type Rows = readonly (readonly number[])[];

describe('the contrastive loss', () => {
  test('is the mean cross entropy of pictures among texts and of texts among pictures', async () => {
    const random = generator(2);
    const draw = () => Array.from({ length: 4 }, () => Array.from({ length: DIM }, () => random() * 2 - 1));
    const [images, long, short] = [draw(), draw(), draw()];
    const { total, longLoss, shortLoss } = await run(images, long, short, Math.log(14), 0.3);
    expect(longLoss).toBeCloseTo(symmetricCrossEntropy(images, long, 14), 5);
    expect(shortLoss).toBeCloseTo(symmetricCrossEntropy(images, short, 14), 5);
    expect(total).toBeCloseTo(0.3 * longLoss + 0.7 * shortLoss, 6);
  });

  test('compares each picture also with the other texts, but no text with them', async () => {
    const { images, long, short, others } = drawn();
    const { longLoss, shortLoss } = await run(images, long, short, Math.log(14), 0.3, others);
    for (const [texts, loss] of [
      [long, longLoss],
      [short, shortLoss],
    ] as const) {
      const rows = images.map((image) => [...texts, ...others].map((text) => 14 * cosine(image, text)));
      const columns = texts.map((text) => images.map((image) => 14 * cosine(image, text)));
      expect(loss).toBeCloseTo((crossEntropy(rows) + crossEntropy(columns)) / 2, 5);
    }
  });

  test('has the slope of its gradient along the pictures, with other texts too', async () => {
    const { images, long, short, others } = drawn();
    const at = async (distance: number) => {
      const moved = images.map((row, i) => row.map((x, j) => x + distance * gradient[i * DIM + j]));
      return (await run(moved, long, short, Math.log(14), 0.3, others)).total;
    };
    const { gradient } = await run(images, long, short, Math.log(14), 0.3, others);
    const squares = gradient.reduce((sum, x) => sum + x * x, 0);
    const step = 0.01 / squares;
    const slope =
      (8 * ((await at(step)) - (await at(-step))) - ((await at(2 * step)) - (await at(-2 * step)))) /
      (12 * step);
    expect(slope / squares).toBeCloseTo(1, 3);
  });

  test('with texts that fit several pictures, takes the mean over those in both directions', async () => {
    const { images, long, short, others } = drawn();
    const { longLoss, gradient } = await run(images, long, short, Math.log(14), 0.3, others, FITS);
    const rows = images.map((image) => [...long, ...others].map((text) => 14 * cosine(image, text)));
    const columns = long.map((text) => images.map((image) => 14 * cosine(image, text)));
    const meanLoss = (logits: Rows) =>
      logits.reduce((sum, row, i) => {
        const guess = Math.log(row.reduce((total, x) => total + Math.exp(x), 0));
        return sum + FITS[i].reduce((total, share, j) => total + share * (guess - row[j]), 0) / FITS.length;
      }, 0);
    expect(longLoss).toBeCloseTo((meanLoss(rows) + meanLoss(columns)) / 2, 5);
    const step = 0.01 / gradient.reduce((sum, x) => sum + x * x, 0);
    const at = async (distance: number) => {
      const moved = images.map((row, i) => row.map((x, j) => x + distance * gradient[i * DIM + j]));
      return (await run(moved, long, short, Math.log(14), 0.3, others, FITS)).total;
    };
    expect(((await at(step)) - (await at(-step))) / 0.02).toBeCloseTo(1, 2);
  });

  test('stays finite where another text is far closer than the own one', async () => {
    const east = [
      [1, 0, 0, 0, 0],
      [1, 0, 0, 0, 0],
    ];
    const west = east.map((row) => row.map((x) => -x));
    const { total, gradient } = await run(east, west, west, Math.log(100), 1, [east[0]]);
    expect(total).toBeCloseTo((200 + Math.log(2)) / 2, 3);
    expect(gradient.every(Number.isFinite)).toBe(true);
  });

  test('does not depend on the norms of the features', async () => {
    const images = [
      [1, 2, 0, 0, 1],
      [0, 1, -1, 0, 0],
    ];
    const texts = [
      [1, 1, 0, 1, 0],
      [0, 1, 0, 2, 0],
    ];
    const longer = images.map((row, i) => row.map((x) => x * (i + 3)));
    const before = await run(images, texts, texts, 1, 0.5);
    expect((await run(longer, texts, texts, 1, 0.5)).total).toBeCloseTo(before.total, 6);
  });

  test('stays finite, as do its gradients, for opposite pairs at the largest logit scale', async () => {
    const images = [
      [1, 0, 0, 0, 0],
      [-1, 0, 0, 0, 0],
    ];
    const { total, gradient } = await run(images, images.toReversed(), images, Math.log(100), 1);
    expect(total).toBeCloseTo(200, 3);
    expect(gradient.every(Number.isFinite)).toBe(true);
  });

  test('requires omega for two kinds of texts and refuses it for one', () => {
    const graph = new Graph('loss');
    const features = graph.input('x', 'float32', ['N', DIM]);
    const [scale, omega] = [graph.scalar(1), graph.scalar(0.8)];
    const both = { images: features, long: features, short: features };
    expect(() => contrastiveLoss(graph, both, scale, null)).toThrow('omega');
    expect(() => contrastiveLoss(graph, { ...both, short: null }, scale, omega)).toThrow('omega');
    expect(() => contrastiveLoss(graph, { ...both, long: null, short: null }, scale, null)).toThrow(
      'one kind',
    );
  });
});

/** Four pairs and three other texts, which are unit rows. */
function drawn(): Readonly<Record<'images' | 'long' | 'short' | 'others', Rows>> {
  const random = generator(3);
  const rows = (count: number) =>
    Array.from({ length: count }, () => Array.from({ length: DIM }, () => random() * 2 - 1));
  const others = rows(3).map((row) => row.map((x) => x / Math.hypot(...row)));
  return { images: rows(4), long: rows(4), short: rows(4), others };
}

async function run(
  images: Rows,
  long: Rows,
  short: Rows,
  logitScale: number,
  omega: number,
  others: Rows = [],
  fits: Rows = images.map((_, i) => images.map((__, j) => Number(i === j))),
) {
  const graph = new Graph('loss');
  const input = (name: string) => graph.input(name, 'float32', ['N', DIM]);
  const features = { images: input('images'), long: input('long'), short: input('short') };
  const losses = contrastiveLoss(
    graph,
    features,
    graph.input('scale', 'float32', []),
    graph.input('omega', 'float32', []),
    others.length === 0
      ? null
      : {
          features: graph.constant(Float32Array.from(others.flat()), [others.length, DIM]),
          long: graph.input('longFits', 'float32', ['N', 'N']),
          short: graph.input('shortFits', 'float32', ['N', 'N']),
        },
  );
  const found = gradients(graph, new Map([[losses.total, graph.scalar(1)]]), [features.images]);
  const gradient = found.get(features.images)!.dense!;
  for (const value of [losses.total, losses.long!, losses.short!, gradient]) graph.output(value);
  const session = await openSession(graph);
  const feed = (rows: Rows) => ({
    elements: Float32Array.from(rows.flat()),
    shape: [rows.length, rows[0].length],
  });
  const results = await session.run({
    images: feed(images),
    long: feed(long),
    short: feed(short),
    scale: { elements: Float32Array.of(logitScale), shape: [] },
    omega: { elements: Float32Array.of(omega), shape: [] },
    ...(others.length === 0 ? {} : { longFits: feed(fits), shortFits: feed(fits) }),
  });
  await session.release();
  return {
    total: results[losses.total.name][0],
    longLoss: results[losses.long!.name][0],
    shortLoss: results[losses.short!.name][0],
    gradient: results[gradient.name],
  };
}

function symmetricCrossEntropy(images: Rows, texts: Rows, scale: number): number {
  const logits = images.map((image) => texts.map((text) => scale * cosine(image, text)));
  const columns = texts.map((_, column) => logits.map((row) => row[column]));
  return (crossEntropy(logits) + crossEntropy(columns)) / 2;
}

/** Mean cross entropy of the rows, where row i has class i. */
function crossEntropy(logits: Rows): number {
  const losses = logits.map((row, i) => Math.log(row.reduce((sum, x) => sum + Math.exp(x), 0)) - row[i]);
  return losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
}

function cosine(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, x, i) => sum + x * b[i], 0) / (Math.hypot(...a) * Math.hypot(...b));
}
