/** A team store in the application: the contract over a real PostgreSQL, with a starter of random weights. */
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { NO_FILTER } from '../../../core/collection/filter-scenes.ts';
import type { ModelId, SceneId } from '../../../core/documents/ids.ts';
import type { JobSpec } from '../../../core/documents/job.ts';
import { TEAM } from '../../../core/documents/team.ts';
import { unattended } from '../../../core/task.ts';
import { teamWindowUrl } from '../../../core/urls/team-window-url.ts';
import { findResources } from '../../../electron/app/disk/resources.ts';
import type { Core } from '../../../electron/app/process/core.ts';
import { createCore } from '../../../electron/app/process/create-core.ts';
import { forkBuiltEngine, serviceOptions } from '../../../electron/app/process/open-services.ts';
import { initTeam } from '../../../electron/team/migrate.ts';
import { connectPostgres } from '../../../electron/team/postgres.ts';
import { setShare } from '../../../electron/team/shares-table.ts';
import { scene } from '../app/collections/block-scene.ts';
import { smallStarterResources } from '../small-starter.ts';
import { type Cluster, startCluster, whyNoCluster } from './own-cluster.ts';

const model = 'starter' as ModelId;
const task = unattended();
const terms = [{ kind: 'text', text: 'a steel bridge', weight: 1 }] as const;
const asked = {
  ...{ collection: TEAM, model, terms, hits: 20 },
  ...{ perScene: null, merges: false, filter: NO_FILTER, isRecorded: false },
};
let folder: string;
let resources: string;
let cluster: Cluster;
let core: Core;
let a: SceneId;

const open = (home: string): Promise<Core> =>
  createCore({
    ...serviceOptions(forkBuiltEngine),
    dataFolder: join(folder, home),
    resources: findResources({ LONGSIGHT_RESOURCES: resources }),
    version: '0',
  });
const call: Core['handlers'] = new Proxy({} as Core['handlers'], {
  get: (_, method: keyof Core['handlers']) => core.handlers[method],
});

async function run(spec: JobSpec): Promise<string | null> {
  const id = await call['jobs.start']({ spec }, task);
  const job = async () =>
    (await call['jobs.list'](null, task)).find((each) => each.id === id) ?? expect.fail('no such job');
  await expect.poll(async () => ['running', 'waiting'].includes((await job()).state)).toBe(false);
  return (await job()).error;
}

