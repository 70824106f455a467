import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { violations } from './axe.ts';
import { type BrowserApp, browserTest, startBrowserApp } from './browser-app.ts';
import { ask, command, hits, indexQuickly, mapLeaves, mapPicture, openPanel, waitForScene } from './steps.ts';

const SHOTS = process.env.LONGSIGHT_SHOTS;
const SENTENCE = 'a parking lot full of cars';

describe('in a fine-tuning session', () => {
  let app: BrowserApp;
  beforeAll(async () => {
    app = await startBrowserApp();
    await waitForScene(app.page);
  });
  afterAll(async () => {
    await app?.close();
  });

  const shot = async (name: string): Promise<void> => {
    if (SHOTS) await app.page.screenshot({ path: join(SHOTS, `${name}.png`) });
  };

  browserTest('hits of two sentences are accepted as training pairs', async () => {
    const { page } = app;
    await indexQuickly(page);
    await ask(page, 'a river');
    await hits(page).first().click();
    // Pressed in quick succession: the first key press creates the data set.
    for (let i = 0; i < 3; i++) await page.keyboard.press('Alt+y');
    await hits(page).nth(2).getByText('accepted').first().waitFor();
    // Pairs with one caption would teach nothing, and be refused.
    await ask(page, SENTENCE);
    await page.locator('[aria-label=Answer] p', { hasText: SENTENCE }).first().waitFor();
    await hits(page).first().click();
    for (let i = 0; i < 3; i++) await page.keyboard.press('Alt+y');
    await openPanel(page, 'Data set');
    await page.getByText('Pairs (6)').waitFor();
  });

  browserTest('a run is checked and estimated before it can start, and then trains to its end', async () => {
    const { page } = app;
    await openPanel(page, 'Training');
    const choose = async (field: RegExp, option: string): Promise<void> => {
      await page.getByRole('button', { name: field }).click();
      await page.getByRole('option', { name: option }).click();
    };
    const fill = async (name: string, value: string): Promise<void> => {
      await page.getByRole('textbox', { name, exact: true }).fill(value);
      await page.keyboard.press('Tab');
    };
    expect(await page.getByRole('button', { name: 'Start training' }).count()).toBe(0);
    await choose(/Preset/, 'Quick');
    await choose(/Captions/, 'Short only');
    await fill('Epochs', '6');
    await fill('Batch size', '6');
    await fill('Warm-up', '1');
    await fill('Validation', '0');
    await page.getByText('augmentation, sample sentences, checkpoints').click();
    await choose(/Test on a scene after each epoch/, 'manila_bridge.tif');
    await page.getByRole('textbox', { name: 'Sentences, one per line' }).fill(`${SENTENCE}\na river`);
    await page.getByRole('button', { name: 'Check and estimate' }).click();
    await page.getByText(/^About .* of memory/).waitFor({ timeout: 120_000 });
    // The plan lies below the form.
    const start = page.getByRole('button', { name: 'Start training' });
    await expect.poll(async () => (await start.boundingBox())!.y).toBeLessThan(850);
    const sizeOf = (label: string): Promise<string> =>
      page
        .locator('[data-panel=training] .react-aria-Label', { hasText: label })
        .evaluate((each) => `${getComputedStyle(each).fontSize} ${getComputedStyle(each).color}`);
    expect(await sizeOf('Preset')).toBe(await sizeOf('Epochs'));
    await shot('training-plan-light');
    expect(await violations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Start training' }).click();
    await page.getByText(/ of memory in use$/).waitFor();
    await page.getByRole('contentinfo').getByText('Train my-model-1', { exact: true }).waitFor();
    await page.getByText('Model my-model-1 is ready').waitFor({ timeout: 240_000 });
    await page.getByRole('img', { name: /^Loss: short \d/ }).waitFor();
    await page.getByText('model of step 6, of 6 trained').first().waitFor();
    await page.getByText(/The run has no validation pairs/).waitFor();
    const samples = page.getByRole('region', { name: 'Best windows after each epoch' });
    await samples.getByText('a river').waitFor();
    await expect.poll(() => samples.getByText('after step 6').count()).toBe(2);
    await samples.getByRole('button').first().click();
    await shot('training-done-light');
    expect(await violations(page)).toEqual([]);
  });

  browserTest('the form keeps its settings, and Enter in the delete dialog deletes nothing', async () => {
    const { page } = app;
    const name = page.getByRole('textbox', { name: 'Name of new model' });
    await page.getByRole('button', { name: 'New run' }).click();
    await expect.poll(() => name.inputValue()).toBe('my-model-2');
    await expect
      .poll(() => page.getByRole('textbox', { name: 'Epochs', exact: true }).inputValue())
      .toBe('6');
    await page.getByRole('list', { name: 'Runs' }).getByRole('button').first().click();
    await page.getByRole('button', { name: 'Delete run…' }).click();
    await page.getByRole('dialog').getByText('The resulting model is kept').waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.getByText('Model my-model-1 is ready').waitFor();
    // A new page proposes no name that is taken.
    await page.reload();
    await name.waitFor();
    expect(await name.inputValue()).toBe('my-model-2');
    await page.getByRole('list', { name: 'Runs' }).getByRole('button').first().click();
    await page.getByText('Model my-model-1 is ready').waitFor();
  });

  browserTest('both models answer the same question: in a swipe, a difference and two lists', async () => {
    const { page } = app;
    await page.getByRole('button', { name: 'Compare before and after' }).click();
    await page.getByRole('button', { name: 'Index with the same windows' }).click();
    const both = page.getByRole('button', { name: 'Compare on the map' });
    const line = page.getByRole('slider', { name: 'Position of the line between model A and model B' });
    await line.waitFor({ timeout: 120_000, state: 'attached' });
    expect(await both.count()).toBe(1);
    await page.getByRole('list', { name: /^Hits of model A: starter/ }).waitFor();
    await page.getByRole('list', { name: /^Hits of model B: my-model-1/ }).waitFor();
    // Both lists cover the whole scene.
    await page.getByText(/of the top 10 hits are at the same place/).waitFor();
    await command(page, 'Zoom full');
    const before = await mapPicture(page);
    await line.focus();
    for (let i = 0; i < 15; i++) await page.keyboard.press('ArrowRight');
    await mapLeaves(page, before);
    await shot('compare-swipe-light');
    expect(await violations(page)).toEqual([]);
    await page.getByText('Difference', { exact: true }).click();
    await page.getByRole('img', { name: /^Blue: B is higher/ }).waitFor();
    await page.waitForTimeout(600);
    await shot('compare-difference-light');
    await command(page, 'Dark theme');
    await shot('compare-difference-dark');
    expect(await violations(page)).toEqual([]);
    await openPanel(page, 'Training');
    await shot('training-done-dark');
    expect(await violations(page)).toEqual([]);
    await openPanel(page, 'Ask');
    await ask(page, 'a river');
    await page.getByRole('tab', { name: 'Compare', selected: true }).waitFor();
    await page.getByRole('list', { name: /^Hits of model B: my-model-1/ }).waitFor();
    await page.getByRole('region', { name: 'Compare' }).getByText('a river', { exact: true }).waitFor();
    await command(page, 'Close comparison');
    await page.getByRole('img', { name: /^Colours range from cosine/ }).waitFor();
  });

  browserTest(
    'the base and the new model are proposed for an evaluation, whose data the user chooses',
    async () => {
      const { page } = app;
      await openPanel(page, 'Training');
      await page.getByRole('button', { name: 'Evaluate before and after…' }).click();
      const panel = page.getByRole('tabpanel', { name: 'Evaluation' });
      await panel.getByRole('button', { name: /^starter Model$/ }).waitFor();
      await panel.getByRole('button', { name: /^my-model-1 Compare with$/ }).waitFor();
      // The run held out no pairs.
      await panel.getByText('Choose data first').waitFor();
    },
  );
});
