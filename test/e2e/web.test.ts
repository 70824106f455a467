/** Layers from the web, from a server of our own that counts what it is asked for. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { type BrowserApp, hostTest, startBrowserApp } from './browser-app.ts';
import { plainScene } from './scenes.ts';
import { command, mapPicture, waitForScene } from './steps.ts';

const CAPABILITIES = `<?xml version="1.0"?>
<WMS_Capabilities version="1.3.0" xmlns="http://www.opengis.net/wms">
  <Service><Name>WMS</Name><Title>Maps of the city</Title></Service>
  <Capability>
    <Layer><Title>All</Title>
      <Layer><Title>Transport</Title><CRS>EPSG:3857</CRS>
        <Layer><Name>roads</Name><Title>Roads &amp; paths</Title></Layer>
      </Layer>
      <Layer><Name>old</Name><Title>Old map</Title><CRS>EPSG:31467</CRS></Layer>
    </Layer>
  </Capability>
</WMS_Capabilities>`;

describe('layers from the web', () => {
  let app: BrowserApp;
  let folder: string;
  let server: Server;
  let origin: string;
  let asked: string[] = [];
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'longsight-web-'));
    const tile = await sharp({ create: { width: 256, height: 256, channels: 3, background: '#ff00ff' } })
      .png()
      .toBuffer();
    const scene = await readFile(
      await plainScene(folder, 'remote.tif', {
        widthPx: 600,
        heightPx: 400,
        colour: [30, 160, 60],
        at: [2500, 0],
      }),
    );
    server = createServer(({ url = '', headers }, response) => {
      asked.push(url);
      if (url.startsWith('/tiles/')) return void response.writeHead(200).end(tile);
      if (/GetCapabilities/.test(url)) return void response.writeHead(200).end(CAPABILITIES);
      if (/GetMap/.test(url)) return void response.writeHead(200).end(tile);
      const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(headers.range ?? '') ?? [];
      const part = scene.subarray(Number(from), Number(to) + 1);
      const range = `bytes ${from}-${Number(from) + part.length - 1}/${scene.length}`;
      response.writeHead(206, { 'Content-Range': range, ETag: '"1"' }).end(part);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    // What the page is forbidden, one test tries.
    app = await startBrowserApp([], {}, undefined, [/\/tiles\/0\/0\/0\.png/]);
    await waitForScene(app.page);
  }, 240_000);
  afterAll(async () => {
    await app?.close();
    server.closeAllConnections();
    server.close();
    await rm(folder, { recursive: true, force: true });
  });

  /** Share of the map in the colour of the tiles. */
  async function shareOfBackground(): Promise<number> {
    const { data, info } = await sharp(await mapPicture(app.page))
      .raw()
      .toBuffer({ resolveWithObject: true });
    let found = 0;
    for (let i = 0; i < data.length; i += info.channels)
      if (data[i] > 230 && data[i + 1] < 60 && data[i + 2] > 230) found += 1;
    return found / (data.length / info.channels);
  }

  hostTest(
    'a background says whom it asks, lies below the scene, and has its attribution on the map',
    async () => {
      const { page } = app;
      expect(asked).toEqual([]);
      await command(page, 'Add layer from the web…');
      const dialog = page.getByRole('dialog', { name: 'Layer from the web' });
      await dialog.getByRole('textbox', { name: 'Address' }).fill(`${origin}/tiles/{z}/{x}/{y}.png`);
      await dialog
        .getByText(`Longsight connects to ${new URL(origin).host} and to no other server.`)
        .waitFor();
      await dialog.getByRole('textbox', { name: /Attribution/ }).fill('© Testers');
      expect(asked).toEqual([]);
      await dialog.getByRole('button', { name: 'Add', exact: true }).click();
      await page.getByText('© Testers').waitFor();
      await expect.poll(shareOfBackground, { timeout: 30_000 }).toBeGreaterThan(0.1);
      expect(asked.every((url) => /^\/tiles\/\d+\/\d+\/\d+\.png$/.test(url))).toBe(true);
      // The scene covers the middle.
      expect(await shareOfBackground()).toBeLessThan(0.9);
    },
  );

  hostTest('it is hidden, shown and undone like other layers', async () => {
    const { page } = app;
    const shown = page.getByRole('checkbox', { name: 'Show the background' });
    await shown.click({ force: true });
    await page.getByText('© Testers').waitFor({ state: 'detached' });
    await expect.poll(shareOfBackground).toBe(0);
    await command(page, 'Undo');
    await page.getByText('© Testers').waitFor();
    await expect.poll(() => shown.isChecked()).toBe(true);
    await page.getByRole('slider', { name: 'Opacity of the background' }).focus();
    for (let i = 0; i < 20; i++) await page.keyboard.press('ArrowLeft');
    await expect.poll(shareOfBackground).toBe(0);
    await command(page, 'Undo');
    await page.getByRole('button', { name: 'Remove background' }).click();
    await shown.waitFor({ state: 'detached' });
    await command(page, 'Undo');
    await shown.waitFor();
    await expect.poll(shareOfBackground, { timeout: 30_000 }).toBeGreaterThan(0.1);
  });

  hostTest('a WMS lists its layers, and those that are chosen are drawn', async () => {
    const { page } = app;
    asked = [];
    await command(page, 'Add layer from the web…');
    const dialog = page.getByRole('dialog', { name: 'Layer from the web' });
    await dialog.getByText('Background: WMS').click();
    await dialog.getByRole('textbox', { name: 'Address' }).fill(`${origin}/wms?map=city`);
    // The background may still ask for its tiles.
    expect(asked.filter((url) => url.startsWith('/wms'))).toEqual([]);
    await dialog.getByRole('button', { name: 'List the layers of the service' }).click();
    await dialog.getByRole('checkbox', { name: /^Roads/ }).click({ force: true });
    expect(await dialog.getByRole('checkbox', { name: /^Old map/ }).isDisabled()).toBe(true);
    await dialog.getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByText('Maps of the city').waitFor();
    await expect
      .poll(() => asked.some((url) => /map=city.*LAYERS=roads/.test(url)), { timeout: 30_000 })
      .toBe(true);
    await command(page, 'Undo');
    await page.getByText('Maps of the city').waitFor({ state: 'detached' });
  });

  hostTest('a remote GeoTIFF is opened as a scene by parts', async () => {
    const { page } = app;
    asked = [];
    await command(page, 'Add layer from the web…');
    const dialog = page.getByRole('dialog', { name: 'Layer from the web' });
    await dialog.getByText('Scene: GeoTIFF (COG)').click();
    await dialog.getByRole('textbox', { name: 'Address' }).fill(`${origin}/remote.tif`);
    await dialog.getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByRole('row', { name: /remote/, selected: true }).waitFor();
    await expect.poll(() => asked.filter((url) => url === '/remote.tif').length).toBeGreaterThan(0);
    expect(asked.filter((url) => url.startsWith('/remote.tif.'))).toEqual([]);
  });

  hostTest('the page itself reaches no other host', async () => {
    const { page } = app;
    const reached = await page.evaluate(async (address) => {
      try {
        await fetch(address, { mode: 'no-cors' });
        return true;
      } catch {
        return false;
      }
    }, `${origin}/tiles/0/0/0.png`);
    expect(reached).toBe(false);
  });
});

