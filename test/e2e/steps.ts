/** Steps of a user, named by the labels of the window. */
import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import { pictureDifference } from '../picture-difference.ts';

/** Few, large windows, which are indexed within seconds. */
const QUICK_SIZES_PX = [512, 1024];
/** Thousands of small windows, for a job that lasts. */
const SLOW_SIZES_PX = [48];
/** A map whose tiles are computed is at rest much earlier, even on a busy machine. */
const REST_MS = 60_000;
/** Levels of 255: Chromium rounds a line that is drawn anew up or down, as it draws it with or without the graphics card. */
const UNSEEN = 2;
const SAME = 'the same picture';

/** Brings the layers to the front, which a workspace may cover. */
export async function waitForScene(page: Page): Promise<void> {
  await openPanel(page, 'Layers');
  await page.getByRole('row', { name: /manila_bridge/ }).waitFor({ timeout: 120_000 });
}

export async function startIndexing(
  page: Page,
  windows: 'quick' | 'slow' | readonly number[],
): Promise<void> {
  const sizes = windows === 'quick' ? QUICK_SIZES_PX : windows === 'slow' ? SLOW_SIZES_PX : windows;
  await command(page, 'Index scene…');
  const dialog = page.getByRole('dialog');
  const fields = dialog.getByRole('textbox', { name: /^Size \d/ });
  await fields.first().waitFor({ timeout: 60_000 });
  for (let count = await fields.count(); count > sizes.length; count--)
    await dialog.getByRole('button', { name: `Remove size ${count}` }).click();
  for (const [i, size] of sizes.entries()) {
    await fields.nth(i).fill(String(size));
    await fields.nth(i).press('Enter');
  }
  await dialog.getByRole('button', { name: 'Start indexing' }).click();
}

export async function indexQuickly(page: Page): Promise<void> {
  await openPanel(page, 'Layers');
  await startIndexing(page, 'quick');
  await page
    .getByRole('row', { name: /manila_bridge/ })
    .getByText('Indexed', { exact: true })
    .waitFor({ timeout: 90_000 });
}

export async function ask(page: Page, sentence: string): Promise<void> {
  await page.getByRole('textbox', { name: 'What are you looking for?' }).fill(sentence);
  await page.keyboard.press('Control+Enter');
}

/** Runs a command from the command palette. */
export async function command(page: Page, label: string): Promise<void> {
  // A dialog that still closes would take the keys.
  await page.locator('[role=dialog]').first().waitFor({ state: 'detached' });
  await page.keyboard.press('Control+k');
  await page.getByRole('searchbox').fill(label);
  // Enter runs what is highlighted, which follows the text a moment later.
  await page.locator('[role=menuitem][data-focused]', { hasText: label }).waitFor();
  await page.keyboard.press('Enter');
}

/** Brings a panel or workspace to the front from the rail. */
export async function openPanel(page: Page, title: string): Promise<void> {
  const button = page
    .getByRole('toolbar', { name: 'Panels' })
    .getByRole('button', { name: `${title} panel` });
  await button.waitFor({ timeout: 120_000 });
  if ((await button.getAttribute('aria-pressed')) === 'false') await button.click();
  await page.getByRole('tab', { name: title, selected: true }).waitFor();
}

/** Panels with content that must be scrolled sideways. */
export function panelsTooWide(page: Page): Promise<readonly (string | null | undefined)[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll('[data-panel], [data-panel] *')]
      .filter((each) => {
        const { overflowX } = getComputedStyle(each);
        return (overflowX === 'auto' || overflowX === 'scroll') && each.scrollWidth > each.clientWidth;
      })
      .map((each) => each.closest('[data-panel]')?.getAttribute('data-panel')),
  );
}

/** Drops a file on the window. */
export async function dropFile(page: Page, name: string, bytes: Uint8Array): Promise<void> {
  const files = await page.evaluateHandle(
    ({ name, base64 }) => {
      const transfer = new DataTransfer();
      const content = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
      transfer.items.add(new File([content], name));
      return transfer;
    },
    { name, base64: Buffer.from(bytes).toString('base64') },
  );
  await page.dispatchEvent('body', 'dragover', { dataTransfer: files });
  await page.getByText('Drop GeoTIFF scenes or model weights').waitFor();
  await page.dispatchEvent('body', 'drop', { dataTransfer: files });
}

