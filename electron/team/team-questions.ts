/** Questions to a team store: the filters and documents of local collections. */

import { mergePlaces } from '../../core/collection/merge-places.ts';
import type { CollectionQuery } from '../../core/documents/collection.ts';
import type { TeamHit, TeamResult, TeamSceneFound, TeamShare } from '../../core/documents/team.ts';
import type { TeamRanking } from '../../core/documents/team-ranking.ts';
import type { Encoder } from '../../core/encoder.ts';
import { NotFound } from '../../core/errors.ts';
import { hitFootprints } from '../../core/geo/hit-footprints.ts';
import type { Host } from '../../core/host.ts';
import { windowCount } from '../../core/search/grid.ts';
import type { TeamFound } from '../../core/team/hits.ts';
import { pathUnder } from '../../core/team/shares.ts';
import { areasInPixels } from '../app/collections/areas-in-pixels.ts';
import { whyNotJudged } from '../app/collections/collection-verdicts.ts';
import { sentenceVector } from '../app/collections/sentence-vector.ts';
import { answeringIndexes } from './answering-indexes.ts';
import { type AskedTeamIndex, CandidateScan } from './candidates.ts';
import { embeddedIn, modelOf } from './index-rows.ts';
import { type Judge, judgeTeam, noVerdicts, type TeamVerdicts } from './judge-team.ts';
import type { Scan } from './prepare-scan.ts';
import { noteQuestion } from './question-rows.ts';
import { rankTeam } from './rank-team.ts';
import type { ReachableShares } from './reachable-shares.ts';
import { findScenes, type TeamScene } from './scene-rows.ts';
import type { TeamDatabase } from './sql.ts';
import { type RankingRow, rankingOf } from './status.ts';

/** Hits that are looked at for each one that remains after merging places. */
const CANDIDATES_PER_PLACE = 8;
/** Up to so many windows all are compared, which takes seconds. */
const MOST_EXACT = 2_000_000;

export type TeamQuery = Omit<CollectionQuery, 'collection'> & {
  /** Compares all windows, however many. */
  readonly isExact: boolean;
};

type Asked = AskedTeamIndex & { readonly scene: TeamScene };
export type Surroundings = {
  readonly db: TeamDatabase;
  readonly host: Host;
  readonly encoder: Encoder;
  readonly shares: readonly TeamShare[];
  /** Where this machine reaches them. */
  readonly reachable: ReachableShares;
  /** Called for questions that get verdicts. */
  readonly judge: () => Promise<Judge>;
  readonly mostExact?: number;
};

/**
 * Asks, and notes the question for the team. Throws `NotFound` if no scene that matches is indexed with the model, `InvalidInput` for a
 * question without sentences.
 */
export async function askTeam(
  surroundings: Surroundings,
  query: TeamQuery,
  signal: AbortSignal,
): Promise<TeamResult> {
  const startedMs = performance.now();
  const { db, encoder } = surroundings;
  const vector = await sentenceVector(encoder, query.terms, signal);
  const matching = await findScenes(db, query.filter);
  const model = await modelOf(db, encoder.model);
  const asked = await askedOf(surroundings, matching, model, query);
  if (model === null || asked.length === 0) throw new NotFound(nothingIndexed(matching.length, query.model));
  const { ranking, scan } = await rankingFor(surroundings, model, asked, query);
  const limit = query.merges ? query.hits * CANDIDATES_PER_PLACE : query.hits;
  const found = await rankTeam(new CandidateScan(db, model, vector), asked, {
    limit,
    perIndex: query.perScene ?? limit,
    scan,
    signal,
  });
  const placed = await placedHits(surroundings, found, asked);
  const kept = query.merges ? mergePlaces(placed, query.hits) : placed;
  const withHits = scenesWith(kept, asked);
  const verdicts = await verdictsFor(surroundings, { query, vector, model, scan }, asked, withHits);
  const { isExact: _, hits: _hits, ...question } = query;
  const result = {
    ...question,
    hits: kept.map((hit, i) => ({ ...hit, rank: i + 1 })),
    verdict: verdicts.all,
    scenes: withHits.map((each) => ({
      ...foundScene(surroundings, each, verdicts),
      best: found.find(({ index }) => asked[index] === each)?.score ?? Number.NaN,
    })),
    ranking,
    scenesAsked: asked.length,
    windows: embeddedIn(asked),
    notIndexed: matching.length - asked.length,
  };
  const noted = await noteQuestion(db, model, result);
  return { ...result, question: noted, milliseconds: performance.now() - startedMs };
}

