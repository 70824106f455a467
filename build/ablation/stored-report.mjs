/** The report of ablations from results that are there: its JSON holds all of them, so that it can be made again without training. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/**
 * `ablations` and `plan` are those of `ablationOf`, `notes` sentences about them, `results` has `provenance`, `models` and, by name, `runs`. `missing` says why a
 * run that could be trained has no figures.
 */
export function reportOf({ ablations, plan, notes, results, missing }) {
  const { provenance, models, runs } = results;
  return {
    settings: plan.settings,
    content: plan.content,
    notes,
    provenance,
    models,
    ablations: ablations.map(({ title, runs: rows }) => ({
      title,
      // Runs that lack something may have the spec of another one.
      rows: rows.map(({ label, published, name, why }) =>
        why === null && name in runs
          ? { label, published, why: null, run: name, ...runs[name] }
          : { label, published, why: why ?? missing },
      ),
    })),
  };
}

/** The results in a report, and `content`, the digests of what its runs began with. `from` is its JSON, or a folder with `report.json`. */
export function resultsOf(from) {
  if (!existsSync(from)) throw new Error(`${from}: there are no results of ablations here`);
  const file = statSync(from).isDirectory() ? join(from, 'report.json') : from;
  const { content, provenance, models, ablations } = JSON.parse(readFileSync(file, 'utf8'));
  const rows = ablations.flatMap((each) => each.rows).filter(({ run }) => run !== undefined);
  const runs = Object.fromEntries(
    rows.map(({ label: _, published: __, why: ___, run, ...result }) => [run, result]),
  );
  return { content, provenance, models, runs };
}

/** Writes `NAME.json` and `NAME.html` into the folder. */
export function writeReport(report, folder, name = 'report') {
  const file = join(folder, `${name}.json`);
  writeFileSync(file, `${JSON.stringify(report, null, 1)}\n`);
  execFileSync(
    process.execPath,
    ['test/bench/run.mjs', 'build/ablation/ablation-page.ts', file, join(folder, `${name}.html`)],
    { cwd: ROOT, stdio: 'inherit' },
  );
}
