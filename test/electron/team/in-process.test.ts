/** The team store's statements without a server. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { NO_FILTER } from '../../../core/collection/filter-scenes.ts';
import type { CollectionScene } from '../../../core/documents/collection.ts';
import type { ModelId } from '../../../core/documents/ids.ts';
import { makeGrid } from '../../../core/search/grid.ts';
import { notJudged } from '../../../core/search/presence.ts';
import { seededRandom } from '../../../core/seeded-random.ts';
import { planBlocks } from '../../../core/team/block-plan.ts';
import { CandidateScan } from '../../../electron/team/candidates.ts';
import { countBlock, putBlock, putIndex, putModel, readIndex } from '../../../electron/team/index-rows.ts';
import { JobQueue } from '../../../electron/team/job-queue.ts';
import { installJobs } from '../../../electron/team/job-schema.ts';
import { firstOf, type JudgedIndex } from '../../../electron/team/judge-team.ts';
import { checkVersion, migrateTeam, TEAM_VERSION } from '../../../electron/team/migrate.ts';
import { scenesAndWindows } from '../../../electron/team/migrations/001-scenes-and-windows.ts';
import { recordsFrom } from '../../../electron/team/publish.ts';
import { listQuestions, noteQuestion } from '../../../electron/team/question-rows.ts';
import { listReviews, putReview } from '../../../electron/team/review-rows.ts';
import { createRoles } from '../../../electron/team/roles.ts';
import { findScenes, putScene } from '../../../electron/team/scene-rows.ts';
import { setShare } from '../../../electron/team/shares-table.ts';
import type { TeamDatabase } from '../../../electron/team/sql.ts';
import { teamStatus } from '../../../electron/team/status.ts';
import { copyWindows, halvesOf, windowRows } from '../../../electron/team/window-rows.ts';
import { DIM, projectionEncoder, syntheticKey } from '../../core/search/synthetic-scene.ts';
import { inProcessDatabase } from './in-process.ts';

const NASTY = `x'); drop table longsight.scene; --`;
const { signal } = new AbortController();
const encoder = projectionEncoder();
let db: TeamDatabase;

const square = (lon: number) =>
  [
    [lon, 50],
    [lon, 51],
    [lon + 1, 51],
    [lon + 1, 50],
    [lon, 50],
  ] as const;

function described(name: string, lon: number, date: string | null): CollectionScene {
  return {
    ...{ path: '', name, sizeBytes: 3e9, modifiedMs: 1.5, fault: null, content: 'waves' },
    ...{ widthPx: 200, heightPx: 100, metresPerPixel: 0.5, footprint: square(lon) },
    crs: { name: 'a', wkt: 'b' },
    affine: { xOrigin: 1, xPerCol: 2, xPerRow: 3, yOrigin: 4, yPerCol: 5, yPerRow: 6 },
    date: date === null ? null : { date, from: 'tag' },
  };
}

/** A store as the first version made it. */
async function initVersion1(store: TeamDatabase): Promise<void> {
  await createRoles(store);
  await store.query(
    "create schema longsight; create table longsight.migration (number integer primary key, name text not null, applied_at timestamptz not null default now()); insert into longsight.migration (number, name) values (1, 'scenes and windows')",
  );
  await store.query(scenesAndWindows);
  await installJobs(store);
}

beforeAll(async () => {
  db = await inProcessDatabase();
  await initVersion1(db);
  await expect(checkVersion(db)).rejects.toThrow(/version 1, .*team migrate/);
  expect(await migrateTeam(db)).toEqual({ from: 1, to: TEAM_VERSION });
  await setShare(db, { name: 'archive', prefixes: ['/mnt/x'] });
}, 400_000);
afterAll(() => db.close());

test('a migrated store has the version of this program', async () => {
  await checkVersion(db);
  expect(await teamStatus(db)).toMatchObject({
    version: TEAM_VERSION,
    scenes: 0,
    windows: 0,
    secondsLeft: null,
  });
});

