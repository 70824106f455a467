/** Asking, reviewing and asking again, as an analyst does all day. */
import { readFile } from 'node:fs/promises';
import type { Download } from 'playwright-core';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { type BrowserApp, browserTest, hostTest, startBrowserApp } from './browser-app.ts';
import {
  ask,
  command,
  endPolygon,
  hits,
  hitWindows,
  indexQuickly,
  mapPicture,
  openPanel,
  waitForScene,
} from './steps.ts';

const QUESTION = 'What are you looking for?';
const SENTENCE = 'a steel bridge over a brown river';

describe('an indexed scene', () => {
  let app: BrowserApp;
  beforeAll(async () => {
    app = await startBrowserApp();
    await waitForScene(app.page);
    await indexQuickly(app.page);
    await ask(app.page, SENTENCE);
    await hits(app.page).first().waitFor();
  });
  afterAll(async () => {
    await app?.close();
  });

  const list = () => app.page.getByRole('listbox', { name: 'Hits, best first' });
  const asked = () => app.page.locator('[aria-label=Answer] p').first();

  browserTest('Enter asks, and Shift+Enter breaks the line', async () => {
    const { page } = app;
    const field = page.getByRole('textbox', { name: QUESTION });
    await field.fill('a car park');
    await field.press('Shift+Enter');
    await page.keyboard.type('full of cars');
    expect(await field.inputValue()).toBe('a car park\nfull of cars');
    await field.press('Enter');
    await expect.poll(() => asked().textContent()).toContain('full of cars');
    await field.fill(SENTENCE);
    await field.press('Enter');
    await expect.poll(() => asked().textContent()).toBe(SENTENCE);
  });

  browserTest('an empty field counts no tokens', async () => {
    const { page } = app;
    const field = page.getByRole('textbox', { name: QUESTION });
    await field.fill('');
    await page.getByText(/tokens$/).waitFor({ state: 'detached' });
    await field.fill('a bridge');
    await page.getByText(/^\d+\/248 tokens$/).waitFor();
    await field.fill(SENTENCE);
  });

  browserTest('a dozen hits or more are in sight at 1366 x 768', async () => {
    const { page } = app;
    await page.setViewportSize({ width: 1366, height: 768 });
    await hits(page).first().waitFor();
    const seen = (): Promise<number> =>
      list().evaluate((element) => {
        const { top, bottom } = element.getBoundingClientRect();
        const tiles = [...element.querySelectorAll('[role=option]')].map((tile) =>
          tile.getBoundingClientRect(),
        );
        const rows = Math.floor((bottom - top) / tiles[0]!.height);
        return rows * new Set(tiles.map(({ left }) => left)).size;
      });
    // The window has its new size, and the list has followed it.
    await expect.poll(() => page.evaluate(() => innerHeight)).toBe(768);
    await expect.poll(seen).toBeGreaterThanOrEqual(12);
    await page.setViewportSize({ width: 1440, height: 900 });
  });

  browserTest(
    'arrow keys step through the hits, Y and N review them, and a note stays with a hit',
    async () => {
      const { page } = app;
      await list().focus();
      await page.keyboard.press('Home');
      await page.keyboard.press('y');
      const selected = page.getByRole('option', { selected: true });
      await expect.poll(() => selected.getAttribute('aria-posinset')).toBe('2');
      await page.keyboard.press('n');
      await expect.poll(() => selected.getAttribute('aria-posinset')).toBe('3');
      await page.keyboard.press('ArrowUp');
      const note = page.getByRole('textbox', { name: 'Note on this hit' });
      await note.fill('a pier, not a bridge');
      await note.press('Enter');
      await hits(page).nth(0).getByText(', accepted').waitFor({ state: 'attached' });
      await hits(page).nth(1).getByText(', rejected, note: a pier').waitFor({ state: 'attached' });
      await page.reload();
      await hits(page).nth(0).getByText(', accepted').waitFor({ state: 'attached' });
      await hits(page).nth(1).getByText(', rejected, note: a pier').waitFor({ state: 'attached' });
    },
  );

  hostTest('the reviews are exported with the hits', async () => {
    const { page } = app;
    await page.locator('[aria-label=Answer]').getByRole('button', { name: 'Export' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('radio', { name: /^Hits/ }).waitFor();
    await dialog.getByRole('button', { name: /Format$/ }).click();
    await page.getByRole('option', { name: 'GeoJSON' }).click();
    // The style comes as a second download.
    const download = page.waitForEvent('download', (each) => each.suggestedFilename().endsWith('.geojson'));
    await dialog.getByRole('button', { name: 'Export', exact: true }).click();
    const saved = (await download) satisfies Download;
    const { features } = JSON.parse(await readFile(await saved.path(), 'utf8'));
    expect(features.slice(0, 3).map((each: { properties: object }) => each.properties)).toMatchObject([
      { review: 'accepted' },
      { review: 'rejected', note: 'a pier, not a bridge' },
      {},
    ]);
  });

  browserTest('hovering a hit lights its frame, and the list shows the same hits as the grid', async () => {
    const { page } = app;
    const windows = await hitWindows(page);
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.mouse.move(700, 400);
    await hits(page).nth(2).hover();
    await expect.poll(() => hits(page).nth(2).getAttribute('data-hovered')).toBe('true');
    await page.getByRole('button', { name: 'Show hits as a list' }).click();
    await page.getByRole('button', { name: 'Show hits as a grid' }).waitFor();
    await hits(page).first().waitFor();
    const rows = await hitWindows(page);
    expect(rows).toEqual(windows.slice(0, rows.length));
    await page.getByRole('button', { name: 'Show hits as a grid' }).click();
  });

  browserTest('finding more like a hit asks at once', async () => {
    const { page } = app;
    await hits(page).nth(0).click();
    await page.getByRole('button', { name: 'Find more like this hit' }).click();
    await expect.poll(() => asked().textContent()).toMatch(/bridge.*\+ window/);
    await hits(page).first().waitFor();
    await page.getByText('Like this window').waitFor();
    await page.getByRole('button', { name: 'Remove term 2' }).click();
  });

  browserTest('what to avoid has a button of its own and a field with the cursor, in sight', async () => {
    const { page } = app;
    await page.setViewportSize({ width: 1366, height: 768 });
    await page.getByRole('button', { name: 'Without' }).click();
    const field = page.getByRole('textbox', { name: 'Without' });
    await expect.poll(() => field.evaluate((element) => element === document.activeElement)).toBe(true);
    await page.keyboard.type('trees');
    for (const name of [QUESTION, 'Without'])
      await expect.poll(() => isSeen(page.getByRole('textbox', { name })), { message: name }).toBe(true);
    await page.keyboard.press('Enter');
    await expect.poll(() => asked().textContent()).toBe(`${SENTENCE} − trees`);
    await expect.poll(() => page.locator('[data-verdict]').getAttribute('data-verdict')).toBe('not-judged');
    await page.getByRole('button', { name: 'Remove term 2' }).click();
    await page.setViewportSize({ width: 1440, height: 900 });
  });

  browserTest('a question is limited to what the map shows, and to the whole scene again', async () => {
    const { page } = app;
    await ask(page, SENTENCE);
    await hits(page).first().waitFor();
    await command(page, 'Zoom full');
    for (let i = 0; i < 2; i++) {
      await mapPicture(page);
      await page.getByRole('button', { name: 'Zoom in' }).click();
    }
    await mapPicture(page);
    const all = (await hitWindows(page)).length;
    await page.getByRole('button', { name: 'Where to search' }).click();
    await page.getByRole('menuitem', { name: 'Search what the map shows' }).click();
    await page.getByText(/· in the area/).waitFor();
    await hits(page).first().waitFor();
    const inside = await hitWindows(page);
    expect(inside.length).toBeGreaterThan(0);
    expect(inside.length).toBeLessThan(all);
    for (const [col, row, width, height] of inside) {
      expect(Math.abs(col! + width! / 2 - 1024)).toBeLessThan(600);
      expect(Math.abs(row! + height! / 2 - 1024)).toBeLessThan(600);
    }
    await page.getByRole('button', { name: 'Search the whole scene' }).click();
    await page.getByText(/· in the area/).waitFor({ state: 'detached' });
    await expect.poll(async () => (await hitWindows(page)).length).toBe(all);
  });

  browserTest('a question is limited to a drawn polygon', async () => {
    const { page } = app;
    await command(page, 'Zoom full');
    await mapPicture(page);
    await command(page, 'Draw an area to search');
    const { x, y, width, height } = (await page.getByRole('application').boundingBox())!;
    const [left, right, top] = [x + width / 2 - 240, x + width / 2 + 240, y + height / 2 - 240];
    await page.locator('[data-tool=area]').waitFor();
    await page.mouse.click(left, top);
    await page.mouse.click(right, top);
    const isDrawn = async (): Promise<boolean> => (await page.locator('[data-tool=area]').count()) === 0;
    await endPolygon(page, left, top + 480, isDrawn);
    await page.getByText(/· in the area/).waitFor();
    await hits(page).first().waitFor();
    const windows = await hitWindows(page);
    expect(windows.length).toBeGreaterThan(0);
    // The upper left triangle: column and row of a centre are at most the scene's edge together.
    for (const [col, row, w, h] of windows) expect(col! + w! / 2 + row! + h! / 2).toBeLessThan(2 * 1024 + 40);
    await command(page, 'Search the whole scene');
  });

  browserTest('a question is kept, listed first and asked again', async () => {
    const { page } = app;
    await ask(page, 'a car park full of cars');
    await expect.poll(() => asked().textContent()).toBe('a car park full of cars');
    await page.getByRole('button', { name: /Earlier queries/ }).click();
    const rows = page.getByRole('list', { name: 'Earlier queries' }).getByRole('listitem');
    await rows
      .filter({ hasText: /^a steel bridge over a brown river$/ })
      .getByRole('button', { name: 'Keep this question' })
      .click();
    await expect.poll(() => rows.first().textContent()).toBe(SENTENCE);
    await rows.first().getByText(SENTENCE).click();
    await expect.poll(() => asked().textContent()).toBe(SENTENCE);
  });

  hostTest('a question is copied as a command', async () => {
    const { page } = app;
    await app.context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await command(page, 'Copy question as command');
    const message = page.getByRole('status').filter({ hasText: 'The command is on the clipboard' });
    await message.waitFor();
    const { y, height } = (await message.boundingBox())!;
    const legend = page.getByRole('img', { name: /^Colours range from cosine/ });
    expect(y + height).toBeLessThanOrEqual((await legend.boundingBox())!.y);
    expect(await page.evaluate(() => navigator.clipboard.readText())).toMatch(
      /^longsight query \S*manila_bridge\.tif --text 'a steel bridge over a brown river' --model starter --sizes 512,1024 --top \d+$/,
    );
  });

  browserTest('at 200 % zoom the field is in sight, and after Enter the hits are', async () => {
    const { page } = app;
    await page.setViewportSize({ width: 683, height: 384 });
    await openPanel(page, 'Ask');
    const field = page.getByRole('textbox', { name: QUESTION });
    await expect.poll(() => isSeen(field)).toBe(true);
    await expect.poll(() => isSeen(page.getByRole('button', { name: 'Ask', exact: true }))).toBe(true);
    await field.fill('a bridge');
    await field.press('Enter');
    await hits(page).first().waitFor();
    await expect.poll(() => isSeen(hits(page).first())).toBe(true);
    const legend = page.getByRole('img', { name: /^Colours range from cosine/ });
    await expect.poll(async () => (await legend.boundingBox())!.height).toBeLessThan(36);
    await page.setViewportSize({ width: 1440, height: 900 });
    await expect.poll(async () => (await legend.boundingBox())!.height).toBeGreaterThan(60);
    await hits(page).first().waitFor();
  });
});

/** Whether the middle of the element is on the screen and not covered. */
function isSeen(locator: ReturnType<BrowserApp['page']['locator']>): Promise<boolean> {
  return locator.evaluate((element) => {
    const { left, top, width, height } = element.getBoundingClientRect();
    const there = document.elementFromPoint(left + width / 2, top + height / 2);
    return there !== null && (element.contains(there) || there.contains(element));
  });
}
