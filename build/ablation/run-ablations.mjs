/** Trains and measures all runs of some ablations. */
import { ablationOf, specOf } from './specs.mjs';
import { reportOf, writeReport } from './stored-report.mjs';
import { Done, measure, provenanceOf, train } from './train-and-measure.mjs';

/**
 * Writes `report.json` and `report.html` into `out` after every run, so that a stopped call leaves what it has. Returns the report. Runs with the same spec are trained once;
 * runs in `stored` are not trained, nor are those that an earlier call finished. `plan` is that of `ablationOf`, `pairs` the list to train on, `data` that of
 * `measure`, `notes` are sentences about both, `stored` is what `resultsOf` gives or null.
 */
export function runAblations({ files, plan, pairs, data, notes, stored, out }) {
  const ablations = files.map((file) => ablationOf(file, plan));
  const done = new Done(out);
  const results = {
    models:
      stored?.models ??
      [...new Set([plan.start, 'starter'])].map((name) => ({
        name,
        measured: done.once(`model ${name}`, () => measure(name, data)),
      })),
    provenance: stored?.provenance ?? done.once('provenance', () => provenanceOf(pairs, plan, data)),
    runs: { ...stored?.runs },
  };
  const report = () => reportOf({ ablations, plan, notes, results, missing: 'still to come' });
  for (const { title, runs } of ablations)
    for (const run of runs) {
      if (run.why !== null || run.name in results.runs) continue;
      process.stderr.write(`${title}: ${run.label}\n`);
      results.runs[run.name] = done.once(run.name, () =>
        trainedAndMeasured(specOf(run, pairs, out), data, out),
      );
      writeReport(report(), out);
    }
  writeReport(report(), out);
  return report();
}

function trainedAndMeasured(spec, data, out) {
  const { model, steps, loss } = train(spec, out);
  const measured = model === null ? null : measure(model, data);
  return { steps, loss, measured, trained: new Date().toISOString() };
}
