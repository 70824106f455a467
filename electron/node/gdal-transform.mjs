/**
 * Transforms points with PROJ. `gdaltransform` of gdal3.js 2.8.1 gives GDAL no place for its success flags, so that they are written over
 * the library's own constants from address 0 on: after some hundred points, later calls fail or answer wrongly.
 * Plain JavaScript, like the threads.
 */
import { stringList } from './gdal-start.mjs';

/** Interleaved x, y pairs; NaN where PROJ fails. Throws if there is no transformation at all. */
export function transformPoints(Module, from, to, points) {
  const call = functionsOf(Module);
  const count = points.length / 2;
  const options = stringList(Module, [`SRC_SRS=${from}`, `DST_SRS=${to}`]);
  const x = Module._malloc(count * 28 + 8);
  const [y, z, success] = [x + 8 * count, x + 16 * count, x + 24 * count];
  let transformer = 0;
  try {
    transformer = call.create(0, 0, options.pointer);
    if (transformer === 0) throw new Error('no transformation between the two coordinate reference systems');
    const doubles = Module.HEAPF64;
    for (let i = 0; i < count; i++) {
      doubles[x / 8 + i] = points[2 * i];
      doubles[y / 8 + i] = points[2 * i + 1];
      doubles[z / 8 + i] = 0;
    }
    call.transform(transformer, 0, count, x, y, z, success);
    return pointsAt(Module, x, y, success, count);
  } finally {
    if (transformer !== 0) call.destroy(transformer);
    Module._free(x);
    options.free();
  }
}

function functionsOf({ cwrap }) {
  const number = 'number';
  return {
    create: cwrap('GDALCreateGenImgProjTransformer2', number, [number, number, number]),
    transform: cwrap('GDALGenImgProjTransform', number, Array(7).fill(number)),
    destroy: cwrap('GDALDestroyGenImgProjTransformer', null, [number]),
  };
}

/** Memory may have moved during the call. */
function pointsAt({ HEAPF64, HEAP32 }, x, y, success, count) {
  const out = new Float64Array(2 * count).fill(Number.NaN);
  for (let i = 0; i < count; i++) {
    if (HEAP32[success / 4 + i] === 0) continue;
    out[2 * i] = HEAPF64[x / 8 + i];
    out[2 * i + 1] = HEAPF64[y / 8 + i];
  }
  return out;
}
