import { copyFile, mkdir, mkdtemp, readFile, rename, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { formatsOf } from '../../../../core/documents/export-products.ts';
import { usualSpec } from '../../../../core/documents/export-spec.ts';
import type { ModelId, SceneId } from '../../../../core/documents/ids.ts';
import type { Outline, QueryTerm } from '../../../../core/documents/search.ts';
import { rasterioFromAffine } from '../../../../core/geo/affine.ts';
import { emptyProject } from '../../../../core/project/document.ts';
import { modelViewText } from '../../../../core/raster/model-view.ts';
import { contains } from '../../../../core/search/within-area.ts';
import { unattended } from '../../../../core/task.ts';
import { tilesUrl } from '../../../../core/urls/tile-url.ts';
import { windowUrl } from '../../../../core/urls/window-url.ts';
import { findResources } from '../../../../electron/app/disk/resources.ts';
import { answerBulk } from '../../../../electron/app/process/bulk-answers.ts';
import { createServices, type Services } from '../../../../electron/app/process/create-services.ts';
import { forkBuiltEngine, serviceOptions } from '../../../../electron/app/process/open-services.ts';
import { writeTiff } from '../../../core/raster/write-tiff.ts';

const signal = new AbortController().signal;
const sentence = (text: string, weight = 1): QueryTerm => ({ kind: 'text', text, weight });

let folder: string;
let scenePath: string;
let services: Services;
let scene: SceneId;
let model: ModelId;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'longsight-services-'));
  scenePath = join(folder, 'brücke 橋 ³.tif');
  await copyFile(findResources().demoScene, scenePath);
  services = await openAgain();
  scene = await services.scenes.openPath(scenePath);
  model = await services.models.find(null);
  const plan = await services.indexes.plan(scene, model, [256, 512]);
  await services.indexes.build(scene, model, plan.grid, unattended());
}, 180_000);

afterAll(async () => {
  await services.close();
  await rm(folder, { recursive: true });
});

function openAgain(): Promise<Services> {
  return createServices({ ...serviceOptions(forkBuiltEngine), dataFolder: join(folder, 'home') });
}

test('a query gives ranked hits inside the scene and a similarity map of the whole scene', async () => {
  const result = await services.queries.run(
    { scene, model, terms: [sentence('a bridge')], hits: 20 },
    signal,
  );
  expect(result.hits.length).toBeGreaterThan(3);
  const scores = result.hits.map(({ score }) => score);
  expect(scores).toEqual([...scores].sort((a, b) => b - a));
  for (const { window } of result.hits) {
    expect(window.col + window.widthPx).toBeLessThanOrEqual(2048);
    expect(window.row + window.heightPx).toBeLessThanOrEqual(2048);
  }
  expect(result.map).toMatchObject({ widthCells: 32, heightCells: 32, cellPx: 64 });
  expect(result.windows).toBe(result.windowsPlanned);
});

test('the black collar of the scene has no hits, and its cells of the similarity map are empty', async () => {
  const result = await services.queries.run(
    { scene, model, terms: [sentence('a black area')], hits: 1000 },
    signal,
  );
  const inCollar = result.hits.filter(
    ({ window }) => window.col + window.widthPx <= 512 && window.row + window.heightPx <= 512,
  );
  expect(inCollar).toEqual([]);
  const { map } = services.queries.ran(result.id);
  const whole = await services.scenes.modelViewPixels(scene, {
    col: 0,
    row: 0,
    widthPx: 2048,
    heightPx: 2048,
  });
  const isCollar = (x: number, y: number) =>
    whole.rgb.subarray((y * 2048 + x) * 3, (y * 2048 + x) * 3 + 3).every((level) => level <= 2);
  const cells = Array.from(map.values, (value, cell) => {
    const pixels = Array.from({ length: 64 * 64 }, (_, i) => [i % 64, Math.floor(i / 64)] as const);
    const [left, top] = [(cell % 32) * 64, Math.floor(cell / 32) * 64];
    return { value, isBlank: pixels.every(([x, y]) => isCollar(left + x, top + y)) };
  });
  expect(cells.filter(({ isBlank }) => isBlank).length).toBeGreaterThan(100);
  for (const { value, isBlank } of cells) if (isBlank) expect(value).toBeNaN();
});

