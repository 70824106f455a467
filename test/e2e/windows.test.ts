import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { type BrowserApp, hostTest, repository, startBrowserApp } from './browser-app.ts';
import { ask, hits, indexQuickly, openPanel, startIndexing } from './steps.ts';

describe('with two windows on one core', () => {
  let app: BrowserApp;
  let second: Page;
  beforeAll(async () => {
    app = await startBrowserApp([
      join(repository, 'build/demo/manila_bridge.tif'),
      join(repository, 'test/fixtures/e2e/second.tif'),
    ]);
    await app.page.getByRole('row', { name: /second/, selected: true }).waitFor({ timeout: 60_000 });
  });
  afterAll(async () => {
    await app?.close();
  });

  const row = (page: Page, name: RegExp) => page.getByRole('row', { name, selected: true });

  hostTest('a reload and a second window leave the chosen scene active', async () => {
    const { page, context } = app;
    await page.getByRole('row', { name: /manila_bridge/ }).click();
    await row(page, /manila_bridge/).waitFor();
    await page.reload();
    second = await context.newPage();
    await second.goto(page.url());
    for (const each of [page, second]) {
      await row(each, /manila_bridge/).waitFor();
      await each.waitForTimeout(1000);
      expect(await row(each, /manila_bridge/).count()).toBe(1);
    }
  });

  hostTest('a change in one window shows in the other and can be undone there', async () => {
    const shown = (page: Page) => page.getByRole('checkbox', { name: /second/ });
    await app.page.bringToFront();
    // The first focus in the list goes to its active row.
    await row(app.page, /manila_bridge/).focus();
    await shown(app.page).focus();
    await app.page.keyboard.press('Space');
    await expect.poll(() => shown(second).isChecked()).toBe(false);
    await second.bringToFront();
    await second.getByRole('application').focus();
    await second.keyboard.press('Control+z');
    await expect.poll(() => shown(app.page).isChecked()).toBe(true);
  });

  hostTest('a job started in one window shows in the other and can be cancelled there', async () => {
    await app.page.bringToFront();
    await startIndexing(app.page, 'slow');
    await second.bringToFront();
    await openPanel(second, 'Jobs');
    await second.getByRole('button', { name: /^Cancel/ }).click();
    await app.page.getByRole('button', { name: 'No jobs running' }).waitFor();
    await second.close();
  });

  hostTest('each scene shows its last answer again, and a sentence not yet asked is kept', async () => {
    const { page } = app;
    await page.bringToFront();
    await indexQuickly(page);
    await ask(page, 'a steel bridge');
    await hits(page).first().waitFor();
    const query = page.getByRole('textbox', { name: 'What are you looking for?' });
    await query.fill('a road');
    await page.getByRole('row', { name: /second/ }).click();
    await page.getByText('Nothing asked yet').waitFor();
    await page.getByRole('row', { name: /manila_bridge/ }).click();
    await hits(page).first().waitFor();
    await expect.poll(() => query.inputValue()).toBe('a road');
  });

  hostTest('a window says that it is starting until the core answers', async () => {
    const third = await app.context.newPage();
    let isHeld = true;
    await third.routeWebSocket('**/rpc', (socket) => {
      if (!isHeld) socket.connectToServer();
    });
    await third.goto(app.page.url());
    await third.getByRole('status').getByText('Starting…').waitFor();
    expect(await third.getByRole('toolbar').count()).toBe(0);
    isHeld = false;
    await third.reload();
    await third.getByRole('toolbar').first().waitFor();
    expect(await third.getByText('Starting…').count()).toBe(0);
    await third.close();
  });
});
