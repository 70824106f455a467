/** The export dialog: what it offers, what it counts before anything is written, and the files that it gives. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Download, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect } from 'vitest';
import { violations } from './axe.ts';
import { type BrowserApp, browserTest, startBrowserApp } from './browser-app.ts';
import { ask, command, hits, indexQuickly, waitForScene } from './steps.ts';

const QUESTION = 'a bridge over a river';
const hasGdal = spawnSync('ogrinfo', ['--version']).status === 0;
let app: BrowserApp;
let folder = '';

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'longsight-export-'));
  app = await startBrowserApp();
  await app.page.setViewportSize({ width: 1366, height: 768 });
  await waitForScene(app.page);
  await indexQuickly(app.page);
  await ask(app.page, QUESTION);
  await hits(app.page).first().waitFor();
}, 300_000);
afterAll(async () => {
  await app.close();
  rmSync(folder, { recursive: true, force: true });
});

async function openDialog(page: Page): Promise<Locator> {
  await command(page, 'Export…');
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('radio', { name: /^Hits/ }).waitFor();
  return dialog;
}

async function choose(page: Page, dialog: Locator, label: string, choice: string): Promise<void> {
  await dialog.getByRole('button', { name: label }).click();
  await page.getByRole('option', { name: choice }).click();
}

/** Presses the button of the dialog; the file and the style beside it, if any. */
async function exported(page: Page, dialog: Locator, files: number): Promise<readonly string[]> {
  const downloads: Download[] = [];
  const listen = (download: Download) => downloads.push(download);
  page.on('download', listen);
  await dialog.getByRole('button', { name: 'Export', exact: true }).click();
  await expect.poll(() => downloads.length, { timeout: 60_000 }).toBe(files);
  page.off('download', listen);
  const paths = [];
  for (const download of downloads) {
    const path = join(folder, download.suggestedFilename());
    await download.saveAs(path);
    paths.push(path);
  }
  return paths.toSorted();
}

browserTest(
  'hits are saved as a GeoPackage named after the question, with a style, and GDAL reads them',
  async () => {
    const { page } = app;
    const dialog = await openDialog(page);
    await dialog.getByText('a-bridge-over-a-river-hits.gpkg').waitFor();
    expect(await violations(page)).toEqual([]);
    const [gpkg, qml] = await exported(page, dialog, 2);
    expect(gpkg).toBe(join(folder, 'a-bridge-over-a-river-hits.gpkg'));
    expect(qml).toBe(join(folder, 'a-bridge-over-a-river-hits.qml'));
    if (!hasGdal) return console.warn('skipped: GDAL’s ogrinfo is not installed');
    const text = execFileSync('ogrinfo', ['-al', gpkg!], { encoding: 'utf8' });
    expect(text).toContain('Layer name: hits');
    expect(text).toContain('ID["EPSG",3395]');
    expect(text).toContain('score: Real');
    expect(text).toContain(`query (String) = "${QUESTION}"`);
  },
);

browserTest('no region at the threshold is said before anything is written', async () => {
  const { page } = app;
  const dialog = await openDialog(page);
  await dialog.getByText('Regions above the threshold').click();
  const threshold = dialog.getByRole('textbox', { name: 'Threshold' });
  await threshold.fill('0.95');
  await threshold.press('Tab');
  await dialog.getByText('No region at threshold 0.950').waitFor();
  expect(await dialog.getByRole('button', { name: 'Export', exact: true }).isDisabled()).toBe(true);
  await threshold.fill('0.05');
  await threshold.press('Tab');
  await dialog.getByText(/^\d+ features?/).waitFor();
  await choose(page, dialog, 'Format', 'Shapefile');
  await dialog.getByText('Several files, downloaded as one ZIP file').waitFor();
  const [zip] = await exported(page, dialog, 1);
  expect(zip).toMatch(/a-bridge-over-a-river-regions\.zip$/);
  if (!hasGdal) return;
  const text = execFileSync('ogrinfo', ['-al', '-so', `/vsizip/${zip}`], { encoding: 'utf8' });
  expect(text).toMatch(/mean_score: Real/);
});

browserTest('the shown part is exported as a page', async () => {
  const { page } = app;
  await hits(page).first().click();
  const dialog = await openDialog(page);
  await dialog.getByText('Picture', { exact: true }).click();
  await choose(page, dialog, 'Format', 'PDF, one page');
  await dialog.getByText('Shown part').click();
  await dialog.getByText(/ × .* pixels/).waitFor();
  const [pdf] = await exported(page, dialog, 1);
  expect(pdf).toMatch(/a-bridge-over-a-river-picture\.pdf$/);
});

browserTest('no console error was seen', () => expect(app.faults).toEqual([]));
