/** What of the view stays, and what does not, when the user moves on. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { type BrowserApp, browserTest, hostTest, repository, startBrowserApp } from './browser-app.ts';
import { plainScene } from './scenes.ts';
import { ask, command, hits, indexQuickly, mapLeaves, mapPicture, openPanel, waitForScene } from './steps.ts';

const RED = [200, 30, 30] as const;
const BLUE = [30, 30, 200] as const;

describe('the view', () => {
  let app: BrowserApp;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'longsight-scenes-'));
    app = await startBrowserApp([
      await plainScene(folder, 'no-crs.tif', { widthPx: 300, heightPx: 200, colour: RED }),
      await plainScene(folder, 'corner.tif', { widthPx: 200, heightPx: 200, colour: BLUE, at: [900, 900] }),
      join(repository, 'build/demo/manila_bridge.tif'),
    ]);
    await waitForScene(app.page);
    await layer('manila_bridge').and(app.page.locator('[aria-selected=true]')).waitFor({ timeout: 60_000 });
  });
  afterAll(async () => {
    await app?.close();
    await rm(folder, { recursive: true, force: true });
  });

  const layer = (name: string) => app.page.getByRole('row', { name: new RegExp(name) });

  /** Whether the map shows the red scene at its middle. */
  const isRed = async (): Promise<boolean> => {
    const picture = sharp(await mapPicture(app.page));
    const { width, height } = await picture.metadata();
    const { data } = await picture
      .extract({ left: Math.floor(width / 2), top: Math.floor(height / 2), width: 1, height: 1 })
      .raw()
      .toBuffer({ resolveWithObject: true });
    return RED.every((value, band) => Math.abs(data[band]! - value) < 4);
  };

  browserTest('a scene without a CRS is shown after one with a CRS, and the other way round', async () => {
    await mapPicture(app.page);
    await layer('no-crs').click();
    await expect.poll(isRed).toBe(true);
    await layer('manila_bridge').click();
    await expect.poll(isRed).toBe(false);
    await layer('no-crs').click();
    await expect.poll(isRed).toBe(true);
    await layer('manila_bridge').click();
  });

  browserTest('choosing another layer of the same place leaves the view where it is', async () => {
    const { page } = app;
    await command(page, 'Zoom full');
    const scale = (): Promise<string | null> => page.getByTitle('Scale', { exact: true }).textContent();
    await mapPicture(page);
    await page.getByRole('button', { name: 'Zoom in' }).click();
    const seen = await mapPicture(page);
    const before = await scale();
    await layer('corner').click();
    await layer('corner').and(page.locator('[aria-selected=true]')).waitFor();
    expect(await differentPixels(seen, await mapPicture(page))).toBeLessThan(0.1);
    expect(await scale()).toBe(before);
    await layer('manila_bridge').click();
    await layer('manila_bridge').and(page.locator('[aria-selected=true]')).waitFor();
    await mapPicture(page);
    expect(await scale()).toBe(before);
  });

  browserTest('Zoom full ends a pan that still moves', async () => {
    const { page } = app;
    await command(page, 'Zoom full');
    const full = await mapPicture(page);
    const { x, y, width, height } = (await page.getByRole('application').boundingBox())!;
    await page.mouse.move(x + width / 2, y + height / 2);
    await page.mouse.down();
    for (let i = 1; i <= 6; i++) await page.mouse.move(x + width / 2 + 50 * i, y + height / 2 + 20 * i);
    await page.mouse.up();
    await page.getByRole('button', { name: 'Zoom full' }).last().click();
    expect(await differentPixels(full, await mapPicture(page))).toBeLessThan(0.01);
  });

  browserTest('two quick steps through the hits end at the second one', async () => {
    const { page } = app;
    await indexQuickly(page);
    await ask(page, 'a steel bridge over a brown river');
    await hits(page).first().waitFor();
    await page.getByRole('listbox', { name: 'Hits, best first' }).focus();
    await page.keyboard.press('Home');
    await mapPicture(page);
    await page.keyboard.press('ArrowDown');
    await page.waitForTimeout(60);
    await page.keyboard.press('ArrowDown');
    const quickly = await mapPicture(page);
    await page.keyboard.press('ArrowDown');
    await mapLeaves(page, quickly);
    await page.keyboard.press('ArrowUp');
    expect(await differentPixels(await mapPicture(page), quickly)).toBeLessThan(0.01);
  });

  browserTest('threshold and range of a question do not stay for the next one', async () => {
    const { page } = app;
    const styling = page.getByRole('region', { name: 'Similarity map' });
    await page.getByText('Hide cells below').click();
    await page.getByRole('slider', { name: 'Threshold' }).focus();
    await page.keyboard.press('End');
    await page.getByRole('slider', { name: 'Low end of the ramp' }).focus();
    await page.keyboard.press('Home');
    await page.getByRole('button', { name: 'Reset range' }).waitFor();
    await ask(page, 'a car park full of cars');
    await hits(page).nth(3).waitFor();
    await expect
      .poll(() => styling.getByRole('checkbox', { name: 'Hide cells below' }).isChecked())
      .toBe(false);
    await page.getByRole('button', { name: 'Reset range' }).waitFor({ state: 'detached' });
  });

  browserTest('a closed panel comes back in its own group', async () => {
    const { page } = app;
    const groupOf = (tab: string): Promise<string | null> =>
      page
        .getByRole('tab', { name: tab })
        .evaluate((element) => element.closest('[role=tablist]')!.textContent!.replace(/\s/g, ''));
    await openPanel(page, 'Models');
    const before = await groupOf('Layers');
    await page.getByRole('tab', { name: 'Models' }).getByTitle('Close').click();
    await page.getByRole('tab', { name: 'Models' }).waitFor({ state: 'detached' });
    await command(page, 'Models panel');
    await page.getByRole('tab', { name: 'Models' }).waitFor();
    const letters = (text: string | null): readonly string[] => [...text!].toSorted();
    await expect.poll(async () => letters(await groupOf('Layers'))).toEqual(letters(before));
  });
});

