/** `longsight collection query NAME --text "…"`: one ranked list over the scenes of a collection. */
import { basename, extname, resolve } from 'node:path';
import {
  type CollectionFilter,
  type CollectionHit,
  type CollectionResult,
  HIT_FILE_FORMATS,
} from '../../../core/documents/collection.ts';
import type { LonLatPolygon } from '../../../core/documents/scene.ts';
import { InvalidInput } from '../../../core/errors.ts';
import { polygonsInLonLat } from '../../app/collections/area-file.ts';
import { encodeHits } from '../../app/collections/write-hits.ts';
import { counted } from '../print/counted.ts';
import { verdictLine } from '../print/verdict-line.ts';
import {
  type Command,
  countOption,
  type Invocation,
  onePositional,
  textOption,
  UsageError,
} from './command.ts';
import { noteCuts } from './notes.ts';
import { queryTerms, textsOf } from './query.ts';

export const collectionQueryCommand: Command = {
  name: 'collection query',
  usage:
    'collection query NAME --text SENTENCE [--not SENTENCE]… [--top N] [--per-scene N] [--merge] [--from DAY] [--to DAY] [--scene-name PART] [--bbox W,S,E,N|--area FILE] [--out HITS.geojson|HITS.csv|HITS.gpkg] [--model NAME]',
  summary:
    'rank the windows of all indexed scenes of a collection by a sentence; --merge makes one hit of windows of different scenes that show the same place',
  options: {
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
  },
  run: async (invocation) => {
    const terms = queryTerms(invocation);
    const hits = countOption(invocation, 'top', 1, 10);
    const perScene = countOption(invocation, 'per-scene', 1);
    const write = writerOf(invocation);
    const { collections, collectionQueries, models } = await invocation.services();
    const filter = await filterOf(invocation);
    const collection = await collections.store.find(onePositional(invocation, 'collection'));
    const model = await models.find(textOption(invocation, 'model'));
    await noteCuts(invocation, models, model, textsOf(terms));
    const merges = invocation.values.merge === true;
    const result = await collectionQueries.run(
      { collection, model, terms, hits, perScene, merges, filter },
      invocation.signal,
    );
    if (result.notIndexed > 0)
      invocation.console.note(
        `${counted(result.notIndexed, 'scene')} that match are not indexed with ${model}`,
      );
    const file = write === null ? null : await write(result);
    invocation.console.result(
      { ...result, file },
      [...lines(result), ...(file === null ? [] : [file])].join('\n'),
    );
  },
};

function lines(result: CollectionResult): readonly string[] {
  return [
    `${counted(result.windows, 'window')} of ${counted(result.scenesAsked, 'scene')}`,
    verdictLine(result.verdict),
    ...result.hits.map(line),
  ];
}

function line({ rank, score, scene, date, window: { col, row, widthPx } }: CollectionHit): string {
  const day = date === null ? '' : `  ${date.slice(0, 10)}`;
  return `${String(rank).padStart(3)}  ${score.toFixed(4)}  ${scene}${day}  col ${col} row ${row} size ${widthPx}`;
}

/** Writes the hits to the file of `--out` and returns its path; null without the option. */
function writerOf(invocation: Invocation): ((result: CollectionResult) => Promise<string>) | null {
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
    await host.storage.writeFile(path, await encodeHits(host, result, format, invocation.signal));
    return path;
  };
}

async function filterOf(invocation: Invocation): Promise<CollectionFilter> {
  const area = textOption(invocation, 'area');
  const box = bboxOf(textOption(invocation, 'bbox'));
  if (area !== null && box !== null) throw new UsageError('give --bbox or --area, not both');
  return {
    area: area === null ? box : await polygonsIn(invocation, resolve(area)),
    from: textOption(invocation, 'from'),
    to: textOption(invocation, 'to'),
    name: textOption(invocation, 'scene-name'),
  };
}

async function polygonsIn(invocation: Invocation, path: string): Promise<readonly LonLatPolygon[]> {
  const { host } = await invocation.services();
  const polygons = await polygonsInLonLat(host, path, invocation.signal);
  if (polygons.length === 0) throw new InvalidInput(`${path}: the layer has no polygons`);
  return polygons;
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
