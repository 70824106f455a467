/** The first minutes: the demo answers at once, an own scene is indexed with one press. */
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { type BrowserApp, browserTest, startBrowserApp } from './browser-app.ts';
import { plainScene } from './scenes.ts';
import { hits, waitForScene } from './steps.ts';

const SHIPPED = 'build/demo/index';

function demoIndexed({ page }: BrowserApp): Promise<void> {
  return page
    .getByRole('row', { name: /manila_bridge/ })
    .getByText('Indexed', { exact: true })
    .waitFor({ timeout: 90_000 });
}

/** Without the header of an index, which names the file of its scene. */
async function tailIn(folder: string, ending: string): Promise<Buffer> {
  const name = (await readdir(folder)).find((each) => each.endsWith(ending))!;
  return (await readFile(join(folder, name))).subarray(-150_000);
}

/** Jobs that ever ran in the data folder, as text. */
function jobsOf({ dataFolder }: BrowserApp): Promise<string> {
  return readFile(join(dataFolder, 'jobs.json'), 'utf8').catch(() => '');
}

/** Paths of what the page has loaded, in order. */
function loaded(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    performance.getEntriesByType('resource').map(({ name }) => new URL(name).pathname),
  );
}

function isAnswerReady(page: Page): Promise<boolean> {
  return page.evaluate(() => performance.getEntriesByName('answer ready').length > 0);
}

function scriptsIn(paths: readonly string[]): readonly string[] {
  return paths.filter((path) => path.endsWith('.js'));
}

function coarsestTilesIn(paths: readonly string[]): readonly string[] {
  return paths.filter((path) => path.endsWith('/0/0/0'));
}

describe('at the first start', () => {
  let app: BrowserApp;
  beforeAll(async () => {
    app = await startBrowserApp([], { LONGSIGHT_INDEX_DEMO: '1' });
    await waitForScene(app.page);
  });
  afterAll(async () => {
    await app?.close();
  });

  browserTest(
    'the demo is indexed without being asked, its examples are true, and the first answer loads no more of the page',
    async () => {
      const { page } = app;
      await demoIndexed(app);
      const examples = page.locator('[aria-label=Answer] button');
      await examples.filter({ hasText: 'a steel bridge' }).waitFor();
      await expect.poll(() => isAnswerReady(page)).toBe(true);
      // The coarsest tile is read for the picture and for the shape of the scene.
      await expect.poll(async () => coarsestTilesIn(await loaded(page)).length).toBe(2);
      const before = (await loaded(page)).length;
      const sentences = (await examples.allTextContents()).filter((text) => text.split(' ').length > 3);
      expect(sentences.length).toBe(5);
      for (const [i, sentence] of sentences.entries()) {
        await page.getByRole('textbox', { name: 'What are you looking for?' }).fill(sentence);
        await page.keyboard.press('Enter');
        await page.locator('[aria-label=Answer] p', { hasText: sentence }).first().waitFor();
        await hits(page).first().waitFor();
        const verdict = page.locator('[data-verdict]');
        await expect.poll(() => verdict.getAttribute('data-verdict')).toBe(i < 4 ? 'present' : 'absent');
        if (i > 0) continue;
        const after = (await loaded(page)).slice(before);
        expect([...scriptsIn(after), ...coarsestTilesIn(after)]).toEqual([]);
      }
    },
  );

  browserTest('no window was encoded for it: the index is the shipped one', async () => {
    expect(await jobsOf(app)).not.toContain('"index"');
    const [scene] = await readdir(join(app.dataFolder, 'indexes'));
    const own = join(app.dataFolder, 'indexes', scene!);
    for (const ending of ['.lsix', '.cells', '.bank'])
      expect((await tailIn(own, ending)).equals(await tailIn(SHIPPED, ending)), ending).toBe(true);
  });
});

describe('at the first start with a damaged shipped index', () => {
  let app: BrowserApp;
  let resources: string;
  beforeAll(async () => {
    resources = await mkdtemp(join(tmpdir(), 'longsight-resources-'));
    await mkdir(join(resources, 'build'));
    await symlink(join(process.cwd(), 'models'), join(resources, 'models'), 'junction');
    await cp('build/demo', join(resources, 'build/demo'), { recursive: true });
    const name = (await readdir(SHIPPED)).find((each) => each.endsWith('.lsix'))!;
    const bytes = await readFile(join(SHIPPED, name));
    bytes[bytes.length - 100] ^= 0xff;
    await writeFile(join(resources, SHIPPED, name), bytes);
    app = await startBrowserApp([], { LONGSIGHT_INDEX_DEMO: '1', LONGSIGHT_RESOURCES: resources });
    await waitForScene(app.page);
  });
  afterAll(async () => {
    await app?.close();
    await rm(resources, { recursive: true, force: true });
  });

  browserTest('a job indexes the demo', async () => {
    await demoIndexed(app);
    await expect.poll(() => jobsOf(app)).toContain('"index"');
  });
});

describe('an own scene', () => {
  let app: BrowserApp;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'longsight-scenes-'));
    const own = { widthPx: 600, heightPx: 500, colour: [60, 120, 60], at: [0, 0] } as const;
    app = await startBrowserApp([await plainScene(folder, 'own.tif', own)]);
    await app.page.getByRole('row', { name: /own/ }).waitFor();
  });
  afterAll(async () => {
    await app?.close();
    await rm(folder, { recursive: true, force: true });
  });

  browserTest(
    'says what an index would find and how long it takes, and is indexed with one press',
    async () => {
      const { page } = app;
      const offer = page.locator('[aria-label=Answer]');
      await offer.getByText(/Smallest thing it can find here: about \d/).waitFor();
      await offer.getByRole('button', { name: /^Index \((under 1|\d+)\ss\)$/ }).click();
      // A scene of one colour has nothing to look at, which the badge says.
      await page
        .getByRole('row', { name: /own/ })
        .getByText(/^Indexed/)
        .waitFor();
      expect(await page.getByRole('dialog').count()).toBe(0);
    },
  );

  browserTest('has no examples of the demo', async () => {
    expect(await app.page.getByText('a steel bridge over a brown river').count()).toBe(0);
  });
});
