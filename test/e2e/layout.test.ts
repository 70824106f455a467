import { afterAll, beforeAll, describe, expect } from 'vitest';
import { type BrowserApp, browserTest, startBrowserApp } from './browser-app.ts';
import { waitForScene } from './steps.ts';

/** In CSS pixels; the last one is 1440 x 900 at 200 % zoom. */
const SIZES = [
  [1920, 1080],
  [1440, 900],
  [1280, 720],
  [720, 450],
] as const;

describe('before anything is indexed', () => {
  let app: BrowserApp;
  beforeAll(async () => {
    app = await startBrowserApp();
    await waitForScene(app.page);
  });
  afterAll(async () => {
    await app?.close();
  });

  const resize = async (width: number, height: number): Promise<void> => {
    await app.page.setViewportSize({ width, height });
    await app.page.waitForTimeout(400);
  };

  browserTest.for(SIZES)('no panel overflows sideways at %i x %i', async ([width, height]) => {
    await resize(width, height);
    for (const tab of ['Models', 'Jobs', 'Styling', 'Data set', 'Training', 'Results', 'Compare', 'Search']) {
      const hidden = app.page.getByRole('tab', { name: tab });
      if (await hidden.isVisible()) await hidden.click();
    }
    await app.page.waitForTimeout(300);
    const tooWide = await app.page.evaluate(() =>
      [...document.querySelectorAll('[data-panel], [data-panel] *')]
        .filter((each) => {
          const { overflowX } = getComputedStyle(each);
          return (overflowX === 'auto' || overflowX === 'scroll') && each.scrollWidth > each.clientWidth;
        })
        .map((each) => each.closest('[data-panel]')?.getAttribute('data-panel')),
    );
    expect(tooWide).toEqual([]);
  });

  browserTest.for(SIZES)(
    'the buttons of a query do not cover its text at %i x %i',
    async ([width, height]) => {
      await resize(width, height);
      await app.page.getByText('This scene is not indexed yet').waitFor();
      const gap = await app.page.evaluate(() => {
        const text = document.querySelector('[data-query-field] textarea')!;
        const scroller = text.closest('[data-query-field]')!.parentElement!.getBoundingClientRect();
        const ask = [...document.querySelectorAll('button')].find((each) =>
          /^Ask/.test(each.textContent ?? ''),
        )!;
        return ask.getBoundingClientRect().top - scroller.bottom;
      });
      expect(gap).toBeGreaterThanOrEqual(0);
    },
  );

  browserTest('the whole query text and every tab are visible at 1440 x 900', async () => {
    await resize(1440, 900);
    const text = await app.page.getByRole('textbox', { name: 'What are you looking for?' }).boundingBox();
    const button = await app.page.getByRole('button', { name: /^Ask/ }).boundingBox();
    expect(text!.y + text!.height).toBeLessThan(button!.y);
    expect(await app.page.locator('.flexlayout__tab_button_overflow').count()).toBe(0);
  });
});