test('a negative weight reverses the ranking', async () => {
  const ask = (weight: number) =>
    services.queries.run({ scene, model, terms: [sentence('a parking lot', weight)], hits: 1 }, signal);
  const [towards, away] = [await ask(1), await ask(-1)];
  const { max, min } = rangeOf(services.queries.ran(towards.id).scores);
  expect(towards.hits[0]?.score).toBeCloseTo(max, 5);
  expect(away.hits[0]?.score).toBeCloseTo(-min, 5);
});

test('a query by a window of the index ranks that window first, with cosine 1', async () => {
  const window = { col: 1024, row: 1024, widthPx: 256, heightPx: 256 };
  const result = await services.queries.run(
    { scene, model, terms: [{ kind: 'window', window, weight: 1 }], hits: 3 },
    signal,
  );
  expect(result.hits[0]?.window).toEqual(window);
  expect(result.hits[0]?.score).toBeCloseTo(1, 3);
});

test('a query is sharpened by the patches of its best windows, which another question does not encode again', async () => {
  const ask = (text: string) =>
    services.queries.run({ scene, model, terms: [sentence(text)], hits: 20 }, signal);
  const { id, hits } = await ask('a bridge over a river');
  const sharpened = await services.sharpening.run(id, unattended());
  expect(sharpened.map.url).toBe(`data/sharpened/${id}/best`);
  expect(sharpened.outlines).toHaveLength(hits.length);
  expect(sharpened.windows).toBeLessThanOrEqual(48);
  expect(sharpened.encoded).toBe(sharpened.windows);
  const [{ window: best, score }] = hits;
  for (const [x, y] of sharpened.outlines[0]!) {
    // An outline follows cells whose centres lie in the window.
    expect(Math.abs(x - best.col - best.widthPx / 2)).toBeLessThanOrEqual(
      best.widthPx / 2 + sharpened.map.cellPx,
    );
    expect(Math.abs(y - best.row - best.heightPx / 2)).toBeLessThanOrEqual(
      best.heightPx / 2 + sharpened.map.cellPx,
    );
  }
  const { map } = services.queries.ran(id);
  const values = services.sharpening
    .map({ query: id, isWhole: false })
    .values.filter((value) => !Number.isNaN(value));
  expect(values.reduce((a, b) => Math.max(a, b))).toBe(score);
  expect(sharpened.map.cellPx).toBeLessThan(map.cellPx);
  const { status, body } = await answerBulk(services, { path: sharpened.map.url, signal });
  expect(status).toBe(200);
  expect(body).toHaveLength(4 * sharpened.map.widthCells * sharpened.map.heightCells);
  const again = await services.sharpening.run((await ask('a bridge over a river')).id, unattended());
  expect(again.encoded).toBe(0);
});

