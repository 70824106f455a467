/** What the shell is told about the list of jobs. */
import { expect, test } from 'vitest';
import type { JobId } from '../../../../core/documents/ids.ts';
import type { JobState, JobSummary } from '../../../../core/documents/job.ts';
import { type JobNews, jobNews } from '../../../../electron/app/jobs/job-news.ts';

function newsOf(steps: readonly Readonly<Record<string, JobState>>[]): readonly JobNews[] {
  const told: JobNews[] = [];
  let now = 0;
  let states: Readonly<Record<string, JobState>> = {};
  const list = () =>
    Object.entries(states).map(
      ([id, state]) => ({ id: id as JobId, title: `job ${id}`, state }) as JobSummary,
    );
  const news = jobNews(
    list,
    (each) => told.push(each),
    () => now,
  );
  for (const step of steps) {
    states = step;
    news.look();
    now += 60_000;
  }
  return told;
}

test('work begins with the first running job and ends with the last, and each end is told with its length', () => {
  expect(
    newsOf([
      { a: 'waiting' },
      { a: 'running' },
      { a: 'running', b: 'running' },
      { a: 'done', b: 'running' },
      { a: 'done', b: 'failed' },
      { a: 'done', b: 'failed' },
    ]),
  ).toEqual([
    { kind: 'jobs-at-work', isAtWork: true },
    { kind: 'job-ended', title: 'job a', state: 'done', seconds: 120 },
    { kind: 'job-ended', title: 'job b', state: 'failed', seconds: 120 },
    { kind: 'jobs-at-work', isAtWork: false },
  ]);
});

test('a cancelled job and one of an earlier program end without a word; a resumed one is told again', () => {
  expect(newsOf([{ a: 'interrupted', b: 'done' }, { a: 'running' }, { a: 'cancelled' }])).toEqual([
    { kind: 'jobs-at-work', isAtWork: true },
    { kind: 'jobs-at-work', isAtWork: false },
  ]);
  const ends = newsOf([{ a: 'running' }, { a: 'failed' }, { a: 'running' }, { a: 'done' }]);
  expect(ends.filter(({ kind }) => kind === 'job-ended')).toHaveLength(2);
});
