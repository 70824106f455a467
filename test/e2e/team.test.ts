/** A team store in the window: named, filled with an index of this machine, asked and reviewed. */
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { JobQueue } from '../../electron/team/job-queue.ts';
import { initTeam } from '../../electron/team/migrate.ts';
import { connectPostgres } from '../../electron/team/postgres.ts';
import { setShare } from '../../electron/team/shares-table.ts';
import type { TeamDatabase } from '../../electron/team/sql.ts';
import { type Cluster, startCluster, whyNoCluster } from '../electron/team/own-cluster.ts';
import { violations } from './axe.ts';
import { type BrowserApp, browserTest, repository, startBrowserApp } from './browser-app.ts';
import { ask, command, indexQuickly, openPanel, waitForScene } from './steps.ts';

const SHOTS = process.env.LONGSIGHT_SHOTS;
const teamTest = whyNoCluster === null ? browserTest : test.skip;

describe(`in the Team panel (${whyNoCluster ?? 'PostgreSQL 15'})`, () => {
  let app: BrowserApp;
  let cluster: Cluster;
  let owner: TeamDatabase;
  beforeAll(async () => {
    if (whyNoCluster !== null) return;
    cluster = await startCluster();
    owner = await connectPostgres(cluster.url);
    await initTeam(owner);
    await setShare(owner, { name: 'archive', prefixes: [join(repository, 'build', 'demo')] });
    await setShare(owner, { name: 'far', prefixes: ['/nowhere/at/all'] });
    await owner.query('create role anna login in role longsight_worker');
    app = await startBrowserApp();
    await waitForScene(app.page);
    await app.page.setViewportSize({ width: 1366, height: 768 });
  }, 180_000);
  afterAll(async () => {
    if (whyNoCluster !== null) return;
    await app?.close();
    await owner.close();
    cluster.stop();
  });

  const panel = (): Locator => app.page.getByRole('tabpanel', { name: 'Team' });
  const hits = (): Locator => app.page.getByRole('option', { name: /^Hit \d+, cosine/ });
  const results = (): Locator => app.page.getByRole('region', { name: 'Answer of the collection' });
  const shot = async (name: string): Promise<void> => {
    if (SHOTS) await app.page.screenshot({ path: join(SHOTS, `${name}.png`) });
  };

  teamTest('a store is named by its address; what is wrong is said, and a password is refused', async () => {
    const { page } = app;
    await command(page, 'Team panel');
    const address = panel().getByRole('textbox', { name: 'Address' });
    await address.waitFor();
    await shot('team-connect');
    expect(await violations(page)).toEqual([]);
    await address.fill(cluster.urlAs('anna').replace('@', ':secret@'));
    await address.press('Enter');
    await panel()
      .getByText(/holds a password/)
      .waitFor();
    await shot('team-refused');
    expect(await violations(page)).toEqual([]);
    await address.fill(cluster.urlAs('anna'));
    await panel().getByRole('button', { name: 'Connect' }).click();
    await panel().getByText('anna, may add and index').waitFor();
    await panel()
      .getByText(/does not reach far/)
      .waitFor();
    await panel()
      .getByText(/No worker in the last day/)
      .waitFor();
    expect(await panel().getByRole('button', { name: 'Ask', exact: true }).isDisabled()).toBe(true);
    expect(await violations(page)).toEqual([]);
  });

  teamTest('the index of a scene is shared by a job', async () => {
    const { page } = app;
    await indexQuickly(page);
    await command(page, 'Properties…');
    await page.getByRole('button', { name: /^Share index/ }).click();
    const dialog = page.getByRole('dialog', { name: /^Share the index of manila_bridge/ });
    await dialog.waitFor();
    await shot('team-share');
    expect(await violations(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Share', exact: true }).click();
    await expect
      .poll(async () => (await owner.query('select 1 from longsight.block')).length, { timeout: 60_000 })
      .toBeGreaterThan(0);
    await command(page, 'Team panel');
    await panel().getByText('All windows are indexed').waitFor();
    await panel()
      .getByText(/^1 scene, 1 of 1 indexes complete/)
      .waitFor();
  });

  teamTest('the store is asked as a collection, with a verdict and how it was ranked', async () => {
    const { page } = app;
    await panel().getByRole('button', { name: 'Ask', exact: true }).click();
    await page.getByRole('button', { name: /^Team store \(127\.0\.0\.1/ }).waitFor();
    await ask(page, 'a steel bridge over a river');
    await hits().first().waitFor();
    await results()
      .getByText(/windows of 1 scenes, exact/)
      .waitFor();
    await results()
      .getByText(/^Likely|^Uncertain/)
      .first()
      .waitFor();
    const pictures = hits().locator('img');
    await expect
      .poll(() => pictures.first().evaluate((image: HTMLImageElement) => image.naturalWidth))
      .toBeGreaterThan(0);
    await shot('team-answer');
    expect(await violations(page)).toEqual([]);
  });

  teamTest('a hit is reviewed for the team, and the question is there for everybody', async () => {
    const { page } = app;
    await page.getByRole('listbox', { name: 'Hits of the collection, best first' }).focus();
    await page.keyboard.press('Home');
    const reviews = results().getByRole('region', { name: 'Reviews of the hit' });
    await reviews.getByText('Nobody has reviewed this hit.').waitFor();
    await reviews.getByRole('button', { name: 'Accept hit' }).click();
    await reviews.getByText('anna accepted').waitFor();
    await reviews.getByRole('textbox', { name: 'Note for the team' }).fill('the old bridge');
    await page.keyboard.press('Enter');
    await reviews.getByText('anna accepted (the old bridge)').waitFor();
    await shot('team-reviewed');
    expect(await violations(page)).toEqual([]);
    expect(await owner.query('select judgement, note, reviewed_by from longsight.review')).toEqual([
      { judgement: 'accepted', note: 'the old bridge', reviewed_by: 'anna' },
    ]);
    await reviews.getByRole('button', { name: 'Accept hit' }).click();
    await reviews.getByText('anna noted (the old bridge)').waitFor();
    await reviews.getByRole('textbox', { name: 'Note for the team' }).fill('');
    await page.keyboard.press('Enter');
    await reviews.getByText('Nobody has reviewed this hit.').waitFor();
    await command(page, 'Team panel');
    await panel()
      .getByRole('button', { name: /^a steel bridge over a river.*anna/ })
      .waitFor();
  });

  teamTest('workers, what waits and what failed are shown as they change', async () => {
    const { page } = app;
    await owner.query(
      `insert into longsight.worker (id, name, host, process_id, device) values
       (gen_random_uuid(), 'night', 'gpu7', 1, 'CUDA'), ('00000000-0000-4000-8000-000000000001', 'old', 'gpu8', 2, 'CPU')`,
    );
    await owner.query("update longsight.worker set seen_at = now() - interval '1 minute' where name = 'old'");
    const queue = await JobQueue.open(owner, false);
    const blocks = Array.from({ length: 3 }, (_, first) => ({ first, count: 1, windows: 1 }));
    await queue.send(owner, 'm1.archive', { index: 99, blocks }, 20);
    const claimed = await queue.fetch(['m1.archive']);
    expect(claimed).not.toBeNull();
    await queue.close();
    await owner.query('update longsight.scene_index set windows = 2 * windows');
    await panel().getByText('night on gpu7').waitFor();
    await panel().getByText('not heard of any more').waitFor();
    await panel().getByText('2 blocks waiting, 1 being encoded').waitFor();
    await panel().getByRole('progressbar', { name: 'Indexing' }).waitFor();
    // Away from the button whose name is shown.
    await panel().getByRole('region', { name: 'Team store' }).focus();
    await page.getByRole('tooltip').waitFor({ state: 'hidden' });
    await shot('team-work');
    expect(await violations(page)).toEqual([]);
    await openPanel(page, 'Layers');
  });

  teamTest('disconnected, the window is as before', async () => {
    const { page } = app;
    await command(page, 'Team panel');
    await panel().getByRole('button', { name: 'Disconnect' }).click();
    await panel().getByRole('textbox', { name: 'Address' }).waitFor();
    await command(page, 'Ask panel');
    await page.getByRole('button', { name: /^Team store/ }).waitFor({ state: 'detached' });
  });
});
