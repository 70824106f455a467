/** How fine the tiles of a similarity map are. */
import type { SceneDetail } from '../../core/documents/scene.ts';
import type { MapGrid } from '../../core/documents/search.ts';

/** Elements around a tile that it shares with its neighbours, so that colours run on across its edge. */
export const GUTTER = 1;
/** Most elements along the edge of a tile. Most maps are one tile: the edges of tiles show as thin lines. */
const MOST_TILE = 1024;
/** Most elements along the edge of a cell. */
const FINEST = 16;

/** Scene pixels along the edge of an element of the coarsest tile. */
export function elementPx({ tileLevels }: Pick<SceneDetail, 'tileLevels'>): number {
  return 2 ** (tileLevels - 1);
}

/** As fine as what is known of the scene's nodata and collar, which is its coarsest tile: some 256 elements along an edge in all. */
export function elementsPerCell({ cellPx }: MapGrid, scene: Pick<SceneDetail, 'tileLevels'>): number {
  return Math.max(1, Math.min(FINEST, Math.floor(cellPx / elementPx(scene))));
}

/** Elements along the edges of a tile, without its gutter. */
export function tileSize({ widthCells, heightCells }: MapGrid, perCell: number): [number, number] {
  return [Math.min(MOST_TILE, widthCells * perCell), Math.min(MOST_TILE, heightCells * perCell)];
}
