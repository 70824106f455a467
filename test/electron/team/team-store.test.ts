/** A team store over a real PostgreSQL, with a starter of random weights. */
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { NO_FILTER } from '../../../core/collection/filter-scenes.ts';
import { inPixels } from '../../../core/documents/collection.ts';
import type { CollectionId, ModelId } from '../../../core/documents/ids.ts';
import { bankId } from '../../../core/search/bank.ts';
import { newCalibration, quantilesOf } from '../../../core/search/calibration.ts';
import { OpenIndex } from '../../../core/search/open-index.ts';
import { seededRandom } from '../../../core/seeded-random.ts';
import { unattended } from '../../../core/task.ts';
import { describeFile } from '../../../electron/app/collections/describe-file.ts';
import { findResources } from '../../../electron/app/disk/resources.ts';
import { createServices, type Services } from '../../../electron/app/process/create-services.ts';
import { forkBuiltEngine, serviceOptions } from '../../../electron/app/process/open-services.ts';
import { addScenes } from '../../../electron/team/add-scenes.ts';
import { indexOfFile } from '../../../electron/team/answering-indexes.ts';
import { countBlock, limitTransaction, putIndex, putModel } from '../../../electron/team/index-rows.ts';
import { checkVersion, initTeam, migrateTeam, TEAM_VERSION } from '../../../electron/team/migrate.ts';
import { connectPostgres } from '../../../electron/team/postgres.ts';
import { publishIndex, recordsFrom } from '../../../electron/team/publish.ts';
import { listQuestions } from '../../../electron/team/question-rows.ts';
import { localPath, reachableShares } from '../../../electron/team/reachable-shares.ts';
import { listReviews, putReview } from '../../../electron/team/review-rows.ts';
import { findScenes, putScene } from '../../../electron/team/scene-rows.ts';
import { listShares, setShare } from '../../../electron/team/shares-table.ts';
import type { TeamDatabase } from '../../../electron/team/sql.ts';
import { teamStatus } from '../../../electron/team/status.ts';
import { surroundingsOf } from '../../../electron/team/surroundings.ts';
import { askTeam, type TeamQuery } from '../../../electron/team/team-questions.ts';
import { tuneTeam } from '../../../electron/team/tune.ts';
import { runWorker } from '../../../electron/team/worker.ts';
import { buildTiff, dataAt } from '../../core/raster/build-tiff.ts';
import { smallStarterResources } from '../small-starter.ts';
import { type Cluster, startCluster, whyNoCluster } from './own-cluster.ts';

const EDGE = 200;
const { signal } = new AbortController();
const NASTY = `x'); drop table longsight.scene; -- "$1" 中.tif`;
let folder: string;
let resources: string;
let cluster: Cluster;
let owner: TeamDatabase;
let worker: TeamDatabase;
let analyst: TeamDatabase;
let services: Services;
let model: ModelId;
let collection: CollectionId;

/** Random blocks in UTM zone 35 N; the day is in the TIFF tag. */
function scene(seed: number, easting: number): Uint8Array {
  const random = seededRandom(seed);
  const shade = Array.from({ length: 169 * 3 }, () => Math.floor(random() * 256));
  const data = new Uint8Array(EDGE * EDGE * 3);
  for (let i = 0; i < EDGE * EDGE; i++) {
    const block = Math.floor((i % EDGE) / 16) + 13 * Math.floor(i / EDGE / 16);
    for (let band = 0; band < 3; band++) data[3 * i + band] = shade[3 * block + band] * 0.8 + random() * 50;
  }
  // A corner without data, whose windows get no embedding.
  for (let row = 0; row < 80; row++) data.fill(0, 3 * EDGE * row, 3 * (EDGE * row + 90));
  return buildTiff({
    ...{ widthPx: EDGE, heightPx: EDGE, bands: 3, bits: 8, photometric: 2, data },
    offsets: [dataAt],
    byteCounts: [data.length],
    fields: [
      [306, 2, new TextEncoder().encode(`2024:0${seed}:06 07:08:09\0`)],
      [33550, 12, [1, 1, 0]],
      [33922, 12, [0, 0, 0, easting, 6_300_000, 0]],
      [34735, 3, [1, 1, 0, 3, 1024, 0, 1, 1, 1025, 0, 1, 1, 3072, 0, 1, 32635]],
    ],
  });
}

const share = (): string => join(folder, 'share');
const sizesPx = [32, 64];

