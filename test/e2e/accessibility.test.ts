import { afterAll, beforeAll, describe, expect } from 'vitest';
import { violations as violationsOn } from './axe.ts';
import { type BrowserApp, browserTest, startBrowserApp } from './browser-app.ts';
import { ask, command, hits, indexQuickly, openPanel, waitForScene } from './steps.ts';

describe('the accessibility check', () => {
  let app: BrowserApp;
  beforeAll(async () => {
    app = await startBrowserApp();
    await waitForScene(app.page);
  });
  afterAll(async () => {
    await app?.close();
  });

  const violations = (): Promise<readonly string[]> => violationsOn(app.page);

  browserTest('passes for an unindexed scene', async () => {
    expect(await violations()).toEqual([]);
  });

  browserTest('passes for the indexing dialog', async () => {
    await command(app.page, 'Index scene…');
    await app.page.getByRole('textbox', { name: 'Size 1' }).waitFor({ timeout: 60_000 });
    expect(await violations()).toEqual([]);
    await app.page.keyboard.press('Escape');
  });

  browserTest('passes for an answer in the light and the dark theme', async () => {
    const { page } = app;
    await indexQuickly(page);
    await ask(page, 'a parking lot full of cars');
    await hits(page).first().click();
    expect(await violations()).toEqual([]);
    await command(page, 'Dark theme');
    expect(await violations()).toEqual([]);
  });

  browserTest.for([...['Data set', 'Training', 'Compare', 'Evaluation'], ...['Models', 'Jobs', 'Layers']])(
    'passes for the dark panel %s',
    async (panel) => {
      await openPanel(app.page, panel);
      expect(await violations()).toEqual([]);
    },
  );

  browserTest.for(['Properties…', 'Remove layer…', 'About Longsight', 'Keyboard shortcuts'])(
    'passes for the dark dialog %s',
    async (label) => {
      await command(app.page, label);
      await app.page.getByRole('dialog').waitFor();
      expect(await violations()).toEqual([]);
      await app.page.keyboard.press('Escape');
    },
  );

  browserTest.for(['View', 'Layer', 'Search'])('passes for the menu %s', async (menu) => {
    await command(app.page, 'Light theme');
    await app.page.getByRole('button', { name: menu, exact: true }).click();
    await app.page.getByRole('menu', { name: menu }).waitFor();
    expect(await violations()).toEqual([]);
    await app.page.keyboard.press('Escape');
  });

  browserTest('passes for the command palette and the pixels seen by the model', async () => {
    const { page } = app;
    await page.keyboard.press('Control+k');
    await page.getByRole('searchbox').waitFor();
    expect(await violations()).toEqual([]);
    await page.keyboard.press('Escape');
    await command(page, 'Show pixels seen by the model');
    await page.getByRole('dialog').waitFor();
    expect(await violations()).toEqual([]);
    await page.keyboard.press('Escape');
  });

  browserTest('passes at twice the zoom, without horizontal scrolling', async () => {
    const { page } = app;
    await page.setViewportSize({ width: 720, height: 450 });
    expect(await violations()).toEqual([]);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
    expect(overflow).toBe(false);
    await page.setViewportSize({ width: 1440, height: 900 });
  });

  browserTest('leaves no logged error and no violation of the content security policy', () => {
    expect(app.faults).toEqual([]);
  });
});
