/** Key of an index. Any difference means another index, so that embeddings of different models, views or grids never mix. */
import type { ModelIdentity } from '../encoder.ts';
import type { Grid } from './grid.ts';

export type IndexKey = {
  /** Hash that identifies the scene's bytes and georeferencing. */
  readonly sceneContent: string;
  /** Canonical text of bands, stretch, nodata rule and collar rule. */
  readonly modelView: string;
  readonly model: ModelIdentity;
  readonly grid: Grid;
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