function surroundings(db: TeamDatabase) {
  return surroundingsOf({ ...services, db }, model, signal);
}

async function addAll(db: TeamDatabase) {
  const files = await services.collections.filesAt([share()], signal);
  const identity = await services.models.identity(model);
  const trained = await services.models.groundRange(model);
  const { host } = services;
  return addScenes(
    {
      db,
      host,
      shares: await listShares(db),
      model: identity,
      trained,
      sizesPx,
      datePattern: null,
      leaseSeconds: 4,
    },
    files,
    unattended(),
  );
}

async function work(db: TeamDatabase): Promise<readonly string[]> {
  const { host, reachable, encoder } = await surroundings(db);
  const failures: string[] = [];
  const bank = await services.models.calibrations.bank(model);
  const encoders = new Map([[await putModel(db, encoder.model), { encoder, bank }]]);
  await runWorker(
    {
      ...{ db, host, shares: reachable, encoders, name: 'test', device: 'cpu', slots: 2, drains: true },
      onBlock: () => undefined,
      onFailure: (reason) => failures.push(reason),
    },
    signal,
  );
  return failures;
}

/** As for a model that can tell, so that verdicts have figures. */
async function calibrate(): Promise<void> {
  const identity = await services.models.identity(model);
  const calibration = newCalibration({
    ...{
      model: identity,
      bank: await bankId(identity),
      pictures: 210,
      pictureMetres: 60,
      sentences: 63,
      auc: 0.95,
    },
    ...{ absent: quantilesOf([-3, -1, 0, 1]), present: quantilesOf([-1, 1, 2, 4]) },
    ...{ falseAlarmRate: 0.1, sharpens: null, drift: null },
  });
  const path = join(folder, 'home', 'models', model, 'calibration.fp32.json');
  await services.host.storage.writeFile(path, new TextEncoder().encode(JSON.stringify(calibration)));
}

const question = (changes: Partial<TeamQuery> = {}): TeamQuery => ({
  ...{ model, hits: 12, perScene: null, merges: false, filter: NO_FILTER, isExact: false },
  terms: [{ kind: 'text', text: 'a steel bridge', weight: 1 }],
  ...changes,
});

