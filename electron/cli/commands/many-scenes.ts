/** What the commands that ask many scenes share: filters, the file of the hits, the lines that are printed. */
import { basename, extname, resolve } from 'node:path';
import { type CollectionFilter, HIT_FILE_FORMATS } from '../../../core/documents/collection.ts';
import type { LonLatPolygon } from '../../../core/documents/scene.ts';
import { polygonsInLonLat } from '../../app/collections/area-file.ts';
import { encodeHits, type WrittenHit, type WrittenHits } from '../../app/collections/write-hits.ts';
import { type Invocation, textOption, UsageError } from './command.ts';

export const MANY_SCENES_OPTIONS = {
  text: { type: 'string', multiple: true },
  not: { type: 'string', multiple: true },
  top: { type: 'string' },
  'per-scene': { type: 'string' },
  merge: { type: 'boolean' },
  from: { type: 'string' },
  to: { type: 'string' },
  'scene-name': { type: 'string' },
  bbox: { type: 'string' },
  area: { type: 'string' },
  out: { type: 'string' },
  model: { type: 'string' },
} as const;
export const MANY_SCENES_USAGE =
  '--text SENTENCE [--not SENTENCE]… [--top N] [--per-scene N] [--merge] [--from DAY] [--to DAY] [--scene-name PART] [--bbox W,S,E,N|--area FILE] [--out HITS.geojson|HITS.csv|HITS.gpkg] [--model NAME]';

export function hitLine({ rank, score, scene, date, window: { col, row, widthPx } }: WrittenHit): string {
  const day = date === null ? '' : `  ${date.slice(0, 10)}`;
  return `${String(rank).padStart(3)}  ${score.toFixed(4)}  ${scene}${day}  col ${col} row ${row} size ${widthPx}`;
}

/** Writes the hits to the file of `--out` and returns its path; null without the option. */
export function writerOf(invocation: Invocation): ((result: WrittenHits) => Promise<string>) | null {
  const out = textOption(invocation, 'out');
  if (out === null) return null;
  const path = resolve(out);
  const ending = extname(path).toLowerCase();
  const format = HIT_FILE_FORMATS.find((each) => `.${each}` === ending);
  if (format === undefined)
    throw new UsageError(
      `--out ${basename(path)}: expected a name that ends in ${HIT_FILE_FORMATS.map((each) => `.${each}`).join(' or ')}`,
    );
  return async (result) => {
    const { host } = await invocation.services();
    await host.storage.writeFile(path, await encodeHits(host, result, () => null, format, invocation.signal));
    return path;
  };
}

export async function filterOf(invocation: Invocation): Promise<CollectionFilter> {
  return {
    area: await areaOf(invocation),
    from: textOption(invocation, 'from'),
    to: textOption(invocation, 'to'),
    name: textOption(invocation, 'scene-name'),
  };
}

/** Of `--bbox` or `--area`; null without either. */
export async function areaOf(invocation: Invocation): Promise<CollectionFilter['area']> {
  const area = textOption(invocation, 'area');
  const box = bboxOf(textOption(invocation, 'bbox'));
  if (area !== null && box !== null) throw new UsageError('give --bbox or --area, not both');
  if (area === null) return box;
  const { host } = await invocation.services();
  return polygonsInLonLat(host, resolve(area), invocation.signal);
}

/** West, south, east, north in degrees. */
function bboxOf(text: string | null): readonly LonLatPolygon[] | null {
  if (text === null) return null;
  const [west, south, east, north, ...others] = text.split(',').map(Number);
  const isBox = others.length === 0 && [west, south, east, north].every(Number.isFinite);
  if (!isBox || west >= east || south >= north)
    throw new UsageError(
      `--bbox: expected west,south,east,north in degrees like 24.1,56.9,24.2,57, got "${text}"`,
    );
  return [
    [
      [west, south],
      [east, south],
      [east, north],
      [west, north],
      [west, south],
    ],
  ];
}
