/** Cells of a similarity map, fetched once per query. */
import { skipToken, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { MapGrid, QueryResult } from '../../core/documents/search.ts';
import { useSharpened } from './core-queries.ts';
import { queryKeys } from './query-keys.ts';

export type Cells = { readonly grid: MapGrid; readonly values: Float32Array };

/** Cells of the sharpened map once it is ready, of the plain one until then. */
export function useCells(result: QueryResult | undefined): Cells | null {
  const sharpened = useSharpened(result).data;
  const plain = useGridCells(result ? result.map : null);
  const sharp = useGridCells(sharpened ? sharpened.map : null);
  return sharp ?? plain;
}

/** Null without a grid or while its cells are loading. */
export function useGridCells(grid: MapGrid | null): Cells | null {
  const values = useQuery({
    queryKey: queryKeys.cells(grid ? grid.url : null),
    queryFn: grid ? ({ signal }) => loadCells(grid, signal) : skipToken,
    gcTime: 15_000,
    // Treats the typed array as one value; comparing elements would cost more than drawing it.
    structuralSharing: false,
  }).data;
  return useMemo(() => (grid && values ? { grid, values } : null), [grid, values]);
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
