/**
 * Runs PROJ and GDAL as WebAssembly in a thread of their own, because their calls are synchronous.
 * Plain JavaScript, so that it runs from source as well as bundled; gdal3.js itself is never bundled.
 * Requests: { id, describe: Uint8Array } → CrsDescription | null; { id, from, to, points: Float64Array } → Float64Array;
 * { id, vectors } and { id, write } → what `gdal-vectors.mjs` and `gdal-write.mjs` return.
 * Posts { id: 0, … } when it is ready.
 */
import { parentPort } from 'node:worker_threads';
import { complaints, messageOf, startGdal, stringList } from './gdal-start.mjs';
import { readVectors } from './gdal-vectors.mjs';
import { writeVectors } from './gdal-write.mjs';

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
  if (request.write) return writeVectors(await gdal, request.write);
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

/**
 * Calls GDAL itself: the `gdaltransform` of gdal3.js passes no array for the flags of success, so that GDAL writes one for each point over
 * the start of its own memory.
 */
async function transform({ from, to, points }) {
  const { Module } = await gdal;
  const count = points.length / 2;
  const options = stringList(Module, [`SRC_SRS=${from}`, `DST_SRS=${to}`]);
  const transformer = Module._GDALCreateGenImgProjTransformer2(0, 0, options.pointer);
  options.free();
  const said = complaints.splice(0);
  if (transformer === 0) {
    // PROJ cannot transform between the two (an engineering CRS, for example): no point has a result.
    if (said.some((text) => text.includes('Cannot find coordinate operations')))
      return points.fill(Number.NaN);
    throw new Error(said.join('; ') || 'the two coordinate reference systems cannot be read');
  }
  const [x, y, z] = [0, 1, 2].map(() => Module._malloc(8 * count));
  const succeeded = Module._malloc(4 * count);
  try {
    Module.HEAPF64.fill(0, z / 8, z / 8 + count);
    for (let i = 0; i < count; i++) {
      Module.HEAPF64[x / 8 + i] = points[2 * i];
      Module.HEAPF64[y / 8 + i] = points[2 * i + 1];
    }
    Module._GDALGenImgProjTransform(transformer, 0, count, x, y, z, succeeded);
    // The memory may have grown, and moved.
    for (let i = 0; i < count; i++) {
      const isKnown = Module.HEAP32[succeeded / 4 + i] !== 0;
      points[2 * i] = isKnown ? Module.HEAPF64[x / 8 + i] : Number.NaN;
      points[2 * i + 1] = isKnown ? Module.HEAPF64[y / 8 + i] : Number.NaN;
    }
    return points;
  } finally {
    for (const pointer of [x, y, z, succeeded]) Module._free(pointer);
    Module._GDALDestroyGenImgProjTransformer(transformer);
    complaints.length = 0;
  }
}
