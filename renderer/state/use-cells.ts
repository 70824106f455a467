/** Cells of a similarity map, fetched once per query. */
import { skipToken, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { MapGrid, QueryResult } from '../../core/documents/search.ts';
import { useSharpened } from './core-queries.ts';
import { cellsQuery } from './load-cells.ts';
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
  const values = useQuery(
    grid ? cellsQuery(grid) : { queryKey: queryKeys.cells(null), queryFn: skipToken },
  ).data;
  return useMemo(() => (grid && values ? { grid, values } : null), [grid, values]);
}
