/** Joins findings that say the same: one for sixty pairs with one caption, not fifty-nine. */
import type { DatasetProblem } from './dataset-problem.ts';

/** The first of the warnings with the same words stands for all, and says how many more records it is about. Errors are left as they are: each names a record to mend. */
export function groupProblems(problems: readonly DatasetProblem[]): DatasetProblem[] {
  const groups = new Map<string, { readonly first: DatasetProblem; more: number }>();
  for (const problem of problems) {
    const { kind, severity, detail, origin } = problem;
    const key = JSON.stringify([kind, detail, ...(severity === 'error' ? [origin] : [])]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { first: problem, more: 0 });
    else group.more++;
  }
  return [...groups.values()].map(({ first, more }) =>
    more === 0 ? first : { ...first, detail: `${first.detail}; so ${moreRecords(more)}` },
  );
}

function moreRecords(count: number): string {
  return count === 1 ? 'has 1 more record' : `have ${count} more records`;
}