describe.skipIf(whyNoCluster !== null)(
  `a team store in the application (${whyNoCluster ?? 'PostgreSQL 15'})`,
  () => {
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'longsight-team-app-'));
      resources = await smallStarterResources();
      await mkdir(join(folder, 'share'));
      for (const [i, name] of ['a.tif', 'b.tif'].entries())
        await writeFile(join(folder, 'share', name), scene(i + 1, 500_000 + 48 * i));
      await writeFile(join(folder, 'apart.tif'), scene(3, 600_000));
      core = await open('home');
      const grant = await core.grantRead(join(folder, 'share', 'a.tif'));
      a = (await call['scenes.open']({ grant: grant.id }, task)).id;
      cluster = await startCluster();
    });
    afterAll(async () => {
      await core.close();
      cluster.stop();
      for (const each of [folder, resources]) await rm(each, { recursive: true });
    });

    test('without one nothing changes: whatever needs it says so', async () => {
      expect(await call['team.store'](null, task)).toBeNull();
      await expect(call['team.overview'](null, task)).rejects.toThrow(/no team store is named/);
      await expect(call['collections.query'](asked, task)).rejects.toThrow(/no team store is named/);
    });

    test('is named by its address once it answers, and never with a password', async () => {
      const connect = (address: string) => call['team.connect']({ address }, task);
      await expect(connect(cluster.url)).rejects.toThrow(/holds no team store/);
      expect(await call['team.store'](null, task)).toBeNull();
      const owner = await connectPostgres(cluster.url);
      await initTeam(owner);
      await setShare(owner, { name: 'archive', prefixes: [join(folder, 'share')] });
      await setShare(owner, { name: 'far', prefixes: ['/nowhere/at/all'] });
      await owner.query('create role anna login in role longsight_analyst');
      await owner.close();
      await expect(connect(cluster.url.replace('@', ':secret@'))).rejects.toThrow(/PGPASSWORD/);
      await connect(` ${cluster.url} `);
      expect(await call['team.store'](null, task)).toEqual({ address: cluster.url, isOfEnvironment: false });
      expect(await call['team.overview'](null, task)).toMatchObject({
        ...{ scenes: 0, user: 'postgres', role: 'owner', workers: [] },
        shares: [
          { name: 'archive', isReached: true },
          { name: 'far', isReached: false },
        ],
      });
      expect(JSON.parse(await readFile(join(folder, 'home', 'team.json'), 'utf8'))).toEqual({
        address: cluster.url,
      });
      for (const name of await readdir(join(folder, 'home'), { recursive: true, withFileTypes: true }))
        if (name.isFile() && name.name.endsWith('.json'))
          expect(await readFile(join(name.parentPath, name.name), 'utf8')).not.toContain('secret');
    });

    test("a scene's index is shared by a job, and copied back where it is missing", async () => {
      const copy = (direction: 'publish' | 'pull') => run({ kind: 'copy-index', direction, scene: a, model });
      expect(await copy('publish')).toMatch(/no complete index.*index it first/);
      const grid = { kind: 'sliding', sizesPx: [32], strideShare: 0.5 } as const;
      expect(await run({ kind: 'index', scene: a, model, grid })).toBeNull();
      expect(await copy('publish')).toBeNull();
      expect(await call['team.overview'](null, task)).toMatchObject({ scenes: 1, indexesComplete: 1 });
      const [index] = await call['index.list']({ scene: a }, task);
      await call['index.remove']({ scene: a, index: index.id }, task);
      expect(await call['index.list']({ scene: a }, task)).toEqual([]);
      expect(await copy('pull')).toBeNull();
      expect(await call['index.list']({ scene: a }, task)).toEqual([{ ...index, bytes: expect.any(Number) }]);
      await call['team.connect']({ address: cluster.urlAs('anna') }, task);
      expect(await copy('publish')).toMatch(/anna may ask.*grant longsight_worker to anna/);
      await call['team.connect']({ address: cluster.url }, task);
      const apart = await core.grantRead(join(folder, 'apart.tif'));
      const { id } = await call['scenes.open']({ grant: apart.id }, task);
      expect(await run({ kind: 'index', scene: id, model, grid })).toBeNull();
      expect(await run({ kind: 'copy-index', direction: 'publish', scene: id, model })).toMatch(
        /in no share/,
      );
    });

    test('is asked as a collection: the answer has no paths, pictures of its scenes, and a file in each format', async () => {
      const answer = await call['collections.query'](asked, task);
      expect(JSON.stringify(answer)).not.toContain(folder);
      expect(answer).toMatchObject({ collection: TEAM, ranking: { kind: 'exact' }, scenesAsked: 1 });
      const [best] = answer.hits;
      expect(best).toMatchObject({ rank: 1, scene: 'a.tif', sceneId: a });
      expect(answer.scenes).toMatchObject([
        { key: best.key, name: 'a.tif', pictures: null, hits: answer.hits.length, best: best.score },
      ]);
      const picture = await core.handle({ path: `/${teamWindowUrl(best)}`, signal: task.signal });
      expect([picture.status, picture.headers['content-type']]).toEqual([200, 'image/jpeg']);
      const none = await core.handle({ path: '/data/team-window/77/0/0/32/32', signal: task.signal });
      expect(none.status).toBe(404);
      const [row] = await call['collections.scenes']({ collection: TEAM }, task);
      expect(row).toMatchObject({ key: best.key, place: 'archive/a.tif', fault: null });
      const opened = await call['collections.openScene']({ collection: TEAM, scene: best.key }, task);
      expect(opened.id).toBe(a);
      const target = await core.grantWrite(join(folder, 'hits'));
      const file = await call['collections.export'](
        { answer: answer.id, format: 'geojson', target: target.id },
        task,
      );
      expect(file).toMatchObject({ name: 'hits.geojson', features: answer.hits.length });
      // Documents name files by their paths on this machine.
      expect(await readFile(join(folder, 'hits.geojson'), 'utf8')).toContain(join(folder, 'share', 'a.tif'));
    });

    test('questions are there for the team; a hit is reviewed, and the review is taken back', async () => {
      expect(await call['team.questions'](null, task)).toMatchObject([
        { by: 'postgres', terms, hits: expect.any(Number) },
      ]);
      const {
        id: answer,
        hits: [best],
      } = await call['collections.query'](asked, task);
      expect(await call['team.questions'](null, task)).toHaveLength(1);
      const review = {
        scene: best.key,
        window: best.window,
        terms,
        judgement: 'accepted',
        note: 'new',
      } as const;
      await call['team.review'](review, task);
      const target = await core.grantWrite(join(folder, 'reviewed'));
      await call['collections.export']({ answer, format: 'geojson', target: target.id }, task);
      const { features } = JSON.parse(await readFile(join(folder, 'reviewed.geojson'), 'utf8'));
      expect(features[0].properties).toMatchObject({ review: 'accepted', note: 'new' });
      expect(features[1].properties).toMatchObject({ review: null, note: null });
      expect(await call['team.reviews']({ terms }, task)).toMatchObject([
        {
          key: best.key,
          window: best.window,
          judgement: 'accepted',
          note: 'new',
          by: 'postgres',
          isOwn: true,
        },
      ]);
      await call['team.review']({ ...review, judgement: null, note: '' }, task);
      expect(await call['team.reviews']({ terms }, task)).toEqual([]);
      await expect(
        call['team.review']({ ...review, scene: "1'; drop table longsight.review; --" }, task),
      ).rejects.toThrow(/no scene/);
    });

    test('the address is kept for the next start; a server that is gone is named, and one that comes back is used', async () => {
      await core.close();
      core = await open('home');
      expect(await call['team.store'](null, task)).toEqual({ address: cluster.url, isOfEnvironment: false });
      expect((await call['team.overview'](null, task)).scenes).toBe(1);
      cluster.restart();
      await expect
        .poll(() =>
          call['team.overview'](null, task).then(
            ({ scenes }) => scenes,
            () => -1,
          ),
        )
        .toBe(1);
    });

    test('forgotten, it is no longer asked', async () => {
      await call['team.forget'](null, task);
      expect(await call['team.store'](null, task)).toBeNull();
      expect(await readdir(join(folder, 'home'))).not.toContain('team.json');
      await expect(call['collections.query'](asked, task)).rejects.toThrow(/no team store is named/);
    });
  },
);
