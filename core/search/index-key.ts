/** Key of an index. Any difference means another index, so that embeddings of different models, views or grids never mix. */
import { PRECISIONS } from '../documents/model.ts';
import { array, atLeast, integer, literal, type Shape, string } from '../documents/shape.ts';
import type { ModelIdentity } from '../encoder.ts';
import { InvalidInput } from '../errors.ts';
import { type Grid, makeSegment } from './grid.ts';
import { checkWindowCount } from './record-plan.ts';

export type IndexKey = {
  /** Hash that identifies the scene's bytes and georeferencing. */
  readonly sceneContent: string;
  /** Canonical text of bands, stretch, nodata rule and collar rule. */
  readonly modelView: string;
  readonly model: ModelIdentity;
  readonly grid: Grid;
};

const px = integer(1, 0x7fff_ffff);
const count = integer(0, Number.MAX_SAFE_INTEGER);
const dimension = integer(1, 65_536);
const storedKey = atLeast({
  sceneContent: string(),
  modelView: string(1 << 20),
  model: atLeast({
    id: string(),
    weightsSha256: string(64),
    precision: literal(...PRECISIONS),
    embeddingDim: dimension,
    imageSizePx: px,
    contextLength: px,
  }),
  grid: atLeast({
    widthPx: px,
    heightPx: px,
    segments: array(atLeast({ sizePx: px, stridePx: px, offsetPx: count, columns: count, rows: count }), 64),
  }),
});

/** The key that a file states. Throws `InvalidInput` or `Unsupported` naming `at` unless its grid can be one of ours. */
export const indexKey: Shape<IndexKey> = (value, at) => {
  const key = storedKey(value, at);
  const { segments, ...scene } = key.grid;
  for (const { sizePx, stridePx, offsetPx, columns, rows } of segments) {
    const expected = makeSegment(scene, sizePx, stridePx, offsetPx);
    const isSame =
      expected.sizePx === sizePx &&
      expected.stridePx === stridePx &&
      expected.columns === columns &&
      expected.rows === rows;
    if (!isSame) throw new InvalidInput(`${at}.grid: a segment does not fit the scene`);
  }
  checkWindowCount(key.grid);
  return key;
};

/** The key as canonical JSON: equal keys give the same text, whatever the order of their fields. */
export function keyText(key: IndexKey): string {
  return JSON.stringify(sorted(key));
}

/** SHA-256 of the canonical text in lower-case hex; the name of the file. */
export function keyHash(key: IndexKey): Promise<string> {
  return sha256(keyText(key));
}

/** SHA-256, in lower-case hex, of the key without its grid. Indexes with the same basis hold comparable embeddings. */
export function basisHash({ sceneContent, modelView, model }: IndexKey): Promise<string> {
  return sha256(JSON.stringify(sorted({ sceneContent, modelView, model })));
}

async function sha256(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, child]) => [name, sorted(child)]),
  );
}
