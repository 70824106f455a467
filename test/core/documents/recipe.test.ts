import { expect, test } from 'vitest';
import { isRecipe, parseRecipe, type RecipeStyle, recipeText } from '../../../core/documents/recipe.ts';
import type { QueryTerm } from '../../../core/documents/search.ts';
import { InvalidInput, Unsupported } from '../../../core/errors.ts';

const STYLE: RecipeStyle = {
  ramp: 'magma',
  reversed: true,
  fadeLow: false,
  stretchToScene: true,
  opacity: 0.6,
  threshold: 0.31,
};
const TERMS: readonly QueryTerm[] = [
  { kind: 'text', text: 'eine „Brücke“ — 桥 🌉', weight: 1 },
  { kind: 'text', text: 'a road', weight: -0.5 },
];

test('a recipe gives back sentences in any script, weights, model and style', () => {
  const text = recipeText(TERMS, 'lrsclip-b16', STYLE);
  expect(text).toMatch(/^longsight1:[\w-]+$/);
  expect(isRecipe(` ${text}\n`)).toBe(true);
  expect(parseRecipe(` ${text}\n`)).toEqual({ terms: TERMS, model: 'lrsclip-b16', style: STYLE });
});

test('usual values take no room, and are there again', () => {
  const usual = { ...STYLE, ramp: 'viridis', reversed: false, fadeLow: true } as const;
  const plain = { ...usual, stretchToScene: false, opacity: 1, threshold: null };
  const text = recipeText(TERMS.slice(0, 1), 'starter', plain);
  expect(text.length).toBeLessThan(recipeText(TERMS.slice(0, 1), 'starter', STYLE).length);
  expect(parseRecipe(text).style).toEqual(plain);
});

test('example windows are left out: they belong to one scene', () => {
  const window: QueryTerm = {
    kind: 'window',
    window: { col: 0, row: 0, widthPx: 5, heightPx: 5 },
    weight: 1,
  };
  expect(parseRecipe(recipeText([...TERMS, window], 'starter', STYLE)).terms).toEqual(TERMS);
});

test('a cut or changed recipe, one of nothing, and one of a later version are refused', () => {
  const text = recipeText(TERMS, 'starter', STYLE);
  for (const wrong of [text.slice(0, -9), `${text}!`, 'longsight1:', recipeText([], 'starter', STYLE)])
    expect(() => parseRecipe(wrong)).toThrow(InvalidInput);
  expect(() => parseRecipe(text.replace('longsight1', 'longsight2'))).toThrow(Unsupported);
  expect(isRecipe('a bridge, longsight1:')).toBe(false);
});
