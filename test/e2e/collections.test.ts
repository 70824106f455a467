/** Collections in the window: made, dated, indexed and asked as one. */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { scene } from '../electron/app/collections/block-scene.ts';
import { violations } from './axe.ts';
import { type BrowserApp, browserTest, hostTest, startBrowserApp } from './browser-app.ts';
import { command, mapLeaves, mapPicture, startIndexing, waitForScene } from './steps.ts';

const SHOTS = process.env.LONGSIGHT_SHOTS;
const NAMES = ['a_20240131.tif', 'b_20240229.tif', 'deep/c_20240601.tif', 'deep/d_20240602.tif'];

describe('in the Collections panel', () => {
  let app: BrowserApp;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'longsight-collected-'));
    await mkdir(join(folder, 'county', 'deep'), { recursive: true });
    for (const [i, name] of NAMES.entries())
      await writeFile(join(folder, 'county', name), scene(i + 1, 500_000 + 48 * i));
    await writeFile(join(folder, 'county', 'broken.tif'), 'not a TIFF');
    app = await startBrowserApp();
    await waitForScene(app.page);
    await app.page.setViewportSize({ width: 1366, height: 768 });
  });
  afterAll(async () => {
    await app?.close();
    await rm(folder, { recursive: true, force: true });
  });

  const panel = (): Locator => app.page.getByRole('tabpanel', { name: 'Collections' });
  const results = (): Locator => app.page.getByRole('region', { name: 'Answer of the collection' });
  const dialog = (): Locator => app.page.getByRole('dialog');
  const scenes = (): Locator =>
    panel().getByRole('listbox', { name: 'Scenes of the collection' }).getByRole('option');
  const hits = (): Locator => app.page.getByRole('option', { name: /^Hit \d+, cosine/ });
  /** Whether the scene is the active one; leaves the list of layers in front. */
  const isActive = async (name: string): Promise<boolean> => {
    await command(app.page, 'Layers panel');
    const row = app.page.getByRole('row', { name: new RegExp(name) });
    return (await row.count()) === 1 && (await row.getAttribute('aria-selected')) === 'true';
  };
  const shot = async (name: string): Promise<void> => {
    if (SHOTS) await app.page.screenshot({ path: join(SHOTS, `${name}.png`) });
  };

  browserTest(
    'a folder becomes a collection, and a file that cannot be read is named with the reason',
    async () => {
      const { page } = app;
      await command(page, 'Collections panel');
      await panel().getByText('A collection is a set of scenes').waitFor();
      expect(await violations(page)).toEqual([]);
      await command(page, 'New collection…');
      expect(await dialog().getByRole('button', { name: 'Create' }).isDisabled()).toBe(true);
      const chooser = page.waitForEvent('filechooser');
      await dialog().getByRole('button', { name: 'Folder…' }).click();
      await (await chooser).setFiles(join(folder, 'county'));
      await dialog().getByRole('listitem').filter({ hasText: 'county' }).waitFor();
      await expect.poll(() => dialog().getByRole('textbox', { name: 'Name' }).inputValue()).toBe('county');
      await shot('collections-new-light');
      expect(await violations(page)).toEqual([]);
      await dialog().getByRole('button', { name: 'Create' }).click();
      await panel().getByText('5 new, 0 changed, 0 gone, 0 as before').waitFor();
      await panel().getByText('5 scenes, 1 unreadable').waitFor();
      await expect.poll(() => scenes().count()).toBe(5);
      await panel().getByText('Problems 1').click();
      await expect.poll(() => scenes().count()).toBe(1);
      const broken = await scenes().first().innerText();
      expect(broken).toMatch(/^broken\.tif/);
      expect(broken).toContain('Unreadable');
      // The reason, without the path on the machine that holds the file.
      expect(broken).not.toContain('uploads');
      await shot('collections-problems-light');
      await panel().getByText('All 5').click();
      expect(await violations(page)).toEqual([]);
    },
  );

  browserTest('a pattern shows the days that it gives before it is used', async () => {
    const { page } = app;
    await expect.poll(() => scenes().first().innerText()).toContain('2023-05-06');
    await panel().getByRole('button', { name: 'Dates from file names…' }).click();
    const pattern = dialog().getByRole('textbox', { name: 'Pattern' });
    await pattern.fill('YYYY');
    await dialog()
      .getByText(/needs YYYY, MM and DD once each/)
      .waitFor();
    expect(await dialog().getByRole('button', { name: 'Use pattern' }).isDisabled()).toBe(true);
    await pattern.fill('_YYYYMMDD');
    await dialog().getByText('4 of 5 scenes get a date from their names').waitFor();
    await dialog().getByText('→ 2024-02-29').waitFor();
    expect(await scenes().first().innerText()).toContain('2023-05-06');
    await shot('collections-dates-light');
    expect(await violations(page)).toEqual([]);
    await dialog().getByRole('button', { name: 'Use pattern' }).click();
    await expect.poll(() => scenes().first().innerText()).toContain('2024-01-31');
  });

  browserTest('other window sizes change what indexing takes', async () => {
    const { page } = app;
    await panel().getByRole('button', { name: 'Sizes…' }).click();
    const windows = async (): Promise<number> => {
      const row = await dialog().locator('dl').innerText();
      return Number(/Windows\s+([\d,]+)/.exec(row)![1]!.replaceAll(',', ''));
    };
    await dialog().getByText('4 of 4').waitFor();
    const own = await windows();
    await dialog().getByText('One on the ground').click();
    const size = dialog().getByRole('textbox', { name: 'Size 1' });
    await size.fill('32');
    await size.press('Enter');
    await dialog().getByText('about 16 m').waitFor();
    await expect.poll(windows).toBeGreaterThan(own);
    await shot('collections-sizes-light');
    expect(await violations(page)).toEqual([]);
    await size.fill('0');
    await size.press('Enter');
    await dialog().getByText('Sizes must be above 0 m.').waitFor();
    expect(await dialog().getByRole('button', { name: 'Start indexing' }).isDisabled()).toBe(true);
    await dialog().getByRole('button', { name: 'Cancel' }).click();
  });

  browserTest('indexing is planned first, waits for other work, and is cancelled and resumed', async () => {
    const { page } = app;
    await panel()
      .getByText(/^4 of 4 scenes to index: \d+ windows, about/)
      .waitFor();
    await startIndexing(page, 'slow');
    await panel().getByRole('button', { name: 'Index', exact: true }).click();
    await panel().getByText('Waiting for another job').waitFor();
    await panel().getByRole('button', { name: 'Cancel' }).click();
    await panel().getByText('What was indexed so far is kept.').waitFor();
    await panel().getByRole('button', { name: 'Resume' }).click();
    await panel().getByText('Waiting for another job').waitFor();
    await shot('collections-waiting-light');
    expect(await violations(page)).toEqual([]);
    await command(page, 'Cancel the running job');
    await panel().getByText('All 4 scenes are indexed').waitFor({ timeout: 120_000 });
    await panel().getByText('Not indexed 0').waitFor();
    await expect.poll(() => scenes().first().innerText()).toContain('Indexed');
    // None of them is a layer, because none was opened by itself.
    await command(page, 'Layers panel');
    await waitForScene(page);
    expect(await page.getByRole('row', { name: /_2024/ }).count()).toBe(0);
    await command(page, 'Collections panel');
  });

  browserTest('a sentence gives one list over all scenes; a hit brings its scene in front', async () => {
    const { page } = app;
    await panel().getByRole('button', { name: 'Ask', exact: true }).click();
    await page.getByRole('button', { name: /county \(5 scenes\)/ }).waitFor();
    await page.getByRole('textbox', { name: 'What are you looking for?' }).fill('a steel bridge');
    await page.keyboard.press('Enter');
    await hits().first().waitFor();
    await results()
      .getByText(/^Likely|^Uncertain/)
      .first()
      .waitFor();
    const scores = (await hits().allInnerTexts()).map((text) =>
      Number(/[−\d.]+\d/.exec(text)![0].replace('−', '-')),
    );
    expect(scores).toEqual(scores.toSorted((a, b) => b - a));
    const list = page.getByRole('listbox', { name: 'Hits of the collection, best first' });
    await list.focus();
    await page.keyboard.press('Home');
    await expect.poll(() => hits().first().getAttribute('aria-selected')).toBe('true');
    const name = /[abcd]_2024\d+\.tif/.exec(await hits().first().innerText())![0];
    await expect.poll(() => isActive(name)).toBe(true);
    await page.keyboard.press('Alt+y');
    await hits().first().getByText(', accepted').waitFor({ state: 'attached' });
    await expect.poll(() => hits().nth(1).getAttribute('aria-selected')).toBe('true');
    await list.focus();
    await page.keyboard.press('n');
    await hits().nth(1).getByText(', rejected').waitFor({ state: 'attached' });
    await shot('collections-answer-light');
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('Home');
    await expect.poll(() => hits().first().getAttribute('aria-selected')).toBe('true');
    const withHits = await mapPicture(page);
    await command(page, 'Show hits on the map');
    await mapLeaves(page, withHits);
    await command(page, 'Show hits on the map');
    await results()
      .getByText(/^Scenes \d/)
      .click();
    await results().getByRole('list', { name: 'Scenes with hits, best first' }).getByText(name).waitFor();
    await shot('collections-scenes-light');
    expect(await violations(page)).toEqual([]);
    await results()
      .getByText(/^Hits \d/)
      .click();
  });

  browserTest('filters by day, name, place and hits of one scene change the list', async () => {
    const { page } = app;
    const filter = (): Locator => page.getByRole('button', { name: /^Filter/ });
    const found = async (): Promise<readonly string[]> =>
      (await hits().allInnerTexts()).map((text) => /[abcd]_2024\d+\.tif/.exec(text)![0]);
    await filter().click();
    await page.getByLabel('From', { exact: true }).fill('2024-06-01');
    await shot('collections-filter-light');
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await expect
      .poll(async () => new Set(await found()))
      .toEqual(new Set(['c_20240601.tif', 'd_20240602.tif']));
    await filter().click();
    await page.getByRole('textbox', { name: 'Part of the file name' }).fill('D_2024');
    const perScene = page.getByRole('button', { name: /Hits of one scene/ });
    await perScene.click();
    const choice = page.getByRole('option', { name: 'At most 1', exact: true });
    await choice.click();
    // Until the focus is back in the filter, Esc does not close it.
    await expect.poll(() => perScene.evaluate((element) => element === document.activeElement)).toBe(true);
    await page.keyboard.press('Escape');
    await expect.poll(found).toEqual(['d_20240602.tif']);
    await filter().click();
    await page.getByRole('textbox', { name: 'Part of the file name' }).fill('');
    await page.getByLabel('From', { exact: true }).fill('');
    await page.getByRole('button', { name: 'What the map shows' }).click();
    await page.keyboard.press('Escape');
    await results().getByText('Verdicts are given for whole scenes').waitFor();
    await expect.poll(() => filter().innerText()).toBe('in an area · at most 1 per scene');
  });

  hostTest('the polygons of a vector file limit the question', async () => {
    const { page } = app;
    const path = join(folder, 'nowhere.geojson');
    const coordinates = [
      [
        [0, 0],
        [1, 0],
        [1, 1],
        [0, 0],
      ],
    ];
    const features = [{ type: 'Feature', properties: {}, geometry: { type: 'Polygon', coordinates } }];
    await writeFile(path, JSON.stringify({ type: 'FeatureCollection', features }));
    await page.getByRole('button', { name: /^Filter/ }).click();
    const chooser = page.waitForEvent('filechooser');
    await page.getByRole('button', { name: 'From a file…' }).click();
    await (await chooser).setFiles(path);
    await expect.poll(() => hits().count()).toBe(0);
    await page.getByRole('button', { name: 'What the map shows' }).click();
    await page.keyboard.press('Escape');
    await expect.poll(() => hits().count()).toBeGreaterThan(0);
  });

  hostTest('the hits are saved as one file with scene and date', async () => {
    const { page } = app;
    for (const [format, ending] of [
      ['GeoJSON', 'geojson'],
      ['CSV table', 'csv'],
      ['GeoPackage', 'gpkg'],
    ] as const) {
      await results().getByRole('button', { name: 'Export' }).click();
      const download = page.waitForEvent('download', (each) => each.suggestedFilename().endsWith(ending));
      await page.getByRole('menuitem', { name: format }).click();
      const file = await download;
      expect(file.suggestedFilename()).toBe(`a-steel-bridge-hits.${ending}`);
      const bytes = await readFile(await file.path());
      if (ending === 'gpkg') expect(bytes.subarray(0, 15).toString()).toBe('SQLite format 3');
      else expect(bytes.toString()).toMatch(/[abcd]_2024(\d\d)(\d\d)\.tif[",].*2024-\1-\2/);
    }
  });

  browserTest('the question is a line of the results, whose eye hides its hits and footprints', async () => {
    const { page } = app;
    await command(page, 'Layers panel');
    const lines = page
      .getByRole('list', { name: 'Results', exact: true })
      .getByRole('listitem')
      .filter({ hasText: 'county' });
    // One for each part of the collection that was asked.
    await expect.poll(() => lines.count()).toBeGreaterThan(2);
    const line = lines.first();
    await line.getByText('a steel bridge').waitFor();
    const eye = line.getByRole('checkbox');
    await expect.poll(() => eye.isChecked()).toBe(true);
    await expect.poll(() => lines.nth(1).getByRole('checkbox').isChecked()).toBe(false);
    const shown = await mapPicture(page);
    await eye.click({ force: true });
    const hidden = await mapLeaves(page, shown);
    await shot('collections-hidden-light');
    await eye.click({ force: true });
    await mapLeaves(page, hidden);
    await shot('collections-results-light');
    expect(await violations(page)).toEqual([]);
    await lines
      .nth(1)
      .getByRole('button', { name: /^Actions for/ })
      .click();
    const before = await lines.count();
    await page.getByRole('menuitem', { name: 'Remove result' }).click();
    await expect.poll(() => lines.count()).toBe(before - 1);
    await command(page, 'Undo');
    await expect.poll(() => lines.count()).toBe(before);
  });

  browserTest(
    'an earlier question is asked again, of the part of the collection that it was asked of',
    async () => {
      const { page } = app;
      await results().getByRole('button', { name: 'Close this answer' }).click();
      await expect.poll(() => hits().count()).toBe(0);
      await page.getByRole('button', { name: /^Earlier queries/ }).click();
      const earlier = page.getByRole('list', { name: 'Earlier queries' }).getByRole('listitem');
      await earlier.filter({ hasText: 'from 2024-06-01' }).first().getByText('a steel bridge').click();
      await hits().first().waitFor();
      await expect
        .poll(() => page.getByRole('button', { name: /^Filter/ }).innerText())
        .toContain('from 2024-06-01');
      await page.getByRole('button', { name: /^Earlier queries/ }).click();
    },
  );

  browserTest(
    'closing the answer takes its hits away, and the next question can go to the scene again',
    async () => {
      const { page } = app;
      await results().getByRole('button', { name: 'Close this answer' }).click();
      await expect.poll(() => hits().count()).toBe(0);
      await page.getByRole('button', { name: /county \(5 scenes\)/ }).click();
      await page.getByRole('option', { name: /^This scene/ }).click();
      await page.getByRole('button', { name: /^Filter/ }).waitFor({ state: 'detached' });
    },
  );

  browserTest('all scenes are shown on the map, and one is opened from its row by the keyboard', async () => {
    const { page } = app;
    await command(page, 'Collections panel');
    const before = await mapPicture(page);
    await panel().getByRole('button', { name: 'Show all on the map' }).click();
    await mapLeaves(page, before);
    await panel().getByRole('listbox', { name: 'Scenes of the collection' }).focus();
    await page.keyboard.press('End');
    await page.keyboard.press('Enter');
    await expect.poll(() => isActive('d_20240602')).toBe(true);
    await shot('collections-all-light');
  });

  hostTest('dropped files are added to the collection in the panel, and only they are new', async () => {
    const { page } = app;
    await command(page, 'Collections panel');
    const files = await page.evaluateHandle(
      (base64) => {
        const transfer = new DataTransfer();
        const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
        transfer.items.add(new File([bytes], 'e_20240603.tif'));
        return transfer;
      },
      Buffer.from(scene(5, 500_300)).toString('base64'),
    );
    await page.locator('[data-panel=collections]').dispatchEvent('drop', { dataTransfer: files });
    await dialog().getByRole('listitem').filter({ hasText: 'e_20240603.tif' }).waitFor();
    await dialog()
      .getByRole('button', { name: /county.*Collection/ })
      .waitFor();
    await dialog().getByRole('button', { name: 'Add', exact: true }).click();
    await panel().getByText('1 new, 0 changed, 0 gone, 5 as before').waitFor();
    await panel()
      .getByText(/^1 of 5 scenes to index/)
      .waitFor();
  });

  browserTest('a collection is removed after a question, and its scenes stay', async () => {
    const { page } = app;
    await panel().getByRole('button', { name: 'Remove collection…' }).click();
    await page
      .getByRole('alertdialog')
      .or(dialog())
      .getByRole('button', { name: 'Remove', exact: true })
      .click();
    await panel().getByText('A collection is a set of scenes').waitFor();
    expect(await violations(page)).toEqual([]);
    await expect.poll(() => isActive('d_20240602')).toBe(true);
  });
});
