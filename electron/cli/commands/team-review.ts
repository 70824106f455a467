/** `longsight team review | reviews | questions`: what a team says of its hits, and what it asked. */
import { resolve } from 'node:path';
import { HIT_JUDGEMENTS } from '../../../core/documents/reviews.ts';
import type { TeamQuestion, TeamReview } from '../../../core/documents/team.ts';
import { isWebAddress } from '../../../core/documents/web.ts';
import { NotFound } from '../../../core/errors.ts';
import { fileAt } from '../../../core/team/shares.ts';
import { counted } from '../print/counted.ts';
import {
  type Command,
  choiceOption,
  countOption,
  listOption,
  onePositional,
  textOption,
  UsageError,
} from './command.ts';
import { queryTerms, textsOf, windowOf } from './query.ts';
import { TEAM_OPTION, TEAM_USAGE, withTeam } from './team-store.ts';

const QUESTION = {
  text: { type: 'string', multiple: true },
  not: { type: 'string', multiple: true },
} as const;

export const teamReviewCommand: Command = {
  name: 'team review',
  usage: `team review SCENE.tif --window COL,ROW,SIZE --text SENTENCE [--not SENTENCE]… --judgement ${HIT_JUDGEMENTS.join('|')}|none [--note TEXT] ${TEAM_USAGE}`,
  summary:
    "say for the whole team whether a hit shows what was asked; everybody has one review of a hit, and 'none' takes it back",
  options: {
    ...TEAM_OPTION,
    ...QUESTION,
    window: { type: 'string' },
    judgement: { type: 'string' },
    note: { type: 'string' },
  },
  run: async (invocation) => {
    const given = onePositional(invocation, 'scene');
    const place = textOption(invocation, 'window');
    const said = choiceOption(invocation, 'judgement', [...HIT_JUDGEMENTS, 'none']);
    const note = textOption(invocation, 'note', '');
    if (place === null) throw new UsageError('--window is missing: give column, row and size of the hit');
    if (said === null) throw new UsageError('--judgement is missing');
    const review = { window: windowOf(place, 'window'), terms: queryTerms(invocation), note };
    await withTeam(invocation, async (db) => {
      const { listShares } = await import('../../team/shares-table.ts');
      const { sceneOfFile } = await import('../../team/scene-rows.ts');
      const { putReview } = await import('../../team/review-rows.ts');
      const file = fileAt(isWebAddress(given) ? given : resolve(given), await listShares(db));
      const scene = await sceneOfFile(db, file);
      if (scene === null) throw new NotFound(`${given} is not in the team store: add it first`);
      const judgement = said === 'none' ? null : said;
      await putReview(db, { ...review, scene: scene.id, judgement });
      invocation.console.result({ ...file, ...review, judgement }, `${scene.name}: ${said}`);
    });
  },
};

export const teamReviewsCommand: Command = {
  name: 'team reviews',
  usage: `team reviews [--text SENTENCE [--not SENTENCE]…] [--top N] ${TEAM_USAGE}`,
  summary: "list everybody's reviews of hits, newest first; of one question, or of all",
  options: { ...TEAM_OPTION, ...QUESTION, top: { type: 'string' } },
  run: (invocation) =>
    withTeam(invocation, async (db) => {
      const { listReviews } = await import('../../team/review-rows.ts');
      const terms = listOption(invocation, 'text').length > 0 ? queryTerms(invocation) : null;
      const reviews = await listReviews(db, terms, countOption(invocation, 'top', 1, 100));
      invocation.console.result(reviews, listed(reviews.map(reviewLine), 'no reviews yet'));
    }),
};

export const teamQuestionsCommand: Command = {
  name: 'team questions',
  usage: `team questions [--top N] ${TEAM_USAGE}`,
  summary: 'list what the team has asked, by whom and when, newest first',
  options: { ...TEAM_OPTION, top: { type: 'string' } },
  run: (invocation) =>
    withTeam(invocation, async (db) => {
      const { listQuestions } = await import('../../team/question-rows.ts');
      const questions = await listQuestions(db, countOption(invocation, 'top', 1, 50));
      invocation.console.result(questions, listed(questions.map(questionLine), 'no questions yet'));
    }),
};

function listed(lines: readonly string[], none: string): string {
  return lines.length === 0 ? none : lines.join('\n');
}

function reviewLine({ by, at, judgement, note, share, path, window: win, terms }: TeamReview): string {
  const words = textsOf(terms).join(' / ');
  const remark = note === '' ? '' : `: ${note}`;
  return `${at.slice(0, 16)}  ${by}  ${judgement ?? 'noted'}  ${share}/${path}  col ${win.col} row ${win.row} size ${win.widthPx}  "${words}"${remark}`;
}

function questionLine({ by, at, model, terms, hits, scenes, ranking, verdict }: TeamQuestion): string {
  return `${at.slice(0, 16)}  ${by}  "${textsOf(terms).join(' / ')}"  ${counted(hits, 'hit')} in ${counted(scenes, 'scene')} with ${model}, ${ranking}, ${verdict}`;
}
