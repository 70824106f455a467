import { expect, test } from 'vitest';
import type { ProjectState, Transaction } from '../../../core/documents/project.ts';
import { applyTransaction, emptyProject } from '../../../core/project/document.ts';
import { sharedProject } from '../../../renderer/state/shared-project.ts';

const QUESTIONS = 300;

const asked = (i: number) =>
  ({
    kind: 'record-query',
    query: {
      ...{ id: `q${i}`, scene: 'scene', model: 'starter', area: null, ranAt: `at ${i}`, isKept: false },
      terms: [{ kind: 'text', text: `question ${i}`, weight: 1 }],
    },
  }) as unknown as Transaction;

/** The states of a project while questions are asked, as the page receives them: each without an object of an earlier one. */
function* states(count = QUESTIONS): Generator<ProjectState> {
  let document = emptyProject;
  for (let i = 0; i < count; i++) {
    document = applyTransaction(document, asked(i)).document;
    const state = { document, revision: i, canUndo: false, canRedo: false, name: null, isOnDisk: false };
    yield JSON.parse(JSON.stringify(state));
  }
}

test('three hundred questions leave as many objects of questions as there are questions, whoever holds earlier states', () => {
  const held: ProjectState[] = [];
  for (const state of states()) held.push(sharedProject(held.at(-1), state) as ProjectState);
  const queries = new Set(held.flatMap(({ document }) => document.queries));
  expect(queries.size).toBe(QUESTIONS);
  // A result is hidden when the next one comes.
  const results = new Set(held.flatMap(({ document }) => document.results));
  expect(results.size).toBe(2 * QUESTIONS - 1);
  expect(held.at(-1)!.document.queries.length).toBe(200);
  expect(held.at(-1)!.document.results.length).toBe(12);
});

test('the shared state equals the one that was received, and one that is the same is the one of before', () => {
  let before: ProjectState | undefined;
  for (const state of states(30)) {
    const shared = sharedProject(before, state) as ProjectState;
    expect(shared).toEqual(state);
    expect(sharedProject(shared, JSON.parse(JSON.stringify(state)))).toBe(shared);
    before = shared;
  }
});

test('an entry that changed is a new one, and the others are those of before', () => {
  const [last] = [...states(30)].slice(-1);
  const queries = last!.document.queries.map((each, i) =>
    i === 7 ? { ...each, isKept: true } : { ...each },
  );
  const changed = { ...last!, document: { ...last!.document, queries: queries.toReversed() } };
  const shared = (sharedProject(last, changed) as ProjectState).document.queries;
  expect(shared).toEqual(queries.toReversed());
  const kept = new Set(last!.document.queries);
  expect(shared.filter((each) => !kept.has(each))).toEqual([queries[7]]);
});
