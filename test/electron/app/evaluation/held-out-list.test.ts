import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RunId } from '../../../../core/documents/ids.ts';
import { openCaptionData } from '../../../../electron/app/evaluation/caption-data.ts';
import { heldOutList } from '../../../../electron/app/evaluation/held-out-list.ts';
import { NodeStorage } from '../../../../electron/node/node-storage.ts';
import { readRunData } from '../../../../training/run/run-data.ts';
import { createRunFolder, RunLogFile } from '../../../../training/run/run-folder.ts';
import { parseRunSpec } from '../../../../training/run/run-spec.ts';
import { fixture } from '../../../models/oracle.ts';

const storage = new NodeStorage();
const run = 'mine' as RunId;
let home: string;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'longsight-held-out-'));
  await mkdir(join(home, 'datasets/set/images'), { recursive: true });
  const records = [];
  for (let i = 0; i < 6; i++) {
    await cp(fixture(`images/image${i}.png`), join(home, `datasets/set/images/${i}.png`));
    records.push({ image: `images/${i}.png`, short: `picture ${i}`, long: `a long text about picture ${i}` });
  }
  await writeFile(
    join(home, 'datasets/set/pairs.jsonl'),
    records.map((each) => JSON.stringify(each)).join('\n'),
  );
});
afterAll(() => rm(home, { recursive: true }));

const folders = () => ({
  evaluations: join(home, 'evaluations'),
  datasets: join(home, 'datasets'),
  runs: join(home, 'runs'),
});

async function runFolder(id: string, validation: object): Promise<void> {
  const written = {
    name: id,
    base: { kind: 'model', model: 'starter' },
    data: { kind: 'collected', dataset: 'set' },
    ...{ texts: 'both', parts: { kind: 'all' }, batch: 2, validation },
  };
  const spec = parseRunSpec(JSON.stringify(written), 'spec.json');
  await createRunFolder(storage, join(home, 'runs', id), spec, '2026-01-01T00:00:00Z');
}

test('the list has exactly the pairs that the run held out, and opens as captioned pictures', async () => {
  await runFolder(run, { kind: 'share', share: 0.34 });
  const path = await heldOutList(storage, folders(), run);
  const spec = parseRunSpec(await readFile(join(home, 'runs/mine/spec.json'), 'utf8'), 'spec.json');
  const { train, validation } = await readRunData(storage, spec, folders().datasets);
  expect(train.length + validation.length).toBe(6);
  const { pictures, errors } = await openCaptionData(storage, { path, pictures: 'anywhere' }, null);
  expect(errors).toEqual([]);
  expect(pictures.map(({ path: picture, short, long }) => [picture, short, long])).toEqual(
    validation.map(({ image, short, long }) => [image, [short], [long]]),
  );
  expect(pictures.length).toBeGreaterThan(0);
});

test('a run that held out nothing is refused', async () => {
  await runFolder('all', { kind: 'none' });
  await expect(heldOutList(storage, folders(), 'all' as RunId)).rejects.toThrow(/run all held out no pairs/);
});

test('a run whose data have changed since is refused, because it is not known what it held out', async () => {
  const log = await RunLogFile.open(storage, join(home, 'runs/mine'));
  await log.append({
    kind: 'started',
    at: '2026-01-01T00:00:00Z',
    ...{ baseSha256: '0', dataSha256: 'of other data', chunkRows: 2, activation: 'gelu' },
    ...{ steps: 1, stepsPerEpoch: 1, pairs: 4, validationPairs: 2 },
  });
  await log.close();
  await expect(heldOutList(storage, folders(), run)).rejects.toThrow(/data of run mine have changed/);
});
