/** Change between two dates in the window: two open scenes, then two times of a collection. */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { blockScene } from '../electron/app/collections/block-scene.ts';
import { violations } from './axe.ts';
import { type BrowserApp, browserTest, hostTest, startBrowserApp } from './browser-app.ts';
import { command, mapLeaves, mapPicture, mapReturns, openPanel, startIndexing } from './steps.ts';

const SHOTS = process.env.LONGSIGHT_SHOTS;
const SENTENCE = 'a parking lot full of cars';
/** The same place in two zones, and another place: see `changes.test.ts`. */
const BEFORE = { seed: 1, edgePx: 320, metres: 1, origin: [500_000, 6_300_000], epsg: 32_635 } as const;
const AFTER = { seed: 2, edgePx: 240, metres: 1.4, origin: [865_735, 6_316_090], epsg: 32_634 } as const;
const FAR = { ...BEFORE, seed: 3, origin: [600_000, 6_300_000] } as const;
const [EARLY, LATE] = ['2019:05:06 07:08:09', '2023:06:07 08:09:10'];

describe('in the Change panel', () => {
  let app: BrowserApp;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'longsight-change-'));
    await mkdir(join(folder, 'county'));
    const path = (name: string): string => join(folder, 'county', name);
    await writeFile(path('z-early.tif'), blockScene({ ...BEFORE, taken: EARLY }));
    await writeFile(path('a-late.tif'), blockScene({ ...AFTER, taken: LATE }));
    await writeFile(join(folder, 'far.tif'), blockScene({ ...FAR, taken: LATE }));
    app = await startBrowserApp([path('z-early.tif'), path('a-late.tif'), join(folder, 'far.tif')]);
    app.page.setDefaultTimeout(60_000);
    await app.page.setViewportSize({ width: 1366, height: 768 });
    await app.page.getByRole('row', { name: /far/ }).waitFor({ timeout: 120_000 });
    await app.page.getByRole('textbox', { name: 'What are you looking for?' }).fill(SENTENCE);
    await openPanel(app.page, 'Change');
  });
  afterAll(async () => {
    await app?.close();
    await rm(folder, { recursive: true, force: true });
  });

  const panel = (): Locator => app.page.getByRole('tabpanel', { name: 'Change' });
  const places = (kind: 'gained' | 'lost'): Locator =>
    panel()
      .getByRole('listbox', { name: new RegExp(`^Places that ${kind}`) })
      .getByRole('option');
  const choice = (label: string): Locator => panel().getByRole('button', { name: new RegExp(`${label}$`) });
  const pick = async (label: string, option: string | RegExp): Promise<void> => {
    await choice(label).click();
    await app.page.getByRole('option', { name: option }).click();
  };
  const differences = async (kind: 'gained' | 'lost'): Promise<readonly number[]> =>
    (await places(kind).allTextContents()).map((text) =>
      Number(/[+−][\d.]+/.exec(text)![0].replace('−', '-')),
    );
  const shot = async (name: string): Promise<void> => {
    if (SHOTS) await app.page.screenshot({ path: join(SHOTS, `${name}.png`) });
  };

  browserTest('the two scenes that overlap are proposed, the earlier one before', async () => {
    await panel().getByText(SENTENCE).waitFor();
    await expect.poll(() => choice('Before').textContent()).toContain('2019-05-06 · z-early.tif');
    await expect.poll(() => choice('After').textContent()).toContain('2023-06-07 · a-late.tif');
    await choice('After').click();
    await expect
      .poll(() => app.page.getByRole('option').allTextContents())
      .toEqual(['2023-06-07 · a-late.tif']);
    await app.page.keyboard.press('Escape');
    expect(await violations(app.page)).toEqual([]);
    await shot('change-form-light');
  });

  browserTest('a scene without an index is indexed with windows of the same size on the ground', async () => {
    const { page } = app;
    const index = panel().getByRole('button', { name: 'Index', exact: true });
    await expect.poll(() => index.count()).toBe(2);
    await openPanel(page, 'Layers');
    await page.getByRole('row', { name: /z-early/ }).click();
    await startIndexing(page, [64]);
    await openPanel(page, 'Change');
    await expect.poll(() => index.count(), { timeout: 120_000 }).toBe(1);
    await panel().getByText('a-late.tif is not indexed with this model').waitFor();
    await index.click();
    await expect.poll(() => index.count()).toBe(0);
    await panel().getByText('Indexing a-late.tif').waitFor({ state: 'hidden', timeout: 120_000 });
  });

  browserTest('places are ranked by what they gained or lost, and the map shows the difference', async () => {
    const { page } = app;
    const before = await mapPicture(page);
    await panel().getByRole('button', { name: 'Compare', exact: true }).click();
    await places('gained').first().waitFor();
    await page.getByRole('img', { name: /^Red: lost, up to 0\.\d+\. Blue: gained/ }).waitFor();
    const gained = await differences('gained');
    expect(gained.every((each) => each > 0)).toBe(true);
    expect(gained).toEqual(gained.toSorted((a, b) => b - a));
    await mapLeaves(page, before);
    await panel()
      .getByText(/^Lost \d/)
      .click();
    await places('lost').first().waitFor();
    const lost = await differences('lost');
    expect(gained.length + lost.length).toBeGreaterThan(2);
    expect(lost.every((each) => each < 0)).toBe(true);
    expect(lost).toEqual(lost.toSorted((a, b) => a - b));
    await panel()
      .getByText(/^Gained \d/)
      .click();
    await expect
      .poll(() =>
        panel()
          .getByText(/the windows differ on the ground/)
          .count(),
      )
      .toBe(0);
    await shot('change-difference-light');
    expect(await violations(page)).toEqual([]);
  });

  browserTest('choosing a place brings both scenes there', async () => {
    const { page } = app;
    const whole = await mapPicture(page);
    await page.getByRole('listbox', { name: /^Places that gained/ }).focus();
    await page.keyboard.press('Home');
    await expect.poll(() => places('gained').first().getAttribute('aria-selected')).toBe('true');
    await mapLeaves(page, whole);
    await shot('change-place-light');
  });

  browserTest('a click on the frame of a place on the map chooses it', async () => {
    const { page } = app;
    for (const kind of [/^Lost \d/, /^Gained \d/]) await panel().getByText(kind).click();
    await expect.poll(() => places('gained').first().getAttribute('aria-selected')).toBe('false');
    await page.getByRole('application').click();
    await expect.poll(() => places('gained').first().getAttribute('aria-selected')).toBe('true');
  });

  browserTest('the line between the dates moves over scenes and maps', async () => {
    const { page } = app;
    await command(page, 'Zoom full');
    await page.getByText('Swipe', { exact: true }).click();
    const line = page.getByRole('slider', { name: 'Position of the line between the two dates' });
    await line.waitFor();
    await page.getByText('2019-05-06 · z-early.tif').first().waitFor();
    await shot('change-swipe-light');
    expect(await violations(page)).toEqual([]);
    const withMaps = await mapPicture(page);
    await command(page, 'Show hits on the map');
    await page.getByRole('button', { name: 'Show the maps over the scenes' }).click();
    await mapLeaves(page, withMaps);
    await shot('change-imagery-light');
    const moveTo = async (share: 0 | 1): Promise<void> => {
      await line.focus();
      for (let i = 0; i < 100; i++) await page.keyboard.press(share === 1 ? 'ArrowRight' : 'ArrowLeft');
      await expect.poll(() => line.inputValue()).toBe(String(100 * share));
    };
    await moveTo(0);
    const second = await mapPicture(page);
    await moveTo(1);
    const first = await mapPicture(page);
    expect(second.equals(first)).toBe(false);
    // With the line at the end, the scene after is as if it were not there.
    await openPanel(page, 'Layers');
    const eye = page.getByRole('row', { name: /a-late/ }).getByRole('checkbox');
    await eye.click({ force: true });
    await expect.poll(() => eye.isChecked()).toBe(false);
    await mapReturns(page, first);
    await eye.click({ force: true });
    await openPanel(page, 'Change');
    await page.getByRole('button', { name: 'Show the maps over the scenes' }).click();
    await command(page, 'Show hits on the map');
  });

  browserTest('side by side, each map has the scene of its date', async () => {
    const { page } = app;
    await page.getByText('Side by side', { exact: true }).click();
    await page.getByRole('img', { name: 'Second map, which moves with the first' }).waitFor();
    await page.waitForTimeout(600);
    await shot('change-beside-light');
    await page.getByText('Difference', { exact: true }).first().click();
  });

  browserTest('the comparison stays on the map when the scene after is the active one', async () => {
    const { page } = app;
    await openPanel(page, 'Layers');
    await page.getByRole('row', { name: /a-late/ }).click();
    await page.getByRole('img', { name: /^Red: lost, up to 0\.\d+\. Blue: gained/ }).waitFor();
    await command(page, 'Zoom full');
    const withMap = await mapPicture(page);
    await shot('change-after-active');
    await page.getByRole('button', { name: 'Show the maps over the scenes' }).click();
    await mapLeaves(page, withMap);
    await page.getByRole('button', { name: 'Show the maps over the scenes' }).click();
    await page.getByRole('row', { name: /z-early/ }).click();
    await command(page, 'Zoom full');
    await openPanel(page, 'Change');
  });

  browserTest('percentiles and an area give other places', async () => {
    const { page } = app;
    await pick('Difference of', /^Percentiles/);
    await expect.poll(async () => (await places('gained').first().textContent()) ?? '').toMatch(/\+\d+\s%/);
    await pick('Difference of', 'Cosines');
    const cells = async (): Promise<number> => {
      const text = await panel()
        .getByText(/cells in common/)
        .textContent();
      return Number(/([\d,]+) cells/.exec(text!)![1]!.replace(',', ''));
    };
    const everywhere = await cells();
    for (let i = 0; i < 2; i++) {
      await page.getByRole('button', { name: 'Zoom in' }).click();
      await mapPicture(page);
    }
    await panel().getByRole('button', { name: 'What the map shows' }).click();
    await panel().getByText('In an area').waitFor();
    await panel().getByRole('button', { name: 'Compare', exact: true }).click();
    await expect.poll(cells).toBeLessThan(everywhere);
    await shot('change-area-light');
    await panel().getByRole('button', { name: 'Everywhere', exact: true }).click();
    await panel().getByRole('button', { name: 'Compare', exact: true }).click();
    await expect.poll(cells).toBe(everywhere);
  });

  hostTest('places and the difference map are saved', async () => {
    const { page } = app;
    for (const [entry, ending] of [
      ['Places: GeoJSON', 'geojson'],
      ['Places: GeoPackage', 'gpkg'],
      ['Difference map: GeoTIFF (cloud optimized)', 'tif'],
    ] as const) {
      await panel().getByRole('button', { name: 'Export' }).click();
      const download = page.waitForEvent('download', (each) => each.suggestedFilename().endsWith(ending));
      await page.getByRole('menuitem', { name: entry }).click();
      const file = await download;
      expect(file.suggestedFilename()).toMatch(
        new RegExp(`^a-parking-lot-full-of-cars-change.*\\.${ending}$`),
      );
      const bytes = await readFile(await file.path());
      if (ending === 'geojson')
        expect(JSON.parse(bytes.toString()).features[0].properties).toMatchObject({
          change: 'gained',
          scene_before: 'z-early.tif',
          date_after: '2023-06-07T08:09:10',
        });
      else expect(bytes.length).toBeGreaterThan(500);
    }
  });

  browserTest('another question ends the comparison on the map; the places stay', async () => {
    const { page } = app;
    await page.getByRole('button', { name: 'Ask', exact: true }).click();
    await page.getByRole('img', { name: /^Red: lost/ }).waitFor({ state: 'hidden' });
    expect(await places('gained').count()).toBeGreaterThan(0);
    await panel().getByRole('button', { name: 'Close this comparison' }).click();
    await expect.poll(() => places('gained').count()).toBe(0);
  });

  browserTest(
    'two times of a collection give the places of its pairs, and a place opens both scenes',
    async () => {
      const { page } = app;
      await command(page, 'New collection…');
      const chooser = page.waitForEvent('filechooser');
      await page.getByRole('dialog').getByRole('button', { name: 'Folder…' }).click();
      await (await chooser).setFiles(join(folder, 'county'));
      await page.getByRole('dialog').getByRole('listitem').filter({ hasText: 'county' }).waitFor();
      await page.getByRole('dialog').getByRole('button', { name: 'Create' }).click();
      const collections = page.getByRole('tabpanel', { name: 'Collections' });
      await collections.getByRole('button', { name: 'Index', exact: true }).click();
      await collections.getByText('All 2 scenes are indexed').waitFor({ timeout: 120_000 });
      await collections.getByRole('button', { name: 'Compare two times' }).click();
      await expect.poll(() => choice('Before').textContent()).toContain('2019-05-06 (1 scene)');
      await expect.poll(() => choice('After').textContent()).toContain('2023-06-07 (1 scene)');
      await panel().getByRole('button', { name: 'Compare', exact: true }).click();
      await places('gained').first().waitFor();
      await panel().getByText('1 pair of scenes').waitFor();
      await page.getByRole('listbox', { name: /^Places that gained/ }).focus();
      await page.keyboard.press('Home');
      await page.getByRole('img', { name: /^Red: lost/ }).waitFor();
      await shot('change-collection-light');
      expect(await violations(page)).toEqual([]);
      await openPanel(page, 'Layers');
      // Those that the collection brought, beside the ones that were open before.
      await expect.poll(() => page.getByRole('row', { name: /a-late/ }).count()).toBe(2);
    },
  );
});
