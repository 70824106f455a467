/**
 * Runs PROJ and GDAL as WebAssembly in a thread of their own, because their calls are synchronous.
 * Plain JavaScript, so that it runs from source as well as bundled; gdal3.js itself is never bundled.
 * Requests: { id, describe: Uint8Array } → CrsDescription | null; { id, from, to, points: Float64Array } → Float64Array;
 * { id, named: string, stub: Uint8Array } → Uint8Array;
 * { id, vectors } and { id, write } → what `gdal-vectors.mjs` and `gdal-write.mjs` return;
 * { id, inspect } and { id, convert } → what `gdal-convert.mjs` returns, with { id, progress } on the way.
 * Posts { id: 0, … } when it is ready.
 */
import { parentPort } from 'node:worker_threads';
import { convertRaster, inspectRaster } from './gdal-convert.mjs';
import { complaints, messageOf, startGdal } from './gdal-start.mjs';
import { transformPoints } from './gdal-transform.mjs';
import { readVectors } from './gdal-vectors.mjs';
import { writeVectors } from './gdal-write.mjs';

const gdal = startGdal();
gdal.then(
  () => parentPort.postMessage({ id: 0, result: null }),
  (error) => parentPort.postMessage({ id: 0, error: messageOf(error) }),
);
let inputs = 0;
const PROGRESS_EVERY_MS = 200;

parentPort.on('message', async (request) => {
  const { id } = request;
  try {
    parentPort.postMessage({ id, result: await answer(request) });
  } catch (error) {
    parentPort.postMessage({ id, error: [messageOf(error), ...complaints.splice(0)].join('; ') });
  }
});

async function answer(request) {
  if (request.describe) return describe(request.describe);
  if (request.named !== undefined) return assign(request);
  if (request.vectors) return readVectors(await gdal, request.vectors);
  if (request.write) return writeVectors(await gdal, request.write);
  if (request.inspect) return inspectRaster(await gdal, request.inspect);
  if (request.convert) return convertRaster(await gdal, request.convert, progressOf(request.id));
  return transform(request);
}

/** Posts a share (0-1), and no more than a few a second. */
function progressOf(id) {
  let lastMs = 0;
  return (progress) => {
    const nowMs = performance.now();
    if (nowMs - lastMs < PROGRESS_EVERY_MS) return;
    lastMs = nowMs;
    parentPort.postMessage({ id, progress });
  };
}

async function describe(stub) {
  const { Module, open, close, gdalinfo } = await gdal;
  // Output files are named after the input, so every input gets a unique name.
  inputs += 1;
  const path = `/input/stub${inputs}.tif`;
  Module.FS.writeFile(path, stub);
  try {
    const { datasets, errors } = await open(path);
    if (datasets.length === 0) throw new Error(errors.map(messageOf).join('; '));
    try {
      const { coordinateSystem, stac } = await gdalinfo(datasets[0], ['-proj4']);
      const wkt = coordinateSystem?.wkt ?? '';
      if (wkt === '') return null;
      return {
        wkt,
        name: nameOf(wkt),
        epsg: stac?.['proj:epsg'] ?? null,
        proj4: coordinateSystem.proj4 ?? '',
        isGeographic:
          /^(?:GEOGCRS|GEODCRS|GEOGCS)\[/.test(wkt) || /^COMPOUNDCRS\["[^"]*",\s*GEOGCRS/.test(wkt),
      };
    } finally {
      await close(datasets[0]);
    }
  } finally {
    Module.FS.unlink(path);
    complaints.length = 0;
  }
}

/** The stub as a GeoTIFF with the CRS that `named` names: an EPSG code, WKT or PROJ text. */
async function assign({ named, stub }) {
  const { Module, open, close, gdal_translate } = await gdal;
  inputs += 1;
  const path = `/input/named${inputs}.tif`;
  Module.FS.writeFile(path, stub);
  try {
    const { datasets, errors } = await open(path);
    if (datasets.length === 0) throw new Error(errors.map(messageOf).join('; '));
    try {
      const { local } = await gdal_translate(datasets[0], ['-of', 'GTiff', '-a_srs', named]);
      const bytes = Uint8Array.from(Module.FS.readFile(local));
      Module.FS.unlink(local);
      return bytes;
    } finally {
      await close(datasets[0]);
    }
  } finally {
    Module.FS.unlink(path);
  }
}

async function transform({ from, to, points }) {
  const { Module } = await gdal;
  complaints.length = 0;
  try {
    return transformPoints(Module, from, to, points);
  } catch (error) {
    // PROJ cannot transform between the two (an engineering CRS, for example): no point has a result.
    if (complaints.some((text) => text.includes('Cannot find coordinate operations')))
      return points.fill(Number.NaN);
    throw new Error(complaints.join('; ') || messageOf(error));
  } finally {
    complaints.length = 0;
  }
}

/** A CRS that is bound to WGS 84 by a shift (BOUNDCRS) has no name of its own; its source has. */
function nameOf(wkt) {
  const source = /^BOUNDCRS\[\s*SOURCECRS\[\s*/.exec(wkt);
  return /^\w+\["([^"]*)"/.exec(source === null ? wkt : wkt.slice(source[0].length))?.[1] ?? 'unnamed';
}
