import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { type BrowserApp, browserTest, startBrowserApp } from './browser-app.ts';
import { waitForScene } from './steps.ts';

describe('a data folder with a damaged file', () => {
  let app: BrowserApp;
  beforeAll(async () => {
    app = await startBrowserApp([], {}, (folder) => writeFile(join(folder, 'jobs.json'), '5'));
    await waitForScene(app.page);
  });
  afterAll(async () => {
    await app?.close();
  });

  browserTest('starts, names the file above the panels, and keeps it', async () => {
    const { page, dataFolder } = app;
    const notice = page.getByRole('alert').filter({ hasText: 'damaged' });
    await notice.waitFor();
    const path = join(dataFolder, 'jobs.json');
    expect(await notice.textContent()).toContain(`it was moved to ${path}.damaged`);
    expect(await readFile(`${path}.damaged`, 'utf8')).toBe('5');
    await notice.getByRole('button', { name: 'Hide' }).click();
    await notice.waitFor({ state: 'detached' });
    expect(app.faults).toEqual([]);
  });
});
