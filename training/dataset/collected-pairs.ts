/**
 * Format of `pairs.jsonl` in a collected data set: the published `image`, `short` and `long` first, so that every reader of
 * caption pairs understands it, then what else the application knows.
 */

import {
  type CollectedPair,
  type PairGrouping,
  type PairId,
  WINDOW_ORIGINS,
} from '../../core/documents/dataset.ts';
import type { SceneId } from '../../core/documents/ids.ts';
import { rasterWindow } from '../../core/documents/project-shapes.ts';
import type { RasterWindow } from '../../core/documents/scene.ts';
import {
  absentAs,
  array,
  atLeast,
  id,
  integer,
  literal,
  nullable,
  number,
  pair,
  string,
} from '../../core/documents/shape.ts';
import { InvalidInput } from '../../core/errors.ts';
import { parseState } from '../../core/state-file.ts';

/** One JSON line per pair, and an empty one at the end; empty captions are left out. */
export function encodePairs(pairs: readonly CollectedPair[], grouping: PairGrouping): string {
  const groups = groupsOf(pairs, grouping);
  return `${pairs.map((pair, i) => `${JSON.stringify(record(pair, groups[i]))}\n`).join('')}\n`;
}

/** `isWhole`: the text ends with its empty line, so that no pair is missing. */
export type DecodedPairs = { readonly pairs: readonly CollectedPair[]; readonly isWhole: boolean };

/** Throws `DamagedFile` naming `path` and the line. */
export function decodePairs(text: string, path: string): DecodedPairs {
  const pairs = text
    .split('\n')
    .flatMap((line, i) => (line === '' ? [] : [decodePair(line, `${path}, line ${i + 1}`)]));
  return { pairs, isWhole: /(^|\n)\n$/.test(text) };
}

/** Group of each pair, which a split keeps together; null for a pair without a group. */
function groupsOf(pairs: readonly CollectedPair[], grouping: PairGrouping): (string | null)[] {
  const [first] = pairs;
  const isOneScene = pairs.every(({ place }) => place !== null && place.scene === first.place?.scene);
  const places = grouping === 'place' || isOneScene ? overlapping(pairs) : null;
  return pairs.map(({ place, group }, i) => {
    if (place === null) return group;
    return places === null ? place.scene : `${place.scene} ${places[i]}`;
  });
}

function record(pair: CollectedPair, group: string | null) {
  const { id, image, short, long, class: name, widthPx, heightPx } = pair;
  const { labels, place, source, addedAt, group: given, fault } = pair;
  return {
    image,
    ...(short !== '' && { short }),
    ...(long !== '' && { long }),
    ...(group !== null && { group }),
    ...(name !== null && { class: name }),
    longsight: { id, widthPx, heightPx, labels, place, source, addedAt, given, fault },
  };
}

const caption = string(1 << 20);
const size = integer(0, 0x7fff_ffff);
const lonLat = pair(number());

const storedPair = atLeast({
  image: string(),
  short: absentAs('', caption),
  long: absentAs('', caption),
  class: absentAs(null, nullable(caption)),
  longsight: atLeast({
    id: id<PairId>(),
    widthPx: size,
    heightPx: size,
    labels: caption,
    place: nullable(
      atLeast({
        scene: id<SceneId>(),
        sceneName: string(),
        window: rasterWindow,
        footprint: nullable(array(lonLat)),
      }),
    ),
    source: literal(...WINDOW_ORIGINS, 'file'),
    addedAt: string(64),
    given: nullable(caption),
    fault: absentAs(null, nullable(caption)),
  }),
});

function decodePair(line: string, at: string): CollectedPair {
  const { longsight, image, short, long, class: name } = parseState(line, at, storedPair);
  if (!/^images\/[^/\\]+$/.test(image)) throw new InvalidInput(`${at}: ${image} is not in the folder images`);
  const { id, widthPx, heightPx, labels, place, source, addedAt, given, fault } = longsight;
  const texts = { short, long, labels };
  return { id, image, widthPx, heightPx, ...texts, place, source, addedAt, group: given, class: name, fault };
}

/** Number of the set of overlapping windows that each pair belongs to: the first pair's number (union-find). */
function overlapping(pairs: readonly CollectedPair[]): number[] {
  const parents = pairs.map((_, i) => i);
  const root = (i: number): number => {
    let at = i;
    while (parents[at] !== at) at = parents[at];
    return at;
  };
  for (const [i, { place: a }] of pairs.entries())
    for (let j = 0; j < i; j++) {
      const b = pairs[j].place;
      if (a === null || b === null || a.scene !== b.scene || !overlap(a.window, b.window)) continue;
      const [first, second] = [root(i), root(j)].sort((x, y) => x - y);
      parents[second] = first;
    }
  return pairs.map((_, i) => root(i));
}

function overlap(a: RasterWindow, b: RasterWindow): boolean {
  return (
    a.col < b.col + b.widthPx &&
    b.col < a.col + a.widthPx &&
    a.row < b.row + b.heightPx &&
    b.row < a.row + a.heightPx
  );
}
