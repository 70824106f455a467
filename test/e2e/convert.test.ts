/** Rasters of other formats: a copy is offered, made as a job, and opened. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { type BrowserApp, hostTest, repository, startBrowserApp } from './browser-app.ts';
import { command, dropFile, waitForScene } from './steps.ts';

const hasGdal = spawnSync('gdal_translate', ['--version']).status === 0;
const withGdal = hasGdal ? hostTest : hostTest.skip;
if (!hasGdal) console.warn('skipped: GDAL’s gdal_translate is not installed');

describe('a raster of another format', () => {
  let app: BrowserApp;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'longsight-convert-'));
    const demo = join(repository, 'build/demo/manila_bridge.tif');
    if (hasGdal)
      execFileSync('gdal_translate', [
        ...['-q', '-of', 'PNG', '-co', 'WORLDFILE=YES', '-srcwin', '900', '900', '300', '200', demo],
        join(folder, 'picture.png'),
      ]);
    app = await startBrowserApp();
    await waitForScene(app.page);
  }, 240_000);
  afterAll(async () => {
    await app?.close();
    await rm(folder, { recursive: true, force: true });
  });

  withGdal('is offered as a converted copy, which is opened in its place', async () => {
    const { page } = app;
    const chooser = page.waitForEvent('filechooser');
    await command(page, 'Add raster scene…');
    await (await chooser).setFiles(
      ['picture.png', 'picture.wld', 'picture.png.aux.xml'].map((name) => join(folder, name)),
    );
    const dialog = page.getByRole('dialog', { name: 'Convert picture.png?' });
    await dialog.getByText('300 × 200 px, 3 bands').waitFor();
    await dialog.getByRole('button', { name: 'Convert', exact: true }).click();
    await page.getByRole('row', { name: /picture/, selected: true }).waitFor();
    await command(page, 'Properties…');
    const properties = page.getByRole('dialog');
    await properties.getByText(/World Mercator/).waitFor();
    expect(await properties.getByText('300 × 200 px').count()).toBe(1);
    await page.keyboard.press('Escape');
    await command(page, 'Jobs panel');
    await page.getByText('Convert picture.png').waitFor();
  });

  withGdal('is not converted without consent', async () => {
    const { page } = app;
    await dropFile(page, 'other.png', await readFile(join(folder, 'picture.png')));
    const dialog = page.getByRole('dialog', { name: 'Convert other.png?' });
    await dialog.getByRole('button', { name: 'Do not open it' }).click();
    await dialog.waitFor({ state: 'detached' });
    expect(await page.getByRole('row', { name: /other/ }).count()).toBe(0);
    expect(await page.getByText('Convert other.png').count()).toBe(0);
  });

  hostTest('that cannot be converted is named with what to do', async () => {
    const { page } = app;
    const ecw = Buffer.from([0x65, 2, 1, 1, 0, 0, 0, 0]);
    await writeFile(join(folder, 'scene.ecw'), ecw);
    await dropFile(page, 'scene.ecw', ecw);
    const alert = page.getByRole('alert').filter({ hasText: 'this is an ECW picture' });
    await alert.waitFor();
    expect(await alert.textContent()).toContain('ERDAS software');
  });
});
