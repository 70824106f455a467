/** `longsight query SCENE --text "…"`: ranks the windows of an indexed scene. */
import { parseRecipe } from '../../../core/documents/recipe.ts';
import { ACCEPTED_WEIGHT, REJECTED_WEIGHT } from '../../../core/documents/reviews.ts';
import type { RasterWindow } from '../../../core/documents/scene.ts';
import type { Outline, QueryResult, QueryTerm } from '../../../core/documents/search.ts';
import { windowsInWords } from '../../../core/documents/verdict.ts';
import { rasterioFromAffine } from '../../../core/geo/affine.ts';
import { unattended } from '../../../core/task.ts';
import type { ModelService } from '../../app/models/model-service.ts';
import { counted } from '../print/counted.ts';
import { phraseLines, phrasesOf } from '../print/phrases-of.ts';
import { verdictLine } from '../print/verdict-line.ts';
import {
  type Command,
  countOption,
  type Invocation,
  listOption,
  scenePath,
  sizesOption,
  textOption,
  UsageError,
} from './command.ts';
import { noteCuts, noteFitted, noteUnreadable } from './notes.ts';
import { printFirstLook } from './query-look.ts';

export const queryCommand: Command = {
  name: 'query',
  usage:
    'query SCENE.tif --text SENTENCE | --recipe RECIPE [--not SENTENCE]… [--like COL,ROW,SIZE]… [--unlike COL,ROW,SIZE]… [--area COL,ROW,COL,ROW,…] [--top N] [--phrases] [--outlines] [--look] [--model NAME] [--sizes PX,PX,…]',
  summary:
    'rank the windows of an indexed scene by a sentence; --not moves windows that show something else down; --like and --unlike lead the sentence by windows of the scene, such as hits of an earlier answer; --area takes the corners of a polygon in pixels; --phrases says what each phrase adds and where it is found, --look needs no index and looks at some windows only; --recipe takes the sentences of a recipe that the application copied',
  options: {
    text: { type: 'string', multiple: true },
    not: { type: 'string', multiple: true },
    like: { type: 'string', multiple: true },
    unlike: { type: 'string', multiple: true },
    area: { type: 'string' },
    top: { type: 'string' },
    phrases: { type: 'boolean' },
    look: { type: 'boolean' },
    recipe: { type: 'string' },
    model: { type: 'string' },
    sizes: { type: 'string' },
    outlines: { type: 'boolean' },
  },
  run: async (invocation) => {
    const terms = queryTerms(invocation);
    const area = areaOption(invocation);
    const top = countOption(invocation, 'top', 1, 10);
    const sizesPx = sizesOption(invocation, 'sizes');
    const services = await invocation.services();
    const { scenes, models, indexes, queries } = services;
    const scene = await scenes.openPath(scenePath(invocation, services));
    const model = await models.find(textOption(invocation, 'model'));
    await noteCuts(invocation, models, model, textsOf(terms));
    noteFitted(invocation, await scenes.detail(scene), sizesPx);
    if (invocation.values.look === true) return printFirstLook(invocation, services, { scene, model, terms });
    await noteUnreadable(invocation, indexes, scene);
    const result = await queries.run({ scene, model, terms, area, hits: top, sizesPx }, invocation.signal);
    const probability = await bestProbability(models, result);
    const outlines =
      invocation.values.outlines === true
        ? (await services.sharpening.run(result.id, { ...unattended(), signal: invocation.signal })).outlines
        : null;
    const phrases =
      invocation.values.phrases === true ? await phrasesOf(services, result, invocation.signal) : null;
    invocation.console.result(
      {
        ...result,
        probability,
        ...(outlines === null ? {} : { outlines }),
        ...(phrases && { phrases }),
        map: { ...result.map, affine: rasterioFromAffine(result.map.affine) },
      },
      [
        answeredBy(result),
        verdictLine(result.verdict),
        ...(probability === null
          ? []
          : [`the model gives its best hit a probability of ${probability.toPrecision(2)}`]),
        ...result.hits.map(
          ({ rank, score, percentile, window }, i) =>
            `${String(rank).padStart(3)}  ${score.toFixed(4)}  ${percentile.toFixed(1)} %  col ${window.col} row ${window.row} size ${window.widthPx}${outlines === null ? '' : boxInWords(outlines[i])}`,
        ),
        ...phraseLines(phrases ?? []),
      ].join('\n'),
    );
  },
};

