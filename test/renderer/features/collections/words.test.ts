import { expect, test } from 'vitest';
import type { CollectionRow } from '../../../../core/documents/collection.ts';
import { partInWords } from '../../../../renderer/features/collections/part-in-words.ts';
import { sceneState } from '../../../../renderer/features/collections/scene-state.ts';

const filter = { area: null, from: null, to: null, name: null };
const whole = { filter, perScene: null, merges: false };

test('the asked part of a collection is said in words, and all of it in none', () => {
  expect(partInWords(whole)).toBe('');
  expect(partInWords({ ...whole, filter: { ...filter, from: '2024-01-01' } })).toBe('from 2024-01-01');
  expect(partInWords({ ...whole, filter: { ...filter, to: '2024-01-01' } })).toBe('to 2024-01-01');
  const some = { ...filter, area: [], from: '2024-01-01', to: '2024-06-30', name: 'north' };
  expect(partInWords({ filter: some, perScene: 2, merges: true })).toBe(
    'in an area · 2024-01-01 to 2024-06-30 · “north” · at most 2 per scene · same places merged',
  );
});

test('a scene is unreadable, indexed, passed over or waiting, in this order', () => {
  const row = (key: string, fault: string | null = null) => ({ key, fault }) as CollectionRow;
  const stateOf = sceneState({ indexed: ['a', 'x'], failures: [{ key: 'b', reason: 'gone' }] });
  expect(stateOf(row('x', 'broken'))).toEqual({ kind: 'fault', reason: 'broken' });
  expect(stateOf(row('a'))).toEqual({ kind: 'indexed' });
  expect(stateOf(row('b'))).toEqual({ kind: 'fault', reason: 'gone' });
  expect(stateOf(row('c'))).toEqual({ kind: 'waiting' });
  expect(sceneState(undefined)(row('c'))).toEqual({ kind: 'unknown' });
});
