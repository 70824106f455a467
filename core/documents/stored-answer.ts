/** The last answer to a question of the project, kept so that it can be read where the scene has no index. */
import type { ModelId, SceneId } from './ids.ts';
import { queryArea, queryTerm, rasterWindow } from './project-shapes.ts';
import type { Query, QueryResult, ScoredWindow } from './search.ts';
import {
  id as anId,
  array,
  integer,
  literal,
  nullable,
  number,
  object,
  type Shape,
  string,
} from './shape.ts';
import { VERDICT_TITLES, type Verdict } from './verdict.ts';

/** What makes two questions the same, whichever model answers. */
export type AskedQuestion = Pick<Query, 'scene' | 'terms' | 'area'>;

export type StoredAnswer = Query & {
  readonly verdict: Pick<Verdict, 'kind' | 'reason'>;
  /** Best first, at most 100. */
  readonly hits: readonly ScoredWindow[];
  readonly windows: number;
  readonly windowsPlanned: number;
  readonly ranAt: string;
};

const HITS_KEPT = 100;

export function storedAnswerOf(result: QueryResult): StoredAnswer {
  const { scene, model, terms, area, verdict, hits, windows, windowsPlanned, ranAt } = result;
  return {
    ...{ scene, model, terms, area, windows, windowsPlanned, ranAt },
    verdict: { kind: verdict.kind, reason: verdict.reason },
    hits: hits.slice(0, HITS_KEPT).map(({ window, score }) => ({ window, score })),
  };
}

const count = integer(0, Number.MAX_SAFE_INTEGER);
const verdictKinds = Object.keys(VERDICT_TITLES) as readonly Verdict['kind'][];

export const askedQuestion: Shape<AskedQuestion> = object({
  scene: anId<SceneId>(),
  terms: array(queryTerm, 16),
  area: nullable(queryArea),
});

export const storedAnswer: Shape<StoredAnswer> = object({
  scene: anId<SceneId>(),
  model: anId<ModelId>(),
  terms: array(queryTerm, 16),
  area: nullable(queryArea),
  verdict: object({ kind: literal(...verdictKinds), reason: string(2_000) }),
  hits: array(object({ window: rasterWindow, score: number(-20, 20) }), HITS_KEPT),
  windows: count,
  windowsPlanned: count,
  ranAt: string(64),
});
