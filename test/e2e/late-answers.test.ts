import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { type BrowserApp, hostTest, startBrowserApp } from './browser-app.ts';
import { type Held, holdAnswers, holdRequests } from './held-answers.ts';
import { ask, command, hits, indexQuickly, mapLeaves, mapPicture, waitForScene } from './steps.ts';

describe('answers that come late', () => {
  let app: BrowserApp;
  beforeAll(async () => {
    app = await startBrowserApp();
    await waitForScene(app.page);
    await indexQuickly(app.page);
    await ask(app.page, 'a steel bridge');
    await hits(app.page).first().waitFor();
  });
  afterAll(async () => {
    await app?.close();
  });

  /** Loads the page again, and holds the answers to `methods` from then on. */
  async function reloadHolding(...methods: readonly string[]): Promise<Held> {
    const { page } = app;
    await page.unrouteAll();
    const held = await holdAnswers(page, ...methods);
    await page.reload();
    await waitForScene(page);
    await hits(page).first().waitFor();
    return held;
  }

  /** Loads the page again. What is sent for `methods` waits after `hold()`. */
  async function reloadToHold(hold: typeof holdAnswers, ...methods: readonly string[]): Promise<Held> {
    const { page } = app;
    await page.unrouteAll();
    const held = await hold(page, ...methods);
    held.release();
    await page.reload();
    await waitForScene(page);
    await hits(page).first().waitFor();
    return held;
  }

  hostTest('a threshold that was moved on is not taken back by the answer to the first move', async () => {
    const { page } = app;
    const held = await reloadHolding('project.apply');
    await page
      .getByRole('button', { name: /^a steel bridge/ })
      .first()
      .click();
    await page.getByText('Hide cells below').click();
    await expect.poll(held.count).toBe(1);
    held.give(0);
    const slider = page.getByRole('slider', { name: 'Threshold', disabled: false });
    await slider.focus();
    const before = Number(await slider.inputValue());
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    const moved = Number(await slider.inputValue());
    expect(moved).toBeGreaterThan(before);
    await expect.poll(held.count).toBe(1);
    held.give(0);
    // The second move is sent when the first one is answered.
    await expect.poll(held.count).toBe(1);
    expect(Number(await slider.inputValue())).toBe(moved);
    held.release();
  });

  hostTest('nor is an opacity', async () => {
    const { page } = app;
    const held = await reloadHolding('project.apply');
    const slider = page.getByRole('slider', { name: 'Opacity of a steel bridge' });
    await slider.focus();
    const before = Number(await slider.inputValue());
    await page.keyboard.press('ArrowLeft');
    await expect.poll(held.count).toBe(1);
    await page.keyboard.press('ArrowLeft');
    const moved = Number(await slider.inputValue());
    expect(moved).toBeCloseTo(before - 0.1);
    // Keys that rest are a change, which waits for the answer to the one before.
    await page.waitForTimeout(500);
    held.give(0);
    await expect.poll(held.count).toBe(1);
    expect(Number(await slider.inputValue())).toBe(moved);
    held.release();
  });

  hostTest('a style is copied with the change that was just made', async () => {
    const { page } = app;
    const held = await reloadToHold(holdAnswers, 'project.apply', 'project.get');
    const result = page.getByRole('listitem').filter({ hasText: /^a steel bridge$/ });
    const ramp = page.getByRole('button', { name: /Colour ramp/ });
    const choose = async (entry: string): Promise<void> => {
      await result.getByRole('button', { name: /^Actions for/ }).click();
      await page.getByRole('menuitem', { name: entry }).click();
    };
    await result.getByRole('button', { name: 'a steel bridge', exact: true }).click();
    await ramp.click();
    held.hold();
    await page.getByRole('option', { name: 'magma' }).click();
    await expect.poll(held.count).toBeGreaterThan(0);
    await choose('Copy style');
    held.release();
    await expect.poll(() => ramp.textContent()).toContain('magma');
    await ramp.click();
    await page.getByRole('option', { name: 'plasma' }).click();
    await expect.poll(() => ramp.textContent()).toContain('plasma');
    await choose('Paste style');
    await expect.poll(() => ramp.textContent()).toContain('magma');
  });

  hostTest('a hit that is rejected while it is being collected is not kept as a pair', async () => {
    const { page } = app;
    const pairs = async (): Promise<number> => {
      const folder = join(app.dataFolder, 'datasets');
      const [id] = await readdir(folder).catch(() => []);
      if (id === undefined) return 0;
      const text = await readFile(join(folder, id, 'pairs.jsonl'), 'utf8').catch(() => '');
      return text.split('\n').filter(Boolean).length;
    };
    const held = await reloadHolding('datasets.addWindows', 'datasets.detail');
    await hits(page).first().click();
    await page.keyboard.press('Alt+y');
    await expect.poll(pairs).toBe(1);
    await hits(page).first().click();
    await page.keyboard.press('Alt+n');
    await hits(page).first().getByText('rejected').first().waitFor();
    held.release();
    await expect.poll(pairs).toBe(0);
  });

  hostTest('the values of a pixel are those of the last click', async () => {
    const { page } = app;
    const held = await reloadHolding('scenes.identify');
    await command(page, 'Zoom full');
    await mapPicture(page);
    await command(page, 'Identify pixel values');
    const map = (await page.getByRole('application').boundingBox())!;
    const clickAt = (share: number): Promise<void> =>
      page.mouse.click(map.x + share * map.width, map.y + 0.6 * map.height);
    await clickAt(0.4);
    await expect.poll(held.count).toBe(1);
    await clickAt(0.6);
    await expect.poll(held.count).toBe(2);
    held.give(1);
    const shown = page.getByRole('status').filter({ has: page.getByText(/^px|^Pixel/) });
    await shown.waitFor();
    const last = await shown.textContent();
    held.give(0);
    await clickAt(0.5);
    await expect.poll(held.count).toBe(1);
    expect(await shown.textContent()).toBe(last);
    held.release();
    await expect.poll(() => shown.textContent()).not.toBe(last);
  });

  hostTest('the map before does not come back while the next question is answered', async () => {
    const { page } = app;
    const held = await reloadToHold(holdRequests, 'query.run', 'query.layer');
    await ask(page, 'a parking lot full of cars');
    const results = page.getByRole('list', { name: 'Results', exact: true }).getByRole('listitem');
    await expect.poll(() => results.count()).toBe(2);
    // One more map is on.
    await results.last().getByRole('checkbox').click({ force: true });
    await mapPicture(page);
    held.hold();
    await ask(page, 'boats at a quay');
    await expect.poll(held.count).toBe(1);
    await page.waitForTimeout(500);
    expect(held.count()).toBe(1);
    held.release();
    await expect.poll(() => results.count()).toBe(3);
  });

  hostTest('another map that is on stays when the current result is removed', async () => {
    const { page } = app;
    const results = page.getByRole('list', { name: 'Results', exact: true }).getByRole('listitem');
    const other = results.last().getByRole('checkbox');
    await other.click({ force: true });
    await results
      .first()
      .getByRole('button', { name: /^Actions for/ })
      .click();
    await page.getByRole('menuitem', { name: 'Remove result' }).click();
    await expect.poll(() => results.count()).toBe(2);
    const alone = await mapPicture(page);
    await other.click({ force: true });
    await mapLeaves(page, alone);
  });
});
