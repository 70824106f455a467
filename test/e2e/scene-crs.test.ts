import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe } from 'vitest';
import { type BrowserApp, browserTest, startBrowserApp } from './browser-app.ts';
import { plainScene } from './scenes.ts';
import { command } from './steps.ts';

describe('a scene whose file names no coordinate reference system', () => {
  let app: BrowserApp;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'longsight-scenes-'));
    const bare = { widthPx: 600, heightPx: 500, colour: [60, 120, 60] } as const;
    const path = await plainScene(folder, 'bare.tif', bare);
    await writeFile(join(folder, 'bare.tfw'), '2\n0\n0\n-2\n300001\n1599999\n');
    app = await startBrowserApp([path]);
    await app.page.getByRole('row', { name: /bare/ }).waitFor();
  });
  afterAll(async () => {
    await app?.close();
    await rm(folder, { recursive: true, force: true });
  });

  browserTest('gets one in its properties, and loses it again', async () => {
    const { page } = app;
    await command(page, 'Properties…');
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox', { name: 'CRS of the file' }).fill('EPSG:32651');
    await dialog.getByRole('button', { name: 'Set CRS' }).click();
    await dialog.getByText('EPSG:32651 – WGS 84 / UTM zone 51N').waitFor();
    if (process.env.LONGSIGHT_SHOT) await page.screenshot({ path: process.env.LONGSIGHT_SHOT });
    await dialog.getByRole('button', { name: 'Remove CRS' }).click();
    await dialog.getByRole('button', { name: 'Set CRS' }).waitFor();
  });
});
