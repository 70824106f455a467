/** Maps of several questions as layers. */
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { pictureDifference } from '../picture-difference.ts';
import { type BrowserApp, browserTest, startBrowserApp } from './browser-app.ts';
import {
  ask,
  command,
  hits,
  indexQuickly,
  mapLeaves,
  mapPicture,
  mapReturns,
  waitForScene,
} from './steps.ts';

const BRIDGE = 'a steel bridge over a brown river';
const CARS = 'a parking lot full of cars';
const BOATS = 'boats at a quay';

describe('the results of two questions', () => {
  let app: BrowserApp;
  beforeAll(async () => {
    app = await startBrowserApp();
    await waitForScene(app.page);
    await indexQuickly(app.page);
    for (const sentence of [BRIDGE, CARS]) {
      await ask(app.page, sentence);
      await row(sentence).waitFor();
      await hits(app.page).first().waitFor();
    }
  });
  afterAll(async () => {
    await app?.close();
  });

  const rows = () => app.page.getByRole('list', { name: 'Results', exact: true }).getByRole('listitem');
  const row = (name: string) => rows().filter({ hasText: new RegExp(`^${name.replace(/[()]/g, '\\$&')}$`) });
  const names = (): Promise<readonly string[]> => rows().allTextContents();
  const choose = async (name: string, entry: string): Promise<void> => {
    await row(name)
      .getByRole('button', { name: /^Actions for/ })
      .click();
    await app.page.getByRole('menuitem', { name: entry }).click();
  };
  const asked = () => app.page.locator('[aria-label=Answer] p').first();

  browserTest('are layers, the newer one above and alone on the map', async () => {
    await expect.poll(names).toEqual([CARS, BRIDGE]);
    await expect.poll(() => row(CARS).getByRole('checkbox').isChecked()).toBe(true);
    await expect.poll(() => row(BRIDGE).getByRole('checkbox').isChecked()).toBe(false);
  });

  browserTest('are shown together, each in its own colours', async () => {
    const { page } = app;
    await page.getByText(/^Sharpened by/).waitFor();
    await command(page, 'Zoom full');
    const alone = await mapPicture(page);
    await row(BRIDGE).getByRole('checkbox').click({ force: true });
    await mapLeaves(page, alone);
    await row(BRIDGE).getByRole('checkbox').click({ force: true });
    await mapReturns(page, alone);
  });

  browserTest(
    'choosing one shows its answer, and its style goes to the other by copy and paste',
    async () => {
      const { page } = app;
      await row(BRIDGE).getByRole('button', { name: BRIDGE, exact: true }).click();
      await expect.poll(() => asked().textContent()).toBe(BRIDGE);
      await page.getByRole('button', { name: /Colour ramp/ }).click();
      await page.getByRole('option', { name: 'magma' }).click();
      await choose(BRIDGE, 'Copy style');
      await choose(CARS, 'Paste style');
      await row(CARS).getByRole('button', { name: CARS, exact: true }).click();
      await expect
        .poll(() => page.getByRole('button', { name: /Colour ramp/ }).textContent())
        .toContain('magma');
    },
  );

  browserTest('two changes of a style in the same moment both stay', async () => {
    const { page } = app;
    const fields = ['Reverse', 'Fade low scores'].map((name) => page.getByRole('checkbox', { name }));
    const states = () => Promise.all(fields.map((field) => field.isChecked()));
    const before = await states();
    const clickBoth = async (): Promise<void> => {
      const [first, second] = await Promise.all(fields.map((field) => field.elementHandle()));
      await page.evaluate(
        ([one, other]) => {
          for (const each of [one, other]) if (each instanceof HTMLElement) each.click();
        },
        [first, second],
      );
    };
    await clickBoth();
    await expect.poll(states).toEqual(before.map((isOn) => !isOn));
    await clickBoth();
    await expect.poll(states).toEqual(before);
  });

  browserTest('are compared by a line, side by side and by their difference', async () => {
    const { page } = app;
    await choose(BRIDGE, 'Compare with the current question');
    await page.getByRole('slider', { name: 'Position of the line between' }).waitFor();
    await page.getByRole('img', { name: new RegExp(`^Map of “${BRIDGE}”`) }).waitFor();
    const swipe = await mapPicture(page);
    // The layer of a compared map, which may be on, does not lie over both sides.
    await row(BRIDGE).getByRole('checkbox').click({ force: true });
    expect((await pictureDifference(swipe, await mapPicture(page))).most).toBeLessThanOrEqual(2);
    await row(BRIDGE).getByRole('checkbox').click({ force: true });
    await page.getByText('Side by side', { exact: true }).click();
    await page.getByRole('img', { name: 'Second map, which moves with the first' }).waitFor();
    await page.getByText('Difference', { exact: true }).click();
    await page.getByRole('img', { name: /^Blue: B is higher/ }).waitFor();
    await mapLeaves(page, swipe);
    await command(page, 'Close comparison');
    await page.getByRole('img', { name: /^Colours range from cosine/ }).waitFor();
  });

  browserTest('are renamed, duplicated and removed, and undo brings them back', async () => {
    const { page } = app;
    await choose(BRIDGE, 'Rename');
    const name = page.getByRole('textbox', { name: 'Name of the result' });
    await name.fill('The bridge');
    await name.press('Enter');
    await row('The bridge').waitFor();
    await choose('The bridge', 'Duplicate');
    await row('The bridge (copy)').waitFor();
    await choose('The bridge', 'Remove result');
    await expect.poll(names).toEqual([CARS, 'The bridge (copy)']);
    await command(page, 'Undo');
    await expect.poll(names).toEqual([CARS, 'The bridge (copy)', 'The bridge']);
    await page.reload();
    await waitForScene(page);
    await expect.poll(names).toEqual([CARS, 'The bridge (copy)', 'The bridge']);
  });

  browserTest('a map stays when another one goes', async () => {
    const { page } = app;
    await row(CARS).getByRole('button', { name: CARS, exact: true }).click();
    await expect.poll(() => asked().textContent()).toBe(CARS);
    await page.getByText(/^Sharpened by/).waitFor();
    const alone = await mapPicture(page);
    const other = row('The bridge').getByRole('checkbox');
    for (let i = 0; i < 3; i++) {
      await other.click({ force: true });
      await mapLeaves(page, alone);
      await other.click({ force: true });
      await mapReturns(page, alone);
    }
  });

  browserTest('further maps use the shaders that are compiled', async () => {
    const { page } = app;
    // The first map after the reload.
    await ask(page, CARS);
    await page.getByText(/^Sharpened by/).waitFor();
    await page.evaluate(() => {
      const counted = window as unknown as { linked: number };
      counted.linked = 0;
      for (const { prototype } of [WebGLRenderingContext, WebGL2RenderingContext]) {
        const link = prototype.linkProgram;
        prototype.linkProgram = function (program: WebGLProgram) {
          counted.linked++;
          link.call(this, program);
        };
      }
    });
    const before = await mapPicture(page);
    await ask(page, BOATS);
    await row(BOATS).waitFor();
    await mapLeaves(page, before);
    expect(await page.evaluate(() => (window as unknown as { linked: number }).linked)).toBe(0);
  });

  browserTest('leave no fault on the page', () => {
    expect(app.faults).toEqual([]);
  });

  browserTest('a map is sharpened only when the plain one is here', async () => {
    const { page } = app;
    const ends = page.evaluate(
      () =>
        new Promise<{ readonly mapMs: number; readonly sharpenMs: number }>((resolve) => {
          const send = WebSocket.prototype.send;
          WebSocket.prototype.send = function (data) {
            send.call(this, data);
            if (!new TextDecoder().decode(data as Uint8Array).includes('query.sharpen')) return;
            WebSocket.prototype.send = send;
            const sharpenMs = performance.now();
            // The browser may list what it has fetched a moment later.
            new PerformanceObserver((list) => {
              const map = list.getEntries().find(({ name }) => name.includes('/data/map/'));
              if (map) resolve({ mapMs: (map as PerformanceResourceTiming).responseEnd, sharpenMs });
            }).observe({ type: 'resource', buffered: true });
          };
          performance.clearResourceTimings();
        }),
    );
    await ask(page, 'a quarry beside a road');
    const { mapMs, sharpenMs } = await ends;
    expect(mapMs).toBeLessThan(sharpenMs);
  });

  browserTest('the style of the scene does not come up while a further question is answered', async () => {
    const { page } = app;
    const panel = page.getByRole('region', { name: 'Similarity map' });
    await panel.waitFor();
    await page.evaluate(() => {
      const seen = window as unknown as { empty: boolean };
      seen.empty = false;
      new MutationObserver(() => {
        seen.empty ||= document.querySelector('section[aria-label="Similarity map"]') === null;
      }).observe(document.body, { childList: true, subtree: true, attributes: true });
    });
    await ask(page, 'a row of palms');
    await panel.getByText('a row of palms').waitFor();
    await hits(page).first().waitFor();
    expect(await page.evaluate(() => (window as unknown as { empty: boolean }).empty)).toBe(false);
  });

  browserTest('a map is fetched before the hits are listed', async () => {
    const { page } = app;
    const listed = page.evaluate(
      () =>
        new Promise<number>((resolve) => {
          const { fetch } = globalThis;
          globalThis.fetch = (input, init) => {
            if (String(input).includes('data/map/')) {
              globalThis.fetch = fetch;
              resolve(document.querySelectorAll('[aria-label="Hits, best first"]').length);
            }
            return fetch(input, init);
          };
        }),
    );
    await ask(page, 'trees along a canal');
    expect(await listed).toBe(0);
  });

  browserTest('pictures of hits come when the map is here', async () => {
    const { page } = app;
    const maps = '**/data/map/**';
    await page.route(maps, () => undefined);
    await ask(page, 'a yard full of lorries');
    await expect.poll(() => asked().textContent()).toContain('a yard full of lorries');
    await hits(page).nth(5).waitFor();
    expect(await hits(page).locator('img').count()).toBe(0);
    // Lets go what was held.
    await page.unroute(maps);
    await hits(page).locator('img').nth(5).waitFor();
  });
});