test('bridge and river of the demo scene part by phrase', async () => {
  const text = 'a steel bridge over a brown river';
  const { id } = await services.queries.run({ scene, model, terms: [sentence(text)], hits: 20 }, signal);
  const bridge = { start: 0, end: 14 };
  const river = { start: 20, end: 33 };
  /** Pixels in the middle of the bridge and of the river on both of its sides. */
  const places = { onBridge: [1230, 1600], onRiver: [1180, 1000], below: [1500, 1850] } as const;
  const valuesOf = async (phrase: { start: number; end: number }) => {
    const { map } = await services.phraseMaps.run(id, phrase, null, unattended());
    const { body } = await answerBulk(services, { path: map.url, signal });
    const values = new Float32Array(body.slice().buffer);
    expect(values).toHaveLength(map.widthCells * map.heightCells);
    const valueAt = ([col, row]: readonly [number, number]) =>
      values[Math.floor(row / map.cellPx) * map.widthCells + Math.floor(col / map.cellPx)];
    return Object.fromEntries(Object.entries(places).map(([name, place]) => [name, valueAt(place)]));
  };
  const ofBridge = await valuesOf(bridge);
  const ofRiver = await valuesOf(river);
  expect(ofBridge.onBridge).toBeGreaterThan(ofRiver.onBridge);
  for (const place of ['onRiver', 'below']) expect(ofRiver[place]).toBeGreaterThan(ofBridge[place]);
  expect(ofBridge.onBridge).toBeGreaterThan(ofBridge.onRiver);
  const alone = await services.phraseMaps.run(id, bridge, [bridge], unattended());
  expect(alone).toMatchObject({ text: 'a steel bridge', map: { url: `data/phrase/${id}/0-14/-/best` } });
  await expect(services.phraseMaps.run(id, { start: 3, end: 99 }, null, unattended())).rejects.toThrow(
    /outside the sentence/,
  );
});

test('of a sentence with two things, the first one is outlined', async () => {
  const mostOnBridge = async (text: string) => {
    const terms = [sentence(text)];
    const { id } = await services.queries.run({ scene, model, terms, hits: 20 }, signal);
    const { outlines } = await services.sharpening.run(id, unattended());
    return Math.max(...outlines.map((outline) => (outline === null ? 0 : shareOnBridge(outline))));
  };
  expect(await mostOnBridge('a steel bridge over a brown river')).toBeGreaterThan(0.2);
  expect(await mostOnBridge('a brown river under a steel bridge')).toBeLessThan(0.1);
});

test('the patches of the whole scene are planned, kept, used for sharpened and phrase maps, and removed', async () => {
  const plan = await services.patchIndexes.plan(scene, model);
  const usual = await services.indexes.plan(scene, model, null);
  expect(plan).toMatchObject({ passesDone: 0, windowPx: usual.grid.sizesPx[0] });
  expect(plan.passes).toBeLessThanOrEqual(usual.windows / 10);
  await services.patchIndexes.build(scene, model, unattended());
  expect(await services.patchIndexes.plan(scene, model)).toEqual({
    ...plan,
    passesDone: plan.passes,
    seconds: 0,
  });
  const text = 'a steel bridge over a brown river';
  const { id } = await services.queries.run({ scene, model, terms: [sentence(text)], hits: 20 }, signal);
  const sharpened = await services.sharpening.run(id, unattended());
  expect(sharpened).toMatchObject({ encoded: 0, isWhole: true, map: { url: `data/sharpened/${id}/whole` } });
  expect(sharpened.windows).toBeGreaterThan(plan.passes / 2);
  expect(sharpened.outlines.filter((outline) => outline !== null).length).toBeGreaterThan(3);
  const river = await services.phraseMaps.run(id, { start: 20, end: 33 }, null, unattended());
  expect(river.isWhole).toBe(true);
  const { values } = services.phraseMaps.map(river.map.url.replace('data/phrase/', ''));
  expect(values.filter(Number.isNaN).length).toBeLessThan(values.length / 4);
  await services.patchIndexes.removeAll(scene);
  expect(await services.sharpening.run(id, unattended())).toMatchObject({ isWhole: false });
});

test('a first look needs no index and finds what the index finds, and a second one encodes less', async () => {
  const bare = await services.scenes.openPath(join(findResources().demoScene));
  const terms = [sentence('a parking lot full of cars')];
  const look = await services.firstLooks.run(bare, model, terms, unattended());
  expect(look.windows).toBeLessThan(look.windowsPlanned);
  expect(look.refined).toBeGreaterThan(0);
  const [{ window }] = look.best;
  // The car park of the demo scene.
  expect(window.col + window.widthPx / 2).toBeGreaterThan(1200);
  expect(window.row + window.heightPx / 2).toBeLessThan(1100);
  const { status, body } = await answerBulk(services, { path: look.map.url, signal });
  expect({ status, bytes: body.length }).toEqual({
    status: 200,
    bytes: 4 * look.map.widthCells * look.map.heightCells,
  });
  const encoded: number[] = [];
  const task = { signal, report: ({ total }: { total: number }) => void encoded.push(total) };
  await services.firstLooks.run(bare, model, terms, task);
  expect(encoded).toEqual([]);
  const example: QueryTerm = { kind: 'window', window, weight: 1 };
  await expect(services.firstLooks.run(bare, model, [example], unattended())).rejects.toThrow(
    /sentences only/,
  );
});

