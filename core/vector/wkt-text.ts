/** Geometry as well-known text (OGC Simple Features). */
import type { Coordinate, VectorGeometry } from '../documents/vector-layer.ts';

export function wktText(geometry: VectorGeometry): string {
  switch (geometry.kind) {
    case 'points':
      return one('POINT', geometry.points.map(pair), (each) => `(${each})`);
    case 'lines':
      return one('LINESTRING', geometry.lines.map(list), (each) => each);
    case 'polygons':
      return one(
        'POLYGON',
        geometry.polygons.map((rings) => `(${rings.map(list).join(', ')})`),
        (each) => each,
      );
  }
}

/** A list of one is the simple type. */
function one(type: string, parts: readonly string[], wrap: (part: string) => string): string {
  return parts.length === 1 ? `${type} ${wrap(parts[0])}` : `MULTI${type} (${parts.map(wrap).join(', ')})`;
}

function list(line: readonly Coordinate[]): string {
  return `(${line.map(pair).join(', ')})`;
}

function pair([x, y]: Coordinate): string {
  return `${x} ${y}`;
}
