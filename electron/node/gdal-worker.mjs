/**
 * Runs PROJ and GDAL as WebAssembly in a thread of their own, because their calls are synchronous.
 * Plain JavaScript, so that it runs from source as well as bundled; gdal3.js itself is never bundled.
 * Requests: { id, describe: Uint8Array } → CrsDescription | null; { id, from, to, points: Float64Array } → Float64Array;
 * { id, vectors: VectorRequest } → what `gdal-vectors.mjs` returns.
 * Posts { id: 0, … } when it is ready.
 */
import { parentPort } from 'node:worker_threads';
import { complaints, messageOf, startGdal } from './gdal-start.mjs';
import { readVectors } from './gdal-vectors.mjs';

const gdal = startGdal();
gdal.then(
  () => parentPort.postMessage({ id: 0, result: null }),
  (error) => parentPort.postMessage({ id: 0, error: messageOf(error) }),
);
let inputs = 0;

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
  if (request.vectors) return readVectors(await gdal, request.vectors);
  return transform(request);
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
        name: /^\w+\["([^"]*)"/.exec(wkt)?.[1] ?? 'unnamed',
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

async function transform({ from, to, points }) {
  const { gdaltransform } = await gdal;
  const pairs = Array.from({ length: points.length / 2 }, (_, i) => [points[2 * i], points[2 * i + 1]]);
  try {
    const out = await gdaltransform(pairs, ['-s_srs', from, '-t_srs', to, '-output_xy']);
    return Float64Array.from(out.flat());
  } catch (error) {
    // PROJ cannot transform between the two (an engineering CRS, for example): no point has a result.
    if (complaints.some((text) => text.includes('Cannot find coordinate operations')))
      return points.fill(Number.NaN);
    throw error;
  } finally {
    complaints.length = 0;
  }
}
