/** Trains and measures all runs of some ablations, and writes their report. */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ablationOf } from './specs.mjs';
import { Done, measure, provenanceOf, train } from './train-and-measure.mjs';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/**
 * Writes `report.json` and `report.html` into `out` after every run, so that a stopped call leaves what it has. Runs with the same spec are trained once;
 * a repeated call trains only what is not done. `plan` is that of `ablationOf`, `data` that of `measure`, `notes` are sentences about both.
 */
export function runAblations({ files, plan, data, notes, out }) {
  const ablations = files.map((file) => ablationOf(file, plan));
  const done = new Done(out);
  const models = [...new Set([plan.start, 'starter'])].map((name) => ({
    name,
    measured: done.once(`model ${name}`, () => measure(name, data)),
  }));
  const provenance = done.once('provenance', () => provenanceOf(plan, data));
  const rows = new Map();
  const report = () => ({
    settings: plan.settings,
    notes,
    provenance,
    models,
    ablations: ablations.map(({ title, runs }) => ({
      title,
      // Runs that lack something may have the spec of another one.
      rows: runs.map(({ label, published, name, why }) =>
        why === null && rows.has(name)
          ? { label, published, why: null, ...rows.get(name) }
          : { label, published, why: why ?? 'still to come' },
      ),
    })),
  });
  for (const { title, runs } of ablations)
    for (const { label, name, spec, why } of runs) {
      if (why !== null || rows.has(name)) continue;
      process.stderr.write(`${title}: ${label}\n`);
      rows.set(
        name,
        done.once(name, () => trainedAndMeasured(spec, data, out)),
      );
      writeReport(report(), out);
    }
  writeReport(report(), out);
}

function trainedAndMeasured(spec, data, out) {
  const { model, steps, loss } = train(spec, out);
  return { steps, loss, measured: model === null ? null : measure(model, data) };
}

function writeReport(report, out) {
  const file = join(out, 'report.json');
  writeFileSync(file, `${JSON.stringify(report, null, 1)}\n`);
  execFileSync(
    process.execPath,
    ['test/bench/run.mjs', 'build/ablation/ablation-page.ts', file, join(out, 'report.html')],
    { cwd: ROOT, stdio: 'inherit' },
  );
}