export function hits(page: Page): Locator {
  return page.getByRole('listbox', { name: 'Hits, best first' }).getByRole('option');
}

export async function hitScores(page: Page): Promise<readonly number[]> {
  const labels = await hits(page).allTextContents();
  return labels.map((label) => Number(/cosine ([−\d.]+)/.exec(label)![1].replace('−', '-')));
}

/** Screenshot (PNG) of the map at rest, without its overlays: all values and tiles are there, and nothing moves. */
export async function mapPicture(page: Page): Promise<Buffer> {
  const deadline = Date.now() + REST_MS;
  for (let last = await mapNow(page); ; ) {
    await page.waitForTimeout(600);
    const now = await mapNow(page);
    if (now.equals(last) && !(await isBusy(page))) return now;
    if (Date.now() > deadline)
      throw new Error(
        `The map does not come to rest in ${REST_MS / 1000} s: ${(await pictureDifference(last, now)).words}${(await isBusy(page)) ? ', and it is busy' : ''}.`,
      );
    last = now;
  }
}

/** Waits until the map, at rest, differs from a picture of it; its new picture. */
export async function mapLeaves(page: Page, picture: Buffer): Promise<Buffer> {
  let now = picture;
  const isSeen = async (): Promise<boolean> => {
    now = await mapPicture(page);
    return (await pictureDifference(picture, now)).most > UNSEEN;
  };
  await expect.poll(isSeen, { timeout: REST_MS, message: 'the map is still as before' }).toBe(true);
  return now;
}

/** Waits until the map is as in a picture of it. */
export async function mapReturns(page: Page, picture: Buffer): Promise<void> {
  const difference = async (): Promise<string> => {
    const { most, words } = await pictureDifference(picture, await mapNow(page));
    return most > UNSEEN ? words : SAME;
  };
  await expect.poll(difference, { timeout: REST_MS }).toBe(SAME);
}

/** Screenshot (PNG) of the map without its overlays, which may still change. */
async function mapNow(page: Page): Promise<Buffer> {
  const map = page.getByRole('application');
  const setOverlays = (visibility: '' | 'hidden'): Promise<void> =>
    map.evaluate((element, value) => {
      for (const each of element.parentElement!.children)
        if (each !== element) (each as HTMLElement).style.visibility = value;
    }, visibility);
  await setOverlays('hidden');
  // On a busy machine the screen shows the frame before last for a while.
  await page.evaluate(
    () => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))),
  );
  const picture = await map.screenshot();
  await setOverlays('');
  return picture;
}

/**
 * Whether the map waits for values, such as those of a sharpened map, or says that it reads the scene, even if it has said so for too short
 * a time to be seen.
 */
function isBusy(page: Page): Promise<boolean> {
  return page
    .getByRole('application')
    .evaluate((map) => map.ariaBusy === 'true' || map.parentElement!.querySelector('[role=status]') !== null);
}

/** Double-clicks the last corner of a polygon. On a busy machine the two clicks may be too far apart, and are then given again. */
export function endPolygon(page: Page, x: number, y: number, isDrawn: () => Promise<boolean>): Promise<void> {
  return expect
    .poll(async () => {
      if (!(await isDrawn())) await page.mouse.dblclick(x, y);
      return isDrawn();
    })
    .toBe(true);
}

/** Windows of the visible hits, best first: col, row, width and height in scene pixels. */
export async function hitWindows(page: Page): Promise<readonly (readonly number[])[]> {
  const pictures = hits(page).locator('img');
  // They come after the map.
  await pictures.first().waitFor();
  const sources = await pictures.evaluateAll((images) => images.map((image) => image.getAttribute('src')!));
  return sources.map((source) => source.split('/').slice(-4).map(Number));
}
