/** Names with quotes, newlines, other scripts and a thousand letters change nothing but themselves. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { NO_FILTER } from '../../../../core/collection/filter-scenes.ts';
import type { CollectionHit } from '../../../../core/documents/collection.ts';
import { inPixels } from '../../../../core/documents/collection.ts';
import type { ModelId } from '../../../../core/documents/ids.ts';
import { unattended } from '../../../../core/task.ts';
import { encodeHits } from '../../../../electron/app/collections/write-hits.ts';
import { findResources } from '../../../../electron/app/disk/resources.ts';
import { createServices, type Services } from '../../../../electron/app/process/create-services.ts';
import { forkBuiltEngine, serviceOptions } from '../../../../electron/app/process/open-services.ts';
import { smallStarterResources } from '../../small-starter.ts';
import { scene } from './block-scene.ts';

const { signal } = new AbortController();
/** File names end at 255 bytes, so that a path of more than a thousand letters needs folders. */
const DEEP = join(...Array.from({ length: 6 }, (_, i) => `${i}${'ä'.repeat(100)}`), 'ö'.repeat(60));
const PATHS: Readonly<Record<string, string>> = {
  quotes: `it's "quoted"; drop table hits; --.tif`,
  newline: 'first\nsecond\n\tthird.tif',
  scripts: '中文 עברית 🛰️ é.tif',
  // A file that a list or a query could take for something else.
  option: '--json.tif',
  formula: '=1+1,2.tif',
  deep: join(DEEP, `${'x'.repeat(200)}.tif`),
};
const NAMES = [`it's "the" county\n中文; --`, 'n'.repeat(1000)] as const;

let folder: string;
let resources: string;
let services: Services;
let model: ModelId;
let plain: readonly CollectionHit[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'longsight-odd-'));
  resources = await smallStarterResources();
  services = await createServices({
    ...serviceOptions(forkBuiltEngine),
    dataFolder: join(folder, 'home'),
    resources: findResources({ LONGSIGHT_RESOURCES: resources }),
  });
  model = await services.models.find(null);
  const plainNames = Object.keys(PATHS).map((_, i) => `scene-${i}.tif`);
  for (const [home, names] of [
    ['plain', plainNames],
    ['odd', Object.values(PATHS)],
  ] as const)
    for (const [i, name] of names.entries()) {
      const path = join(folder, home, name);
      await mkdir(join(path, '..'), { recursive: true });
      await writeFile(path, scene(i + 1, 500_000 + 1000 * i));
    }
  plain = await hitsOf('plain', 'plain');
});
afterAll(async () => {
  await services.close();
  for (const each of [folder, resources]) await rm(each, { recursive: true });
});

async function hitsOf(name: string, home: string): Promise<readonly CollectionHit[]> {
  const id = await services.collections.create(name, [join(folder, home)]);
  expect((await services.collections.scan(id, unattended())).faults).toEqual([]);
  expect((await services.collections.index(id, model, inPixels([32]), unattended())).failed).toEqual([]);
  expect(await services.collections.store.find(name)).toBe(id);
  const terms = [{ kind: 'text', text: 'a steel bridge', weight: 1 }] as const;
  const query = { collection: id, model, terms, hits: 30, perScene: null, merges: false, filter: NO_FILTER };
  return (await services.collectionQueries.run(query, signal)).hits;
}

test.each(NAMES)(
  'scenes of odd names in a collection of an odd name (%#) give the hits of plain ones',
  async (name) => {
    const odd = await hitsOf(name, 'odd');
    const bare = (hits: readonly CollectionHit[]) =>
      hits
        .map(({ score, window, lonLat, date }) => ({ score, window, lonLat, date }))
        // Equal scores come in the order of the paths.
        .sort((a, b) => b.score - a.score || a.lonLat![0]![0] - b.lonLat![0]![0]);
    expect(bare(odd)).toEqual(bare(plain));
    expect(new Set(odd.map(({ path }) => path)).size).toBeGreaterThan(2);
    for (const { scene: name, path } of odd) expect(path.endsWith(name)).toBe(true);
  },
);

test('files of hits keep the names, and a name that begins like a formula is not one', async () => {
  const collection = await services.collections.store.find(NAMES[0]);
  const terms = [{ kind: 'text', text: 'a "steel"\nbridge, 中文', weight: 1 }] as const;
  const query = { collection, model, terms, hits: 1000, perScene: 1, merges: false, filter: NO_FILTER };
  const result = await services.collectionQueries.run(query, signal);
  const names = result.hits.map(({ scene: name }) => name);
  expect(names).toHaveLength(Object.keys(PATHS).length);
  const bytes = async (format: 'geojson' | 'csv' | 'gpkg') =>
    encodeHits(services.host, result, () => null, format, signal);
  const text = async (format: 'geojson' | 'csv') => new TextDecoder().decode(await bytes(format));
  const { features, query: asked } = JSON.parse(await text('geojson'));
  expect(features.map((each: { properties: { scene: string } }) => each.properties.scene)).toEqual(names);
  expect(asked).toEqual(terms);
  const table = rowsOf(await text('csv'));
  const column = table[0]!.indexOf('scene');
  const safe = names.map((name) => (/^[=+\-@\t\r]/.test(name) ? `'${name}` : name));
  expect(table.slice(1).map((row) => row[column])).toEqual(safe);
  expect(new Set(table.map((row) => row.length)).size).toBe(1);
  const path = join(folder, 'hits.gpkg');
  await writeFile(path, await bytes('gpkg'));
  const layer = await services.host.vectors.read(path, null, signal);
  const field = layer.fields.findIndex(({ name }) => name === 'scene');
  expect(layer.features.map(({ values }) => values[field])).toEqual(names);
});

/** RFC 4180. */
function rowsOf(text: string): string[][] {
  const rows: string[][] = [[]];
  for (const [, cell, end] of text.matchAll(/("(?:[^"]|"")*"|[^",\r\n]*)(,|\r\n)/g)) {
    rows[rows.length - 1]!.push(cell!.startsWith('"') ? cell!.slice(1, -1).replaceAll('""', '"') : cell!);
    if (end === '\r\n') rows.push([]);
  }
  return rows.slice(0, -1);
}
