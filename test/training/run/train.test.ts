import { appendFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import type { RunLogEntry } from '../../../core/documents/run.ts';
import { unattended } from '../../../core/task.ts';
import { readCheckpoint } from '../../../models/checkpoint/read-checkpoint.ts';
import { CLIP_CONVENTIONS } from '../../../models/clip/clip-conventions.ts';
import { checkForImport, listCheckpoints } from '../../../training/run/checkpoint.ts';
import { readRunLog, requestStop } from '../../../training/run/run-folder.ts';
import { train } from '../../../training/run/train.ts';
import type { GraphSession, OpenSession } from '../../../training/step/graph-session.ts';
import { seededRandom } from '../../core/search/seeded-random.ts';
import { fixture } from '../../models/oracle.ts';
import { safetensorsFile } from '../../models/tiny-weights.ts';
import { readTrainingOracle } from '../small-model.ts';
import { FAR_SENTENCES, newestDigests, roomIn, type SmallRun, smallRun, storage } from './small-run.ts';

const IN_CHUNKS = { memoryBudgetMb: 300 };
const homes: string[] = [];
afterEach(async () => {
  for (const home of homes.splice(0)) await rm(home, { recursive: true, force: true });
});

async function newRun(changes: object = {}): Promise<SmallRun> {
  const run = await smallRun(changes);
  homes.push(run.home);
  return run;
}

async function runToEnd({ home, folder }: SmallRun): Promise<Awaited<ReturnType<typeof newestDigests>>> {
  expect(await train(roomIn(home), folder, unattended())).toBe('done');
  return newestDigests(folder);
}

async function tensors(path: string): Promise<Map<string, Float32Array>> {
  const source = await storage.openRead(path);
  const { dict } = await readCheckpoint(source);
  const read = new Map<string, Float32Array>();
  for (const [key, tensor] of dict) read.set(key, (await tensor.read()).slice());
  await source.close();
  return read;
}

type Of<K extends RunLogEntry['kind']> = Extract<RunLogEntry, { kind: K }>;
async function logged<K extends RunLogEntry['kind']>({ folder }: SmallRun, kind: K): Promise<Of<K>[]> {
  return (await readRunLog(storage, folder)).filter((entry): entry is Of<K> => entry.kind === kind);
}

/** Sessions that call `after` after each run of a graph, with the number of runs so far and the results, which it may change. */
function watched(
  open: OpenSession,
  after: (runs: number, results: Awaited<ReturnType<GraphSession['run']>>) => unknown,
): OpenSession {
  let runs = 0;
  return async (graph) => {
    const session = await open(graph);
    return {
      run: async (feeds) => {
        const results = await session.run(feeds);
        await after(++runs, results);
        return results;
      },
      release: () => session.release(),
    };
  };
}

describe('a run', () => {
  test('follows the conventions of its base and states them in its checkpoints', async () => {
    const changes = { length: { kind: 'steps', steps: 1 } };
    const [plain, run] = [await newRun(changes), await newRun(changes)];
    const conventions = {
      ...CLIP_CONVENTIONS,
      pixelMean: [0.5, 0.5, 0.5],
      promptPrefix: 'a satellite image. ',
    };
    const beside = new TextEncoder().encode(JSON.stringify({ format: 'longsight-model', conventions }));
    await storage.writeFile(join(run.home, 'config.json'), beside);
    await runToEnd(plain);
    await runToEnd(run);
    const conventionsOf = async ({ folder }: SmallRun) =>
      checkForImport(storage, folder, (await listCheckpoints(storage, folder)).at(-1)!);
    expect(await conventionsOf(plain)).toEqual(CLIP_CONVENTIONS);
    expect(await conventionsOf(run)).toEqual(conventions);
    const [[before], [after]] = [await logged(plain, 'step'), await logged(run, 'step')];
    expect(Math.abs(after.total - before.total)).toBeGreaterThan(1e-4);
  });

  test('that is asked to stop before its first step stops and can be resumed', async () => {
    const run = await newRun({ parts: { kind: 'projections' } });
    await requestStop(storage, run.folder);
    expect(await train(roomIn(run.home), run.folder, unattended())).toBe('stopped');
    expect(await logged(run, 'step')).toEqual([]);
    const whole = await runToEnd(await newRun({ parts: { kind: 'projections' } }));
    expect(await runToEnd(run)).toEqual(whole);
  });

  test.each<[string, number, object]>([
    ['SGD', 0, {}],
    [
      'AdamW',
      1,
      { optimizer: { kind: 'adamw', decayed: 'all' }, learningRate: { kind: 'constant', rate: 1e-4 } },
    ],
    ['SGD in chunks', 0, IN_CHUNKS],
  ])('has the losses of PyTorch at each of six steps: %s', async (_, oracle, changes) => {
    const run = await newRun(changes);
    await runToEnd(run);
    const steps = await logged(run, 'step');
    const { losses } = readTrainingOracle().runs[oracle];
    expect(steps).toHaveLength(losses.length);
    for (const [i, [long, short, total]] of losses.entries()) {
      expect(steps[i].long! / long).toBeCloseTo(1, 4);
      expect(steps[i].short! / short).toBeCloseTo(1, 4);
      expect(steps[i].total / total).toBeCloseTo(1, 4);
    }
    const [{ chunkRows }] = await logged(run, 'started');
    expect(chunkRows! < 6).toBe(changes === IN_CHUNKS);
    expect(await logged(run, 'done')).toMatchObject([{ step: 6, folder: 'step-00000006' }]);
  });

  test('that is stopped and saved at any chunk ends like a run without stops', async () => {
    const expected = await runToEnd(await newRun(IN_CHUNKS));
    const run = await newRun(IN_CHUNKS);
    const random = seededRandom(7);
    let stops = 0;
    for (;;) {
      const stopAt = 1 + Math.floor(random() * 20);
      const room = roomIn(run.home);
      const openSession = watched(room.openSession, (runs) =>
        runs === stopAt ? requestStop(storage, run.folder) : null,
      );
      if ((await train({ ...room, openSession }, run.folder, unattended())) === 'done') break;
      stops++;
    }
    expect(stops).toBeGreaterThan(2);
    expect(await newestDigests(run.folder)).toEqual(expected);
    expect((await logged(run, 'step')).map(({ step }) => step)).toEqual([1, 2, 3, 4, 5, 6]);
    expect((await listCheckpoints(storage, run.folder)).at(-1)).toBe('step-00000006');
  }, 180_000);

  test('whose device computes NaN keeps the last good checkpoint and resumes from it', async () => {
    const expected = await runToEnd(await newRun());
    const run = await newRun({ checkpointMinutes: 0 });
    const room = roomIn(run.home);
    const openSession = watched(room.openSession, (runs, results) => {
      if (runs === 4) for (const values of Object.values(results)) values[0] = Number.NaN;
    });
    await expect(train({ ...room, openSession }, run.folder, unattended())).rejects.toThrow(
      /step 4: the loss or a gradient is not finite.*checkpoint of step 3 is kept/,
    );
    expect(await logged(run, 'failed')).toMatchObject([{ step: 3 }]);
    expect(await runToEnd(run)).toEqual(expected);
  });

  test('that diverges stops and says what to change', async () => {
    const run = await newRun({
      // Each step makes all matrices 99 times as large.
      optimizer: { kind: 'adamw', weightDecay: 10 },
      learningRate: { kind: 'constant', rate: 10 },
      length: { kind: 'steps', steps: 30 },
    });
    await expect(train(roomIn(run.home), run.folder, unattended())).rejects.toThrow(
      /lower the learning rate/,
    );
    expect(await logged(run, 'failed')).toHaveLength(1);
  });

  test('cannot be resumed when its pairs have changed', async () => {
    const run = await newRun(IN_CHUNKS);
    const room = roomIn(run.home);
    const openSession = watched(room.openSession, () => requestStop(storage, run.folder));
    expect(await train({ ...room, openSession }, run.folder, unattended())).toBe('stopped');
    const record = { image: `${run.home}/base.safetensors`, long: 'a lake', short: 'a lake' };
    await appendFile(join(run.home, 'pairs.jsonl'), JSON.stringify(record));
    await expect(train(room, run.folder, unattended())).rejects.toThrow('the caption pairs have changed');
  });

  test('that is interrupted while the frozen part runs ends like a run without interruptions', async () => {
    const lastBlock = { parts: { kind: 'last-blocks', blocks: 1 }, length: { kind: 'steps', steps: 2 } };
    const expected = await runToEnd(await newRun(lastBlock));
    const run = await newRun(lastBlock);
    for (const cutAt of [1, 2, 3]) {
      const room = roomIn(run.home);
      const openSession = watched(room.openSession, (runs) => {
        if (runs === cutAt) throw new Error('cut off');
      });
      await expect(train({ ...room, openSession }, run.folder, unattended())).rejects.toThrow('cut off');
    }
    expect(await runToEnd(run)).toEqual(expected);
  });

  test('is validated before the first step and after each epoch, with the encoder of the search', async () => {
    const run = await newRun({
      batch: 2,
      length: { kind: 'epochs', epochs: 2 },
      validation: { kind: 'share', share: 0.3 },
    });
    await runToEnd(run);
    const [{ stepsPerEpoch, pairs, validationPairs }] = await logged(run, 'started');
    expect([stepsPerEpoch, pairs, validationPairs]).toEqual([2, 4, 2]);
    const figures = await logged(run, 'validation');
    expect(figures.map(({ step, epoch, pictures }) => [step, epoch, pictures])).toEqual([
      [0, 0, 2],
      [2, 1, 2],
      [4, 2, 2],
    ]);
    const [{ comparison, loss, folder }] = await logged(run, 'done');
    expect(comparison).toMatchObject({ base: figures[0].meanRecall, pictures: 2 });
    expect(loss).toMatchObject({ first: (await logged(run, 'step'))[0].total, chance: Math.log(2) });
    expect(folder).not.toBe('step-00000000');
    for (const { long, short, meanRecall } of figures) {
      expect(long!.textToImage.r5).toBe(100);
      expect(meanRecall).toBeCloseTo((long!.meanRecall + short!.meanRecall) / 2, 9);
    }
  });
});

describe('a run with counter-examples that keeps a share of its base', () => {
  const { longTexts } = readTrainingOracle();
  const changes = {
    otherSentences: [...FAR_SENTENCES, ...longTexts],
    keptShare: 0.25,
    parts: { kind: 'last-blocks', blocks: 1 },
    batch: 2,
    length: { kind: 'steps', steps: 6 },
    validation: { kind: 'share', share: 0.3 },
  };
  const weightsIn = async ({ folder }: SmallRun, checkpoint: string) =>
    tensors(join(folder, 'checkpoints', checkpoint, 'weights.safetensors'));

  test.each([
    { keptShare: 0.25, inText: 0.4375 },
    { keptShare: 0.99, inText: 0.9999 },
  ])(
    'of $keptShare ends with the mean of both, which is measured and imported',
    async ({ keptShare, inText }) => {
      const run = await newRun({ ...changes, keptShare });
      await runToEnd(run);
      const [{ folder }] = await logged(run, 'done');
      expect(folder).toBe('blend-00000006');
      expect(await checkForImport(storage, run.folder, folder)).toEqual(CLIP_CONVENTIONS);
      const base = await tensors(join(run.home, 'base.safetensors'));
      const [trained, result] = [await weightsIn(run, 'step-00000006'), await weightsIn(run, folder)];
      const changed: string[] = [];
      for (const [key, values] of result) {
        const [before, after] = [base.get(key)!, trained.get(key)!];
        const share = key.startsWith('visual.') || key === 'logit_scale' ? keptShare : inText;
        const isMean = (value: number, i: number) =>
          value === Math.fround(share * before[i] + (1 - share) * after[i]);
        expect(values.every(isMean), key).toBe(true);
        if (after.some((value, i) => value !== before[i])) changed.push(key);
      }
      expect(changed).toEqual(expect.arrayContaining(['visual.proj', 'text_projection', 'logit_scale']));
      const unkept = await newRun({ ...changes, keptShare: 0 });
      await runToEnd(unkept);
      expect(await logged(unkept, 'done')).toMatchObject([{ folder: 'step-00000006' }]);
      expect(await newestDigests(unkept.folder)).toEqual(await newestDigests(run.folder));
    },
  );

  test('has the mean of the checkpoints that it keeps, and no others', async () => {
    const run = await newRun(changes);
    await runToEnd(run);
    const names = await storage.list(join(run.folder, 'checkpoints'));
    const of = (kind: string) => names.filter((name) => name.startsWith(kind)).map((name) => name.slice(-8));
    expect(of('blend')).toEqual(of('step').filter((step) => step !== '00000000'));
    expect(of('blend').length).toBeLessThanOrEqual(2);
  });

  test('has one without validation too', async () => {
    const run = await newRun({ ...changes, validation: { kind: 'none' } });
    await runToEnd(run);
    const [{ folder }] = await logged(run, 'done');
    expect(await storage.exists(join(run.folder, 'checkpoints', folder, 'weights.safetensors'))).toBe(true);
    expect(folder).toBe('blend-00000006');
  });

  test('has another loss than a run without, and ends the same when it is stopped and resumed', async () => {
    const run = await newRun({ ...changes, checkpointMinutes: 0 });
    const expected = await runToEnd(run);
    const [first] = await logged(run, 'step');
    const plain = await newRun({ ...changes, otherSentences: [] });
    await runToEnd(plain);
    expect(first.total).toBeGreaterThan((await logged(plain, 'step'))[0].total + 0.01);
    const stopped = await newRun({ ...changes, checkpointMinutes: 0 });
    for (let resumed = 0; ; resumed++) {
      const room = roomIn(stopped.home);
      const openTowers: typeof room.openTowers = async (...args) => {
        await requestStop(storage, stopped.folder);
        return room.openTowers(...args);
      };
      if ((await train({ ...room, openTowers }, stopped.folder, unattended())) === 'done') {
        expect(resumed).toBeGreaterThan(1);
        break;
      }
    }
    expect(await newestDigests(stopped.folder)).toEqual(expected);
    const resultOf = ({ folder }: SmallRun) =>
      storage.sha256(join(folder, 'checkpoints/blend-00000006/weights.safetensors'));
    expect(await resultOf(stopped)).toBe(await resultOf(run));
  }, 180_000);

  test('leaves out a sentence that is also a caption', async () => {
    const lossesOf = async (otherSentences: readonly string[]) => {
      const run = await newRun({ ...changes, texts: 'long', validation: { kind: 'none' }, otherSentences });
      await runToEnd(run);
      return (await logged(run, 'step')).map(({ total }) => total);
    };
    expect(await lossesOf(longTexts)).toEqual(await lossesOf([]));
  });

  test('cannot be resumed with another base', async () => {
    const run = await newRun({ ...changes, checkpointMinutes: 0 });
    const room = roomIn(run.home);
    const openTowers: typeof room.openTowers = async (...args) => {
      await requestStop(storage, run.folder);
      return room.openTowers(...args);
    };
    expect(await train({ ...room, openTowers }, run.folder, unattended())).toBe('stopped');
    const path = join(run.home, 'base.safetensors');
    const bytes = await storage.readFile(path);
    new DataView(bytes.buffer, bytes.byteOffset).setFloat32(bytes.length - 4, 0.5, true);
    await storage.writeFile(path, bytes);
    await expect(train(roomIn(run.home), run.folder, unattended())).rejects.toThrow(
      'the base model has changed',
    );
  });
});

test('a run interrupted while its base is validated measures it once and ends like a run without interruptions', async () => {
  const changes = {
    batch: 2,
    length: { kind: 'steps', steps: 2 },
    validation: { kind: 'share', share: 0.3 },
  };
  const expected = await runToEnd(await newRun(changes));
  const run = await newRun(changes);
  const room = roomIn(run.home);
  const openTowers: typeof room.openTowers = () => Promise.reject(new Error('cut off'));
  await expect(train({ ...room, openTowers }, run.folder, unattended())).rejects.toThrow('cut off');
  expect(await listCheckpoints(storage, run.folder)).toEqual(['step-00000000']);
  expect(await runToEnd(run)).toEqual(expected);
  expect((await logged(run, 'validation')).map(({ step }) => step)).toEqual([0, 2]);
});

test('sixty pairs with the same captions are refused', async () => {
  const run = await newRun({ texts: 'long' });
  const record = { image: fixture('images/image0.png'), long: 'a car park' };
  await writeFile(join(run.home, 'pairs.jsonl'), `${JSON.stringify(record)}\n`.repeat(60));
  await expect(train(roomIn(run.home), run.folder, unattended())).rejects.toThrow(
    'all 60 pairs have the same long caption',
  );
  expect(await logged(run, 'failed')).toEqual([]);
});

test('a base with weights that are not finite is refused with its name', async () => {
  const run = await newRun();
  const path = join(run.home, 'base.safetensors');
  const bytes = await storage.readFile(path);
  new DataView(bytes.buffer, bytes.byteOffset).setFloat32(bytes.length - 4, Number.NaN, true);
  await storage.writeFile(path, bytes);
  await expect(train(roomIn(run.home), run.folder, unattended())).rejects.toThrow(
    /base\.safetensors: \S+ holds values that are not finite/,
  );
});

describe('a base that does not state its activation', () => {
  /** Removes the second position table, so that the base may come from any CLIP. */
  async function unstretched(run: SmallRun): Promise<void> {
    const path = join(run.home, 'base.safetensors');
    const source = await storage.openRead(path);
    const { dict } = await readCheckpoint(source);
    const weights = new Map<string, { shape: readonly number[]; elements: Float32Array }>();
    for (const [key, tensor] of dict)
      if (key !== 'positional_embedding_res')
        weights.set(key, { shape: tensor.shape, elements: (await tensor.read()).slice() });
    await source.close();
    await storage.writeFile(path, safetensorsFile(weights));
  }

  test('is refused with the line to add to the spec', async () => {
    const run = await newRun();
    await unstretched(run);
    await expect(train(roomIn(run.home), run.folder, unattended())).rejects.toThrow(
      /"activation": "quick_gelu"/,
    );
  });

  test('gets the one that the spec names', async () => {
    const base = { kind: 'checkpoint', path: 'base.safetensors', activation: 'gelu' };
    const run = await newRun({ base, length: { kind: 'steps', steps: 1 } });
    await unstretched(run);
    await runToEnd(run);
    expect(await logged(run, 'started')).toMatchObject([{ activation: 'gelu' }]);
  });
});
