/** Exports of a real query, opened and drawn by QGIS, where it is installed. */
import { execFileSync } from 'node:child_process';
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  EXPORT_FORMATS,
  type ExportFormat,
  type ExportProduct,
} from '../../../../core/documents/export-products.ts';
import { type ExportSpec, usualSpec } from '../../../../core/documents/export-spec.ts';
import type { QueryResult } from '../../../../core/documents/search.ts';
import { emptyProject } from '../../../../core/project/document.ts';
import { findResources } from '../../../../electron/app/disk/resources.ts';
import { createServices, type Services } from '../../../../electron/app/process/create-services.ts';
import { forkBuiltEngine, serviceOptions } from '../../../../electron/app/process/open-services.ts';
import { qgisPython } from '../../../qgis.ts';

const withQgis = test.skipIf(qgisPython === null);
const script = fileURLToPath(new URL('render_in_qgis.py', import.meta.url));
const resources = findResources();
const { signal } = new AbortController();
/** Edge of the pictures that the script draws. */
const EDGE_PX = 800;

type Read = {
  readonly valid: boolean;
  readonly crs: string;
  readonly extent: readonly number[];
  readonly renderer: string;
  readonly features: number | null;
  readonly changed: { readonly box: readonly number[] | null; readonly share: number };
};

let folder: string;
let scenePath: string;
let services: Services;
let result: QueryResult;

beforeAll(async () => {
  if (qgisPython === null) return;
  folder = await mkdtemp(join(tmpdir(), 'longsight-qgis-'));
  // A copy: QGIS keeps statistics in files beside rasters.
  scenePath = join(folder, 'scene.tif');
  await copyFile(resources.demoScene, scenePath);
  services = await createServices({ ...serviceOptions(forkBuiltEngine), dataFolder: join(folder, 'home') });
  const scene = await services.scenes.openPath(resources.demoScene);
  const model = await services.models.find(null);
  expect(await services.indexes.takeShipped(scene, model, resources.demoIndex)).toBe(true);
  const terms = [{ kind: 'text', text: 'a steel bridge over a brown river', weight: 1 }] as const;
  result = await services.queries.run({ scene, model, terms, hits: 3 }, signal);
});

afterAll(async () => {
  if (qgisPython === null) return;
  await services?.close();
  await rm(folder, { recursive: true });
});

async function made(product: ExportProduct, format: ExportFormat, options: Partial<ExportSpec> = {}) {
  const path = join(folder, `${product}.${EXPORT_FORMATS[format].ending}`);
  const context = { style: emptyProject.similarity, reviews: [], rendering: null, gamma: 1 };
  const spec = { ...usualSpec(product, format), ...options };
  await services.exports.make(result.id, spec, context, { path, replace: true }, signal);
  return path;
}

/** Pictures go beside the exports, or where LONGSIGHT_QGIS_PICTURES says, to be looked at. */
function readInQgis(...paths: readonly string[]): { scene: readonly number[]; layers: readonly Read[] } {
  const pictures = process.env.LONGSIGHT_QGIS_PICTURES ?? folder;
  const out = execFileSync(qgisPython!, [script, scenePath, pictures, ...paths], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return JSON.parse(out.slice(out.indexOf('{')));
}

/** The extent as a box in the script's picture of the scene. */
function onPicture([west, south, east, north]: readonly number[], scene: readonly number[]) {
  const scale = EDGE_PX / (scene[2]! - scene[0]!);
  return [west! - scene[0]!, scene[3]! - north!, east! - scene[0]!, scene[3]! - south!].map(
    (value) => value * scale,
  );
}

withQgis('QGIS draws each export at its place and in its style', async () => {
  const threshold = result.hits[2]!.score;
  const { scene, layers } = readInQgis(
    await made('hits', 'gpkg'),
    await made('regions', 'gpkg', { threshold }),
    await made('map', 'cog'),
    await made('picture', 'png'),
  );
  const [hits, regions, map, picture] = layers;
  for (const layer of layers) expect(layer).toMatchObject({ valid: true, crs: 'EPSG:3395' });

  expect(hits).toMatchObject({ renderer: 'graduatedSymbol', features: 3 });
  expect(regions).toMatchObject({ renderer: 'graduatedSymbol' });
  for (const layer of [hits!, regions!]) {
    // Outlines and labels alone: the imagery inside stays.
    expect(layer.changed.share).toBeLessThan(0.25);
    for (const [i, at] of onPicture(layer.extent, scene).entries())
      expect(Math.abs(layer.changed.box![i]! - at), `${i}`).toBeLessThan(6);
  }
  expect(map!.renderer).toBe('singlebandpseudocolor');
  for (const i of [0, 3]) expect(map!.extent[i]).toBeCloseTo(scene[i]!, 3);
  // The best cells are coloured, and what says nothing is not.
  expect(map!.changed.share).toBeGreaterThan(0.05);
  expect(map!.changed.share).toBeLessThan(0.95);
  for (const [i, at] of picture!.extent.entries()) expect(at).toBeCloseTo(scene[i]!, 1);
});
