/** The paper's ablations: every run is a spec that the trainers read. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { parseWrittenSpec } from '../../training/run/run-spec.ts';

type Run = {
  readonly label: string;
  readonly spec: object;
  readonly published: Readonly<Record<string, number>> | null;
};

const folder = fileURLToPath(new URL('../../training/ablations/', import.meta.url));
const files = readdirSync(folder).filter((name) => name.endsWith('.json'));

test('there is one file for each figure and table that varies the training', () => {
  expect(files.toSorted()).toEqual([
    'fig-10-omega.json',
    'fig-7-batch-size.json',
    'fig-8-share-of-data.json',
    'table-6-pcm.json',
    'table-7-texts.json',
    'table-8-first-sentence.json',
    'table-9-start-weights.json',
  ]);
});

test.each(files)('%s has a base, and runs that differ from each other', (file) => {
  const { runs, title }: { readonly runs: readonly Run[]; readonly title: string } = JSON.parse(
    readFileSync(`${folder}${file}`, 'utf8'),
  );
  expect(title).toMatch(/^(Fig\. \d+|Table [IVX]+): /);
  const seen = runs.map(({ label, spec, published, ...rest }) => {
    const written = {
      ...{ name: 'run', base: { kind: 'model', model: 'starter' } },
      ...{ data: { kind: 'files', paths: ['pairs.jsonl'] } },
      ...spec,
    };
    parseWrittenSpec(JSON.stringify(written), `${folder}${file}`);
    if (published !== null) expect(Object.keys(published)).toEqual(['zcrl', 'zcrs', 'zic', 'selo']);
    return JSON.stringify([spec, rest]);
  });
  expect(new Set(seen).size).toBe(runs.length);
  // The base of all ablations, wherever it is one of the runs.
  expect(runs.filter(({ published }) => published?.zcrl === 64.79).length).toBe(1);
});
