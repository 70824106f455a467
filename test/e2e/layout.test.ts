import type { CDPSession } from 'playwright-core';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { type BrowserApp, browserTest, startBrowserApp } from './browser-app.ts';
import { command, openPanel, panelsTooWide, waitForScene } from './steps.ts';

/** In CSS pixels; the last one is 1440 x 900 at 200 % zoom. */
const SIZES = [
  [1920, 1080],
  [1440, 900],
  [1280, 720],
  [720, 450],
] as const;

type Layer = {
  readonly layerId: string;
  readonly drawsContent: boolean;
  readonly width: number;
  readonly height: number;
};

/** Of `LayerTree.snapshotCommandLog`. */
type DrawCommand = {
  readonly method: string;
  readonly params?: {
    readonly path?: { readonly convex: boolean };
    readonly paint?: { readonly styleName: string };
  };
};

/** Lines that Chromium takes for slow to draw. */
async function concaveLines(cdp: CDPSession, layerId: string): Promise<number> {
  const { snapshotId } = await cdp.send('LayerTree.makeSnapshot', { layerId });
  const { commandLog } = await cdp.send('LayerTree.snapshotCommandLog', { snapshotId });
  const commands: readonly unknown[] = commandLog;
  return (commands as readonly DrawCommand[]).filter(
    ({ method, params }) =>
      method === 'drawPath' && params?.path?.convex === false && params.paint?.styleName !== 'Fill',
  ).length;
}

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
    for (const panel of ['Models', 'Jobs', 'Data set', 'Training', 'Evaluation', 'Compare', 'Layers', 'Ask'])
      await openPanel(app.page, panel);
    await app.page.waitForTimeout(300);
    expect(await panelsTooWide(app.page)).toEqual([]);
  });

  browserTest.for(SIZES)(
    'the buttons of a query do not cover its text at %i x %i',
    async ([width, height]) => {
      await resize(width, height);
      await app.page.getByText('Index this scene first').waitFor();
      const gap = (): Promise<number> =>
        app.page.evaluate(() => {
          const text = document.querySelector('[data-query-field] textarea')!;
          const field = text.closest('[data-query-field]')!.parentElement!.getBoundingClientRect();
          const ask = [...document.querySelectorAll('button')].find((each) =>
            /^Ask/.test(each.textContent ?? ''),
          )!;
          return ask.getBoundingClientRect().top - field.bottom;
        });
      await expect.poll(gap).toBeGreaterThanOrEqual(0);
    },
  );

  browserTest(
    'few icons lie on the layer of the page itself, which is drawn again at each change',
    async () => {
      await resize(1440, 900);
      await command(app.page, 'Reset panel layout');
      const cdp = await app.page.context().newCDPSession(app.page);
      let layers: readonly Layer[] = [];
      cdp.on('LayerTree.layerTreeDidChange', (event) => {
        layers = event.layers ?? layers;
      });
      await cdp.send('DOM.enable');
      await cdp.send('LayerTree.enable');
      await expect.poll(() => layers.length).toBeGreaterThan(0);
      const lines: number[] = [];
      for (const { layerId, drawsContent, width, height } of layers)
        if (drawsContent && width >= 1440 && height >= 900) lines.push(await concaveLines(cdp, layerId));
      await cdp.detach();
      expect(lines.length).toBeGreaterThan(0);
      // With a few more, Chromium takes several samples a pixel.
      expect(Math.max(...lines)).toBeLessThan(6);
    },
  );

  browserTest('the whole query text and every tab are visible at 1440 x 900', async () => {
    await resize(1440, 900);
    await command(app.page, 'Reset panel layout');
    const text = app.page.getByRole('textbox', { name: 'What are you looking for?' });
    const button = app.page.getByRole('button', { name: 'Ask', exact: true });
    const gap = async (): Promise<number> => {
      const { y, height } = (await text.boundingBox())!;
      return (await button.boundingBox())!.y - y - height;
    };
    await expect.poll(gap).toBeGreaterThan(0);
  });

  browserTest('tabs that do not fit into one line get a second one, in a stored layout too', async () => {
    const { page } = app;
    await resize(1366, 768);
    for (const panel of ['Data set', 'Models', 'Training', 'Collections', 'Evaluation', 'Compare', 'Jobs'])
      await openPanel(page, panel);
    // A layout that was stored before tabs were wrapped.
    await page.evaluate(() => {
      const key = 'longsight.layout.2';
      const { global, ...layout } = JSON.parse(localStorage.getItem(key)!);
      const { tabSetEnableTabWrap: _, ...others } = global;
      localStorage.setItem(key, JSON.stringify({ ...layout, global: others }));
    });
    await page.reload();
    await page.getByRole('tab', { name: 'Jobs' }).waitFor();
    const boxes = await page.getByRole('tab').evaluateAll((tabs) =>
      tabs.map((tab) => {
        const strip = tab.closest('.flexlayout__tabset')!.getBoundingClientRect();
        const { left, right, top } = tab.getBoundingClientRect();
        return { top, isWhole: left >= strip.left && right <= strip.right, name: tab.textContent };
      }),
    );
    expect(boxes.filter(({ isWhole }) => !isWhole)).toEqual([]);
    expect(new Set(boxes.map(({ top }) => top)).size).toBeGreaterThan(1);
    await command(page, 'Reset panel layout');
  });

  browserTest('below 1100 px the Ask column lies over the map, which fills the window', async () => {
    const { page } = app;
    await resize(1000, 700);
    const rightOfMap = async (): Promise<number> => {
      const { x, width } = (await page.getByRole('application').boundingBox())!;
      return x + width;
    };
    await expect.poll(rightOfMap).toBeGreaterThan(990);
    const map = (await page.getByRole('application').boundingBox())!;
    const ask = page.locator('[data-panel=search]');
    const over = (await ask.boundingBox())!;
    expect(over.x).toBeGreaterThan(map.x);
    expect(over.x + over.width).toBeLessThanOrEqual(1000);
    const isOnTop = await ask.evaluate((panel) => {
      const { left, top } = panel.getBoundingClientRect();
      return panel.contains(document.elementFromPoint(left + 40, top + 40));
    });
    expect(isOnTop).toBe(true);
    await page.mouse.click(map.x + 300, map.y + 300);
    await page.getByRole('toolbar', { name: 'Panels' }).getByRole('button', { name: 'Ask panel' }).click();
    await page.getByRole('toolbar', { name: 'Panels' }).getByRole('button', { name: 'Layers panel' }).click();
    await page.getByRole('tab', { name: 'Ask' }).waitFor({ state: 'detached' });
    await openPanel(page, 'Ask');
    await resize(1440, 900);
  });

  browserTest('a choice that is too long for its field ends in an ellipsis', async () => {
    const { page } = app;
    await openPanel(page, 'Training');
    await openPanel(page, 'Evaluation');
    const task = page.getByRole('button', { name: /Classification without training/ });
    const cut = await task.evaluate((button) => {
      const field = button.closest<HTMLElement>('[data-panel]')!;
      field.style.width = '120px';
      const words = document.createTreeWalker(button, NodeFilter.SHOW_TEXT);
      const texts: Element[] = [];
      while (words.nextNode()) {
        const around = words.currentNode.parentElement!;
        if (/Classification/.test(words.currentNode.textContent ?? '')) texts.push(around);
      }
      const styles = texts.map((each) => {
        const { display, textOverflow } = getComputedStyle(each);
        const isCut = each.scrollWidth > each.clientWidth;
        return { isCut, endsWell: textOverflow === 'ellipsis' && !display.includes('flex') };
      });
      field.style.width = '';
      return styles;
    });
    expect(cut).toEqual([{ isCut: true, endsWell: true }]);
    await command(page, 'Reset panel layout');
  });

  browserTest('at 200 % zoom the whole rail is in sight, and one press frees the map', async () => {
    const { page } = app;
    await resize(683, 384);
    for (const panel of ['Models', 'Jobs']) await openPanel(page, panel);
    const rail = page.getByRole('toolbar', { name: 'Panels' });
    const cut = (): Promise<number> => rail.evaluate((each) => each.scrollHeight - each.clientHeight);
    expect(await cut()).toBe(0);
    await rail.getByRole('button', { name: 'Jobs panel' }).click();
    await expect.poll(() => page.getByRole('tab').count()).toBe(0);
    await openPanel(page, 'Layers');
    await openPanel(page, 'Ask');
    await resize(1440, 900);
  });

  browserTest('a layout of an older version gives way to the default one, a newer one stays', async () => {
    const { page } = app;
    await page.evaluate(() => localStorage.setItem('longsight.layout.1', '{"layout":{"type":"row"}}'));
    await openPanel(page, 'Models');
    await page.reload();
    await page.getByRole('tab', { name: 'Models', selected: true }).waitFor();
    await page.evaluate(() => localStorage.setItem('longsight.layout.2', '{"layout":{"type":"row"'));
    await page.reload();
    await waitForScene(page);
    await expect.poll(() => page.getByRole('tab').allTextContents()).toEqual(['Layers', 'Ask']);
  });
});
