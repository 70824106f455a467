/** Projects as files, as far as a browser can: saved as downloads, opened by upload; from the host's own disk with everything. */
import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { type BrowserApp, hostTest, repository, startBrowserApp } from './browser-app.ts';
import { plainScene } from './scenes.ts';
import { ask, command, dropFile, hits, indexQuickly, waitForScene } from './steps.ts';

const SIZE = { widthPx: 300, heightPx: 200, colour: [40, 90, 160], at: [0, 0] } as const;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'longsight-projects-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const layerNames = (page: Page): Promise<readonly string[]> =>
  page.getByRole('grid', { name: 'Scenes' }).getByRole('row').allInnerTexts();

async function download(page: Page, label: string): Promise<string> {
  const coming = page.waitForEvent('download');
  await command(page, label);
  const file = await coming;
  const path = join(folder, file.suggestedFilename());
  await file.saveAs(path);
  return path;
}

describe('a project with an answered question', () => {
  let app: BrowserApp;
  beforeAll(async () => {
    app = await startBrowserApp();
    await waitForScene(app.page);
    await indexQuickly(app.page);
    await ask(app.page, 'a steel bridge over a brown river');
    await hits(app.page).first().waitFor();
  }, 240_000);
  afterAll(() => app?.close());

  hostTest('the title says that it was not saved, and after saving that it was', async () => {
    const { page } = app;
    await page.waitForFunction(() => document.title === '*Untitled project — Longsight');
    const path = await download(page, 'Save project as…');
    expect(path.endsWith('project.longsight')).toBe(true);
    await page.waitForFunction(() => document.title === 'project — Longsight');
    const saved = JSON.parse(await readFile(path, 'utf8'));
    expect(saved).toMatchObject({ magic: 'longsight-project-file', version: 1 });
    expect(saved.answers[0].hits.length).toBeGreaterThan(3);
    await command(page, 'Hide all layers');
    await page.waitForFunction(() => document.title === '*project — Longsight');
    await command(page, 'Undo');
    await page.waitForFunction(() => document.title === 'project — Longsight');
  });

  hostTest('a new project asks for unsaved changes first, and is empty', async () => {
    const { page } = app;
    await command(page, 'Hide all layers');
    await command(page, 'New project');
    const dialog = page.getByRole('dialog', { name: 'Save the changes to project.longsight?' });
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    expect(await layerNames(page)).toHaveLength(1);
    await command(page, 'New project');
    await dialog.getByRole('button', { name: 'Discard' }).click();
    await page.getByText('No scene yet').waitFor();
    await page.waitForFunction(() => document.title === 'Untitled project — Longsight');
    await expect.poll(() => hits(page).count()).toBe(0);
  });

  hostTest('opening the file brings back layers, question and answer', async () => {
    const { page } = app;
    const chooser = page.waitForEvent('filechooser');
    await page.keyboard.press('Control+o');
    await (await chooser).setFiles(join(folder, 'project.longsight'));
    await waitForScene(page);
    await hits(page).first().waitFor();
    await page.waitForFunction(() => document.title === 'project — Longsight');
    await page.getByRole('checkbox', { name: /Show manila_bridge/, checked: true }).waitFor();
  });

  hostTest('without an index, the answer is the one that the project keeps', async () => {
    const { page } = app;
    await page.getByRole('row', { name: /manila_bridge/ }).click();
    await page.keyboard.press('Control+d');
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Also delete its index').click();
    await dialog.getByRole('button', { name: 'Remove', exact: true }).click();
    await page.getByText('No scene yet').waitFor();
    await dropFile(
      page,
      'manila_bridge.tif',
      await readFile(join(repository, 'build/demo/manila_bridge.tif')),
    );
    await waitForScene(page);
    await dropFile(page, 'project.longsight', await readFile(join(folder, 'project.longsight')));
    await page.getByRole('button', { name: 'Discard' }).click();
    // The host knows another copy of the scene only: this one has to be located.
    await page
      .getByRole('dialog', { name: /Locate/ })
      .getByRole('button', { name: 'Later' })
      .click();
    const answer = page.getByRole('region', { name: 'Answer in the project' });
    await answer.waitFor();
    await answer.getByText('Likely present').waitFor();
    await expect.poll(() => answer.getByRole('button', { name: /^Zoom to place 1 / }).count()).toBe(1);
  });

  hostTest('a project of a newer version is refused by its name', async () => {
    const { page } = app;
    const text = await readFile(join(folder, 'project.longsight'), 'utf8');
    await page
      .getByRole('button', { name: /Dismiss/ })
      .first()
      .click({ timeout: 1000 })
      .catch(() => undefined);
    await dropFile(page, 'future.longsight', Buffer.from(text.replace('"version": 1', '"version": 99')));
    const unsaved = page.getByRole('button', { name: 'Discard' });
    const alert = page.getByRole('alert').filter({ hasText: 'future.longsight: was written by Longsight' });
    await Promise.race([unsaved.waitFor(), alert.waitFor()]);
    if (await unsaved.isVisible()) await unsaved.click();
    await alert.waitFor();
  });
});

