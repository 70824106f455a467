/** Reader for the annotation file of AIR-SLT (Yuan et al. 2022): 59 queries with polygons on 22 pictures. */
import { InvalidInput } from '../errors.ts';
import type { Polygon } from './fill-polygons.ts';

export type LocalizationQuery = {
  readonly caption: string;
  /** File name of the picture. */
  readonly image: string;
  /** Vertices in pixels of the picture. */
  readonly polygons: readonly Polygon[];
};

/** Parses anno.json, an array of {caption, jpg_name, points}. Throws `InvalidInput` naming the first invalid entry. */
export function readAirSlt(text: string, name: string): LocalizationQuery[] {
  const entries: unknown = parsed(text, name);
  if (!Array.isArray(entries)) throw new InvalidInput(`${name}: expected an array of annotations`);
  return entries.map((entry: unknown, i) => {
    const query = asQuery(entry);
    if (query === null)
      throw new InvalidInput(
        `${name}: annotation ${i} is not {"caption", "jpg_name", "points": [[[x, y], …], …]}`,
      );
    return query;
  });
}

function parsed(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new InvalidInput(`${name} is not JSON`, { cause });
  }
}

function asQuery(entry: unknown): LocalizationQuery | null {
  if (typeof entry !== 'object' || entry === null) return null;
  const { caption, jpg_name: image, points } = entry as Record<string, unknown>;
  if (typeof caption !== 'string' || typeof image !== 'string' || !Array.isArray(points)) return null;
  return points.every(isPolygon) ? { caption: caption.trim(), image, polygons: points } : null;
}

function isPolygon(value: unknown): value is Polygon {
  return Array.isArray(value) && value.length >= 3 && value.every(isPoint);
}

function isPoint(value: unknown): boolean {
  return Array.isArray(value) && value.length === 2 && value.every((n) => Number.isFinite(n));
}