test('a question is not sharpened with pixels or a model that it was not asked of', async () => {
  const { id } = await services.queries.run(
    { scene, model, terms: [sentence('a harbour')], hits: 5 },
    signal,
  );
  const { modelView } = await services.scenes.detail(scene);
  await services.scenes.setModelView(scene, { bands: [2, 1, 0], stretch: { kind: 'none' } });
  await expect(services.sharpening.run(id, unattended())).rejects.toThrow(/ask again/);
  await services.scenes.setModelView(scene, modelView);
  const stop = new AbortController();
  stop.abort();
  await expect(
    services.sharpening.run(id, { signal: stop.signal, report: () => undefined }),
  ).rejects.toMatchObject({ name: 'AbortError' });
});

test('after a restart a query is answered from the index file alone', async () => {
  const first = await services.queries.run({ scene, model, terms: [sentence('a river')], hits: 5 }, signal);
  await services.close();
  services = await openAgain();
  const again = await services.queries.run({ scene, model, terms: [sentence('a river')], hits: 5 }, signal);
  expect(again.hits).toEqual(first.hits);
});

test('a plan has a stride of a quarter window if that gives few windows, and of half a window otherwise', async () => {
  const share = async (sizesPx: readonly number[]) =>
    (await services.indexes.plan(scene, model, sizesPx)).grid.strideShare;
  expect(await share([512])).toBe(0.25);
  expect(await share([48])).toBe(0.5);
});

test('a new model view makes the index stale, and the old view makes it valid again', async () => {
  const { modelView } = await services.scenes.detail(scene);
  await services.scenes.setModelView(scene, { bands: [2, 1, 0], stretch: { kind: 'none' } });
  expect(await services.indexes.list(scene)).toMatchObject([{ state: 'stale' }]);
  await expect(services.indexes.forQuery(scene, model)).rejects.toThrow(/not indexed with model/);
  await services.scenes.setModelView(scene, modelView);
  expect(await services.indexes.list(scene)).toMatchObject([{ state: 'complete' }]);
});

test('a scene has a new content identity after its file has changed', async () => {
  const path = join(folder, 'changing.tif');
  await copyFile(scenePath, path);
  const id = await services.scenes.openPath(path);
  const before = await services.scenes.contentIdentity(id);
  await utimes(path, new Date(), new Date(Date.now() + 10_000));
  await services.scenes.openPath(path);
  expect(await services.scenes.contentIdentity(id)).not.toBe(before);
});

test('a scene whose file was deleted is listed as missing, and reading it names the file', async () => {
  const path = join(folder, 'going.tif');
  await copyFile(scenePath, path);
  const id = await services.scenes.openPath(path);
  await services.close();
  await rm(path);
  services = await openAgain();
  expect(await services.scenes.detail(id)).toMatchObject({ name: 'going.tif', missing: true });
  await expect(services.scenes.contentIdentity(id)).rejects.toThrow(/going\.tif/);
});

test('a scene whose path cannot be read is missing, and other scenes are still listed', async () => {
  const far = join(folder, 'far');
  await mkdir(far);
  await copyFile(scenePath, join(far, 'x.tif'));
  const id = await services.scenes.openPath(join(far, 'x.tif'));
  await rename(far, join(folder, 'away'));
  await symlink(far, far);
  const listed = await services.scenes.list();
  expect(listed.find((each) => each.id === id)?.missing).toBe(true);
  expect(listed.find((each) => each.id === scene)?.missing).toBe(false);
});

