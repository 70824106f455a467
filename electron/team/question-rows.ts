/** Questions to a team store: who asked what. */
import type { TeamQuestion, TeamResult } from '../../core/documents/team.ts';
import type { Sql } from './sql.ts';
import { failedWith } from './sql-state.ts';

type Noted = Omit<TeamResult, 'question' | 'milliseconds'>;
type Row = Omit<TeamQuestion, 'at'> & { readonly at: Date };

/** The page asks again when scenes change. */
const AGAIN_SECONDS = 60;

/** Returns the question's number, which is that of the same question a moment before; null if this user or server may not write. */
export async function noteQuestion(db: Sql, model: number, result: Noted): Promise<number | null> {
  const { terms, filter, perScene, merges, scenesAsked, windows, hits, ranking, verdict } = result;
  const [words, where] = [JSON.stringify(terms), JSON.stringify(filter)];
  const [same] = await db.query<{ id: number }>(
    `select id from longsight.question where asked_by = session_user and asked_at > now() - make_interval(secs => $1)
       and model = $2 and terms = $3 and filter = $4 and per_scene is not distinct from $5 and merges = $6`,
    [AGAIN_SECONDS, model, words, where, perScene, merges],
  );
  if (same !== undefined) return same.id;
  try {
    const [{ id }] = await db.query<{ id: number }>(
      `insert into longsight.question (model, terms, filter, per_scene, merges, scenes, windows, hits, ranking, verdict)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) returning id`,
      [
        ...[model, words, where, perScene, merges],
        ...[scenesAsked, windows, hits.length, ranking.kind, verdict.kind],
      ],
    );
    return id;
  } catch (error) {
    if (failedWith(error, 'mayNot', 'onlyReads')) return null;
    throw error;
  }
}

/** Newest first. */
export async function listQuestions(db: Sql, limit: number): Promise<readonly TeamQuestion[]> {
  const rows = await db.query<Row>(
    `select q.id, q.asked_by as by, q.asked_at as at, m.name as model, q.terms, q.filter, q.per_scene as "perScene",
       q.merges, q.scenes, q.windows, q.hits, q.ranking, q.verdict
     from longsight.question q join longsight.model m on m.id = q.model order by q.asked_at desc, q.id desc limit $1`,
    [limit],
  );
  return rows.map((row) => ({ ...row, at: row.at.toISOString() }));
}