describe('a project with a background of a server that was never allowed', () => {
  let app: BrowserApp;
  let server: Server;
  let asked = 0;
  beforeAll(async () => {
    server = createServer((_, response) => {
      asked += 1;
      response.writeHead(404).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    app = await startBrowserApp();
    await waitForScene(app.page);
  }, 240_000);
  afterAll(async () => {
    await app?.close();
    server.close();
  });

  hostTest('asks before anything is fetched', async () => {
    const { page } = app;
    const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    const saved = page.waitForEvent('download');
    await command(page, 'Save project');
    const project = JSON.parse(await readFile(await (await saved).path(), 'utf8'));
    const background = {
      kind: 'xyz',
      name: 'b',
      address: `http://${host}/{z}/{x}/{y}`,
      layers: '',
      attribution: '',
      visible: true,
      opacity: 1,
    };
    const text = JSON.stringify({ ...project, document: { ...project.document, background } });
    const chooser = page.waitForEvent('filechooser');
    await command(page, 'Open project…');
    await (await chooser).setFiles({
      name: 'theirs.longsight',
      mimeType: 'application/json',
      buffer: Buffer.from(text),
    });
    await page.getByText(`The background comes from ${host}`).waitFor();
    await page.waitForTimeout(500);
    expect(asked).toBe(0);
    await page.getByRole('button', { name: 'Connect' }).click();
    await expect.poll(() => asked).toBeGreaterThan(0);
  });
});