test('the record of a scene stores its affine as six numbers and restores it after a restart', async () => {
  const { affine } = await services.scenes.detail(scene);
  const record = JSON.parse(await readFile(join(folder, 'home/scenes', `${scene}.json`), 'utf8'));
  expect(record.detail.affine).toEqual(rasterioFromAffine(affine));
  await services.close();
  services = await openAgain();
  expect((await services.scenes.detail(scene)).affine).toEqual(affine);
});

test('a file that is not a TIFF is refused by name', async () => {
  const path = join(folder, 'page.tif');
  await writeFile(path, '<!DOCTYPE html><html></html>');
  await expect(services.scenes.openPath(path)).rejects.toThrow(/page\.tif.*HTML/i);
});

const exportContext = { style: emptyProject.similarity, reviews: [], rendering: null, gamma: 1 };

test('the provenance of an export describes the state at the time of the query, whatever has changed since', async () => {
  const path = join(folder, 'rewritten.tif');
  await copyFile(scenePath, path);
  const id = await services.scenes.openPath(path);
  const { grid } = await services.indexes.plan(id, model, [512]);
  const cancel = new AbortController();
  const build = services.indexes.build(id, model, grid, {
    signal: cancel.signal,
    report: ({ done }) => done > 0 && cancel.abort(),
  });
  await expect(build).rejects.toThrow(/abort/i);
  const terms = [sentence('a bridge')];
  const result = await services.queries.run({ scene: id, model, terms, hits: 5 }, signal);
  const { modelView, sampleType } = await services.scenes.detail(id);
  const asked = {
    identity: await services.scenes.contentIdentity(id),
    modelView: modelViewText(modelView, sampleType),
  };
  await services.scenes.setModelView(id, { bands: [2, 1, 0], stretch: { kind: 'none' } });
  await utimes(path, new Date(), new Date(Date.now() + 10_000));
  await services.scenes.openPath(path);

  const out = join(folder, 'origin.geojson');
  await services.exports.make(
    result.id,
    usualSpec('hits', 'geojson'),
    exportContext,
    { path: out, replace: true },
    signal,
  );
  expect(result.windows).toBeLessThan(result.windowsPlanned);
  expect(JSON.parse(await readFile(out, 'utf8')).provenance).toMatchObject({
    precision: 'fp32',
    scene_identity: asked.identity,
    model_view: asked.modelView,
    windows: result.windows,
    windows_planned: result.windowsPlanned,
    verdict: 'not judged',
    verdict_reason: result.verdict.reason,
  });
});

test('a scene whose name is as long as a name can be is opened, indexed and exported, with its files beside it', async () => {
  // 255 bytes.
  const name = `${'橋'.repeat(83)}ab.tif`;
  const path = join(folder, name);
  await copyFile(scenePath, path);
  const id = await services.scenes.openPath(path);
  expect((await services.scenes.detail(id)).warnings).toEqual([]);
  const { grid } = await services.indexes.plan(id, model, [1024]);
  await services.indexes.build(id, model, grid, unattended());
  const result = await services.queries.run(
    { scene: id, model, terms: [sentence('a road')], hits: 1 },
    signal,
  );
  for (const format of formatsOf('hits')) {
    const spec = usualSpec('hits', format);
    const made = await services.exports.makeForDownload(result.id, spec, exportContext, signal);
    expect(await answerBulk(services, { path: made.url, signal })).toMatchObject({ status: 200 });
  }
  const make = (name: string) =>
    services.exports.make(
      result.id,
      usualSpec('map'),
      exportContext,
      { path: join(folder, name), replace: true },
      signal,
    );
  await make(`${'ü'.repeat(125)}.tif`);
  expect((await readFile(join(folder, `${'ü'.repeat(125)}.tif`))).subarray(0, 2).toString()).toBe('II');
  await expect(make(`${'ü'.repeat(126)}.tif`)).rejects.toThrow(
    /üü\.tif: the name is longer than this disk allows: choose a shorter one/,
  );
});

