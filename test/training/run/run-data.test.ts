/** The caption pairs of a run. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { GrantId, ModelId } from '../../../core/documents/ids.ts';
import type { RunRequest } from '../../../core/documents/run.ts';
import { grantedSpec } from '../../../electron/app/runs/granted-spec.ts';
import { NodeStorage } from '../../../electron/node/node-storage.ts';
import { OUR_FIELDS } from '../../../training/dataset/caption-pair.ts';
import { readRunData } from '../../../training/run/run-data.ts';
import { parseRunSpec } from '../../../training/run/run-spec.ts';

const storage = new NodeStorage();
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'run-data-'));
  await mkdir(join(folder, 'lists'));
  await writeFile(join(folder, 'elsewhere.png'), 'bytes');
  await writeFile(join(folder, 'lists/beside.png'), 'bytes');
});
afterAll(() => rm(folder, { recursive: true }));

const list = async (...images: readonly string[]): Promise<string> => {
  const path = join(folder, 'lists/list.jsonl');
  const lines = images.map((image, i) => JSON.stringify({ image, long: `a ${i}`, short: `b ${i}` }));
  await writeFile(path, lines.join('\n'));
  return path;
};

const ofShell = (path: string) =>
  parseRunSpec(
    JSON.stringify({
      name: 'run',
      base: { kind: 'model', model: 'starter' },
      data: { kind: 'files', paths: [path] },
      validation: { kind: 'none' },
    }),
    join(folder, 'spec.json'),
  );

/** The run that a page asks for: the list is a grant. */
const ofPage = (path: string) => {
  const { data: _, validation: __, samples: ___, ...spec } = ofShell(path);
  const request: RunRequest = {
    ...spec,
    base: { kind: 'model', model: 'starter' as ModelId },
    data: { kind: 'granted', grants: ['g' as GrantId], fields: OUR_FIELDS },
    validation: { kind: 'none' },
    samples: null,
  };
  return grantedSpec(request, () => path);
};

test('a run that a page asks for reads pictures beside its list alone; one from the shell any of the machine', async () => {
  const names = ['../elsewhere.png', join(folder, 'elsewhere.png')];
  for (const name of names) {
    const path = await list('beside.png', name);
    expect((await readRunData(storage, ofShell(path), '')).train).toHaveLength(2);
    await expect(readRunData(storage, ofPage(path), '')).rejects.toThrow(
      /list\.jsonl, line 2: image .*lies outside the folder of the list/,
    );
  }
  expect((await readRunData(storage, ofPage(await list('beside.png')), '')).train).toHaveLength(1);
  await expect(readRunData(storage, ofShell(await list('//evil/share/a.png')), '')).rejects.toThrow(
    /line 1: image .*another machine \(evil\)/,
  );
});

test('that the page asked for it stays in the spec of the run', async () => {
  const spec = ofPage(await list('beside.png'));
  const again = parseRunSpec(JSON.stringify(spec), join(folder, 'runs/spec.json'));
  expect(again.data).toEqual(spec.data);
  expect(spec.data).toMatchObject({ pictures: 'beside' });
  expect(ofShell('a').data).toMatchObject({ pictures: 'anywhere' });
});
