/** Verdicts on questions that are limited to an area, with the starter over the demo scene and its shipped index. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ModelId, SceneId } from '../../../../core/documents/ids.ts';
import type { Outline } from '../../../../core/documents/search.ts';
import { findResources } from '../../../../electron/app/disk/resources.ts';
import { createServices, type Services } from '../../../../electron/app/process/create-services.ts';
import { forkBuiltEngine, serviceOptions } from '../../../../electron/app/process/open-services.ts';

const { signal } = new AbortController();
let folder: string;
let services: Services;
let scene: SceneId;
let model: ModelId;
let size: { readonly widthPx: number; readonly heightPx: number };

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'longsight-area-verdict-'));
  services = await createServices({
    ...serviceOptions(forkBuiltEngine),
    dataFolder: join(folder, 'home'),
    resources: findResources(),
  });
  scene = await services.scenes.openPath(findResources().demoScene);
  size = await services.scenes.detail(scene);
  model = await services.models.find(null);
  expect(await services.indexes.takeShipped(scene, model, findResources().demoIndex)).toBe(true);
});
afterAll(async () => {
  await services.close();
  await rm(folder, { recursive: true });
});

/** A part of the scene by shares of its width and height. */
function part(left: number, top: number, right: number, bottom: number): Outline {
  const at = (x: number, y: number) => [x * size.widthPx, y * size.heightPx] as const;
  return [at(left, top), at(right, top), at(right, bottom), at(left, bottom)];
}

async function verdictIn(area: Outline | null, text: string) {
  const { verdict } = await services.queries.run(
    { scene, model, terms: [{ kind: 'text', text, weight: 1 }], hits: 3, area },
    signal,
  );
  return verdict;
}

test('an area that holds the whole scene has the verdict of the scene', async () => {
  for (const text of ['a parking lot full of cars', 'a baseball field'])
    expect(await verdictIn(part(-0.1, -0.1, 1.1, 1.1), text)).toEqual(await verdictIn(null, text));
});

test('an area is compared with the everyday sentences in that area, whichever area was asked before', async () => {
  const [west, east] = [part(0, 0, 0.5, 1), part(0.5, 0, 1, 1)];
  const text = 'a parking lot full of cars';
  const first = [await verdictIn(west, text), await verdictIn(east, text)];
  expect(first[0]!.falseAlarmRate).not.toBeNull();
  expect(first[1]!.falseAlarmRate).not.toBeNull();
  // In proportion to how far the everyday sentences differ there, whatever is asked.
  const spreads = [...first, await verdictIn(null, text)].map(({ scale }) => scale!.present - scale!.absent);
  expect(new Set(spreads.map((spread) => spread.toFixed(5))).size).toBe(3);
  expect([await verdictIn(west, text), await verdictIn(east, text)]).toEqual(first);
});

test('the less of a thing lies in the area, the less sure is the verdict', async () => {
  const text = 'a parking lot full of cars';
  const everywhere = await services.queries.run(
    { scene, model, terms: [{ kind: 'text', text, weight: 1 }], hits: 1, area: null },
    signal,
  );
  const { row, heightPx } = everywhere.hits[0]!.window;
  /** With the given share of the best window's height. */
  const southOf = (share: number) =>
    verdictIn(part(0, (row + (1 - share) * heightPx) / size.heightPx, 1, 1), text);
  expect((await southOf(0.5)).kind).toBe('present');
  const corner = await southOf(0.15);
  expect(corner.kind).toBe('unsure');
  expect(corner.reason).toMatch(/^Little inside the area fits, but windows that reach over its edge do: /);
  expect((await southOf(0)).kind).toBe('absent');
});

test('an area of fewer windows than the rates were measured on is not judged', async () => {
  expect(await verdictIn(part(0.4, 0.4, 0.55, 0.55), 'a baseball field')).toMatchObject({
    kind: 'not-judged',
    reason: expect.stringMatching(/areas of 30 windows or more, and this one has \d+: draw a larger area/),
  });
});