test('a query without terms or with an empty sentence is refused', async () => {
  for (const terms of [[], [sentence(' \n ')], [sentence('a road'), sentence('')]])
    await expect(services.queries.run({ scene, model, terms, hits: 1 }, signal)).rejects.toThrow(/empty/);
});

test('while a scene is indexed it is not indexed twice, and the index stays; a changed file is opened anew', async () => {
  const path = join(folder, 'busy.tif');
  await copyFile(scenePath, path);
  const id = await services.scenes.openPath(path);
  const { grid } = await services.indexes.plan(id, model, [256]);
  let begun: () => void = () => undefined;
  const started = new Promise<void>((resolve) => {
    begun = resolve;
  });
  const building = services.indexes.build(id, model, grid, { signal, report: () => begun() });
  building.catch(() => undefined);
  await started;
  await expect(services.indexes.build(id, model, grid, unattended())).rejects.toThrow(
    /the index of busy\.tif is in use/,
  );
  const [written] = await services.indexes.list(id);
  await expect(services.indexes.remove(id, written.id)).rejects.toThrow(/the index of busy\.tif is in use/);
  await expect(services.indexes.removeAll(id)).rejects.toThrow(/the index of busy\.tif is in use/);
  await utimes(path, new Date(), new Date(Date.now() + 10_000));
  await services.scenes.openPath(path);
  await expect(building).rejects.toThrow(/busy\.tif: the file was changed while it was being read/);
  const status = await services.indexes.build(id, model, grid, unattended());
  expect(status.windowsDone).toBe(status.windows);
});

test.each([
  ['unsigned 16-bit', { bits: 16, format: 1 }, 300],
  ['signed 16-bit', { bits: 16, format: 2 }, -200],
  ['float', { bits: 32, format: 3 }, 0.25],
] as const)(
  'a picture with %s samples has the same embedding as a window over the whole scene in an index',
  async (_, type, dark) => {
    const path = join(folder, `picture-${type.bits}-${type.format}.tif`);
    const value = (col: number, row: number, band: number) =>
      dark + Math.abs(dark) * ((col % 16) + (row >> 2) + band) * 0.05;
    const tiff = { width: 64, height: 64, bands: 3, photometric: 2, ...type, value };
    await writeFile(path, writeTiff(tiff));
    const id = await services.scenes.openPath(path);
    const { grid } = await services.indexes.plan(id, model, [64]);
    await services.indexes.build(id, model, grid, unattended());
    const stored = (await services.indexes.forQuery(id, model)).embedding(0, 0);
    const encoder = await services.models.encoder(model);
    const embedding = await encoder.encodeImages([await services.pictures.read(path)], signal);
    expect(embedding.reduce((sum, x, i) => sum + x * stored[i]!, 0)).toBeGreaterThan(0.999);
  },
);

test('a scene of only nodata or only one colour gives no hits', async () => {
  const path = join(folder, 'one_pixel.tif');
  await copyFile(new URL('../../../fixtures/geotiff/valid/one_pixel.tif', import.meta.url), path);
  const id = await services.scenes.openPath(path);
  const { grid } = await services.indexes.plan(id, model, [64]);
  await services.indexes.build(id, model, grid, unattended());
  const result = await services.queries.run(
    { scene: id, model, terms: [sentence('a road')], hits: 5 },
    signal,
  );
  expect(result).toMatchObject({ hits: [], windows: 1, windowsPlanned: 1 });
});

test('SeLo uses only the requested window sizes, whatever other indexes exist', async () => {
  const path = join(folder, 'quarter.tif');
  await sharp(scenePath)
    .extract({ left: 1024, top: 1024, width: 1024, height: 1024 })
    .tiff({ compression: 'deflate' })
    .toFile(path);
  const quarter = await services.scenes.openPath(path);
  const run = (sizesPx: readonly number[]) =>
    services.selo.run(
      { scene: quarter, model, text: 'a bridge', version: 'v1', sizesPx, regions: [] },
      unattended(),
    );
  const alone = await run([384]);
  await run([256, 384]);
  expect((await run([384])).map.values).toEqual(alone.map.values);
}, 180_000);

