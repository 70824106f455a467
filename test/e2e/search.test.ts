import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { type BrowserApp, browserTest, startBrowserApp } from './browser-app.ts';
import {
  ask,
  command,
  endPolygon,
  hitScores,
  hits,
  hitWindows,
  mapLeaves,
  mapPicture,
  mapReturns,
  openPanel,
  startIndexing,
  waitForScene,
} from './steps.ts';

const SENTENCE = 'a steel bridge over a brown river';

describe('in the browser', () => {
  let app: BrowserApp;
  beforeAll(async () => {
    app = await startBrowserApp();
  });
  afterAll(async () => {
    await app?.close();
  });

  browserTest('a first start opens the demo scene and draws it', async () => {
    const { page } = app;
    const tile = page.waitForResponse((response) => response.url().includes('/tiles/'), { timeout: 60_000 });
    await page.reload();
    await waitForScene(page);
    expect((await tile).status()).toBe(200);
    const picture = await mapPicture(page);
    expect(picture.length).toBeGreaterThan(100_000);
    await expect.poll(() => page.getByRole('contentinfo').textContent()).toContain('EPSG:3395');
  });

  browserTest('a new sentence has the cursor', async () => {
    const { page } = app;
    await page.getByRole('button', { name: 'Sentence', exact: true }).click();
    const field = page.getByRole('textbox', { name: 'Another sentence' });
    await expect
      .poll(() => field.evaluate((element) => element === element.ownerDocument.activeElement))
      .toBe(true);
    await page.getByRole('button', { name: 'Remove term 2' }).click();
  });

  browserTest('a question to a scene without an index is answered once it is indexed', async () => {
    const { page } = app;
    await ask(page, SENTENCE);
    await page.getByText('The answer appears here as soon as the scene is indexed').waitFor();
    await page.getByRole('button', { name: 'First look' }).click();
    await page.getByText(/^A first look, at \d+ of \d+ windows/).waitFor({ timeout: 60_000 });
    await page.getByRole('button', { name: /^Zoom to place 1 / }).click();
    await page.getByRole('img', { name: /^Colours range from cosine/ }).waitFor();
    await startIndexing(page, 'quick');
    await hits(page).first().waitFor({ timeout: 90_000 });
    await page
      .getByRole('row', { name: /manila_bridge/ })
      .getByText('Indexed', { exact: true })
      .waitFor({ timeout: 90_000 });
    await expect.poll(() => page.locator('[data-verdict]').textContent()).not.toBe('');
  });

  browserTest('hits are ranked by cosine, each with a thumbnail', async () => {
    const { page } = app;
    await ask(page, SENTENCE);
    await hits(page).nth(3).waitFor();
    const scores = await hitScores(page);
    expect(scores.length).toBeGreaterThan(3);
    expect(scores).toEqual(scores.toSorted((a, b) => b - a));
    await page.waitForFunction(() => {
      const image = document.querySelector<HTMLImageElement>('[role=option] img');
      return image?.complete && image.naturalWidth > 0;
    });
  });

  browserTest('a click on a hit shows it on the map', async () => {
    const { page } = app;
    const scale = async (): Promise<string> =>
      (await page.getByTitle('Scale', { exact: true }).textContent())!;
    // From a place seen before, the map might already have the scale of the hit.
    await command(page, 'Zoom full');
    await mapPicture(page);
    const before = await scale();
    await hits(page).nth(2).click();
    await expect.poll(scale).not.toBe(before);
    await expect.poll(() => hits(page).nth(2).getAttribute('aria-selected')).toBe('true');
  });

  browserTest('a click on the map selects the best hit there', async () => {
    const { page } = app;
    const windows = await hitWindows(page);
    const bestAtMiddleOf = ([col, row, width, height]: readonly number[]): number => {
      const [x, y] = [col! + width! / 2, row! + height! / 2];
      return windows.findIndex(([c, r, w, h]) => c! <= x && x < c! + w! && r! <= y && y < r! + h!);
    };
    const lone = windows.findIndex((win, i) => i > 0 && bestAtMiddleOf(win) === i);
    expect(lone).toBeGreaterThan(0);
    const selected = page.getByRole('option', { selected: true });
    for (const hit of [lone, 0]) {
      await hits(page).nth(hit).click();
      await expect.poll(() => selected.getAttribute('aria-posinset')).toBe(String(hit + 1));
      // The hit is in the middle once the map is at rest.
      await mapPicture(page);
      await ask(page, SENTENCE);
      await expect.poll(() => selected.count()).toBe(0);
      await page.getByRole('application').click();
      await selected.waitFor();
      expect(await selected.getAttribute('aria-posinset')).toBe(String(hit + 1));
    }
  });

  browserTest('a map is plain or sharpened on request, without another question', async () => {
    const { page } = app;
    await ask(page, SENTENCE);
    await command(page, 'Zoom full');
    const styling = page.getByRole('region', { name: 'Similarity map' });
    const sharpen = styling.getByRole('checkbox', { name: 'Sharpen' });
    // The starter's maps are sharpened from the start.
    await expect.poll(() => sharpen.isChecked()).toBe(true);
    await styling.getByText(/^Sharpened by the patches of \d+ windows/).waitFor({ timeout: 60_000 });
    const sharpened = await mapPicture(page);
    await sharpen.uncheck({ force: true });
    const plain = await mapLeaves(page, sharpened);
    const scores = await hitScores(page);
    await sharpen.check({ force: true });
    await styling.getByText(/^Sharpened by the patches of \d+ windows/).waitFor({ timeout: 60_000 });
    await mapLeaves(page, plain);
    expect(await hitScores(page)).toEqual(scores);
    await sharpen.uncheck({ force: true });
    await mapReturns(page, plain);
  });

  browserTest('a phrase of the question shows where it is found, until it is switched off', async () => {
    const { page } = app;
    await hits(page).first().click();
    await page.getByText('Why this window').click();
    const phrase = page.getByRole('button', { name: /where “a brown river” is found/ });
    const before = await mapPicture(page);
    await phrase.click();
    await page.getByRole('img', { name: /^Where “a brown river” is found/ }).waitFor({ timeout: 60_000 });
    await mapLeaves(page, before);
    await phrase.click();
    await mapReturns(page, before);
    await page.getByText('Why this window').click();
  });

  browserTest(
    'the map of the SeLo paper is a choice, measured by a region drawn over the scene',
    async () => {
      const { page } = app;
      await command(page, 'Zoom full');
      const styling = page.getByRole('region', { name: 'Similarity map' });
      const choose = async (kind: string): Promise<void> => {
        await styling.getByRole('button', { name: /Map$/ }).click();
        await page.getByRole('option', { name: kind, exact: true }).click();
      };
      await choose('SeLo v2');
      await styling.getByText(/^The probability map as published/).waitFor({ timeout: 120_000 });
      await page.getByRole('img', { name: /^Colours range from probability 0 to 1/ }).waitFor();
      const selo = await mapPicture(page);
      await styling.getByRole('button', { name: 'Draw regions' }).click();
      await page.locator('[data-tool=region]').waitFor();
      const map = (await page.getByRole('application').boundingBox())!;
      for (const [x, y] of [
        [0.4, 0.7],
        [0.7, 0.5],
        [0.75, 0.6],
      ])
        await page.mouse.click(map.x + x! * map.width, map.y + y! * map.height, { delay: 20 });
      const isDrawn = async (): Promise<boolean> => (await styling.getByText('Regions: 1').count()) > 0;
      await endPolygon(page, map.x + 0.5 * map.width, map.y + 0.8 * map.height, isDrawn);
      for (const name of ['Rsu', 'Ras', 'Rda', 'Rmi'])
        await styling.locator('dl').getByText(name, { exact: true }).waitFor();
      await styling.getByRole('button', { name: 'Remove regions' }).click();
      await styling.getByRole('button', { name: 'Stop drawing' }).click();
      await choose('Similarity');
      await page
        .getByRole('img', { name: /^Colours range from probability 0 to 1/ })
        .waitFor({ state: 'detached' });
      await mapLeaves(page, selo);
    },
  );

  browserTest(
    'ramp, opacity, range and threshold repaint the map without fetching the similarity map or tiles again',
    async () => {
      const { page } = app;
      await command(page, 'Zoom full');
      const before = await mapPicture(page);
      const fetched: string[] = [];
      const listen = (request: { url(): string }): void => void fetched.push(new URL(request.url()).pathname);
      page.on('request', listen);
      await page.getByRole('button', { name: /Colour ramp/ }).click();
      await page.getByRole('option', { name: 'magma' }).click();
      const magma = await mapLeaves(page, before);
      const styling = page.getByRole('region', { name: 'Similarity map' });
      await styling.getByRole('slider', { name: 'Opacity' }).focus();
      await page.keyboard.press('Home');
      await mapLeaves(page, magma);
      await command(page, 'Undo');
      await mapReturns(page, magma);
      await styling.getByRole('slider', { name: 'Low end of the ramp' }).focus();
      await page.keyboard.press('End');
      await mapLeaves(page, magma);
      await styling.getByRole('button', { name: 'Reset range' }).click();
      await mapReturns(page, magma);
      await styling.getByText('Stretch to this scene').click();
      await mapLeaves(page, magma);
      await styling.getByText('Stretch to this scene').click();
      await mapReturns(page, magma);
      await page.getByText('Hide cells below').click();
      await mapLeaves(page, magma);
      const shown = await hits(page).count();
      await page.getByRole('slider', { name: 'Threshold' }).focus();
      await page.keyboard.press('End');
      await expect.poll(() => hits(page).count()).toBeLessThan(shown);
      await mapPicture(page);
      expect(fetched.filter((path) => /\/(data\/map|tiles)\//.test(path))).toEqual([]);
      await page.keyboard.press('Home');
      page.off('request', listen);
    },
  );

  browserTest('a stretch changes the scene on the screen and keeps the index valid', async () => {
    const { page } = app;
    await page.getByRole('row', { name: /manila_bridge/ }).click();
    const before = await mapPicture(page);
    await page.getByRole('button', { name: /Stretch/ }).click();
    const tile = page.waitForResponse((response) => response.url().includes('~linear~'));
    await page.getByRole('option', { name: '2 – 98 %' }).click();
    expect((await tile).status()).toBe(200);
    await mapLeaves(page, before);
    await page
      .getByRole('row', { name: /manila_bridge/ })
      .getByText(/^Indexed · screen ≠ model$/)
      .waitFor();
  });

  browserTest('gamma changes the screen alone, is kept, and is reset by a button', async () => {
    const { page } = app;
    const before = await mapPicture(page);
    const field = page.getByRole('textbox', { name: 'Gamma', exact: true });
    const enter = async (gamma: string): Promise<void> => {
      await field.fill(gamma);
      await field.press('Enter');
    };
    await enter('2');
    await mapLeaves(page, before);
    await page.getByRole('button', { name: 'Reset gamma to 1' }).click();
    await mapReturns(page, before);
    await enter('1.5');
    // It is enabled once the gamma is stored.
    await page.getByRole('button', { name: 'Reset gamma to 1', disabled: false }).waitFor();
    await page.reload();
    await waitForScene(page);
    await page.getByRole('row', { name: /manila_bridge/ }).click();
    await expect.poll(() => field.inputValue()).toBe('1.5');
    await page
      .getByRole('row', { name: /manila_bridge/ })
      .getByText(/^Indexed · screen ≠ model$/)
      .waitFor();
    await page.getByRole('button', { name: 'Reset gamma to 1' }).click();
  });

  browserTest('using the style for the model first shows how long indexing again takes', async () => {
    const { page } = app;
    const speedFile = join(app.dataFolder, 'models/starter/speed.json');
    const measured = await readFile(speedFile, 'utf8');
    await writeFile(speedFile, JSON.stringify({ ...JSON.parse(measured), windowsPerSecond: 1 }));
    await page.getByRole('button', { name: /^Actions for manila_bridge/ }).click();
    await page.getByRole('menuitem', { name: 'Use this style for the model…' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Indexing again will take').waitFor();
    await expect.poll(() => dialog.textContent()).toContain('Windows194Time3\u00a0min 14\u00a0s');
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await writeFile(speedFile, measured);
  });

  browserTest('a new style for the model repeats the question on the new index', async () => {
    const { page } = app;
    const before = await hitScores(page);
    await page.getByRole('button', { name: 'Use this style for the model…' }).click();
    await page.getByRole('button', { name: 'Use and index again' }).click();
    const isAnother = async (): Promise<boolean> => {
      const scores = await hitScores(page);
      return scores.length > 3 && JSON.stringify(scores) !== JSON.stringify(before);
    };
    await expect.poll(isAnother, { timeout: 90_000, interval: 200 }).toBe(true);
    await page
      .getByRole('row', { name: /manila_bridge/ })
      .getByText('Indexed', { exact: true })
      .waitFor({ timeout: 90_000 });
    await page.getByText(/^Only .* of the scene is indexed/).waitFor({ state: 'detached' });
    await expect.poll(isAnother).toBe(true);
  });

  browserTest('undo reverts a change of style, and redo repeats it', async () => {
    const { page } = app;
    await page.getByRole('button', { name: SENTENCE, exact: true }).click();
    const ramp = page.getByRole('button', { name: /Colour ramp/ });
    await ramp.click();
    await page.getByRole('option', { name: 'cividis' }).click();
    await expect.poll(() => ramp.textContent()).toContain('cividis');
    await page.getByRole('application').focus();
    await page.keyboard.press('Control+z');
    await expect.poll(() => ramp.textContent()).toContain('magma');
    await page.keyboard.press('Control+Shift+z');
    await expect.poll(() => ramp.textContent()).toContain('cividis');
  });

  browserTest('a reload restores scene, query and answer', async () => {
    const { page } = app;
    await page.reload();
    await waitForScene(page);
    await hits(page).first().waitFor();
    await expect
      .poll(() => page.getByRole('textbox', { name: 'What are you looking for?' }).inputValue())
      .toBe(SENTENCE);
  });

  browserTest('a job continues during a reload, stops when cancelled and resumes', async () => {
    const { page } = app;
    await startIndexing(page, 'slow');
    const running = page.getByRole('button', { name: /Index manila_bridge.*\d+ %/ });
    await running.waitFor();
    await page.reload();
    await running.waitFor();
    await openPanel(page, 'Jobs');
    const job = page.getByRole('list', { name: 'Jobs' }).getByRole('listitem').first();
    await job.getByRole('button', { name: 'Cancel' }).click();
    await job.getByText('Cancelled').waitFor();
    await job.getByRole('button', { name: 'Resume' }).click();
    await job.getByText('Running').waitFor();
    // A press that was meant for a dialog that had just closed does no harm.
    await page.getByRole('application').focus();
    await page.keyboard.press('Escape');
    const asks = page.getByRole('status').filter({ hasText: 'Press Esc again to cancel: Index' });
    await asks.waitFor();
    await asks.waitFor({ state: 'detached' });
    await job.getByText('Running').waitFor();
    await page.keyboard.press('Escape');
    await asks.waitFor();
    await page.keyboard.press('Escape');
    await job.getByText('Cancelled').waitFor();
    await job.getByRole('button', { name: 'Resume' }).click();
    await job.getByText('Running').waitFor();
    await job.getByRole('button', { name: 'Cancel' }).focus();
    await page.keyboard.press('Escape');
    await job.getByText('Cancelled').waitFor();
    await job.getByRole('button', { name: 'Remove from list' }).click();
  });
});
