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
 * `{title, stem, runs: [{label, published, name, why, share, fields}]}`. `why` says what a run lacks; null if it can be trained here. `settings` are the fields
 * that all runs share, `start` the model that runs without start weights of their own begin with, `bases` checkpoints by the names in the files, `content`
 * the digests of what the runs begin with. The name of a run follows from all of these, so runs of several files with the same spec have the same
 * name, on every machine.
 */
export function ablationOf(file, { settings, start, bases, content }) {
  const { title, runs } = JSON.parse(readFileSync(file, 'utf8'));
  return {
    title,
    stem: basename(file, '.json'),
    runs: runs.map(({ label, published, spec: own, share = 1, base, pcm }) => {
      const checkpoint = base === undefined ? undefined : bases[base];
      const lacks = base !== undefined && checkpoint === undefined ? `needs --base ${base}=CHECKPOINT` : null;
      const fields = {
        base:
          checkpoint === undefined
            ? { kind: 'model', model: start }
            : { kind: 'checkpoint', path: resolve(checkpoint), activation: null },
        ...settings,
        ...own,
      };
      const name = `ablation-${sha256(JSON.stringify(sorted({ ...fields, share, content }))).slice(0, 10)}`;
      const why = pcm === undefined ? lacks : `needs the PyTorch trainer: --pcm ${pcm}`;
      return { label, published, name, why, share, fields };
    }),
  };
}

/** What `longsight train` reads. Parts of the pairs are written into the folder `out`. */
export function specOf({ name, share, fields: { base, ...rest } }, pairs, out) {
  return { name, base, data: { kind: 'files', paths: [partOf(resolve(pairs), share, out)] }, ...rest };
}

/** SHA-256 of the texts and of the pictures' names with their folders: the same wherever the pictures are. */
export function pairsDigest(pairs) {
  const lines = readFileSync(pairs, 'utf8').trim().split('\n');
  const named = lines.map((line) => {
    const { image, ...rest } = JSON.parse(line);
    return JSON.stringify({ image: image.split(/[\\/]/).slice(-2).join('/'), ...rest });
  });
  return sha256(named.join('\n'));
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

function sha256(text) {
  return createHash('sha256').update(text).digest('hex');
}

function sorted(value) {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, sorted(value[key])]),
  );
}