test('SeLo v2 skips windows in the black collar', { timeout: 180_000 }, async () => {
  const looked = vi.spyOn(services.scenes, 'modelViewPixels');
  const { map, centres, windows } = await services.selo.run(
    { scene, model, text: 'a black area', version: 'v2', sizesPx: null, regions: [] },
    unattended(),
  );
  const inCorner = (x: number, y: number) => x < 512 && y < 512;
  // Pixels without a window count as score 0, which is not the lowest.
  const corner = map.values.filter((_, i) => inCorner(i % 2048, Math.floor(i / 2048)));
  expect(new Set(corner).size).toBe(1);
  expect(centres.length).toBeGreaterThan(0);
  expect(windows).toBeGreaterThan(0);
  expect(windows).toBeLessThan(looked.mock.calls.length);
  looked.mockRestore();
});

test('bulk requests give tiles, thumbnails, pixels seen by the model and similarity maps, and nothing else', async () => {
  const detail = await services.scenes.detail(scene);
  const tiles = tilesUrl(detail, detail.modelView);
  const win = { col: 0, row: 0, widthPx: 512, heightPx: 512 };
  const result = await services.queries.run({ scene, model, terms: [sentence('a road')], hits: 1 }, signal);
  const get = (path: string) => answerBulk(services, { path, signal });
  expect(await get(`${tiles}/0/0/0`)).toMatchObject({
    status: 200,
    headers: { 'content-type': 'image/webp' },
  });
  expect(await get(windowUrl(detail, detail.modelView, win))).toMatchObject({ status: 200 });
  expect(await get(`/data/model-view/${scene}/${model}/1024/1024/256/256`)).toMatchObject({ status: 200 });
  expect((await get(result.map.url)).body.length).toBe(32 * 32 * 4);
  expect(await get(`${tiles}/9/0/0`)).toMatchObject({ status: 400 });
  expect(await get(`/tiles/${scene}/${detail.content}/%/0/0/0`)).toMatchObject({ status: 400 });
  expect(await get('/data/map/nosuch')).toMatchObject({ status: 404 });
  expect(await get('/data/export/..%2F..%2Fproject.json')).toMatchObject({ status: 400 });
  expect(await get('/etc/passwd')).toMatchObject({ status: 404 });
});

test('a rewritten file has new addresses for tiles and thumbnails, and the old addresses are no longer cached', async () => {
  const path = join(folder, 'replaced.tif');
  await copyFile(scenePath, path);
  const id = await services.scenes.openPath(path);
  const addresses = async () => {
    const detail = await services.scenes.detail(id);
    const win = { col: 0, row: 0, widthPx: 512, heightPx: 512 };
    return [`${tilesUrl(detail, detail.modelView)}/0/0/0`, windowUrl(detail, detail.modelView, win)];
  };
  const keeping = async (paths: readonly string[]) => {
    const answers = await Promise.all(paths.map((path) => answerBulk(services, { path, signal })));
    return answers.map(({ status, headers }) => [status, headers['cache-control']]);
  };
  const day = [200, 'private, max-age=86400'];
  const before = await addresses();
  expect(await keeping(before)).toEqual([day, day]);
  await utimes(path, new Date(), new Date(Date.now() + 10_000));
  let told = 0;
  services.scenes.watch(() => {
    told += 1;
  });
  await services.scenes.openPath(path);
  const after = await addresses();
  expect(told).toBe(1);
  for (const address of before) expect(after).not.toContain(address);
  expect(await keeping(after)).toEqual([day, day]);
  expect(await keeping(before)).toEqual([
    [200, 'no-store'],
    [200, 'no-store'],
  ]);
});