describe('a long list of layers', () => {
  let app: BrowserApp;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'longsight-scenes-'));
    const paths: string[] = [];
    for (let i = 1; i <= 14; i++)
      paths.push(await plainScene(folder, `scene-${i}.tif`, { widthPx: 64, heightPx: 64, colour: RED }));
    app = await startBrowserApp(paths);
    await app.page.getByRole('row', { name: /scene-14/, selected: true }).waitFor({ timeout: 60_000 });
  });
  afterAll(async () => {
    await app?.close();
    await rm(folder, { recursive: true, force: true });
  });

  hostTest('shows a scene that was added while it was scrolled down', async () => {
    const { page } = app;
    await page.getByRole('row', { name: /scene-1\.tif/ }).scrollIntoViewIfNeeded();
    const added = await plainScene(folder, 'added.tif', { widthPx: 64, heightPx: 64, colour: BLUE });
    const chooser = page.waitForEvent('filechooser');
    await command(page, 'Add raster scene…');
    await (await chooser).setFiles(added);
    const row = page.getByRole('row', { name: /added/, selected: true });
    await row.waitFor();
    const isSeen = (): Promise<boolean> =>
      row.evaluate((element) => {
        const { left, top, height } = element.getBoundingClientRect();
        return element.contains(document.elementFromPoint(left + 60, top + height / 2));
      });
    await expect.poll(isSeen).toBe(true);
  });
});

/** Share (0-1) of the pixels that differ visibly. */
async function differentPixels(a: Buffer, b: Buffer): Promise<number> {
  const [one, two] = await Promise.all([a, b].map((png) => sharp(png).removeAlpha().raw().toBuffer()));
  let different = 0;
  for (let i = 0; i < one!.length; i += 3)
    if ([0, 1, 2].some((c) => Math.abs(one![i + c]! - two![i + c]!) > 24)) different++;
  return (3 * different) / one!.length;
}