test('scenes come back as they were added, and are found by day, name and place', async () => {
  const scenes = [
    described('a.tif', 10, '2024-01-31'),
    described(NASTY, 20, '2024-06-01T10:00:00'),
    described('c.tif', 30, null),
  ];
  for (const scene of scenes) await putScene(db, { share: 'archive', path: `deep/${scene.name}` }, scene);
  const found = await findScenes(db, NO_FILTER);
  expect(found.map(({ id, file, ...scene }) => ({ ...scene, path: '' }))).toEqual(
    scenes.toSorted((a, b) => (a.name < b.name ? -1 : 1)),
  );
  const names = async (filter: object) =>
    (await findScenes(db, { ...NO_FILTER, ...filter })).map(({ name }) => name);
  expect(await names({ from: '2024-02-01' })).toEqual([NASTY]);
  expect(await names({ to: '2024-06-01' })).toEqual(['a.tif', NASTY]);
  expect(await names({ name: "X'); DROP" })).toEqual([NASTY]);
  expect(await names({ name: '%' })).toEqual([]);
  expect(await names({ area: [square(10.5), square(29.5)] })).toEqual(['a.tif', 'c.tif']);
});

test('windows are copied in and out bit for bit, and ranked as computed here', async () => {
  const key = syntheticKey(
    encoder,
    makeGrid({ widthPx: 200, heightPx: 100 }, [{ size: 20, unit: 'px' }], null),
  );
  const model = await putModel(db, encoder.model);
  expect(await putModel(db, encoder.model)).toBe(model);
  const [scene] = await findScenes(db, NO_FILTER);
  const view = { bands: [0, 1, 2], stretch: { kind: 'none' } } as const;
  const index = await putIndex(db, scene.id, model, key, view);
  const [block] = planBlocks(key.grid);
  const random = seededRandom(3);
  const embeddings = Float32Array.from({ length: 6 * DIM }, () => random() - 0.5);
  const halves = halvesOf(embeddings);
  const authority = { transform: async (_: string, __: string, points: Float64Array) => points };
  const records = [{ segment: 0, numbers: [0, 1, 2, 3, 5, 7], halves }];
  const crs = { ...authority, describe: async () => null, named: async () => new Uint8Array(0) };
  await copyWindows(db, await windowRows(crs, scene, index, records));
  await putBlock(db, index.id, block, 6, null);
  await countBlock(db, index.id, block, 6);
  await expect(putBlock(db, index.id, block, 6, null)).rejects.toThrow(/duplicate/);
  expect((await readIndex(db, index.id)).isComplete).toBe(true);
  const next = await recordsFrom(db, index, 0, signal).next();
  if (next.done) throw new Error('no records');
  const first = next.value;
  expect(first.halves).toEqual(halves);
  expect(first.validity.flatMap((isValid, i) => (isValid ? [i] : []))).toEqual([0, 1, 2, 3, 5, 7]);

  const query = embeddings.slice(2 * DIM, 3 * DIM);
  const asked = [{ index, areas: null, position: 4 }];
  const { candidates, floor } = await new CandidateScan(db, model, query).best(asked, 3, { kind: 'exact' });
  expect(candidates[0]).toMatchObject({ index: 4, segment: 0, number: 2 });
  expect(floor).toBeGreaterThanOrEqual(candidates[2].score);
  const all = await new CandidateScan(db, model, query).best(asked, 100, { kind: 'exact' });
  expect(all.candidates.length).toBe(6);
  expect(all.floor).toBe(Number.NEGATIVE_INFINITY);
});

test('a claim of another attempt changes nothing', async () => {
  const queue = await JobQueue.open(db, false);
  await queue.send(db, 'm1.archive', { index: 1, blocks: [{ first: 0, count: 1, windows: 1 }] }, 10);
  await queue.send(db, 'm1.archive', { index: 1, blocks: [{ first: 0, count: 1, windows: 1 }] }, 10);
  const claimed = await queue.fetch(['m1.archive']);
  if (claimed === null) throw new Error('nothing to fetch');
  expect(claimed).toMatchObject({ job: { index: 1, first: 0, count: 1 }, leaseSeconds: 10 });
  expect(await queue.fetch(['m1.archive'])).toBeNull();
  expect(await queue.touch(claimed.claim)).toBe(true);
  const other = { ...claimed.claim, retryCount: claimed.claim.retryCount + 1 };
  expect(await queue.touch(other)).toBe(false);
  expect(await queue.complete(other, db)).toBe(false);
  expect(await queue.complete(claimed.claim, db)).toBe(true);
  expect(await queue.complete(claimed.claim, db)).toBe(false);
  await queue.close();
});