function rangeOf(scores: readonly Float32Array[]): { min: number; max: number } {
  const all = scores.flatMap((list) => [...list]).filter((score) => !Number.isNaN(score));
  return { min: Math.min(...all), max: Math.max(...all) };
}

test('of several indexes, the one with the most windows answers unless window sizes are requested', async () => {
  const plan = await services.indexes.plan(scene, model, [1024]);
  await services.indexes.build(scene, model, plan.grid, unattended());
  const ask = (sizesPx: readonly number[] | null) =>
    services.queries.run({ scene, model, terms: [sentence('a river')], hits: 5, sizesPx }, signal);
  expect((await ask(null)).grid.sizesPx).toEqual([256, 512]);
  expect((await ask([512, 256])).grid.sizesPx).toEqual([256, 512]);
  expect(new Set((await services.indexes.list(scene)).map(({ basis }) => basis)).size).toBe(1);
  const large = await ask([1024]);
  expect(large.grid).toEqual(plan.grid);
  expect(large.windows).toBe(plan.windows);
  for (const { window } of large.hits) expect(window.widthPx).toBe(1024);
  await expect(ask([512])).rejects.toThrow(/no index of 512 px windows.*256, 512 px; 1024 px/);
});

test('a complete index answers before a partial one with more windows', async () => {
  const complete = (await services.indexes.list(scene)).find(({ grid }) => grid.sizesPx.includes(256));
  const { grid } = await services.indexes.plan(scene, model, [80]);
  const cancel = new AbortController();
  const enough = 1.5 * (complete?.windows ?? Number.NaN);
  const build = services.indexes.build(scene, model, grid, {
    signal: cancel.signal,
    report: ({ done }) => done >= enough && cancel.abort(),
  });
  await expect(build).rejects.toThrow(/abort/i);
  const partial = (await services.indexes.list(scene)).find(({ state }) => state === 'partial');
  expect(partial?.windowsDone).toBeGreaterThan(complete?.windows ?? Number.NaN);
  const { grid: answering } = await services.queries.run(
    { scene, model, terms: [sentence('a river')], hits: 5 },
    signal,
  );
  expect(answering.sizesPx).toEqual([256, 512]);
});

test('a moved scene that is located again keeps its index, and a different file is refused', async () => {
  const first = join(folder, 'first.tif');
  const moved = join(folder, 'elsewhere', 'moved.tif');
  await copyFile(findResources().demoScene, first);
  const id = await services.scenes.openPath(first);
  const { grid } = await services.indexes.plan(id, model, [1024]);
  await services.indexes.build(id, model, grid, unattended());
  await mkdir(join(folder, 'elsewhere'));
  await rename(first, moved);
  expect((await services.scenes.detail(id)).missing).toBe(true);
  await writeFile(
    first,
    await readFile(fileURLToPath(new URL('../../../fixtures/e2e/second.tif', import.meta.url))),
  );
  await expect(services.scenes.locate(id, first)).rejects.toThrow(/does not match the scene first\.tif/);
  await services.scenes.locate(id, moved);
  expect(await services.scenes.detail(id)).toMatchObject({ id, name: 'moved.tif', missing: false });
  expect(await services.indexes.list(id)).toMatchObject([{ state: 'complete' }]);
  expect(await services.scenes.openPath(moved)).toBe(id);
  const other = await services.scenes.openPath(first);
  expect(other).not.toBe(id);
  await expect(services.scenes.locate(id, first)).rejects.toThrow(/already open as another scene/);
});

/** Of the outlined pixels of the demo scene, those on its bridge. */
function shareOnBridge(outline: Outline): number {
  const bridge: Outline = [
    [833, 1711],
    [899, 1853],
    [1813, 1238],
    [1737, 1096],
  ];
  let [all, onBridge] = [0, 0];
  for (let row = 4; row < 2048; row += 8)
    for (let col = 4; col < 2048; col += 8) {
      if (!contains(outline, col, row)) continue;
      all++;
      if (contains(bridge, col, row)) onBridge++;
    }
  return onBridge / all;
}
