/**
 * Runs ablations of the paper: `npm run ablation -- FILE.json… --pairs PAIRS.jsonl --out FOLDER [--data LIST] [--classification LIST]… [--localization FOLDER]
 * [--start MODEL] [--base NAME=CHECKPOINT]… [--epochs N] [--batch N] [--rate R] [--specs] [--full]`; see training/ablations/README.md.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { runAblations } from './ablation/run-ablations.mjs';
import { ablationOf, PAPER, pairsDigest, smallSettings, specOf } from './ablation/specs.mjs';

const { values: options, positionals: files } = parseArgs({
  allowPositionals: true,
  options: {
    pairs: { type: 'string' },
    data: { type: 'string' },
    classification: { type: 'string', multiple: true, default: [] },
    localization: { type: 'string' },
    out: { type: 'string' },
    start: { type: 'string', default: 'starter' },
    base: { type: 'string', multiple: true, default: [] },
    epochs: { type: 'string', default: '3' },
    batch: { type: 'string', default: '128' },
    rate: { type: 'string', default: '1e-4' },
    specs: { type: 'boolean', default: false },
    full: { type: 'boolean', default: false },
  },
});
if (files.length === 0 || options.pairs === undefined || options.out === undefined) {
  console.error(
    'usage: npm run ablation -- FILE.json… --pairs PAIRS.jsonl --out FOLDER [--data LIST] [--classification LIST]… [--localization FOLDER] [--specs] [--full]',
  );
  process.exit(2);
}
const out = resolve(options.out);
const [epochs, batch, rate] = [options.epochs, options.batch, options.rate].map(Number);
const plan = {
  // Specs are called after their file: pairs by the million need not be read.
  content: options.specs ? null : { pairs: pairsDigest(options.pairs) },
  settings: options.full ? PAPER : smallSettings({ epochs, batch, rate }),
  start: options.start,
  bases: Object.fromEntries(options.base.map((each) => each.split('=', 2))),
};
if (options.specs) writeSpecs();
else
  runAblations({
    ...{ files, plan, out, stored: null, pairs: options.pairs },
    data: {
      retrieval: options.data ?? null,
      classification: options.classification,
      localization: options.localization ?? null,
    },
    notes: [],
  });

/** `FOLDER/LABEL.json` for one file, `FOLDER/FILE/LABEL.json` for several. */
function writeSpecs() {
  for (const file of files) {
    const { stem, runs } = ablationOf(file, plan);
    const folder = files.length === 1 ? out : join(out, stem);
    mkdirSync(folder, { recursive: true });
    for (const run of runs) {
      const slug = run.label.replaceAll(/[^\w.-]+/g, '-');
      // Nobody shares these runs, so they can be called after their file.
      const named = specOf({ ...run, name: `${stem}-${slug}`.toLowerCase() }, options.pairs, out);
      writeFileSync(join(folder, `${slug}.json`), `${JSON.stringify(named, null, 2)}\n`);
    }
  }
}