describe.skipIf(whyNoCluster !== null)(`a team store (${whyNoCluster ?? 'PostgreSQL 15'})`, () => {
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'longsight-team-'));
    await mkdir(join(share(), 'deep'), { recursive: true });
    await writeFile(join(share(), 'a.tif'), scene(1, 500_000));
    await writeFile(join(share(), 'deep', 'b.tif'), scene(2, 500_000 + 100));
    await writeFile(join(share(), NASTY), scene(3, 600_000));
    await writeFile(join(share(), 'broken.tif'), 'not a TIFF');
    await writeFile(join(folder, 'outside.tif'), scene(4, 0));
    resources = await smallStarterResources();
    services = await createServices({
      ...serviceOptions(forkBuiltEngine),
      dataFolder: join(folder, 'home'),
      resources: findResources({ LONGSIGHT_RESOURCES: resources }),
    });
    model = await services.models.find(null);
    await calibrate();
    collection = await services.collections.create('all', [share()]);
    await services.collections.scan(collection, unattended());
    await services.collections.index(collection, model, inPixels(sizesPx), unattended());
    cluster = await startCluster();
    owner = await connectPostgres(cluster.url);
    await initTeam(owner);
    await owner.query(
      'create role wanda login in role longsight_worker; create role anna login in role longsight_analyst; create role bob login in role longsight_analyst',
    );
    worker = await connectPostgres(cluster.urlAs('wanda'));
    analyst = await connectPostgres(cluster.urlAs('anna'));
    await setShare(owner, { name: 'archive', prefixes: ['\\\\nas\\x', share()] });
  });
  afterAll(async () => {
    for (const db of [owner, worker, analyst]) await db.close();
    cluster.stop();
    await services.close();
    for (const each of [folder, resources]) await rm(each, { recursive: true });
  });

  test('is made once, keeps its version, and refuses a program that is older', async () => {
    await expect(initTeam(owner)).rejects.toThrow(/already holds/);
    expect(await migrateTeam(owner)).toEqual({ from: TEAM_VERSION, to: TEAM_VERSION });
    await checkVersion(analyst);
    await owner.query("insert into longsight.migration (number, name) values (99, 'of the future')");
    for (const open of [checkVersion(worker), migrateTeam(owner)])
      await expect(open).rejects.toThrow(/99.*update/);
    await owner.query('delete from longsight.migration where number = 99');
  });

  test('a password in the address is refused and not repeated', async () => {
    const refused = connectPostgres('postgresql://anna:secret@127.0.0.1/postgres');
    await expect(refused).rejects.toThrow(/PGPASSWORD/);
    await expect(refused).rejects.not.toThrow(/secret/);
  });

  test('scenes are added and encoded by the worker role; names that are SQL change nothing', async () => {
    const added = await addAll(worker);
    expect(added).toMatchObject({ scenes: 3, failed: [{ path: join(share(), 'broken.tif') }] });
    expect(added.blocks).toBeGreaterThanOrEqual(3);
    expect(await work(worker)).toEqual([]);
    expect((await findScenes(analyst, NO_FILTER)).map(({ name }) => name).sort()).toEqual(
      ['a.tif', 'b.tif', NASTY].sort(),
    );
    const status = await teamStatus(analyst);
    expect(status).toMatchObject({ scenes: 3, indexesComplete: 3, windowsDone: added.windows, failures: [] });
    expect(status.blocks).toEqual({ waiting: 0, active: 0, done: added.blocks, failed: 0, cancelled: 0 });
    expect(status.workers).toMatchObject([{ name: 'test', isAlive: true, blocks: added.blocks }]);
    expect(await addAll(worker)).toMatchObject({ scenes: 3, blocks: 0, windows: 0 });
  });

  test('windows and embeddings are those of the local index, bit for bit', async () => {
    const { host, shares, encoder } = await surroundings(analyst);
    for (const path of ['a.tif', 'deep/b.tif', NASTY]) {
      const index = await indexOfFile(analyst, { share: shares[0].name, path }, encoder.model);
      if (index === null) throw new Error(`${path} has no index`);
      const id = await services.scenes.openPath(join(share(), path));
      const scan = await services.indexes.scanOf(id, index.key.sceneContent, encoder.model);
      if (scan === null) throw new Error(`${path} has no local index`);
      expect(index.key).toEqual(scan.key);
      const before = await readFile(scan.path);
      expect((await OpenIndex.open(host.storage, scan.path)).windowsEmbedded).toBeLessThan(
        (await OpenIndex.open(host.storage, scan.path)).windowsPlanned,
      );
      await services.indexes.removeAll(id);
      await services.indexes.receive(
        id,
        model,
        index.key,
        (first) => recordsFrom(analyst, index, first, signal),
        unattended(),
      );
      expect(await readFile(scan.path)).toEqual(before);
    }
  });

  test.each<[string, Partial<TeamQuery>]>([
    ['without a filter', {}],
    ['for all hits', { hits: 1000 }],
    ['with two hits of a scene', { perScene: 2, hits: 5 }],
    ['with merged places', { merges: true }],
    [
      'without something',
      {
        terms: [
          { kind: 'text', text: 'a lake', weight: 1 },
          { kind: 'text', text: 'a road', weight: -1 },
        ],
      },
    ],
    ['from a day', { filter: { ...NO_FILTER, from: '2024-02-06' } }],
    ['to a day', { filter: { ...NO_FILTER, to: '2024-02-06' } }],
    ['by a name that is SQL', { filter: { ...NO_FILTER, name: "X'); DROP table" } }],
    ['in an area', { filter: { ...NO_FILTER, area: [box(27.0005, 56.843, 27.0022, 56.8441)] } }],
    [
      'in two areas',
      {
        hits: 40,
        filter: { ...NO_FILTER, area: [box(27.0005, 56.843, 27.0022, 56.8441), box(28.6, 56.8, 28.7, 56.9)] },
      },
    ],
  ])('answers %s as a local collection does', async (_, changes) => {
    const query = question(changes);
    const { isExact: __, ...local } = query;
    const expected = await services.collectionQueries.run({ ...local, collection }, signal);
    const found = await askTeam(await surroundings(analyst), query, signal);
    expect(found.hits.length).toBeGreaterThan(0);
    expect(found.hits.map(({ share: ___, key, merged, ...hit }) => hit)).toEqual(
      expected.hits.map(({ sceneId, merged, ...hit }) => hit),
    );
    expect(found.verdict).toEqual(expected.verdict);
    expect(found.scenes.map(({ path, best, verdict }) => ({ path, best, verdict }))).toEqual(expected.scenes);
    expect(found).toMatchObject({
      ranking: { kind: 'exact' },
      scenesAsked: expected.scenesAsked,
      windows: expected.windows,
      notIndexed: expected.notIndexed,
    });
  });

  test('a sentence gets a verdict on the whole and on each scene with hits; without the bank it says why not', async () => {
    const { verdict, scenes } = await askTeam(await surroundings(analyst), question(), signal);
    expect(scenes.length).toBeGreaterThan(1);
    expect(verdict).toMatchObject({ position: expect.any(Number), scale: null });
    for (const each of scenes) expect(each.verdict.scale?.reached).toBeLessThan(1);
    expect(new Set(scenes.map((each) => each.verdict.scale?.reached)).size).toBe(scenes.length);
    await owner.query('update longsight.bank_top set records = records - 1');
    const unjudged = await askTeam(await surroundings(analyst), question(), signal);
    expect(unjudged.verdict).toMatchObject({ kind: 'not-judged', reason: expect.stringMatching(/everyday/) });
    await owner.query('update longsight.bank_top set records = records + 1');
  });

  test.each(['ivfflat', 'hnsw'] as const)(
    'an approximate answer by %s says what was measured; a filter or a wish makes it exact',
    async (method) => {
      const { db, encoder, ...here } = await surroundings(analyst);
      const number = await putModel(owner, encoder.model);
      const dim = encoder.model.embeddingDim;
      const flat = await encoder.encodeTexts(['a lake', 'a road', 'houses']);
      const questions = [0, 1, 2].map((i) => flat.subarray(i * dim, (i + 1) * dim));
      const options = { method, model: number, dim, questions, searchWidth: 200, memoryMegabytes: 64 };
      await expect(tuneTeam(analyst, options, unattended())).rejects.toThrow(/owner/);
      const { recall, windows } = await tuneTeam(owner, options, unattended());
      expect(windows).toBeGreaterThan(100);
      expect(recall).toBeGreaterThan(0.9);
      expect((await teamStatus(analyst)).rankings).toMatchObject([{ kind: 'approximate', method, recall }]);
      const built = await owner.query<{ method: string }>(
        `select amname as method from pg_index join pg_class on pg_class.oid = indexrelid join pg_am on pg_am.oid = relam
       where indrelid = 'longsight.window_${number}'::regclass and amname <> 'btree'`,
      );
      expect(built).toEqual([{ method }]);
      const ask = (changes: Partial<TeamQuery>) =>
        askTeam({ db, encoder, ...here, mostExact: 10 }, question({ hits: 5, ...changes }), signal);
      const approximate = await ask({});
      expect(approximate.ranking).toMatchObject({ kind: 'approximate', method, recall });
      const exact = await ask({ isExact: true });
      expect(exact.ranking).toEqual({ kind: 'exact' });
      const places = ({ hits }: typeof exact) =>
        hits.map(({ path, window: win }) => `${path} ${win.col} ${win.row}`);
      expect(
        places(approximate).filter((place) => places(exact).includes(place)).length,
      ).toBeGreaterThanOrEqual(4);
      const within = { ...NO_FILTER, area: [box(27.0005, 56.843, 27.0022, 56.8441)] };
      expect((await ask({ filter: within })).ranking).toEqual({ kind: 'exact' });
    },
  );

  test("questions and reviews are written in one's own name, and read by everybody", async () => {
    const [{ questions }] = await owner.query<{ questions: number }>(
      'select count(*) as questions from longsight.question',
    );
    const { question: id } = await askTeam(await surroundings(analyst), question({ perScene: 7 }), signal);
    const [asked, ...others] = await listQuestions(worker, 1000);
    expect(asked).toMatchObject({ id, by: 'anna', perScene: 7, scenes: 3, ranking: 'exact' });
    expect(others.length).toBe(questions);
    const bob = await connectPostgres(cluster.urlAs('bob'));
    const [scene] = await findScenes(bob, NO_FILTER);
    const window = { col: 0, row: 0, widthPx: 32, heightPx: 32 };
    const review = { scene: scene.id, window, terms: question().terms, note: '' };
    await putReview(analyst, { ...review, judgement: 'accepted' });
    await putReview(bob, { ...review, judgement: 'rejected', note: 'a shadow' });
    expect(
      (await listReviews(worker, review.terms, 10)).map(({ by, judgement }) => [by, judgement]).sort(),
    ).toEqual([
      ['anna', 'accepted'],
      ['bob', 'rejected'],
    ]);
    // By any statement: the rows of others are not there to be changed, and nobody signs with another name.
    await bob.query("update longsight.review set note = 'mine'");
    await bob.query('delete from longsight.review');
    expect(await listReviews(worker, review.terms, 10)).toMatchObject([
      { by: 'anna', note: '', judgement: 'accepted' },
    ]);
    await expect(bob.query("insert into longsight.question (asked_by) values ('anna')")).rejects.toThrow(
      /permission denied/,
    );
    await owner.query('grant insert on longsight.question, longsight.review to bob');
    for (const forged of [
      `insert into longsight.question (asked_by, model, terms, filter, merges, scenes, windows, hits, ranking, verdict)
         select 'anna', model, terms, filter, merges, scenes, windows, hits, ranking, verdict from longsight.question limit 1`,
      `insert into longsight.review (reviewed_by, scene, content, col, "row", width_px, height_px, question_hash, terms)
         select 'anna', scene, content, col + 1, "row", width_px, height_px, question_hash, terms from longsight.review limit 1`,
    ])
      await expect(bob.query(forged)).rejects.toThrow(/row-level security/);
    await bob.close();
  });

  test('a question that is SQL is a question; one whose user may not note it is answered all the same', async () => {
    const { shares } = await surroundings(analyst);
    const before = await teamStatus(analyst);
    const found = await askTeam(
      await surroundings(analyst),
      question({ terms: [{ kind: 'text', text: NASTY, weight: 1 }], filter: { ...NO_FILTER, name: '.tif' } }),
      signal,
    );
    expect(found.hits.length).toBeGreaterThan(0);
    expect(await teamStatus(analyst)).toMatchObject({ scenes: before.scenes, windows: before.windows });
    for (const name of ["x'; drop table longsight.share; --", 'a b', ''])
      await expect(setShare(owner, { name, prefixes: ['/x'] })).rejects.toThrow(/share/);
    expect(await listShares(analyst)).toEqual(shares);
    await owner.query(
      'revoke insert (model, terms, filter, per_scene, merges, scenes, windows, hits, ranking, verdict) on longsight.question from longsight_analyst',
    );
    const unnoted = await askTeam(await surroundings(analyst), question({ perScene: 8 }), signal);
    expect(unnoted.question).toBeNull();
    expect(unnoted.hits.length).toBeGreaterThan(0);
    await owner.query(
      'grant insert (model, terms, filter, per_scene, merges, scenes, windows, hits, ranking, verdict) on longsight.question to longsight_analyst',
    );
  });

  test('a local index is published without encoding, and stays the same', async () => {
    const { host, encoder } = await surroundings(worker);
    await owner.query('select longsight.remove_index(id) from longsight.scene_index');
    await owner.query('delete from longsight.scene');
    expect(
      (await owner.query<{ windows: number }>('select count(*) as windows from longsight."window"'))[0]
        .windows,
    ).toBe(0);
    const path = join(share(), NASTY);
    const described = await describeFile(host, { path, date: null }, await host.storage.stat(path), null);
    const id = await services.scenes.openPath(path);
    const scan = await services.indexes.scanOf(id, described.content, encoder.model);
    if (scan === null) throw new Error('no local index');
    const file = { share: 'archive', path: NASTY };
    const bank = await services.models.calibrations.bank(model);
    const { modelView: view } = await services.scenes.detail(id);
    const publication = { file, scene: described, view, scan, bank };
    const windows = await publishIndex(worker, host.crs, publication, unattended());
    expect(windows).toBeGreaterThan(100);
    const ofBank = () => owner.query('select records, tops from longsight.bank_top');
    const written = await ofBank();
    expect(written.length).toBe(1);
    await owner.query('delete from longsight.bank_top');
    expect(await publishIndex(worker, host.crs, publication, unattended())).toBe(0);
    expect(await ofBank()).toEqual(written);
    const index = await indexOfFile(analyst, file, encoder.model);
    if (index === null) throw new Error('not published');
    const before = await readFile(scan.path);
    await services.indexes.removeAll(id);
    await services.indexes.receive(
      id,
      model,
      index.key,
      (first) => recordsFrom(analyst, index, first, signal),
      unattended(),
    );
    expect(await readFile(scan.path)).toEqual(before);
  });

  test('a transaction that is frozen in its middle loses its locks', async () => {
    const [{ id }] = await worker.query<{ id: number }>('select max(id) as id from longsight.scene_index');
    const none = { first: 0, count: 0, windows: 0 };
    const frozen = worker.transaction(async (tx) => {
      await limitTransaction(tx, 1);
      await countBlock(tx, id, none, 0);
      await wait(4000);
      await tx.query('select 1');
    });
    const end = expect(frozen).rejects.toThrow();
    await wait(200);
    await countBlock(worker, id, none, 0);
    await end;
  });

  test('analysts read, and change nothing but their own questions and reviews', async () => {
    expect((await analyst.query('select 1 from longsight.scene')).length).toBeGreaterThan(0);
    for (const statement of [
      'delete from longsight.scene',
      "insert into longsight.share (name, prefixes) values ('x', '{/}')",
      'update longsight.scene_index set windows = 0',
      'select longsight.remove_index(1)',
      "select longsight.add_model('a', 'b', 'c', '', 8, 8, 8)",
      'insert into longsight."window" (model, segment, scene_index, number, v) values (1, 0, 1, 99999, \'[1]\')',
      'delete from longsight."window"',
      'delete from longsight.bank_top',
      "update longsight.question set terms = '[]'",
      'delete from longsight.question',
      'delete from longsight_jobs.job',
      'create table longsight.mine ()',
    ])
      await expect(analyst.query(statement)).rejects.toThrow(/permission denied/);
    for (const statement of [
      "update longsight.share set prefixes = '{/}'",
      'drop table longsight.scene',
      'drop table longsight.window_1',
      'truncate longsight."window"',
      'alter table longsight.review disable row level security',
      'drop policy in_own_name on longsight.review',
      'delete from longsight.migration',
    ])
      await expect(worker.query(statement)).rejects.toThrow(/permission denied|must be owner/);
  });

  test('a worker refuses a path outside its prefixes, by name and by link', async () => {
    const { host, reachable } = await surroundings(worker);
    await symlink(join(folder, 'outside.tif'), join(share(), 'link.tif'));
    const at = (path: string) => localPath(host.storage, reachable, { share: 'archive', path });
    await expect(at('../outside.tif')).rejects.toThrow(/refused/);
    await expect(at('link.tif')).rejects.toThrow(/refused/);
    expect(await at('a.tif')).toBe(join(share(), 'a.tif'));
    await rm(join(share(), 'link.tif'));
    const web = new Map([['web', 'https://host.example/x']]);
    const address = (path: string) => localPath(host.storage, web, { share: 'web', path });
    expect(await address('deep/a.tif')).toBe('https://host.example/x/deep/a.tif');
    for (const path of [
      '../y/a.tif',
      '%2e%2e/y/a.tif',
      '.%2E/y/a.tif',
      '..%2fy/a.tif',
      'a.tif?x=1',
      'a.tif#x',
      '%2e%2e%5cy',
    ])
      await expect(address(path)).rejects.toThrow(/refused/);
    const shares = [{ name: 'web', prefixes: ['https://host.example/x'] }];
    expect(await reachableShares(host.storage, shares)).toEqual(new Map());
    services.webAccess.allowForNow('host.example');
    expect(await reachableShares(host.storage, shares)).toEqual(web);
    // A row that somebody has written into the store by other means.
    const { host: _, ...described } = {
      host,
      ...(await describeFile(host, { path: join(folder, 'outside.tif'), date: null }, null, null)),
    };
    const { encoder } = await surroundings(worker);
    const known = await indexOfFile(worker, { share: 'archive', path: NASTY }, encoder.model);
    if (known === null) throw new Error('no index');
    const file = { share: 'archive', path: '../outside.tif' };
    await putIndex(
      worker,
      await putScene(worker, file, described),
      known.model,
      { ...known.key, sceneContent: described.content },
      known.view,
    );
    const { JobQueue } = await import('../../../electron/team/job-queue.ts');
    const queue = await JobQueue.open(worker, false);
    const [{ id }] = await worker.query<{ id: number }>('select max(id) as id from longsight.scene_index');
    await queue.send(
      worker,
      JobQueue.nameOf(known.model, 'archive'),
      { index: id, blocks: [{ first: 0, count: 1, windows: 1 }] },
      4,
    );
    await queue.close();
    const failures = await work(worker);
    expect(failures.length).toBeGreaterThan(0);
    for (const failure of failures) expect(failure).toMatch(/leads outside.*refused/);
    expect(await teamStatus(analyst)).toMatchObject({
      blocks: { failed: 1 },
      failures: [{ reason: expect.stringMatching(/refused/), blocks: 1 }],
    });
  });
});

function box(west: number, south: number, east: number, north: number) {
  return [
    [west, south],
    [east, south],
    [east, north],
    [west, north],
    [west, south],
  ] as const;
}
