import { afterAll, beforeAll, describe, expect } from 'vitest';
import { violations } from './axe.ts';
import { type BrowserApp, hostTest, startBrowserApp } from './browser-app.ts';
import { holdAnswers } from './held-answers.ts';
import { waitForScene } from './steps.ts';

describe('a window whose core leaves a question unanswered', () => {
  let app: BrowserApp;
  beforeAll(async () => {
    app = await startBrowserApp();
    await waitForScene(app.page);
  });
  afterAll(async () => {
    await app?.close();
  });

  hostTest('says what it waits for, and starts over another connection', async () => {
    const { page } = app;
    const held = await holdAnswers(page, 'models.list');
    await page.reload();
    const notice = page.getByRole('status').filter({ hasText: 'The start takes longer than usual' });
    await notice.waitFor();
    expect(await notice.textContent()).toContain('is waiting for: the models. A disk');
    if (process.env.LONGSIGHT_SHOTS)
      await page.screenshot({ path: `${process.env.LONGSIGHT_SHOTS}/slow-start.png` });
    expect(await violations(page)).toEqual([]);
    expect(held.connections()).toBe(1);
    await notice.getByRole('button', { name: 'Try again' }).click();
    await waitForScene(page);
    expect(held.connections()).toBe(2);
  });
});
