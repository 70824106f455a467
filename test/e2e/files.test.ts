import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { type BrowserApp, hostTest, repository, startBrowserApp } from './browser-app.ts';
import { command, dropFile, waitForScene } from './steps.ts';

const SECOND = join(repository, 'test/fixtures/e2e/second.tif');

describe('in the browser', () => {
  let app: BrowserApp;
  beforeAll(async () => {
    // Chromium logs this for a message in flight when a test closes the connection.
    app = await startBrowserApp([], {}, undefined, [/WebSocket is already in CLOSING or CLOSED/]);
    await waitForScene(app.page);
  });
  afterAll(async () => {
    await app?.close();
  });

  const drop = (name: string, bytes: Buffer): Promise<void> => dropFile(app.page, name, bytes);

  hostTest('a dropped GeoTIFF is uploaded, added on top and made active', async () => {
    await drop('dropped 中文.tif', await readFile(SECOND));
    await app.page.getByRole('row', { name: /dropped 中文/, selected: true }).waitFor();
  });

  hostTest('a GeoTIFF chosen in the dialog is opened', async () => {
    const { page } = app;
    const chooser = page.waitForEvent('filechooser');
    await command(page, 'Add raster scene…');
    await (await chooser).setFiles(SECOND);
    await page.getByRole('row', { name: /second/ }).waitFor();
  });

  hostTest('a file that is not a GeoTIFF is refused with its name and the cause', async () => {
    const { page } = app;
    await drop('notes.tif', Buffer.from('these are notes, not pixels'));
    const message = page.getByRole('alert');
    await message.waitFor();
    expect(await message.textContent()).toContain('notes.tif');
    await message.getByRole('button').click();
    await message.waitFor({ state: 'detached' });
  });

  hostTest('a missing scene file is asked for at the next start, and can be chosen', async () => {
    const { page } = app;
    const uploads = await readdir(join(app.dataFolder, 'uploads'), { recursive: true });
    const second = uploads.filter((name) => name.endsWith('second.tif'));
    expect(second.length).toBe(1);
    await rm(join(app.dataFolder, 'uploads', second[0]));
    await page.reload();
    const dialog = page.getByRole('dialog', { name: 'Locate second.tif' });
    await dialog.waitFor();
    await page.getByText('File not found').waitFor();
    const chooser = page.waitForEvent('filechooser');
    await dialog.getByRole('button', { name: 'Choose file…' }).click();
    await (await chooser).setFiles(SECOND);
    await dialog.waitFor({ state: 'detached' });
    await page.getByText('File not found').waitFor({ state: 'detached' });
    await expect.poll(() => page.getByRole('row', { name: /second/ }).count()).toBe(1);
  });

  hostTest('removing a layer asks first, and undo restores it', async () => {
    const { page } = app;
    const row = page.getByRole('row', { name: /second/ });
    await row.click();
    await page.keyboard.press('Control+d');
    await page.getByRole('dialog').getByRole('button', { name: 'Remove', exact: true }).click();
    await row.waitFor({ state: 'detached' });
    await command(page, 'Undo');
    await row.waitFor();
  });

  hostTest('removing a layer and its index also removes an example window of its scene', async () => {
    const { page } = app;
    const row = page.getByRole('row', { name: /second/ });
    await row.click();
    await command(page, 'Draw an example window');
    const { x, y, width, height } = (await page.getByRole('application').boundingBox())!;
    await page.mouse.move(x + width / 2 - 30, y + height / 2 - 30);
    await page.mouse.down();
    await page.mouse.move(x + width / 2 + 30, y + height / 2 + 30, { steps: 4 });
    await page.mouse.up();
    const example = page.getByText('Like this window');
    await example.waitFor();
    await page.keyboard.press('Control+d');
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Also delete its index').click();
    await dialog.getByRole('button', { name: 'Remove', exact: true }).click();
    await row.waitFor({ state: 'detached' });
    await example.waitFor({ state: 'detached' });
    expect(await page.getByRole('alert').count()).toBe(0);
  });

  hostTest('the window reconnects after a lost connection and works again', async () => {
    const { page } = app;
    let cut: () => void = () => undefined;
    let isDown = false;
    await page.routeWebSocket('**/rpc', (socket) => {
      if (isDown) return void socket.close({ code: 4000, reason: 'refused by the test' });
      const server = socket.connectToServer();
      cut = () => {
        void server.close();
        void socket.close({ code: 4000, reason: 'cut by the test' });
      };
    });
    await page.reload();
    await waitForScene(page);
    isDown = true;
    cut();
    await page.getByText('Connection to the core lost').waitFor();
    isDown = false;
    await page.getByText('Connection to the core lost').waitFor({ state: 'detached' });
    await command(page, 'Hide all layers');
    await page.getByRole('checkbox', { name: /Show manila_bridge/, checked: false }).waitFor();
  });
});
