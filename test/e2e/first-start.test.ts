/** The first minutes: the demo answers at once, an own scene is indexed with one press. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { type BrowserApp, browserTest, startBrowserApp } from './browser-app.ts';
import { plainScene } from './scenes.ts';
import { hits, waitForScene } from './steps.ts';

describe('at the first start', () => {
  let app: BrowserApp;
  beforeAll(async () => {
    app = await startBrowserApp([], { LONGSIGHT_INDEX_DEMO: '1' });
    await waitForScene(app.page);
  });
  afterAll(async () => {
    await app?.close();
  });

  browserTest('the demo is indexed without being asked, and its examples are true', async () => {
    const { page } = app;
    await page
      .getByRole('row', { name: /manila_bridge/ })
      .getByText('Indexed', { exact: true })
      .waitFor();
    const verdicts: (string | null)[] = [];
    const examples = page.locator('[aria-label=Answer] button');
    const sentences = (await examples.allTextContents()).filter((text) => text.split(' ').length > 3);
    expect(sentences.length).toBe(5);
    for (const sentence of sentences) {
      await page.getByRole('textbox', { name: 'What are you looking for?' }).fill(sentence);
      await page.keyboard.press('Enter');
      await page.locator('[aria-label=Answer] p', { hasText: sentence }).first().waitFor();
      await hits(page).first().waitFor();
      verdicts.push(await page.locator('[data-verdict]').getAttribute('data-verdict'));
    }
    expect(verdicts).toEqual(['present', 'present', 'present', 'present', 'absent']);
  });
});

describe('an own scene', () => {
  let app: BrowserApp;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'longsight-scenes-'));
    const own = { widthPx: 600, heightPx: 500, colour: [60, 120, 60], at: [0, 0] } as const;
    app = await startBrowserApp([await plainScene(folder, 'own.tif', own)]);
    await app.page.getByRole('row', { name: /own/ }).waitFor();
  });
  afterAll(async () => {
    await app?.close();
    await rm(folder, { recursive: true, force: true });
  });

  browserTest(
    'says what an index would find and how long it takes, and is indexed with one press',
    async () => {
      const { page } = app;
      const offer = page.locator('[aria-label=Answer]');
      await offer.getByText(/Smallest thing it can find here: about \d/).waitFor();
      await offer.getByRole('button', { name: /^Index \((under 1|\d+) s\)$/ }).click();
      // A scene of one colour has nothing to look at, which the badge says.
      await page
        .getByRole('row', { name: /own/ })
        .getByText(/^Indexed/)
        .waitFor();
      expect(await page.getByRole('dialog').count()).toBe(0);
    },
  );

  browserTest('has no examples of the demo', async () => {
    expect(await app.page.getByText('a steel bridge over a brown river').count()).toBe(0);
  });
});
