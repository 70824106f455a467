/** Questions that travel as recipes, several questions in one run, and scenes that were opened before. */
import { afterAll, beforeAll, expect } from 'vitest';
import { type BrowserApp, browserTest, hostTest, startBrowserApp } from './browser-app.ts';
import { ask, command, hits, openPanel, waitForScene } from './steps.ts';

let app: BrowserApp;

beforeAll(async () => {
  app = await startBrowserApp([], { LONGSIGHT_INDEX_DEMO: '1' });
  await waitForScene(app.page);
});

afterAll(async () => {
  await app?.close();
});

const field = () => app.page.getByRole('textbox', { name: 'What are you looking for?' });
const results = () => app.page.getByRole('list', { name: 'Results', exact: true }).getByRole('listitem');
const answer = () => app.page.locator('[aria-label=Answer]');

/** Waits for the field of a new sentence to have the cursor. */
const hasCursor = (name: string): Promise<void> =>
  app.page.getByRole('textbox', { name }).and(app.page.locator(':focus')).waitFor();

hostTest('a recipe brings sentences, weights and the style of the map to another question', async () => {
  const { page } = app;
  await app.context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await ask(page, 'a steel bridge over a brown river');
  await hits(page).first().waitFor();
  await page.getByRole('button', { name: 'Without', exact: true }).click();
  await hasCursor('Without');
  await page.keyboard.type('a road');
  await page.keyboard.press('Enter');
  await answer().getByText('a steel bridge over a brown river − a road').waitFor();
  await openPanel(page, 'Layers');
  await page.getByRole('button', { name: /Colour ramp/ }).click();
  await page.getByRole('option', { name: 'magma' }).click();
  await command(page, 'Copy question as recipe');
  await page.getByText('The recipe is on the clipboard').waitFor();
  const recipe = await page.evaluate(() => navigator.clipboard.readText());
  expect(recipe).toMatch(/^longsight1:[\w-]+$/);

  await command(page, 'New query');
  await page.getByRole('button', { name: /Colour ramp/ }).click();
  await page.getByRole('option', { name: 'viridis' }).click();
  await field().fill(` ${recipe} `);
  await page.keyboard.press('Enter');
  await expect.poll(() => field().inputValue()).toBe('a steel bridge over a brown river');
  await page.getByText('a road', { exact: true }).first().waitFor();
  await hits(page).first().waitFor();
});

browserTest('a damaged recipe says so and asks nothing', async () => {
  const { page } = app;
  await command(page, 'New query');
  await field().fill('longsight1:AAAA');
  await page.keyboard.press('Enter');
  await page.getByText(/the recipe is damaged: copy all of it/).waitFor();
  expect(await field().inputValue()).toBe('longsight1:AAAA');
  await field().fill(`longsight1:${'A'.repeat(200)}`);
  const panel = page.getByRole('tabpanel', { name: 'Ask' });
  const [inner, outer] = [await field().boundingBox(), await panel.boundingBox()];
  expect(inner!.x + inner!.width).toBeLessThanOrEqual(outer!.x + outer!.width);
});

browserTest('several sentences are asked each by itself in one run', async () => {
  const { page } = app;
  await command(page, 'New query');
  const sentences = ['a parking lot full of cars', 'brown water with ripples', 'houses among trees'];
  await field().fill(sentences[0]!);
  for (const sentence of sentences.slice(1)) {
    await page.getByRole('button', { name: 'Sentence', exact: true }).click();
    await hasCursor('Another sentence');
    await page.keyboard.type(sentence);
  }
  const before = await results().count();
  await page.getByRole('button', { name: 'Ask each sentence by itself' }).click();
  await page.getByText('3 questions asked').waitFor();
  await answer().getByText(sentences[0]!).first().waitFor();
  await expect.poll(() => page.locator('[data-verdict]').getAttribute('data-verdict')).toBe('present');
  await expect.poll(() => results().count()).toBe(Math.min(12, before + 3));
  for (const [i, sentence] of sentences.entries())
    await expect.poll(() => results().nth(i).innerText()).toContain(sentence);
});

browserTest('a scene that was opened before is a layer again by one press', async () => {
  const { page } = app;
  await command(page, 'Remove layer…');
  await page.getByRole('dialog').getByRole('button', { name: 'Remove', exact: true }).click();
  await page.getByRole('row', { name: /manila_bridge/ }).waitFor({ state: 'detached' });
  await command(page, 'Add earlier scene…');
  await page.getByRole('dialog').getByRole('button', { name: 'manila_bridge.tif' }).click();
  await page
    .getByRole('row', { name: /manila_bridge/ })
    .getByText('Indexed', { exact: true })
    .waitFor();
});