describe('a project on the disk of the host', () => {
  let app: BrowserApp;
  let path: string;
  beforeAll(async () => {
    const images = join(folder, 'work', 'images');
    await mkdir(images, { recursive: true });
    await plainScene(images, 'first.tif', SIZE);
    await plainScene(images, 'second.tif', { ...SIZE, heightPx: 210 });
    path = join(folder, 'work', 'two.longsight');
    const made = await startBrowserApp([join(images, 'first.tif'), join(images, 'second.tif')]);
    await made.page.getByRole('row', { name: /second/ }).waitFor();
    await rename(await download(made.page, 'Save project'), path);
    await made.close();
    // A download does not know where it will lie: this is what Electron's dialog would have written.
    const saved = JSON.parse(await readFile(path, 'utf8'));
    for (const scene of saved.scenes) scene.relative = `images/${scene.record.detail.name}`;
    await writeFile(path, JSON.stringify(saved));
    await rename(images, join(folder, 'work', 'moved'));
    app = await startBrowserApp([path]);
  }, 240_000);
  afterAll(() => app?.close());

  hostTest('given at the start, it opens and asks for scenes that are not there', async () => {
    const { page } = app;
    await page.getByRole('dialog', { name: /Locate (first|second)\.tif/ }).waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Later' }).click();
    await expect.poll(() => layerNames(page)).toHaveLength(2);
    await page.waitForFunction(() => document.title === 'two — Longsight');
  });

  hostTest('it is listed as a recent project, and Save writes to it', async () => {
    const { page } = app;
    await command(page, 'Open recent project…');
    await page.getByRole('dialog').getByRole('button', { name: 'two.longsight' }).waitFor();
    await page.keyboard.press('Escape');
    await command(page, 'Hide all layers');
    await page.waitForFunction(() => document.title === '*two — Longsight');
    await page.keyboard.press('Control+s');
    await page.waitForFunction(() => document.title === 'two — Longsight');
    const saved = JSON.parse(await readFile(path, 'utf8'));
    expect(saved.document.layers.map(({ visible }: { visible: boolean }) => visible)).toEqual([false, false]);
    expect(saved.scenes[0].relative).toMatch(/^images\//);
  });

  hostTest('after kill -9 the unsaved changes are offered, and can be given back', async () => {
    const { page } = app;
    await command(page, 'Show all layers');
    await page.waitForFunction(() => document.title === '*two — Longsight');
    const home = app.dataFolder;
    const copy = join(folder, 'killed-home');
    // What a kill leaves is what lies on the disk at this moment, the lock included.
    expect(spawnSync('cp', ['-r', home, copy]).status).toBe(0);
    await writeFile(join(copy, 'project.json.lock'), '4194300');
    const again = await startBrowserApp([], {}, async (empty) => {
      await rm(empty, { recursive: true });
      await rename(copy, empty);
    });
    try {
      const dialog = again.page.getByRole('dialog', { name: 'Longsight ended unexpectedly' });
      await dialog.getByText('Changes to two.longsight were not saved').waitFor();
      await dialog.getByRole('button', { name: 'Go back to the saved file' }).click();
      await again.page
        .getByRole('dialog', { name: /Locate/ })
        .getByRole('button', { name: 'Later' })
        .click();
      await again.page.waitForFunction(() => document.title === 'two — Longsight');
      await again.page.getByRole('checkbox', { name: /Show first/, checked: false }).waitFor();
    } finally {
      await again.close();
    }
  });
});
