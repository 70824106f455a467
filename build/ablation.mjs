/**
 * Runs one ablation of the paper: `npm run ablation -- FILE.json --pairs PAIRS.jsonl --out FOLDER [--data DATA] [--base NAME=CHECKPOINT]…
 * [--steps N] [--batch N] [--runs LABEL,LABEL] [--specs] [--full]`; see training/ablations/README.md.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const PAPER = {
  parts: { kind: 'all' },
  optimizer: { kind: 'sgd', momentum: 0.9, dampening: 0.1, weightDecay: 0, decayed: 'all' },
  learningRate: { kind: 'cosine', rate: 3e-4, warmUpSteps: 200 },
  batch: 512,
  length: { kind: 'epochs', epochs: 1 },
  validation: { kind: 'none' },
};

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    pairs: { type: 'string' },
    data: { type: 'string' },
    out: { type: 'string' },
    base: { type: 'string', multiple: true, default: [] },
    steps: { type: 'string', default: '30' },
    batch: { type: 'string', default: '64' },
    runs: { type: 'string' },
    specs: { type: 'boolean', default: false },
    full: { type: 'boolean', default: false },
  },
});
const [file] = positionals;
if (file === undefined || options.pairs === undefined || options.out === undefined) {
  console.error(
    'usage: npm run ablation -- FILE.json --pairs PAIRS.jsonl --out FOLDER [--data DATA] [--specs] [--full]',
  );
  process.exit(2);
}
const out = resolve(options.out);
const ablation = JSON.parse(readFileSync(file, 'utf8'));
const bases = Object.fromEntries(options.base.map((each) => each.split('=', 2)));
const chosen = options.runs?.split(',') ?? ablation.runs.map(({ label }) => label);
const stem = basename(file, '.json');
mkdirSync(out, { recursive: true });

const small = {
  parts: { kind: 'last-blocks', blocks: 1 },
  batch: Number(options.batch),
  length: { kind: 'steps', steps: Number(options.steps) },
  validation: { kind: 'none' },
};

/** The pairs, or the first `share` of them in the order of a shuffle that is the same for every share. */
function pairsOf(share) {
  const path = resolve(options.pairs);
  if (share === undefined || share === 1) return path;
  const lines = readFileSync(path, 'utf8').trim().split('\n');
  const folder = dirname(path);
  const order = lines.map((line, i) => [Math.imul(i + 1, 0x9e3779b1) >>> 0, line]).sort(([a], [b]) => a - b);
  const kept = order.slice(0, Math.round(share * lines.length)).map(([, line]) => {
    const record = JSON.parse(line);
    return JSON.stringify({
      ...record,
      image: isAbsolute(record.image) ? record.image : join(folder, record.image),
    });
  });
  const part = join(out, `${stem}-share-${share}.jsonl`);
  writeFileSync(part, `${kept.join('\n')}\n`);
  return part;
}

/** The spec of a run, and why it cannot run here; null if it can. */
function specOf({ label, spec, share, base, pcm }) {
  const name = `${stem}-${label}`.toLowerCase().replaceAll(/[^a-z0-9.-]+/g, '-');
  const checkpoint = base === undefined ? undefined : bases[base];
  const start =
    checkpoint === undefined
      ? { kind: 'model', model: 'starter' }
      : { kind: 'checkpoint', path: resolve(checkpoint), activation: null };
  const lacks = base !== undefined && checkpoint === undefined ? `needs --base ${base}=CHECKPOINT` : null;
  return {
    name,
    why: pcm === undefined ? lacks : `needs the PyTorch trainer: --pcm ${pcm}`,
    spec: {
      ...{ name, base: start, data: { kind: 'files', paths: [pairsOf(share)] } },
      ...(options.full ? PAPER : small),
      ...spec,
    },
  };
}

function longsight(...args) {
  const bin = join(ROOT, 'electron/cli/bin.mjs');
  const text = execFileSync(process.execPath, [bin, ...args, '--json'], {
    encoding: 'utf8',
    maxBuffer: 1 << 30,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return JSON.parse(text);
}

function measured(model) {
  const retrieval = longsight('evaluate', 'retrieval', '--data', options.data, '--model', model);
  const recall = (kind) => retrieval.sets.find(({ texts }) => texts === kind)?.meanRecall ?? null;
  return { zcrl: recall('long'), zcrs: recall('short') };
}

const rows = [];
for (const run of ablation.runs) {
  const { name, spec, why } = specOf(run);
  const path = join(out, `${run.label.replaceAll(/[^\w.-]+/g, '-')}.json`);
  writeFileSync(path, `${JSON.stringify(spec, null, 2)}\n`);
  if (options.specs || !chosen.includes(run.label)) continue;
  if (why !== null) {
    rows.push({ label: run.label, measured: null, why, published: run.published });
    continue;
  }
  process.stderr.write(`${ablation.title}: ${run.label}\n`);
  const trained = longsight('train', path);
  const model = trained.model ?? null;
  rows.push({
    label: run.label,
    measured: model === null || options.data === undefined ? null : measured(model),
    why: model === null ? 'no better than the base: no model was made' : null,
    published: run.published,
    name,
  });
}
if (!options.specs) {
  const base = options.data === undefined ? null : measured('starter');
  const settings = {
    steps: Number(options.steps),
    batch: Number(options.batch),
    pairs: options.pairs,
    data: options.data,
  };
  writeFileSync(
    join(out, 'report.json'),
    `${JSON.stringify({ title: ablation.title, settings, base, rows }, null, 1)}\n`,
  );
  writeFileSync(join(out, 'report.html'), page(base));
}

/** A page with one table: the values of the runs beside the published ones. */
function page(base) {
  const shown = (value) => (value === null || value === undefined ? '–' : value.toFixed(2));
  const published = (row, key) => (row.published === null ? 'not recorded' : shown(row.published[key]));
  const line = (label, cells) =>
    `<tr><th scope="row">${label}</th>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`;
  const body = [
    ...(base === null ? [] : [line('the base, not trained', [shown(base.zcrl), '', shown(base.zcrs), ''])]),
    ...rows.map((row) =>
      line(row.label, [
        row.why ?? shown(row.measured?.zcrl),
        published(row, 'zcrl'),
        row.why === null ? shown(row.measured?.zcrs) : '',
        published(row, 'zcrs'),
      ]),
    ),
  ];
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>${ablation.title}</title>
<style>body{font:15px/1.5 system-ui,sans-serif;margin:32px}td,th{padding:3px 12px;border-bottom:1px solid #ddd;text-align:right}th[scope=row]{text-align:left}</style>
<h1>${ablation.title}</h1><p>At the starter's scale: ${options.steps} steps of ${options.batch} pairs, last block. The published values are those of ViT-B/16 after a whole epoch of LRS2M; only their direction can be compared.</p>
<table><thead><tr><th></th><th>long mR</th><th>published</th><th>short mR</th><th>published</th></tr></thead><tbody>${body.join('\n')}</tbody></table></html>
`;
}