/** The upright box around an outline. */
function boxInWords(outline: Outline | null): string {
  if (outline === null) return '';
  const [cols, rows] = [0, 1].map((axis) => outline.map((corner) => Math.round(corner[axis])));
  const [col, row] = [Math.min(...cols), Math.min(...rows)];
  return `  shows col ${col} row ${row} size ${Math.max(...cols) - col} x ${Math.max(...rows) - row}`;
}

/**
 * The probability that a SigLIP model gives to the best hit; null for other models, and for questions with several terms, which were not
 * part of its training.
 */
async function bestProbability(
  models: ModelService,
  { model, terms, hits }: QueryResult,
): Promise<number | null> {
  const probability = await models.probability(model);
  const [term, ...others] = terms;
  if (probability === null || hits.length === 0 || term.kind !== 'text' || others.length > 0) return null;
  return probability(hits[0].score);
}

/** Describes the index that answered: a scene may have several for one model. */
export function answeredBy({ windows, windowsPlanned, grid }: QueryResult): string {
  const seen =
    windows < windowsPlanned ? windowsInWords(windows, windowsPlanned) : counted(windows, 'window');
  return `${seen} of ${grid.sizesPx.join(', ')} px`;
}

export function queryTerms(invocation: Invocation): readonly QueryTerm[] {
  const towards = [
    ...listOption(invocation, 'text').map((text): QueryTerm => ({ kind: 'text', text, weight: 1 })),
    ...recipeTerms(invocation),
  ];
  const away = listOption(invocation, 'not').map((text): QueryTerm => ({ kind: 'text', text, weight: -1 }));
  if (towards.length === 0) throw new UsageError('--text is missing: describe what to look for');
  if ([...towards, ...away].some((term) => term.kind === 'text' && term.text.trim() === ''))
    throw new UsageError('a sentence is empty: describe what to look for');
  return [...towards, ...away, ...exampleTerms(invocation)];
}

function recipeTerms(invocation: Invocation): readonly QueryTerm[] {
  const recipe = textOption(invocation, 'recipe');
  return recipe === null ? [] : parseRecipe(recipe).terms;
}

function exampleTerms(invocation: Invocation): readonly QueryTerm[] {
  const term = (name: string, weight: number): readonly QueryTerm[] => {
    const windows = listOption(invocation, name).map((text) => windowOf(text, name));
    return windows.length === 0 ? [] : [{ kind: 'windows', windows, weight }];
  };
  return [...term('like', ACCEPTED_WEIGHT), ...term('unlike', REJECTED_WEIGHT)];
}

export function windowOf(text: string, option: string): RasterWindow {
  const [col, row, size, ...others] = text.split(',').map(Number);
  const isWindow =
    others.length === 0 && [col, row, size].every(Number.isSafeInteger) && col >= 0 && row >= 0 && size > 0;
  if (!isWindow)
    throw new UsageError(
      `--${option}: expected column, row and size of a window like 0,512,256, got "${text}"`,
    );
  return { col, row, widthPx: size, heightPx: size };
}

/** Corners of the polygon to search, in pixels; null without the option. */
export function areaOption(invocation: Invocation): Outline | null {
  const text = textOption(invocation, 'area');
  if (text === null) return null;
  const numbers = text.split(',').map(Number);
  if (numbers.length < 6 || numbers.length % 2 === 1 || !numbers.every(Number.isFinite))
    throw new UsageError(`--area: expected three corners or more like 0,0,500,0,500,500, got "${text}"`);
  return Array.from({ length: numbers.length / 2 }, (_, i) => [numbers[2 * i], numbers[2 * i + 1]] as const);
}

export function textsOf(terms: readonly QueryTerm[]): readonly string[] {
  return terms.flatMap((term) => (term.kind === 'text' ? [term.text] : []));
}
