import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { safetensorsFile, tinyWeights } from '../models/tiny-weights.ts';
import { violations } from './axe.ts';
import { type BrowserApp, browserTest, repository, startBrowserApp } from './browser-app.ts';
import { command, dropFile, waitForScene } from './steps.ts';

const SHOTS = process.env.LONGSIGHT_SHOTS;
/** Pictures of UC Merced that ship with the program, ten of each class. */
const PICTURES = join(repository, 'models/calibration/pictures');

describe('in the Evaluation panel', () => {
  let app: BrowserApp;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'longsight-evaluated-'));
    await classFolders(join(folder, 'ucm'));
    await captionList(join(folder, 'captioned'));
    app = await startBrowserApp();
    await waitForScene(app.page);
    await app.page.setViewportSize({ width: 1366, height: 768 });
  });
  afterAll(async () => {
    await app?.close();
    await rm(folder, { recursive: true, force: true });
  });

  const panel = (): Locator => app.page.getByRole('tabpanel', { name: 'Evaluation' });
  const dialog = (): Locator => app.page.getByRole('dialog');
  const shot = async (name: string): Promise<void> => {
    if (SHOTS) await app.page.screenshot({ path: join(SHOTS, `${name}.png`) });
  };
  async function choose(field: RegExp, option: string): Promise<void> {
    await panel().getByRole('button', { name: field }).click();
    await app.page.getByRole('option', { name: option, exact: true }).click();
  }
  /** The browser's own dialog for folders. */
  async function chooseFolder(name: string): Promise<void> {
    const chooser = app.page.waitForEvent('filechooser');
    await panel().getByRole('button', { name: 'Folder…' }).click();
    await (await chooser).setFiles(join(folder, name));
    await panel()
      .getByRole('button', { name: new RegExp(`^${name}`) })
      .waitFor();
  }

  browserTest('a second model is imported for comparison', async () => {
    const { page } = app;
    await dropFile(page, 'random.safetensors', safetensorsFile(tinyWeights(77, 49_408)));
    await dialog()
      .getByRole('button', { name: /^Select an item/ })
      .click();
    await page.getByRole('option', { name: /^Exact GELU/ }).click();
    await dialog().getByRole('button', { name: 'Import', exact: true }).click();
    await page
      .getByRole('listitem')
      .filter({ hasText: 'Import model random' })
      .getByText('Done', { exact: true })
      .waitFor();
  });

  browserTest('data of another form is refused with what it should be, before anything runs', async () => {
    const { page } = app;
    await command(page, 'Evaluate a model…');
    await panel().getByText('Choose data first').waitFor();
    expect(await panel().getByRole('button', { name: 'Check data' }).isDisabled()).toBe(true);
    await chooseFolder('captioned');
    await panel().getByRole('button', { name: 'Check data' }).click();
    await panel().getByText('This data cannot be used for this task').waitFor();
    expect(await panel().getByRole('button', { name: 'Start', exact: true }).count()).toBe(0);
    await shot('evaluation-refused-light');
    expect(await violations(page)).toEqual([]);
  });

  browserTest(
    'the check says what the data has, how the classes are called, and what it will cost',
    async () => {
      const { page } = app;
      await chooseFolder('ucm');
      await choose(/Compare with/, 'random');
      await panel().getByText('Settings', { exact: true }).click();
      await panel().getByRole('button', { name: 'Check data' }).click();
      await panel().getByText('210 pictures, 21 classes: a folder for each class').waitFor();
      await panel()
        .getByText(/agricultural → farmland/)
        .waitFor();
      await panel()
        .getByText(/^starter: 0 of 210 encoded before, about/)
        .waitFor();
      await panel()
        .getByText(/^random: 0 of 210 encoded before/)
        .waitFor();
      await shot('evaluation-check-light');
      expect(await violations(page)).toEqual([]);
    },
  );

  browserTest('two models run, one is cancelled and resumed, and keeps what it had encoded', async () => {
    const { page } = app;
    await panel().getByRole('button', { name: 'Start', exact: true }).click();
    const starter = panel().getByRole('region', { name: 'Progress of starter' });
    await starter.getByText(/^encoding · \d+ of 210/).waitFor();
    await shot('evaluation-progress-light');
    await starter.getByRole('button', { name: 'Cancel' }).click();
    await starter.getByText('Cancelled. What was encoded so far is kept.').waitFor();
    expect(await violations(page)).toEqual([]);
    await starter.getByRole('button', { name: 'Resume' }).click();
    await panel().getByRole('radio', { name: 'Comparison' }).waitFor({ state: 'attached', timeout: 120_000 });
  });

  browserTest('two models are compared: paired interval, McNemar, differences by class', async () => {
    const { page } = app;
    const figures = panel().getByRole('table', { name: 'Figures' });
    await figures.getByRole('row', { name: /^accuracy/ }).waitFor();
    await figures.getByText('A is better').waitFor();
    await panel()
      .getByText(/^Only A is right about \d+ pictures, only B about \d+\..*below 0.001 \(McNemar\)\.$/)
      .waitFor();
    const differences = panel().getByRole('table', { name: 'Differences by class' }).getByRole('row');
    await expect.poll(() => differences.count()).toBe(22);
    await shot('evaluation-comparison-light');
    expect(await violations(page)).toEqual([]);
    await command(page, 'Dark theme');
    await shot('evaluation-comparison-dark');
    expect(await violations(page)).toEqual([]);
    await command(page, 'Light theme');
  });

  browserTest(
    'bars by class have n and error, and a confusion cell opens its pictures by click and by key',
    async () => {
      const { page } = app;
      await panel().getByText('A: starter').click();
      const bars = panel().getByRole('list', { name: 'Accuracy by class' }).getByRole('listitem');
      await expect.poll(() => bars.count()).toBe(21);
      await expect.poll(() => bars.first().textContent()).toMatch(/%\d+–\d+ · n \d+$/);
      await shot('evaluation-report-light');
      const grid = panel().getByRole('grid', { name: 'Confusions' });
      const right = grid.getByRole('gridcell', { name: /^farmland recognized: \d+ of 10$/ });
      const count = Number(/: (\d+)/.exec((await right.getAttribute('aria-label'))!)![1]);
      expect(count).toBeGreaterThan(4);
      await right.click();
      await dialog()
        .getByRole('heading', { name: `farmland recognized: ${count} of 10` })
        .waitFor();
      const pictures = dialog().getByRole('button', { name: /^Enlarge agricultural/ });
      await expect.poll(() => pictures.count()).toBe(count);
      await expect
        .poll(() =>
          pictures
            .locator('img')
            .evaluateAll((all) => all.map((each) => (each as HTMLImageElement).naturalWidth)),
        )
        .toEqual(Array(count).fill(192));
      await shot('evaluation-pictures-light');
      expect(await violations(page)).toEqual([]);
      await pictures.first().click();
      const large = dialog().getByRole('img', { name: /^agricultural/ });
      await expect.poll(() => large.evaluate((each) => (each as HTMLImageElement).naturalWidth)).toBe(256);
      await page.keyboard.press('Escape');
      await dialog().waitFor({ state: 'detached' });
      await grid.focus();
      await page.keyboard.press('Home');
      await page.keyboard.press('Enter');
      await dialog()
        .getByRole('heading', { name: `farmland recognized: ${count} of 10` })
        .waitFor();
      await page.keyboard.press('Escape');
      expect(await violations(page)).toEqual([]);
      await grid.scrollIntoViewIfNeeded();
      await command(page, 'Dark theme');
      await grid.scrollIntoViewIfNeeded();
      await shot('evaluation-confusions-dark');
      expect(await violations(page)).toEqual([]);
      await command(page, 'Light theme');
    },
  );

  browserTest('the report is saved as a page, as JSON and as CSV', async () => {
    const { page } = app;
    const saved = async (entry: RegExp): Promise<string> => {
      await panel().getByRole('button', { name: 'Save report…' }).click();
      const download = page.waitForEvent('download');
      await page.getByRole('menuitem', { name: entry }).click();
      return readFile(await (await download).path(), 'utf8');
    };
    expect(await saved(/HTML/)).toMatch(/^<!doctype html>[\s\S]*data:image\/jpeg/);
    const report = JSON.parse(await saved(/JSON/));
    expect(report).toMatchObject({
      task: 'classification',
      model: { name: 'starter' },
      data: { images: 210 },
    });
    expect(await saved(/CSV/)).toMatch(/farmland/);
    await page.getByText('Report saved').first().waitFor();
    // The list names the same figure.
    const figure = `accuracy ${report.accuracy.toFixed(1)} %`;
    await panel().getByRole('list', { name: 'Evaluations' }).getByText(figure).waitFor();
  });

  browserTest('the same data is not encoded again, and a failed query opens its pictures', async () => {
    const { page } = app;
    await panel().getByRole('button', { name: 'New evaluation' }).click();
    await chooseFolder('captioned');
    await choose(/Task$/, 'Retrieval by caption');
    await panel().getByRole('button', { name: 'Check data' }).click();
    await panel()
      .getByText(/^starter: 42 of 42 encoded before/)
      .waitFor();
    await panel().getByRole('button', { name: 'Start', exact: true }).click();
    // Both models of the run before are still chosen.
    await panel().getByText('A: starter').click({ timeout: 60_000 });
    const misses = panel().getByRole('list', { name: 'Failed queries' }).getByRole('button');
    await misses.first().waitFor({ timeout: 60_000 });
    await panel()
      .getByRole('img', { name: /^Recall by number of places/ })
      .waitFor();
    await shot('evaluation-retrieval-light');
    expect(await violations(page)).toEqual([]);
    await misses.filter({ hasText: 'Text → image' }).first().click();
    await dialog()
      .getByRole('heading', { name: /finds its picture at place \d+/ })
      .waitFor();
    await expect
      .poll(() =>
        dialog()
          .getByRole('button', { name: /^Enlarge/ })
          .count(),
      )
      .toBe(2);
    await shot('evaluation-failed-query-light');
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('Escape');
  });

  browserTest('a collected data set is evaluated from its own panel', async () => {
    const { page } = app;
    const names = await readdir(join(folder, 'captioned'));
    const chooser = page.waitForEvent('filechooser');
    await command(page, 'Import caption pairs…');
    await (await chooser).setFiles(names.map((name) => join(folder, 'captioned', name)));
    await page.getByText('42 pairs added.').waitFor();
    await command(page, 'Data set panel');
    await page.getByRole('button', { name: 'More actions for this data set' }).click();
    await page.getByRole('menuitem', { name: 'Evaluate on this data set…' }).click();
    await panel()
      .getByRole('button', { name: /^Data set 1 \(42 pairs\) Data$/ })
      .waitFor();
    await panel().getByRole('button', { name: 'Check data' }).click();
    await panel()
      .getByText(/^42 pictures, 42 captions/)
      .waitFor();
  });

  browserTest('evaluations are still there after a reload, and can be deleted', async () => {
    const { page } = app;
    await page.reload();
    await waitForScene(page);
    await command(page, 'Evaluation panel');
    const listed = panel().getByRole('list', { name: 'Evaluations' }).getByRole('button');
    await expect.poll(() => listed.count()).toBe(4);
    await listed.filter({ hasText: 'Retrieval by caption' }).first().click();
    await panel().getByRole('button', { name: 'Delete…' }).click();
    await dialog().getByRole('button', { name: 'Delete', exact: true }).click();
    await expect.poll(() => listed.count()).toBe(3);
  });
});

async function classFolders(target: string): Promise<void> {
  for (const name of await readdir(PICTURES)) {
    const folder = join(target, name.replace(/\d+\.jpg$/, ''));
    await mkdir(folder, { recursive: true });
    await cp(join(PICTURES, name), join(folder, name));
  }
}

/** Two pictures of each class, whose captions name it. */
async function captionList(target: string): Promise<void> {
  await mkdir(target, { recursive: true });
  const names = await readdir(PICTURES);
  const records: { readonly image: string; readonly short: string }[] = [];
  for (const name of new Set(names.map((each) => each.replace(/\d+\.jpg$/, ''))))
    for (const [i, image] of names
      .filter((each) => each.startsWith(name))
      .slice(0, 2)
      .entries()) {
      await cp(join(PICTURES, image), join(target, image));
      records.push({ image, short: `a satellite photo of ${name}, number ${i + 1}` });
    }
  await writeFile(join(target, 'pairs.jsonl'), records.map((record) => JSON.stringify(record)).join('\n'));
}
