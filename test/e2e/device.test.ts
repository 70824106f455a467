import { afterAll, beforeAll, describe, expect } from 'vitest';
import { type BrowserApp, browserTest, startBrowserApp } from './browser-app.ts';
import { waitForScene } from './steps.ts';

describe('the compute device', () => {
  let app: BrowserApp;
  beforeAll(async () => {
    app = await startBrowserApp();
    await waitForScene(app.page);
  });
  afterAll(async () => {
    await app?.close();
  });

  browserTest('shows its speed in the status bar, and says why other devices are not used', async () => {
    const { page } = app;
    const item = page.getByRole('button', { name: 'Device: CPU' });
    await item.getByText(/^\d+\swindows\/s$/).waitFor({ timeout: 60_000 });
    await item.click();
    const dialog = page.getByRole('dialog', { name: 'Compute device' });
    await dialog.getByText(/^in use · \d+\swindows\/s$/).waitFor();
    expect(
      await dialog
        .getByText(/libraries are not installed|no graphics card|slower than the CPU|not tested/)
        .count(),
    ).toBeGreaterThan(0);
  });

  browserTest('stays chosen after a reload, even if the CPU computes in its place', async () => {
    const { page } = app;
    const dialog = page.getByRole('dialog', { name: 'Compute device' });
    await dialog.getByRole('button', { name: /Compute on/ }).click();
    await page.getByRole('option', { name: 'CUDA' }).click();
    await dialog
      .getByRole('button', { name: /Compute on/ })
      .getByText('CUDA')
      .waitFor();
    await page.keyboard.press('Escape');
    await page.reload();
    await waitForScene(page);
    await page.getByRole('button', { name: 'Device: CPU' }).click();
    await dialog
      .getByRole('button', { name: /Compute on/ })
      .getByText('CUDA')
      .waitFor();
    await dialog.getByRole('button', { name: 'Test all devices again' }).click();
    await dialog.getByText(/in use/).waitFor();
  });

  browserTest('causes no logged error', () => {
    expect(app.faults).toEqual([]);
  });
});
