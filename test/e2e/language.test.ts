/** The window in other languages: chosen by the system at first, then in the settings. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { violations } from './axe.ts';
import { type BrowserApp, browserTest, hostTest, startBrowserApp } from './browser-app.ts';
import { command, panelsTooWide, waitForScene } from './steps.ts';

describe('a window whose language is changed', () => {
  let app: BrowserApp;
  beforeAll(async () => {
    app = await startBrowserApp();
    await waitForScene(app.page);
  });
  afterAll(async () => {
    await app?.close();
  });

  browserTest('the settings give it German menus, kept over a reload', async () => {
    const { page } = app;
    await command(page, 'Settings…');
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /Language/ })
      .click();
    await page.getByRole('option', { name: 'Deutsch' }).click();
    await page.locator('html[lang=de]').waitFor();
    await page.getByRole('row', { name: /manila_bridge/ }).waitFor({ timeout: 60_000 });
    await expect
      .poll(() => readFile(join(app.dataFolder, 'settings.json'), 'utf8'))
      .toContain('"language":"de"');
    await page.reload();
    await page.getByRole('row', { name: /manila_bridge/ }).waitFor({ timeout: 60_000 });
    for (const menu of ['Projekt', 'Bearbeiten', 'Ansicht', 'Layer', 'Suche', 'Modell', 'Hilfe'])
      await expect
        .poll(() => page.getByRole('button', { name: menu, exact: true }).count(), { message: menu })
        .toBe(1);
    expect(await violations(page)).toEqual([]);
  });

  browserTest('a dialog and the messages of its components are German', async () => {
    const { page } = app;
    await command(page, 'Szene indizieren…');
    const dialog = page.getByRole('dialog', { name: 'manila_bridge.tif indizieren' });
    const size = dialog.getByRole('textbox', { name: 'Größe 1' });
    await size.waitFor({ timeout: 60_000 });
    expect(await size.getAttribute('aria-roledescription')).toBe('Nummernfeld');
    await dialog.getByText(/\d\sFenster\/s/).waitFor({ timeout: 60_000 });
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
  });

  browserTest('what lies on the disk is written with a decimal comma', async () => {
    const { page } = app;
    await command(page, 'Einstellungen…');
    const dialog = page.getByRole('dialog', { name: 'Einstellungen' });
    await dialog.getByText(/auf dieser Platte frei/).waitFor();
    await expect.poll(() => dialog.textContent()).toMatch(/Modelle\d\d,\d\sMB/);
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
  });

  browserTest('the panels have German titles, and the hint says that the model reads English', async () => {
    const { page } = app;
    for (const tab of ['Layer', 'Fragen'])
      await expect
        .poll(() => page.getByRole('tab', { name: tab, exact: true }).count(), { message: tab })
        .toBe(1);
    await page
      .getByRole('textbox', { name: 'Was suchen Sie?' })
      .fill('eine Brücke neben einem Fluss und Autos');
    await page.getByText('Schreiben Sie den Satz auf Englisch').waitFor();
  });
});

describe.each([
  ['de', 'Bedienfelder'],
  ['es', 'Paneles'],
])('a data folder with the language %s', (language, panels) => {
  let app: BrowserApp;
  beforeAll(async () => {
    const settings = JSON.stringify({ keepsAwake: true, notifies: true, language });
    app = await startBrowserApp([], {}, (folder) => writeFile(join(folder, 'settings.json'), settings));
  });
  afterAll(async () => {
    await app?.close();
  });

  browserTest('opens in it, and axe is clean', async () => {
    const { page } = app;
    await page.getByRole('row', { name: /manila_bridge/ }).waitFor({ timeout: 120_000 });
    expect(await page.locator('html').getAttribute('lang')).toBe(language);
    expect(await violations(page)).toEqual([]);
  });

  browserTest('no panel overflows sideways, at 1366 x 768 and at 200 % zoom', async () => {
    const { page } = app;
    const rail = page.getByRole('toolbar', { name: panels }).getByRole('button');
    for (const [width, height] of [
      [1366, 768],
      [720, 450],
    ]) {
      await page.setViewportSize({ width, height });
      for (const button of await rail.all()) {
        await button.click();
        await page.waitForTimeout(300);
        expect(await panelsTooWide(page), `${width} ${await button.getAttribute('aria-label')}`).toEqual([]);
      }
    }
  });
});

describe('a system that prefers another language', () => {
  let app: BrowserApp;
  beforeAll(async () => {
    app = await startBrowserApp();
  });
  afterAll(async () => {
    await app?.close();
  });

  hostTest('gives the window that language, and English where there is none', async () => {
    for (const [locale, lang] of [
      ['es-MX', 'es'],
      ['de-AT', 'de'],
      ['fr-FR', 'en'],
    ]) {
      const storageState = await app.context.storageState();
      const context = await app.context.browser()!.newContext({ locale, storageState });
      const page = await context.newPage();
      await page.goto(app.page.url());
      await expect.poll(() => page.locator('html').getAttribute('lang'), { message: locale }).toBe(lang);
      await context.close();
    }
  });
});
