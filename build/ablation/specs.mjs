/** The runs of an ablation file as specs of `longsight train`. */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, resolve } from 'node:path';

/** What the paper trains with: everything, one epoch. */
export const PAPER = {
  parts: { kind: 'all' },
  optimizer: { kind: 'sgd', momentum: 0.9, dampening: 0.1, weightDecay: 0, decayed: 'all' },
  learningRate: { kind: 'cosine', rate: 3e-4, warmUpSteps: 200 },
  batch: 512,
  length: { kind: 'epochs', epochs: 1 },
  validation: { kind: 'none' },
};

/** What a machine without a graphics card trains: the last block of each tower, for some epochs. The other fields are those that the ablations vary. */
export function smallSettings({ epochs, batch, rate }) {
  return {
    texts: 'both',
    firstSentenceAsShort: false,
    omega: { kind: 'constant', omega: 0.8 },
    parts: { kind: 'last-blocks', blocks: 1 },
    learningRate: { kind: 'cosine', rate, warmUpSteps: 5 },
    batch,
    length: { kind: 'epochs', epochs },
    validation: { kind: 'none' },
    seed: 1,
  };
}

/**
 * `{title, runs: [{label, published, name, spec, why}]}`. `why` says what a run lacks; null if it can be trained here. `settings` are the fields that all
 * runs share, `start` the model that runs without start weights of their own begin with, `bases` checkpoints by the names in the files, `out` a folder
 * for parts of the pairs. Runs of several files with the same spec have the same name.
 */
export function ablationOf(file, { pairs, settings, start, bases, out }) {
  const { title, runs } = JSON.parse(readFileSync(file, 'utf8'));
  const stem = basename(file, '.json');
  return {
    title,
    stem,
    runs: runs.map(({ label, published, spec: own, share, base, pcm }) => {
      const checkpoint = base === undefined ? undefined : bases[base];
      const lacks = base !== undefined && checkpoint === undefined ? `needs --base ${base}=CHECKPOINT` : null;
      const fields = {
        base:
          checkpoint === undefined
            ? { kind: 'model', model: start }
            : { kind: 'checkpoint', path: resolve(checkpoint), activation: null },
        data: { kind: 'files', paths: [partOf(resolve(pairs), share ?? 1, out)] },
        ...settings,
        ...own,
      };
      const name = `ablation-${createHash('sha256')
        .update(JSON.stringify(sorted(fields)))
        .digest('hex')
        .slice(0, 10)}`;
      const why = pcm === undefined ? lacks : `needs the PyTorch trainer: --pcm ${pcm}`;
      return { label, published, name, spec: { name, ...fields }, why };
    }),
  };
}

/** The pairs, or the first `share` of them in the order of a shuffle that is the same for every share. */
export function partOf(pairs, share, out) {
  if (share === 1) return pairs;
  const lines = readFileSync(pairs, 'utf8').trim().split('\n');
  const order = lines.map((line, i) => [Math.imul(i + 1, 0x9e3779b1) >>> 0, line]).sort(([a], [b]) => a - b);
  const kept = order.slice(0, Math.round(share * lines.length)).map(([, line]) => {
    const record = JSON.parse(line);
    const image = isAbsolute(record.image) ? record.image : join(dirname(pairs), record.image);
    return JSON.stringify({ ...record, image });
  });
  mkdirSync(out, { recursive: true });
  const part = join(out, `pairs-${share}.jsonl`);
  writeFileSync(part, `${kept.join('\n')}\n`);
  return part;
}

function sorted(value) {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, sorted(value[key])]),
  );
}
