/**
 * A question as a text that can be sent to others: its sentences with their weights, the model's name and the style of the map. It names no
 * file and no person. Example windows and areas belong to one scene and are left out.
 */
import { InvalidInput, Unsupported } from '../errors.ts';
import { RAMPS, type SimilarityStyle } from './project.ts';
import type { QueryTerm } from './search.ts';
import { absentAs, array, boolean, literal, nullable, number, object, type Shape, string } from './shape.ts';

export type RecipeStyle = Pick<
  SimilarityStyle,
  'ramp' | 'reversed' | 'fadeLow' | 'stretchToScene' | 'opacity' | 'threshold'
>;

export type Recipe = {
  readonly terms: readonly (QueryTerm & { readonly kind: 'text' })[];
  /** Name of the model that was asked; others may have another. */
  readonly model: string;
  readonly style: RecipeStyle;
};

const START = 'longsight1:';
const ANY_VERSION = /^longsight(\d+):/;
/** Sixteen sentences of some length. */
const LONGEST = 40_000;

/** What the text holds between its start and its end; absent fields have their usual values. */
type Written = {
  readonly terms: readonly (readonly [text: string, weight?: number])[];
  readonly model: string;
  readonly style: Partial<RecipeStyle>;
};

const USUAL: RecipeStyle = {
  ramp: 'viridis',
  reversed: false,
  fadeLow: true,
  stretchToScene: false,
  opacity: 1,
  threshold: null,
};

const style: Shape<RecipeStyle> = object({
  ramp: absentAs(USUAL.ramp, literal(...RAMPS)),
  reversed: absentAs(USUAL.reversed, boolean),
  fadeLow: absentAs(USUAL.fadeLow, boolean),
  stretchToScene: absentAs(USUAL.stretchToScene, boolean),
  opacity: absentAs(USUAL.opacity, number(0, 1)),
  threshold: absentAs(USUAL.threshold, nullable(number(-1, 1))),
});
const term: Shape<Recipe['terms'][number]> = (value, at) => {
  if (!Array.isArray(value)) throw new InvalidInput(`${at}: expected a sentence and its weight`);
  const [text, weight = 1] = value;
  return { kind: 'text', text: string(20_000)(text, at), weight: number(-10, 10)(weight, at) };
};
const recipe: Shape<Recipe> = object({ terms: array(term, 16), model: string(200), style });

/** True for a text that begins as a recipe does, of whatever version. */
export function isRecipe(text: string): boolean {
  return ANY_VERSION.test(text.trim());
}

/** The recipe as one word. Terms that are not sentences are left out. */
export function recipeText(terms: readonly QueryTerm[], model: string, chosen: RecipeStyle): string {
  const written: Written = {
    terms: terms.flatMap((each) =>
      each.kind === 'text' ? [each.weight === 1 ? [each.text] : [each.text, each.weight]] : [],
    ),
    model,
    style: unusual(chosen),
  };
  const bytes = new TextEncoder().encode(JSON.stringify(written));
  const latin = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
  return START + btoa(latin).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/** Throws `Unsupported` for a recipe of a later version, `InvalidInput` for a damaged one. */
export function parseRecipe(text: string): Recipe {
  const whole = text.trim();
  const version = ANY_VERSION.exec(whole)?.[1];
  if (version !== undefined && version !== '1')
    throw new Unsupported(`this recipe is of version ${version}; this Longsight reads version 1: update it`);
  if (!whole.startsWith(START) || whole.length > LONGEST) throw damaged();
  const read = recipe(contentOf(whole.slice(START.length)), 'recipe');
  if (read.terms.every(({ text: sentence }) => sentence.trim() === '')) throw damaged();
  return read;
}

function unusual(chosen: RecipeStyle): Partial<RecipeStyle> {
  const fields = Object.keys(USUAL) as readonly (keyof RecipeStyle)[];
  return Object.fromEntries(
    fields.filter((field) => chosen[field] !== USUAL[field]).map((field) => [field, chosen[field]]),
  );
}

function contentOf(word: string): unknown {
  try {
    const latin = atob(word.replaceAll('-', '+').replaceAll('_', '/'));
    const bytes = Uint8Array.from(latin, (letter) => letter.charCodeAt(0));
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw damaged(cause);
  }
}

function damaged(cause?: unknown): InvalidInput {
  return new InvalidInput('the recipe is damaged: copy all of it, from "longsight1:" to its end', { cause });
}
