import { mkdir, readdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { type BrowserApp, browserTest, startBrowserApp } from './browser-app.ts';
import { ask, command, hits, indexQuickly, startIndexing, waitForScene } from './steps.ts';

describe('the window', () => {
  let app: BrowserApp;
  beforeAll(async () => {
    app = await startBrowserApp();
    await waitForScene(app.page);
  });
  afterAll(async () => {
    await app?.close();
  });

  /** Index folder of the only scene. */
  const indexFolder = async (): Promise<string> => {
    const indexes = join(app.dataFolder, 'indexes');
    const [scene] = await readdir(indexes);
    return join(indexes, scene!);
  };

  const indexFiles = async (): Promise<readonly string[]> =>
    (await readdir(await indexFolder())).filter((name) => name.endsWith('.lsix'));

  browserTest('removes one of several indexes after confirmation, and another index answers', async () => {
    const { page } = app;
    await indexQuickly(page);
    await startIndexing(page, [1024]);
    const choice = page.getByRole('button', { name: /Search index/ });
    await choice.waitFor({ timeout: 90_000 });
    await ask(page, 'a bridge');
    await hits(page).first().waitFor();
    await page.getByRole('button', { name: 'Remove index…' }).click();
    const dialog = page.getByRole('dialog');
    expect(await dialog.textContent()).toContain('Remove the index with 512, 1024\u00a0px windows?');
    await dialog.getByRole('button', { name: 'Remove', exact: true }).click();
    await choice.waitFor({ state: 'detached' });
    await page.getByTitle(/hits in 25 windows/).waitFor();
    await expect.poll(async () => (await indexFiles()).length).toBe(1);
  });

  browserTest('names an index file that cannot be read, and the other indexes answer', async () => {
    const { page } = app;
    await writeFile(
      join(await indexFolder(), 'broken.lsix'),
      'no index, and longer than a header '.repeat(3),
    );
    await page.reload();
    await page.getByText(/broken\.lsix is not a Longsight index.*remove the file/).waitFor();
    await hits(page).first().waitFor();
  });

  browserTest('removes the only index in the properties of its scene', async () => {
    const { page } = app;
    await command(page, 'Properties…');
    const indexes = page.getByRole('list', { name: 'Indexes' }).getByRole('listitem');
    await indexes.first().waitFor();
    await expect
      .poll(() => indexes.allTextContents())
      .toEqual([expect.stringMatching(/, 1024\spx windows.*Indexed; 25 windows, \d/)]);
    await indexes.getByRole('button', { name: /Remove index/ }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Remove', exact: true }).click();
    await page
      .getByRole('row', { name: /manila_bridge/ })
      .getByText('Not indexed')
      .waitFor();
    await expect.poll(indexFiles).toEqual(['broken.lsix']);
  });

  browserTest('says that the indexes cannot be listed, instead of waiting for them', async () => {
    const { page } = app;
    const folder = await indexFolder();
    await rename(folder, `${folder}.aside`);
    await writeFile(folder, '');
    await page.reload();
    const faults = page.getByText('The indexes of this scene cannot be listed');
    await faults.first().waitFor();
    await ask(page, 'a bridge');
    await faults.nth(1).waitFor();
    expect(await page.getByText('The answer appears here as soon as the scene is indexed').count()).toBe(0);
    await rename(folder, `${folder}.file`);
    await mkdir(folder);
    await page.getByRole('button', { name: 'Try again' }).first().click();
    await page.getByText('The answer appears here as soon as the scene is indexed').waitFor();
  });
});
