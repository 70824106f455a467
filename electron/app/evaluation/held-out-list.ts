/** List of the pairs that a run held out of its training, so that its model can be measured on what it has not seen. */
import { dirname, join, relative } from 'node:path';
import type { RunId } from '../../../core/documents/ids.ts';
import { InvalidInput } from '../../../core/errors.ts';
import type { Storage } from '../../../core/host.ts';
import { readRunData } from '../../../training/run/run-data.ts';
import { readRunLog, readRunSpec } from '../../../training/run/run-folder.ts';

/** Folders of the data folder. */
export type HeldOutFolders = {
  readonly evaluations: string;
  readonly datasets: string;
  readonly runs: string;
};

/**
 * Writes the list and gives its path. Throws `InvalidInput` for a run that held out nothing, and for one whose data have changed since, because
 * the split would then be another: `NotFound` without the run.
 */
export async function heldOutList(storage: Storage, folders: HeldOutFolders, run: RunId): Promise<string> {
  const folder = join(folders.runs, run);
  const spec = await readRunSpec(storage, folder);
  const data = await readRunData(storage, spec, folders.datasets);
  const started = (await readRunLog(storage, folder)).find((entry) => entry.kind === 'started');
  if (started !== undefined && started.dataSha256 !== data.sha256)
    throw new InvalidInput(
      `the data of run ${run} have changed since, so it is not known any more what it held out: choose other data`,
    );
  if (data.validation.length === 0)
    throw new InvalidInput(
      `run ${run} held out no pairs: choose data that it was not trained on, or train with a share for validation`,
    );
  const path = join(folders.evaluations, 'held-out', `${run}.jsonl`);
  const lines = data.validation.map(({ image, short, long }) =>
    JSON.stringify({
      image: relative(dirname(path), image),
      ...(short === null ? {} : { short }),
      ...(long === null ? {} : { long }),
    }),
  );
  await storage.writeFile(path, new TextEncoder().encode(`${lines.join('\n')}\n`));
  return path;
}
