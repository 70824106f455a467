/** Where models find phrases in one picture (Fig. 2 of the paper), as stored and printed by `longsight evaluate relevance`. */
import type { ReportHead } from './evaluation-report.ts';
import { array, atLeast, integer, literal, number, object, type ShapeType, string } from './shape.ts';

export const RELEVANCE_FORMAT = 'longsight-relevance';

const map = object({
  phrase: string(100_000),
  /** Of the whole picture with the phrase. */
  cosine: number(),
  patchesPerEdge: integer(1, 1000),
  /** Row by row from the upper left of the picture's central square, none negative. Comparable within one map only. */
  values: array(number(0), 1_000_000),
});

/** The fields that a page relies on; the report has `program`, `machine` and `date` besides. */
export const relevanceShape = atLeast({
  format: literal(RELEVANCE_FORMAT),
  version: literal(1),
  picture: object({ name: string(32_768), path: string(32_768), sha256: string() }),
  models: array(object({ name: string(), sha256: string(), precision: string(), maps: array(map) })),
});

export type RelevanceReport = ShapeType<typeof relevanceShape> & {
  readonly task: 'relevance';
} & Pick<ReportHead, 'program' | 'machine' | 'date'>;
