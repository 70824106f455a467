import { expect, test } from 'vitest';
import { candidatesFor, IMPORTABLE_MODELS } from '../../../models/folder/importable-models.ts';
import { activationOfKnown, KNOWN_MODELS } from '../../../models/folder/known-models.ts';

test('models to download and to import have names of their own', () => {
  const ids = [...KNOWN_MODELS, ...IMPORTABLE_MODELS].map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
});

test('only models that need a vocabulary have 64 tokens, and none of them is offered for download', () => {
  for (const { vocabulary, contextLength } of IMPORTABLE_MODELS)
    expect(vocabulary).toBe(contextLength === 64);
  expect(KNOWN_MODELS.filter(({ contextLength }) => contextLength === 64)).toEqual([]);
});

test('the activation of a published file follows from its SHA-256', () => {
  const known = KNOWN_MODELS.find(({ sha256 }) => sha256 !== null)!;
  expect(activationOfKnown(known.sha256!)).toMatchObject({ activation: 'quick_gelu' });
  expect(activationOfKnown('0'.repeat(64))).toBeNull();
});

test('a file may be one of the published models with its image tower and its number of text positions', () => {
  const ids = (architecture: string, positions: number) =>
    candidatesFor(architecture, positions).map(({ id }) => id);
  expect(ids('ViT-B/32', 248)).toEqual(['farslip-b32']);
  expect(ids('ViT-B/32', 77)).toEqual(['skyclip-b32']);
  expect(ids('ViT of width 64, patch 8', 77)).toEqual([]);
});
