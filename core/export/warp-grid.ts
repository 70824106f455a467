/** Conversion of a grid from one CRS to another: nearest neighbour, so that values stay as they are. */
import type { SceneCrs } from '../documents/scene.ts';
import { Unsupported } from '../errors.ts';
import { greatest, least } from '../extremes.ts';
import { applyAffine, invertAffine } from '../geo/affine.ts';
import type { CrsAuthority } from '../host.ts';
import type { PlacedGrid } from './placed-grid.ts';

/** PROJ is asked at every so many pixels; between them positions are interpolated, which is off by far less than a pixel. */
const LATTICE_PX = 16;
const POINTS_PER_EDGE = 33;
const MOST_PIXELS = 200e6;

/**
 * The grid in the CRS `to`, with square pixels that keep the diagonal (as GDAL chooses them). Pixels outside of the source have the
 * value `blank`. Throws `Unsupported` if PROJ cannot convert the outline, or if it crosses the edge of the target CRS.
 */
export async function warpGrid(
  authority: CrsAuthority,
  grid: PlacedGrid,
  from: Pick<SceneCrs, 'wkt'>,
  to: Pick<SceneCrs, 'wkt' | 'name' | 'isGeographic'>,
  blank: number,
): Promise<PlacedGrid> {
  const { affine } = grid;
  const inverse = invertAffine(affine);
  if (inverse === null) throw new Unsupported('the scene has no place that could be converted');
  const frame = await targetFrame(authority, grid, from, to);
  const { widthPx, heightPx, xOrigin, yOrigin, step } = frame;
  const columns = Math.ceil(widthPx / LATTICE_PX) + 1;
  const rows = Math.ceil(heightPx / LATTICE_PX) + 1;
  const lattice = new Float64Array(columns * rows * 2);
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++)
      lattice.set(
        [xOrigin + column * LATTICE_PX * step, yOrigin - row * LATTICE_PX * step],
        2 * (row * columns + column),
      );
  const source = await authority.transform(to.wkt, from.wkt, lattice);
  for (let i = 0; i < source.length; i += 2) source.set(applyAffine(inverse, source[i], source[i + 1]), i);
  return {
    widthPx,
    heightPx,
    channels: grid.channels,
    values: sampled(grid, source, { widthPx, heightPx, columns, blank }),
    affine: { xOrigin, xPerCol: step, xPerRow: 0, yOrigin, yPerCol: 0, yPerRow: -step },
  };
}

async function targetFrame(
  authority: CrsAuthority,
  { widthPx, heightPx, affine }: PlacedGrid,
  from: Pick<SceneCrs, 'wkt'>,
  to: Pick<SceneCrs, 'wkt' | 'name' | 'isGeographic'>,
) {
  const outline = edgePoints(widthPx, heightPx).flatMap(([col, row]) => applyAffine(affine, col, row));
  const moved = await authority.transform(from.wkt, to.wkt, Float64Array.from(outline));
  if (!moved.every(Number.isFinite))
    throw new Unsupported(
      `part of the scene cannot be expressed in ${to.name}: export in the scene’s own CRS`,
    );
  const xs = moved.filter((_, i) => i % 2 === 0);
  const ys = moved.filter((_, i) => i % 2 === 1);
  const [left, right, bottom, top] = [least(xs), greatest(xs), least(ys), greatest(ys)];
  if (to.isGeographic && right - left > 180)
    throw new Unsupported(`the scene crosses the edge of ${to.name}: export in the scene’s own CRS`);
  // Points 0 and 2 · POINTS_PER_EDGE are opposite corners.
  const corner = 4 * POINTS_PER_EDGE;
  const diagonal = Math.hypot(moved[corner] - moved[0], moved[corner + 1] - moved[1]);
  const step = diagonal / Math.hypot(widthPx, heightPx);
  const size = {
    widthPx: Math.ceil((right - left) / step - 1e-6),
    heightPx: Math.ceil((top - bottom) / step - 1e-6),
  };
  if (!(size.widthPx * size.heightPx <= MOST_PIXELS))
    throw new Unsupported(
      `in ${to.name} the file would have ${size.widthPx} x ${size.heightPx} pixels: export a smaller part, or in the scene’s own CRS`,
    );
  return { ...size, xOrigin: left, yOrigin: top, step };
}

function sampled(
  grid: PlacedGrid,
  lattice: Float64Array,
  out: {
    readonly widthPx: number;
    readonly heightPx: number;
    readonly columns: number;
    readonly blank: number;
  },
): Float32Array | Uint8Array {
  const { channels } = grid;
  const length = out.widthPx * out.heightPx * channels;
  const values = grid.values instanceof Float32Array ? new Float32Array(length) : new Uint8Array(length);
  values.fill(out.blank);
  for (let row = 0; row < out.heightPx; row++)
    for (let column = 0; column < out.widthPx; column++) {
      const [col, line] = positionAt(lattice, out.columns, column + 0.5, row + 0.5);
      // NaN is not inside either.
      if (!(col >= 0 && line >= 0 && col < grid.widthPx && line < grid.heightPx)) continue;
      const from = (Math.floor(line) * grid.widthPx + Math.floor(col)) * channels;
      const to = (row * out.widthPx + column) * channels;
      for (let channel = 0; channel < channels; channel++) values[to + channel] = grid.values[from + channel];
    }
  return values;
}

/** Bilinear between the four lattice points around (x, y). */
function positionAt(lattice: Float64Array, columns: number, x: number, y: number): [number, number] {
  const [i, j] = [Math.floor(x / LATTICE_PX), Math.floor(y / LATTICE_PX)];
  const [u, v] = [x / LATTICE_PX - i, y / LATTICE_PX - j];
  const at = 2 * (j * columns + i);
  const below = at + 2 * columns;
  const mix = (by: number): number =>
    (1 - v) * ((1 - u) * lattice[at + by] + u * lattice[at + 2 + by]) +
    v * ((1 - u) * lattice[below + by] + u * lattice[below + 2 + by]);
  return [mix(0), mix(1)];
}

/** Points down the left edge, along the bottom, up the right edge and back along the top. */
function edgePoints(width: number, height: number): readonly (readonly [number, number])[] {
  const corners = [
    [0, 0],
    [0, height],
    [width, height],
    [width, 0],
  ] as const;
  return corners.flatMap(([col, row], i) => {
    const [nextCol, nextRow] = corners[(i + 1) % 4];
    return Array.from({ length: POINTS_PER_EDGE }, (_, step): readonly [number, number] => {
      const t = step / POINTS_PER_EDGE;
      return [col + (nextCol - col) * t, row + (nextRow - row) * t];
    });
  });
}
