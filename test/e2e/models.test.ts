import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { type FaultServer, startFaultServer, trickleFor } from '../electron/app/download/fault-server.ts';
import { safetensorsFile, tinyWeights } from '../models/tiny-weights.ts';
import { violations } from './axe.ts';
import { type BrowserApp, browserTest, hostTest, startBrowserApp } from './browser-app.ts';
import { command, dropFile, openPanel, waitForScene } from './steps.ts';

/** So long that the press of Cancel comes in time on a busy machine. */
const DOWNLOAD_MS = 40_000;

describe('the models panel', () => {
  let app: BrowserApp;
  let server: FaultServer;
  beforeAll(async () => {
    server = await startFaultServer(safetensorsFile(tinyWeights(248)));
    app = await startBrowserApp([], { HF_ENDPOINT: server.origin });
    await waitForScene(app.page);
    await openPanel(app.page, 'Models');
  });
  afterAll(async () => {
    await app?.close();
    await server?.close();
  });

  const models = () => app.page.getByRole('tabpanel', { name: 'Models' });
  const row = (name: string) => models().getByRole('listitem').filter({ hasText: name });
  const dialog = () => app.page.getByRole('dialog');
  const show = (panel: string) => openPanel(app.page, panel);
  const job = (title: string) => app.page.getByRole('listitem').filter({ hasText: title });

  browserTest('offers published weights with size, licence and source', async () => {
    const { page } = app;
    await models().getByRole('button', { name: 'Download model weights…' }).click();
    await dialog().getByText('about 598 MB').waitFor();
    await dialog()
      .getByText('https://huggingface.co/MitsuiChen14/DGTRS-CLIP-ViT-B-16', { exact: true })
      .waitFor();
    await dialog().getByText('Mirror and proxy').click();
    expect(await violations(page)).toEqual([]);
    await dialog()
      .getByRole('button', { name: /^DGTRS-CLIP ViT-B\/16/ })
      .click();
    await page.getByRole('option', { name: 'RemoteCLIP ViT-B/32' }).click();
    await dialog().getByText('Which activation does the model use?').waitFor();
    expect(await dialog().getByRole('button', { name: 'Download', exact: true }).isDisabled()).toBe(true);
    expect(await violations(page)).toEqual([]);
  });

  browserTest('shows the progress of a download, cancels it and keeps the received part', async () => {
    const { page } = app;
    server.queue = [trickleFor(DOWNLOAD_MS)];
    await dialog()
      .getByRole('button', { name: /^RemoteCLIP ViT-B\/32/ })
      .click();
    await page.getByRole('option', { name: 'LRSCLIP ViT-B/16', exact: true }).click();
    await dialog().getByRole('button', { name: 'Download', exact: true }).click();
    const running = job('Download model lrsclip-b16');
    await running.getByText(/\d+(\.\d)?\skB of \d+(\.\d)?\skB/).waitFor();
    const cancel = running.getByRole('button', { name: 'Cancel' });
    const started = performance.now();
    await cancel.click();
    await running.getByText('Cancelled', { exact: true }).waitFor();
    expect(performance.now() - started).toBeLessThan(DOWNLOAD_MS / 4);
    await show('Models');
    await row('lrsclip-b16')
      .getByText(/unfinished download, .* of /)
      .waitFor();
    expect(await violations(page)).toEqual([]);
  });

  browserTest(
    'resumes a cancelled download after a reload of the page, and makes a model from it',
    async () => {
      const { page } = app;
      await page.reload();
      await waitForScene(page);
      await show('Jobs');
      await job('Download model lrsclip-b16').getByRole('button', { name: 'Resume' }).click();
      await job('Download model lrsclip-b16').getByText('Done', { exact: true }).waitFor();
      expect(server.log.at(-1)).toMatch(
        /^GET \/cwz14\/LRSCLIP_ViT-B-16\/resolve\/main\/LRSCLIP_ViT-B-16\.pt bytes=\d+- "one"$/,
      );
      await show('Models');
      await row('lrsclip-b16').getByText('Provenance').click();
      await row('lrsclip-b16')
        .getByText(`${server.origin}/cwz14/LRSCLIP_ViT-B-16/resolve/main/LRSCLIP_ViT-B-16.pt`)
        .waitFor();
      await models().getByText('unfinished download').waitFor({ state: 'detached' });
      expect(await violations(page)).toEqual([]);
    },
  );

  hostTest(
    'imports a dropped weights file once its activation is chosen, and removes the upload',
    async () => {
      const { page } = app;
      await dropFile(page, 'my weights.safetensors', safetensorsFile(tinyWeights(77)));
      await dialog()
        .getByText(/ViT of width 64, patch 4, 8\spx, 77 tokens/)
        .waitFor();
      const start = dialog().getByRole('button', { name: 'Import', exact: true });
      expect(await start.isDisabled()).toBe(true);
      expect(await violations(page)).toEqual([]);
      await dialog()
        .getByRole('button', { name: /^Select an item/ })
        .click();
      await page.getByRole('option', { name: /^Exact GELU/ }).click();
      await expect
        .poll(() => dialog().getByRole('textbox', { name: 'Name' }).inputValue())
        .toBe('my-weights');
      await dialog().getByRole('textbox', { name: 'Name' }).fill('no/name');
      await dialog()
        .getByText(/^Up to 64 letters/)
        .waitFor();
      expect(await start.isDisabled()).toBe(true);
      await dialog().getByRole('textbox', { name: 'Name' }).fill('mine');
      await start.click();
      await job('Import model mine').getByText('Done', { exact: true }).waitFor();
      await show('Models');
      await row('mine').getByText('Provenance').click();
      await row('mine').getByText('exact GELU, chosen at import').waitFor();
      await expect.poll(() => readdir(join(app.dataFolder, 'uploads'))).toEqual([]);
    },
  );

  hostTest('refuses a file that is not a model before an import starts, and says what it is', async () => {
    const { page } = app;
    await dropFile(page, 'page.pt', Buffer.from('<!doctype html><title>Sign in</title>'));
    await dialog().getByText('This file cannot be imported').waitFor();
    await dialog()
      .getByText(/a web page, not weights/)
      .waitFor();
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('Escape');
  });

  browserTest('says what to do about a failed download, and discards it', async () => {
    const { page } = app;
    await command(page, 'Download model weights…');
    await dialog().getByRole('radio', { name: 'A web address' }).click({ force: true });
    await dialog()
      .getByRole('textbox', { name: 'URL of the weights file' })
      .fill(`${server.origin}/short.safetensors`);
    await expect.poll(() => dialog().getByRole('textbox', { name: 'Name' }).inputValue()).toBe('short');
    server.file.bytes = safetensorsFile(tinyWeights(77));
    await dialog().getByRole('button', { name: 'Download', exact: true }).click();
    await job('Download model short')
      .getByText(/whether the model uses QuickGELU/)
      .waitFor();
    await show('Models');
    await row('short').getByRole('button', { name: 'Discard' }).click();
    await dialog().getByRole('button', { name: 'Discard', exact: true }).click();
    await row('short').waitFor({ state: 'detached' });
    await expect.poll(() => existsSync(join(app.dataFolder, 'downloads/short'))).toBe(false);
  });

  hostTest('removes a model with its files', async () => {
    await row('mine').getByRole('button', { name: 'Remove model' }).click();
    await dialog().getByRole('button', { name: 'Remove', exact: true }).click();
    await row('mine').waitFor({ state: 'detached' });
    await expect.poll(() => existsSync(join(app.dataFolder, 'models/mine'))).toBe(false);
  });

  browserTest('logs no error and does not violate the content security policy', () => {
    expect(app.faults).toEqual([]);
  });
});
