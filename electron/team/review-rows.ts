/** Reviews of hits that a team shares: everybody writes their own, and reads all. */
import { createHash } from 'node:crypto';
import type { HitJudgement } from '../../core/documents/reviews.ts';
import type { RasterWindow } from '../../core/documents/scene.ts';
import type { QueryTerm } from '../../core/documents/search.ts';
import type { TeamReview } from '../../core/documents/team.ts';
import { InvalidInput, NotFound } from '../../core/errors.ts';
import type { Sql } from './sql.ts';

export type GivenReview = {
  /** Number of the scene. */
  readonly scene: number;
  readonly window: RasterWindow;
  readonly terms: readonly QueryTerm[];
  readonly judgement: HitJudgement | null;
  readonly note: string;
};

type Row = Omit<TeamReview, 'at' | 'window'> & RasterWindow & { readonly at: Date };

/**
 * Writes this user's review of a hit; without judgement and note there is none. Throws `NotFound` for a scene that is gone, `InvalidInput`
 * for a window outside it.
 */
export async function putReview(
  db: Sql,
  { scene, window: win, terms, judgement, note }: GivenReview,
): Promise<void> {
  const content = await contentOf(db, scene, win);
  const place = [scene, content, win.col, win.row, win.widthPx, win.heightPx, hashOf(terms)];
  if (judgement === null && note === '') {
    await db.query(
      `delete from longsight.review where scene = $1 and content = $2 and col = $3 and "row" = $4 and width_px = $5
         and height_px = $6 and question_hash = $7 and reviewed_by = session_user`,
      place,
    );
    return;
  }
  await db.query(
    `insert into longsight.review (scene, content, col, "row", width_px, height_px, question_hash, terms, judgement, note)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
     on conflict (scene, content, col, "row", width_px, height_px, question_hash, reviewed_by)
     do update set judgement = excluded.judgement, note = excluded.note`,
    [...place, JSON.stringify(terms), judgement, note],
  );
}

/** Reviews of hits in scenes as they are now, of one question or, with null, of all; newest first. */
export async function listReviews(
  db: Sql,
  terms: readonly QueryTerm[] | null,
  limit: number,
): Promise<readonly TeamReview[]> {
  const rows = await db.query<Row>(
    `select s.share, s.path, s.id::text as key, r.col, r."row", r.width_px as "widthPx", r.height_px as "heightPx", r.terms,
       r.judgement, r.note, r.reviewed_by as by, r.reviewed_by = session_user as "isOwn", r.reviewed_at as at
     from longsight.review r join longsight.scene s on s.id = r.scene and s.content = r.content
     where $1::text is null or r.question_hash = $1 order by r.reviewed_at desc limit $2`,
    [terms === null ? null : hashOf(terms), limit],
  );
  return rows.map(({ col, row, widthPx, heightPx, at, ...review }) => ({
    ...review,
    window: { col, row, widthPx, heightPx },
    at: at.toISOString(),
  }));
}

async function contentOf(
  db: Sql,
  scene: number,
  { col, row, widthPx, heightPx }: RasterWindow,
): Promise<string> {
  const [found] = await db.query<{ content: string; width: number; height: number }>(
    'select content, width_px as width, height_px as height from longsight.scene where id = $1',
    [scene],
  );
  if (found === undefined) throw new NotFound(`the team store has no scene ${scene} any more`);
  if (col + widthPx > found.width || row + heightPx > found.height)
    throw new InvalidInput(
      `the window ${col},${row},${widthPx},${heightPx} lies outside the scene, which has ${found.width} x ${found.height} px`,
    );
  return found.content;
}

/** Of the words and weights: the same question in another project has the same. */
function hashOf(terms: readonly QueryTerm[]): string {
  const plain = terms.map((term) => (term.kind === 'text' ? [term.text.trim(), term.weight] : term));
  return createHash('sha256').update(JSON.stringify(plain)).digest('hex');
}