test('a question is noted once a minute with who asked; text that is SQL changes nothing', async () => {
  const model = await putModel(db, encoder.model);
  const terms = [{ kind: 'text', text: NASTY, weight: 1 }] as const;
  const asked = {
    ...{ terms, filter: { ...NO_FILTER, name: NASTY }, perScene: 2, merges: true, model: 'm' as ModelId },
    ...{ hits: [], scenes: [], ranking: { kind: 'exact' as const }, verdict: notJudged('') },
    ...{ scenesAsked: 3, windows: 400, notIndexed: 0 },
  };
  const id = await noteQuestion(db, model, asked);
  expect(await noteQuestion(db, model, asked)).toBe(id);
  expect(await noteQuestion(db, model, { ...asked, perScene: null })).not.toBe(id);
  const [last, first] = await listQuestions(db, 10);
  expect(first).toMatchObject({ id, by: 'postgres', model: 'projection', terms, perScene: 2, merges: true });
  expect(first).toMatchObject({ filter: { name: NASTY }, scenes: 3, windows: 400, ranking: 'exact' });
  expect(last.perScene).toBeNull();
  expect((await findScenes(db, NO_FILTER)).length).toBe(3);
});

test('a review is of one hit and question, changes, is taken back, and goes with the content of its scene', async () => {
  const [scene] = await findScenes(db, NO_FILTER);
  const terms = [{ kind: 'text', text: NASTY, weight: 1 }] as const;
  const win = { col: 10, row: 20, widthPx: 30, heightPx: 30 };
  const given = { scene: scene.id, window: win, terms, judgement: 'accepted', note: NASTY } as const;
  await putReview(db, given);
  expect(await listReviews(db, terms, 10)).toMatchObject([
    {
      ...scene.file,
      key: String(scene.id),
      window: win,
      terms,
      judgement: 'accepted',
      note: NASTY,
      isOwn: true,
    },
  ]);
  expect(await listReviews(db, [{ ...terms[0], text: 'another' }], 10)).toEqual([]);
  // The same words, as another field gives them.
  await putReview(db, {
    ...given,
    terms: [{ ...terms[0], text: ` ${NASTY} ` }],
    judgement: 'rejected',
    note: '',
  });
  expect(await listReviews(db, null, 10)).toMatchObject([{ judgement: 'rejected', note: '' }]);
  await db.query("update longsight.scene set content = 'others' where id = $1", [scene.id]);
  expect(await listReviews(db, null, 10)).toEqual([]);
  await db.query("update longsight.scene set content = 'waves' where id = $1", [scene.id]);
  await putReview(db, { ...given, judgement: null, note: '' });
  expect(await listReviews(db, null, 10)).toEqual([]);
  await expect(putReview(db, { ...given, scene: 999 })).rejects.toThrow(/no scene 999/);
  await expect(putReview(db, { ...given, window: { ...win, col: 190 } })).rejects.toThrow(/outside/);
});

test('after an approximate search the scenes with the best hits are judged, up to a number of windows', () => {
  const judged = [200, 100, 300, 100].map((widthPx, id) => {
    const grid = makeGrid({ widthPx, heightPx: 100 }, [{ size: 20, unit: 'px', stride: 20 }], null);
    return { index: { id, key: syntheticKey(encoder, grid) } } as JudgedIndex;
  });
  const first = (most: number) => firstOf(judged, most).map(({ index }) => index.id);
  expect(first(1)).toEqual([0]);
  expect(first(75)).toEqual([0, 1]);
  expect(first(1000)).toEqual([0, 1, 2, 3]);
});
