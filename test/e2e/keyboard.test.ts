import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { type BrowserApp, browserTest, repository, startBrowserApp } from './browser-app.ts';
import { ask, command, hits, indexQuickly, mapPicture, mapReturns, waitForScene } from './steps.ts';

describe('with the keyboard alone', () => {
  let app: BrowserApp;
  beforeAll(async () => {
    app = await startBrowserApp([
      join(repository, 'build/demo/manila_bridge.tif'),
      join(repository, 'test/fixtures/e2e/second.tif'),
    ]);
    await waitForScene(app.page);
    // The scene opened last is the active one. Until then, keys in the list go to the row of the first one.
    await app.page.getByRole('row', { name: /second/, selected: true }).waitFor({ timeout: 60_000 });
  });
  afterAll(async () => {
    await app?.close();
  });

  const focused = (): Promise<string> =>
    app.page.evaluate(
      () => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent ?? '',
    );

  browserTest('F6 moves the focus through the groups of panels', async () => {
    const { page } = app;
    await page.getByRole('tab', { name: 'Layers' }).focus();
    await page.keyboard.press('F6');
    const second = await focused();
    await page.keyboard.press('F6');
    const third = await focused();
    expect(second).not.toBe(third);
    await page.keyboard.press('Shift+F6');
    expect(await focused()).toBe(second);
  });

  browserTest('a layer is moved by its handle with Enter and the arrow keys', async () => {
    const { page } = app;
    const names = async (): Promise<readonly string[]> =>
      page
        .getByRole('grid', { name: 'Scenes' })
        .getByRole('row')
        .evaluateAll((rows) => rows.map((row) => row.getAttribute('aria-label') ?? row.textContent ?? ''));
    const before = await names();
    expect(before[0]).toContain('second');
    await page.getByRole('button', { name: /^Move second/ }).focus();
    await page.keyboard.press('Enter');
    // Each possible position takes the focus, a moment after the key press.
    await expect.poll(focused).toMatch(/^Insert/);
    const offered = await focused();
    await page.keyboard.press('ArrowDown');
    await expect.poll(focused).not.toBe(offered);
    await page.keyboard.press('Enter');
    await expect.poll(async () => (await names())[0]).toContain('manila_bridge');
  });

  browserTest('a splitter moves with the arrow keys', async () => {
    const { page } = app;
    const splitter = page.getByRole('separator').first();
    const before = await splitter.boundingBox();
    await splitter.focus();
    const isUpright = (await splitter.getAttribute('aria-orientation')) === 'vertical';
    for (let i = 0; i < 3; i++) await page.keyboard.press(isUpright ? 'ArrowRight' : 'ArrowDown');
    await expect.poll(() => splitter.boundingBox()).not.toEqual(before);
  });

  browserTest('menus are opened and traversed with the arrow keys', async () => {
    const { page } = app;
    await page.getByRole('button', { name: 'Project', exact: true }).focus();
    await page.keyboard.press('ArrowDown');
    await page.getByRole('menu', { name: 'Project' }).waitFor();
    await page.keyboard.press('ArrowRight');
    await page.getByRole('menu', { name: 'Edit' }).waitFor();
    await page.keyboard.press('Escape');
  });

  browserTest('the arrow keys move through the hits and change the threshold', async () => {
    const { page } = app;
    await page.getByRole('row', { name: /manila_bridge/ }).click();
    await indexQuickly(page);
    await ask(page, 'a steel bridge');
    await hits(page).first().waitFor();
    await page.getByRole('listbox', { name: 'Hits, best first' }).focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await expect.poll(() => hits(page).nth(1).getAttribute('aria-selected')).toBe('true');
    await page.keyboard.press('End');
    const last = page.getByRole('option', { selected: true });
    const setSize = await last.getAttribute('aria-setsize');
    await expect.poll(() => last.getAttribute('aria-posinset')).toBe(setSize);
    await page.getByRole('checkbox', { name: 'Hide cells below' }).focus();
    await page.keyboard.press('Space');
    const threshold = page.getByRole('slider', { name: 'Threshold', disabled: false });
    await threshold.waitFor();
    const before = await threshold.inputValue();
    await threshold.focus();
    await page.keyboard.press('ArrowRight');
    await expect.poll(async () => Number(await threshold.inputValue())).toBeGreaterThan(Number(before));
  });

  browserTest('after New query of the palette or the menu no key is lost', async () => {
    const { page } = app;
    const field = page.getByRole('textbox', { name: 'What are you looking for?' });
    await page.getByRole('application').focus();
    await page.keyboard.press('Control+k');
    await page.getByRole('searchbox').fill('New query');
    await page.getByRole('menuitem', { name: 'New query' }).waitFor();
    // The next key may come at once.
    const atOnce = await page.evaluate(() => {
      for (const type of ['keydown', 'keyup'])
        document.activeElement!.dispatchEvent(
          new KeyboardEvent(type, { key: 'Enter', code: 'Enter', bubbles: true, cancelable: true }),
        );
      return document.activeElement!.tagName;
    });
    expect(atOnce).toBe('TEXTAREA');
    await page.keyboard.type('a pier');
    await expect.poll(() => field.inputValue()).toBe('a pier');
    await page.getByRole('button', { name: 'Search', exact: true }).click();
    await page.getByRole('menuitem', { name: 'New query' }).click();
    await page.keyboard.type('a boat');
    await expect.poll(() => field.inputValue()).toBe('a boat');
    await field.fill('a steel bridge');
  });

  browserTest('in a scene without an answer, keys do not act on the hits of the previous scene', async () => {
    const { page } = app;
    await command(page, 'Zoom full');
    await page.getByRole('row', { name: /second/ }).click();
    await page.getByText('Nothing asked yet').waitFor();
    const before = await mapPicture(page);
    await page.keyboard.press('Alt+ArrowDown');
    await page.waitForTimeout(500);
    await mapReturns(page, before);
    await page.getByRole('row', { name: /manila_bridge/ }).click();
    await hits(page).first().waitFor();
    await page.keyboard.press('Alt+ArrowDown');
    await page.getByRole('option', { selected: true }).waitFor();
  });

  browserTest('one command moves a panel to another group, and a second one resets the layout', async () => {
    const { page } = app;
    await page.getByRole('tab', { name: 'Layers' }).focus();
    await page.keyboard.press('Enter');
    const groups = (): Promise<number> => page.getByRole('tablist').count();
    const before = await groups();
    await command(page, 'Move panel to the next group');
    await expect.poll(groups).toBeLessThan(before);
    await command(page, 'Reset panel layout');
    await expect.poll(groups).toBe(before);
  });
});