/** In the order of their best hits. */
function scenesWith(hits: readonly TeamHit[], asked: readonly Asked[]): readonly Asked[] {
  const byKey = new Map(asked.map((each) => [String(each.scene.id), each]));
  return [...new Set(hits.map(({ key }) => key))].flatMap((key) => byKey.get(key) ?? []);
}

function foundScene(
  surroundings: Surroundings,
  asked: Asked,
  verdicts: TeamVerdicts,
): Omit<TeamSceneFound, 'best'> {
  const { id, name, date, metresPerPixel } = asked.scene;
  return {
    ...{ key: String(id), name, metresPerPixel, path: pathHere(surroundings, asked.scene) },
    date: date === null ? null : date.date,
    verdict: verdicts.of(asked),
  };
}

type Ranked = {
  readonly query: TeamQuery;
  readonly vector: Float32Array;
  readonly model: number;
  readonly scan: Scan;
};

async function verdictsFor(
  { db, judge }: Surroundings,
  { query: { terms, filter }, vector: query, model, scan }: Ranked,
  asked: readonly Asked[],
  withHits: readonly Asked[],
): Promise<TeamVerdicts> {
  const why = whyNotJudged(terms, filter.area !== null);
  if (why !== null) return noVerdicts(why);
  return judgeTeam({ db, model, judge: await judge(), query, scan }, asked, withHits);
}

async function askedOf(
  { db, host }: Surroundings,
  scenes: readonly TeamScene[],
  model: number | null,
  { filter }: TeamQuery,
): Promise<readonly Asked[]> {
  if (model === null) return [];
  const byScene = await answeringIndexes(db, scenes, model);
  const asked: Asked[] = [];
  for (const scene of scenes) {
    const index = byScene.get(scene.id);
    if (index === undefined) continue;
    const areas = filter.area === null ? null : await areasInPixels(host.crs, scene, filter.area);
    if (areas === null || areas.length > 0) asked.push({ scene, index, areas });
  }
  return asked;
}

/** Exact while it takes seconds, or where the store has no approximate index of this model. Areas are always exact: they leave little. */
async function rankingFor(
  { db, mostExact = MOST_EXACT }: Surroundings,
  model: number,
  asked: readonly Asked[],
  { isExact, filter }: TeamQuery,
): Promise<{ readonly ranking: TeamRanking; readonly scan: Scan }> {
  const exact = { ranking: { kind: 'exact' }, scan: { kind: 'exact' } } as const;
  const windows = asked.reduce((sum, { index }) => sum + windowCount(index.key.grid), 0);
  if (isExact || filter.area !== null || windows <= mostExact) return exact;
  const [row] = await db.query<RankingRow & { readonly search_width: number }>(
    'select method, search_width, recall, measured_at from longsight.ranking where model = $1',
    [model],
  );
  if (row === undefined) return exact;
  return {
    ranking: rankingOf(row),
    scan: { kind: row.method, searchWidth: row.search_width },
  };
}

async function placedHits(
  surroundings: Surroundings,
  found: readonly TeamFound[],
  asked: readonly Asked[],
): Promise<readonly TeamHit[]> {
  const scenes = asked.map(({ scene }) => scene);
  const footprints = await hitFootprints(surroundings.host.crs, found, scenes);
  return found.map(({ index, window: win, score, merged }, i) => {
    const { scene } = asked[index];
    return {
      ...{ rank: 0, score, scene: scene.name, share: scene.file.share, window: win, lonLat: footprints[i] },
      key: String(scene.id),
      path: pathHere(surroundings, scene),
      date: scene.date === null ? null : scene.date.date,
      merged: merged.length,
    };
  });
}

/** The path on this machine; where the share is not reached, under its first prefix. */
function pathHere({ shares, reachable }: Surroundings, { file }: TeamScene): string {
  const known = shares.find(({ name }) => name === file.share);
  const prefix = reachable.get(file.share) ?? known?.prefixes[0];
  return prefix === undefined ? file.path : pathUnder(prefix, file);
}

function nothingIndexed(matching: number, model: string): string {
  return matching === 0
    ? 'no scene of the team store matches: add scenes, or change the filter'
    : `none of the ${matching} scenes that match is completely indexed with model ${model}: see "longsight team status"`;
}
