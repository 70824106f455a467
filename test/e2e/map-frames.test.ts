/** What the map draws while it is moved, and that it looks the same. */
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { type BrowserApp, browserTest, startBrowserApp } from './browser-app.ts';
import { ask, command, hits, indexQuickly, mapPicture, waitForScene } from './steps.ts';

/** On the page's window. */
type Drawing = { readonly drawnAtMs: Set<number>; draws: number };

describe('frames of the map', () => {
  let app: BrowserApp;
  beforeAll(async () => {
    app = await startBrowserApp();
    const { page } = app;
    await waitForScene(page);
    await indexQuickly(page);
    await ask(page, 'a steel bridge over a brown river');
    await hits(page).first().waitFor();
    await page.getByText(/^Sharpened by/).waitFor({ timeout: 60_000 });
    await command(page, 'Zoom to native resolution');
    await mapPicture(page);
    await countDrawing(page);
  });
  afterAll(async () => app?.close());

  browserTest('a pan moves what was drawn, and draws again only near its edge', async () => {
    const { page } = app;
    const { x, y } = await middleOfMap(page);
    await page.mouse.move(x, y);
    await page.mouse.down();
    await drag(page, { x, y }, { x: x + 4, y: y + 2 });
    await mapPicture(page);
    await forgetDrawing(page);
    await drag(page, { x: x + 4, y: y + 2 }, { x: x + 84, y: y + 42 });
    expect((await drawn(page)).frames).toBe(0);
    await drag(page, { x: x + 84, y: y + 42 }, { x: x - 316, y: y + 42 });
    expect((await drawn(page)).frames).toBeGreaterThan(0);
    await page.mouse.move(x, y);
    await page.mouse.up();
  });

  browserTest('what is moved looks as what is drawn', async () => {
    const { page } = app;
    const { x, y } = await middleOfMap(page);
    await page.mouse.move(x, y);
    await page.mouse.down();
    for (const [right, down] of [
      [10, 5],
      [60, -40],
      [-90, 35],
    ] as const)
      await drag(page, { x, y }, { x: x + right, y: y + down });
    const moved = await mapPicture(page);
    await page.mouse.up();
    // The number of a hit may be rounded to the next pixel.
    expect(await differing(moved, await mapPicture(page))).toBeLessThan(0.001);
  });

  browserTest('a threshold that moves leaves the tiles of the scene as they are drawn', async () => {
    const { page } = app;
    await page.getByText('Hide cells below').click();
    const slider = page.getByRole('slider', { name: 'Threshold' });
    await expect.poll(() => slider.isEnabled()).toBe(true);
    await slider.focus();
    await page.keyboard.press('ArrowRight');
    await mapPicture(page);
    await forgetDrawing(page);
    for (let i = 0; i < 8; i++) {
      await page.keyboard.press('ArrowRight');
      await page.evaluate(() => new Promise(requestAnimationFrame));
    }
    const painted = await mapPicture(page);
    const { frames, draws } = await drawn(page);
    expect(frames).toBeGreaterThan(0);
    // The map is one tile.
    expect(draws).toBe(frames);
    await drawAgain(page);
    expect(await differing(painted, await mapPicture(page))).toBe(0);
  });

  browserTest('layers are put together without smoothing, and look as with it', async () => {
    const { page } = app;
    const plain = await mapPicture(page);
    const context = await page.evaluateHandle(
      () => document.querySelector<HTMLCanvasElement>('.ol-layers canvas')!.getContext('webgl')!,
    );
    expect(await context.evaluate((each) => each.getContextAttributes()!.antialias)).toBe(false);
    await context.evaluate((each) => {
      const { texParameteri, disable } = WebGLRenderingContext.prototype;
      each.texParameteri = (target, name, value) =>
        texParameteri.call(each, target, name, value === each.NEAREST ? each.LINEAR : value);
      each.disable = (what) => {
        if (what !== each.BLEND) disable.call(each, what);
      };
    });
    await drawAgain(page);
    expect(await differing(plain, await mapPicture(page))).toBe(0);
  });

  browserTest('the shader of a map reads an element of its tile once', async () => {
    const { page } = app;
    await page.addInitScript(() => {
      const sources: string[] = [];
      Object.assign(window, { sources });
      const { shaderSource } = WebGLRenderingContext.prototype;
      WebGLRenderingContext.prototype.shaderSource = function (shader, source) {
        sources.push(source);
        shaderSource.call(this, shader, source);
      };
    });
    await page.reload();
    const shaders = async (): Promise<readonly string[]> => {
      const sources = await page.evaluate(
        () => (window as unknown as { readonly sources: string[] }).sources,
      );
      return sources.filter((source) => source.includes('u_paletteTextures'));
    };
    await expect.poll(async () => (await shaders()).length, { timeout: 60_000 }).toBeGreaterThan(0);
    for (const source of await shaders()) {
      const main = source.slice(source.indexOf('void main'));
      expect(main.match(/u_tileTextures|getBandValue/g)).toEqual(['u_tileTextures']);
    }
  });
});

/** A window of another size draws all layers again. */
async function drawAgain(page: Page): Promise<void> {
  await page.setViewportSize({ width: 1440, height: 880 });
  await mapPicture(page);
  await page.setViewportSize({ width: 1440, height: 900 });
}

async function middleOfMap(page: Page): Promise<{ readonly x: number; readonly y: number }> {
  const { x, y, width, height } = (await page.getByRole('application').boundingBox())!;
  return { x: Math.round(x + width / 2), y: Math.round(y + height / 2) };
}

type Point = { readonly x: number; readonly y: number };

/** One step for each frame of the page. */
async function drag(page: Page, from: Point, to: Point): Promise<void> {
  for (let i = 1; i <= 20; i++) {
    await page.mouse.move(from.x + ((to.x - from.x) * i) / 20, from.y + ((to.y - from.y) * i) / 20);
    await page.evaluate(() => new Promise(requestAnimationFrame));
  }
}

function countDrawing(page: Page): Promise<void> {
  return page.evaluate(() => {
    const drawing: Drawing = { drawnAtMs: new Set(), draws: 0 };
    Object.assign(window, { drawing });
    const { drawElements } = WebGLRenderingContext.prototype;
    WebGLRenderingContext.prototype.drawElements = function (...call) {
      drawing.draws += 1;
      drawing.drawnAtMs.add(Number(document.timeline.currentTime));
      drawElements.apply(this, call);
    };
  });
}

function forgetDrawing(page: Page): Promise<void> {
  return page.evaluate(() => {
    const { drawing } = window as unknown as { readonly drawing: Drawing };
    drawing.drawnAtMs.clear();
    drawing.draws = 0;
  });
}

function drawn(page: Page): Promise<{ readonly frames: number; readonly draws: number }> {
  return page.evaluate(() => {
    const { drawnAtMs, draws } = (window as unknown as { readonly drawing: Drawing }).drawing;
    return { frames: drawnAtMs.size, draws };
  });
}

/** Share (0-1) of the pixels of which a band differs by more than one level. */
async function differing(a: Buffer, b: Buffer): Promise<number> {
  const [one, two] = await Promise.all([a, b].map((png) => sharp(png).removeAlpha().raw().toBuffer()));
  expect(one!.length).toBe(two!.length);
  let different = 0;
  for (let i = 0; i < one!.length; i += 3)
    if ([0, 1, 2].some((band) => Math.abs(one![i + band]! - two![i + band]!) > 1)) different++;
  return (3 * different) / one!.length;
}
