/** The cells of a map, as a query that all hooks share. */
import { queryOptions } from '@tanstack/react-query';
import type { MapGrid } from '../../core/documents/search.ts';
import { queryKeys } from './query-keys.ts';

export function cellsQuery(grid: MapGrid) {
  return queryOptions({
    queryKey: queryKeys.cells(grid.url),
    queryFn: ({ signal }) => loadCells(grid, signal),
    gcTime: 15_000,
    // Treats the typed array as one value; comparing elements would cost more than drawing it.
    structuralSharing: false,
  });
}

/** [heightCells, widthCells] */
async function loadCells(
  { url, widthCells, heightCells }: MapGrid,
  signal: AbortSignal,
): Promise<Float32Array> {
  const response = await fetch(url, { signal });
  if (!response.ok) throw new Error(await response.text());
  const values = new Float32Array(await response.arrayBuffer());
  if (values.length !== widthCells * heightCells)
    throw new Error(`${url}: expected ${widthCells} × ${heightCells} cells, found ${values.length}`);
  return values;
}
