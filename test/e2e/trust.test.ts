/** What the application says about itself: self-check, diagnostics, logs of jobs, versions. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { violations } from './axe.ts';
import { type BrowserApp, browserTest, hostTest, startBrowserApp } from './browser-app.ts';
import { holdAnswers } from './held-answers.ts';
import { command, indexQuickly, openPanel, waitForScene } from './steps.ts';

describe('an application that is asked about itself', () => {
  let app: BrowserApp;
  beforeAll(async () => {
    app = await startBrowserApp();
    await waitForScene(app.page);
  });
  afterAll(async () => {
    await app?.close();
  });

  browserTest('the self-check says what works on this machine', async () => {
    const { page } = app;
    await command(page, 'Self-check…');
    const dialog = page.getByRole('dialog', { name: 'What works on this machine' });
    await dialog.getByText(/^ONNX Runtime \d/).waitFor();
    await expect.poll(() => dialog.textContent()).toMatch(/machine.*cores.*devices.*CPU.*models.*data/s);
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
  });

  hostTest('copied diagnostics name the scene and the devices, but no folder', async () => {
    const { page, context } = app;
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await command(page, 'Copy diagnostics');
    await page.getByText('Diagnostics copied').waitFor();
    const text = await page.evaluate(() => navigator.clipboard.readText());
    expect(text).toMatch(/raster +manila_bridge\.tif/);
    expect(text).toContain('ONNX Runtime');
    expect(text).not.toContain(app.dataFolder);
    expect(text).not.toMatch(/\/(tmp|home|root)\//);
  });

  browserTest('a job shows its log', async () => {
    const { page } = app;
    await indexQuickly(page);
    await openPanel(page, 'Jobs');
    await page.getByRole('button', { name: 'Log', exact: true }).first().click();
    const log = page.getByRole('region', { name: /^Log: Index/ });
    await expect.poll(() => log.textContent()).toMatch(/started: Index.*done: \d+ of \d+/s);
    expect(await violations(page)).toEqual([]);
  });

  browserTest('the settings are kept, and the disk shows what it holds', async () => {
    const { page } = app;
    await command(page, 'Settings…');
    const dialog = page.getByRole('dialog', { name: 'Settings' });
    await dialog.getByText('Say when a long job has ended').click();
    await expect
      .poll(() => readFile(join(app.dataFolder, 'settings.json'), 'utf8'))
      .toContain('"notifies":false');
    await dialog.getByText(/free on this disk/).waitFor();
    await expect.poll(() => dialog.textContent()).toMatch(/Models\d.*Previews of large scenes0/s);
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await command(page, 'Settings…');
    await expect.poll(() => dialog.getByRole('checkbox', { name: /^Say when/ }).isChecked()).toBe(false);
    await page.keyboard.press('Escape');
  });

  hostTest('a setting that is changed before the last one is stored does not take it back', async () => {
    const { page } = app;
    const held = await holdAnswers(page, 'app.setSettings');
    await page.reload();
    await waitForScene(page);
    await command(page, 'Settings…');
    const dialog = page.getByRole('dialog', { name: 'Settings' });
    await dialog.getByText('Keep the computer awake').click();
    await dialog.getByText('Say when a long job has ended').click();
    held.release();
    await expect
      .poll(() => readFile(join(app.dataFolder, 'settings.json'), 'utf8'))
      .toMatch(/(?=.*"keepsAwake":false).*"notifies":true/);
    await page.keyboard.press('Escape');
  });

  browserTest('a copy from a clone says how it is updated, and asks nobody', async () => {
    const { page } = app;
    await command(page, 'Check for updates…');
    const dialog = page.getByRole('dialog', { name: 'Check for updates' });
    await dialog.getByText(/^This copy runs from a clone/).waitFor();
    expect(await dialog.getByRole('button', { name: 'Look now' }).count()).toBe(0);
    await page.keyboard.press('Escape');
  });
});
