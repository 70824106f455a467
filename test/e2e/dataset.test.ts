import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { startCaptionServer } from '../electron/app/datasets/caption-server.ts';
import { violations } from './axe.ts';
import { type BrowserApp, browserTest, hostTest, startBrowserApp } from './browser-app.ts';
import { holdAnswers } from './held-answers.ts';
import {
  ask,
  command,
  hits,
  indexQuickly,
  mapLeaves,
  mapPicture,
  mapReturns,
  openPanel,
  waitForScene,
} from './steps.ts';

const SHOTS = process.env.LONGSIGHT_SHOTS;

describe('when training pairs are collected', () => {
  let app: BrowserApp;
  beforeAll(async () => {
    app = await startBrowserApp();
    await waitForScene(app.page);
  });
  afterAll(async () => {
    await app?.close();
  });

  const pairs = (): Locator => app.page.getByRole('listbox', { name: 'Pairs' }).getByRole('option');
  const shot = async (name: string): Promise<void> => {
    if (SHOTS) await app.page.screenshot({ path: join(SHOTS, `${name}.png`) });
  };
  async function stored(): Promise<readonly Record<string, unknown>[]> {
    const folder = join(app.dataFolder, 'datasets');
    const [id] = await readdir(folder);
    const text = await readFile(join(folder, id!, 'pairs.jsonl'), 'utf8');
    return text
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line));
  }

  const hasCursor = (field: Locator) => () => field.evaluate((each) => each === document.activeElement);

  /** Drags from `from`, counted from the middle of the map, by `by`; both in screen pixels. */
  async function drag(from: readonly [number, number], by: readonly [number, number]): Promise<void> {
    const { page } = app;
    const map = (await page.getByRole('application').boundingBox())!;
    const [x, y] = [map.x + map.width / 2 + from[0], map.y + map.height / 2 + from[1]];
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.mouse.move(x + by[0], y + by[1], { steps: 4 });
    await page.mouse.up();
  }

  browserTest('a window can be drawn and captioned, and is still there after a reload', async () => {
    const { page } = app;
    await openPanel(page, 'Data set');
    await page.getByRole('button', { name: 'Draw windows' }).click();
    await drag([0, 0], [90, 40]);
    await pairs().first().waitFor();
    const short = page.getByRole('textbox', { name: 'Short caption' });
    await short.fill('a steel bridge over a brown river');
    const long = page.getByRole('textbox', { name: 'Long caption' });
    await long.fill('A steel bridge carries a road with cars across a broad brown river.');
    await page
      .getByText(/\d+ \/ \d+ tokens/)
      .first()
      .waitFor();
    // Saved while the field still has the focus.
    await expect.poll(async () => JSON.stringify(await stored())).toMatch(/broad brown river/);
    await long.press('Control+Enter');
    await page.waitForTimeout(500);
    await shot('dataset-pairs-light');
    expect(await violations(page)).toEqual([]);
    await page.reload();
    await waitForScene(page);
    await openPanel(page, 'Data set');
    await pairs().first().click();
    await expect.poll(() => short.inputValue()).toBe('a steel bridge over a brown river');
    const [record] = await stored();
    const { window: win } = (record!.longsight as { place: { window: Record<string, number> } }).place;
    expect(win.widthPx).toBe(win.heightPx);
    expect(win.widthPx).toBeGreaterThan(8);
    expect(record).toMatchObject({ short: 'a steel bridge over a brown river' });
  });

  browserTest('Esc discards a window that is being drawn', async () => {
    const { page } = app;
    const map = (await page.getByRole('application').boundingBox())!;
    const corner = [map.x + map.width / 2 - 150, map.y + map.height / 2 - 150] as const;
    await command(page, 'Draw windows for the data set');
    await page.mouse.move(...corner);
    await page.mouse.down();
    await page.mouse.move(corner[0] + 40, corner[1] + 40, { steps: 3 });
    await page.keyboard.press('Escape');
    await page.mouse.up();
    expect(await pairs().count()).toBe(1);
    await command(page, 'Draw windows for the data set');
    await drag([100, 100], [60, 60]);
    await expect.poll(() => pairs().count()).toBe(2);
    await expect.poll(async () => (await stored()).length).toBe(2);
    const drawn = (await stored()).map((record) => {
      const { window: win } = (record.longsight as { place: { window: { widthPx: number } } }).place;
      return win.widthPx;
    });
    // The first drag of this file was 90 px on the screen; a drag from the discarded corner would be more than 300 px.
    expect(drawn[1]!).toBeLessThan(drawn[0]!);
    await command(page, 'Undo data set change');
    await expect.poll(() => pairs().count()).toBe(1);
    // Choosing the tool again leaves it.
    await command(page, 'Draw windows for the data set');
  });

  browserTest('a key collects the middle of the map without a pointer', async () => {
    const { page } = app;
    await page.getByRole('application').focus();
    await page.keyboard.press('Control+Shift+m');
    await expect.poll(() => pairs().count()).toBe(2);
    await page.getByRole('listbox', { name: 'Pairs' }).focus();
    await page.keyboard.press('End');
    await page.keyboard.press('Enter');
    await expect.poll(hasCursor(page.getByRole('textbox', { name: 'Short caption' }))).toBe(true);
    await page.keyboard.type('houses beside a river');
    await page.keyboard.press('Escape');
    await expect.poll(hasCursor(page.getByRole('listbox', { name: 'Pairs' }))).toBe(true);
    await expect
      .poll(async () => (await stored()).map(({ short }) => short))
      .toContain('houses beside a river');
    await page.keyboard.press('Delete');
    await expect.poll(() => pairs().count()).toBe(1);
    await command(page, 'Undo data set change');
    await expect.poll(() => pairs().count()).toBe(2);
  });

  browserTest('keys accept hits with the text of the query as caption, and reject hits', async () => {
    const { page } = app;
    await indexQuickly(page);
    await ask(page, 'a parking lot full of cars');
    await openPanel(page, 'Ask');
    await hits(page).first().click();
    await page.keyboard.press('Alt+y');
    await expect.poll(async () => (await stored()).length).toBe(3);
    await hits(page).first().getByText('accepted').first().waitFor();
    await expect.poll(() => hits(page).nth(1).getAttribute('aria-selected')).toBe('true');
    await page.keyboard.press('Alt+n');
    await hits(page).nth(1).getByText('rejected').first().waitFor();
    await page.keyboard.press('Alt+y');
    await expect.poll(async () => (await stored()).length).toBe(4);
    expect((await stored()).filter(({ short }) => short === 'a parking lot full of cars')).toHaveLength(2);
    await shot('results-judged');
    await hits(page).nth(2).click();
    await page.keyboard.press('Alt+n');
    await expect.poll(async () => (await stored()).length).toBe(3);
  });

  browserTest('collected windows are outlined on the map and can be selected there', async () => {
    const { page } = app;
    await openPanel(page, 'Data set');
    await command(page, 'Show hits on the map');
    await command(page, 'Zoom full');
    const outlined = await mapPicture(page);
    await command(page, 'Show data set windows');
    await mapLeaves(page, outlined);
    await command(page, 'Show data set windows');
    await mapReturns(page, outlined);
    await pairs().nth(2).click();
    await mapPicture(page);
    await command(page, 'Zoom full');
    await mapPicture(page);
    // Inside the window that was drawn first, and inside the larger one in the middle.
    const map = (await page.getByRole('application').boundingBox())!;
    await page.mouse.click(map.x + map.width / 2 + 10, map.y + map.height / 2 + 10);
    await expect.poll(() => pairs().first().getAttribute('aria-selected')).toBe('true');
    await command(page, 'Show hits on the map');
  });

  browserTest('the check lists problems, caption lengths and the split', async () => {
    const { page } = app;
    await openPanel(page, 'Data set');
    await command(page, 'Zoom full');
    await mapPicture(page);
    await command(page, 'Draw windows for the data set');
    // The lower left corner, away from all other windows.
    await drag([-280, 240], [40, 40]);
    await page.getByText('Pairs (4)').waitFor();
    await page.getByText('Check', { exact: true }).click();
    const problems = page.getByRole('list', { name: 'Problems' });
    await problems.getByText('no long caption').first().waitFor();
    await page.getByText(/for training, \d+ for validation/).waitFor();
    await shot('dataset-check-light');
    expect(await violations(page)).toEqual([]);
    await command(page, 'Dark theme');
    await shot('dataset-check-dark');
    expect(await violations(page)).toEqual([]);
    await problems.getByRole('button', { name: 'Pair 2' }).first().click();
    await page.getByRole('textbox', { name: 'Short caption' }).waitFor();
    await shot('dataset-pairs-dark');
    expect(await violations(page)).toEqual([]);
  });

  hostTest('a view that is chosen while a window is still being collected stays', async () => {
    const { page } = app;
    const held = await holdAnswers(page, 'datasets.addWindows');
    await page.reload();
    await waitForScene(page);
    await openPanel(page, 'Data set');
    await page.getByText('Pairs (4)').waitFor();
    await command(page, 'Zoom full');
    await mapPicture(page);
    await command(page, 'Draw windows for the data set');
    await drag([-200, 240], [40, 40]);
    await page.getByText('Check', { exact: true }).click();
    const problems = page.getByRole('list', { name: 'Problems' });
    await problems.waitFor();
    held.release();
    await page.getByText('Pairs (5)').waitFor();
    await command(page, 'Undo data set change');
    await page.getByText('Pairs (4)').waitFor();
    await problems.waitFor();
  });

  browserTest('a chosen server writes captions, after the first request has been shown', async () => {
    const { page } = app;
    const server = await startCaptionServer();
    server.otherwise = { kind: 'answer', text: 'A long caption by a machine.' };
    try {
      await page.getByText('Assistant', { exact: true }).click();
      await page.getByText('The caption assistant is off').waitFor();
      await page.getByRole('textbox', { name: 'Server URL' }).fill(server.url);
      await page.getByRole('textbox', { name: 'Model on the server' }).fill('local-vl');
      await page.getByRole('button', { name: 'Use this server' }).click();
      await page.getByRole('heading', { name: 'First request to be sent' }).waitFor();
      const shown = await page.locator('pre').textContent();
      await shot('assistant-dark');
      expect(await violations(page)).toEqual([]);
      expect(server.asked).toEqual([]);
      const wanted = (await stored()).filter(({ short, long }) => short && !long).length;
      expect(wanted).toBeGreaterThan(0);
      await page.getByRole('button', { name: /^Send this and write/ }).click();
      await page.getByText('Nothing to write').waitFor();
      expect(server.asked).toHaveLength(wanted);
      expect(server.asked[0]!.text).toBe(shown);
      const written = async () =>
        (await stored()).filter(({ long }) => long === 'A long caption by a machine.').length;
      await expect.poll(written).toBe(wanted);
    } finally {
      await server.close();
    }
  });

  browserTest('a new data set takes the first free name and stays selected', async () => {
    const { page } = app;
    const chosen = page.getByRole('button', { name: /^Data set \d/ });
    const more = async (entry: string): Promise<void> => {
      await page.getByRole('button', { name: 'More actions for this data set' }).click();
      await page.getByRole('menuitem', { name: entry }).click();
    };
    await more('New data set');
    await chosen.getByText('Data set 2').waitFor();
    await more('New data set');
    await chosen.getByText('Data set 3').waitFor();
    await page.reload();
    await waitForScene(page);
    await openPanel(page, 'Data set');
    await chosen.getByText('Data set 3').waitFor();
    const choose = async (name: string): Promise<void> => {
      await chosen.click();
      await page.getByRole('option', { name }).click();
      await chosen.getByText(name).waitFor();
    };
    const remove = async (): Promise<void> => {
      await more('Delete data set…');
      await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
      await chosen.getByText('Data set 1').waitFor();
    };
    await choose('Data set 2');
    await remove();
    await more('New data set');
    await chosen.getByText('Data set 2').waitFor();
    await remove();
    await choose('Data set 3');
    await remove();
  });

  hostTest('the whole data set is exported as one archive', async () => {
    const { page } = app;
    const download = page.waitForEvent('download');
    await command(page, 'Export data set…');
    const bytes = await readFile(await (await download).path());
    expect(bytes.subarray(0, 4).toString('latin1')).toBe('PK\x03\x04');
    expect(bytes.toString('latin1')).toContain('pairs.json');
  });
});
