/** `longsight change BEFORE.tif AFTER.tif --text "…"`: what two scenes of one place gained and lost. */
import { resolve } from 'node:path';
import type { ChangePair, SceneChange } from '../../../core/documents/change.ts';
import { DIFFERENCE_MEASURES } from '../../../core/documents/search.ts';
import { rasterioFromAffine } from '../../../core/geo/affine.ts';
import { placeLines } from '../print/change-lines.ts';
import { counted } from '../print/counted.ts';
import { verdictLine } from '../print/verdict-line.ts';
import { placesWriter } from './change-places.ts';
import { type Command, choiceOption, countOption, sizesOption, textOption, UsageError } from './command.ts';
import { areaOf } from './many-scenes.ts';
import { noteCuts, noteUnreadable } from './notes.ts';
import { queryTerms, textsOf } from './query.ts';

const PLACES = 10;

export const changeCommand: Command = {
  name: 'change',
  usage:
    'change BEFORE.tif AFTER.tif --text SENTENCE [--not SENTENCE]… [--measure cosine|percentile] [--bbox W,S,E,N|--area FILE] [--top N] [--places FILE.gpkg|FILE.geojson|FILE.csv] [--difference FILE.tif] [--model NAME] [--sizes PX,PX,…] [--overwrite]',
  summary:
    'ask two indexed scenes of one place the same and rank the places that gained or lost it; --places writes them as a layer, --difference writes after - before as a GeoTIFF on the grid of the first scene; --measure percentile compares ranks, for scenes of different light or season',
  options: {
    text: { type: 'string', multiple: true },
    not: { type: 'string', multiple: true },
    measure: { type: 'string' },
    bbox: { type: 'string' },
    area: { type: 'string' },
    top: { type: 'string' },
    places: { type: 'string' },
    difference: { type: 'string' },
    model: { type: 'string' },
    sizes: { type: 'string' },
    overwrite: { type: 'boolean' },
  },
  run: async (invocation) => {
    const [first, second, ...others] = invocation.positionals;
    if (first === undefined || second === undefined || others.length > 0)
      throw new UsageError('give two scenes: the earlier one first');
    const terms = queryTerms(invocation);
    const measure = choiceOption(invocation, 'measure', DIFFERENCE_MEASURES, 'cosine');
    const places = countOption(invocation, 'top', 1, PLACES);
    const sizesPx = sizesOption(invocation, 'sizes');
    const writePlaces = placesWriter(invocation);
    const difference = textOption(invocation, 'difference');
    const { scenes, models, indexes, queries, sceneChanges, changeExports } = await invocation.services();
    const area = await areaOf(invocation);
    const model = await models.find(textOption(invocation, 'model'));
    await noteCuts(invocation, models, model, textsOf(terms));
    const { signal } = invocation;
    const ask = async (path: string) => {
      const scene = await scenes.openPath(resolve(path));
      await noteUnreadable(invocation, indexes, scene);
      return queries.run({ scene, model, terms, hits: 1, sizesPx }, signal);
    };
    const [before, after] = [await ask(first), await ask(second)];
    const change = await sceneChanges.run(
      { before: before.id, after: after.id, measure, area, places },
      { signal },
    );
    const [{ note }] = change.pairs;
    if (note !== null) invocation.console.note(note);
    const files = await writePlaces(change.id);
    if (difference !== null) {
      const target = { path: resolve(difference), replace: invocation.values.overwrite === true };
      const spec = { change: change.id, product: 'difference', format: 'cog' } as const;
      files.push(resolve(target.path, '..', (await changeExports.make(spec, target, signal)).name));
    }
    invocation.console.result(
      {
        ...withoutPageMaps(change),
        ...{ verdictBefore: before.verdict, verdictAfter: after.verdict },
        map: { ...change.map, affine: rasterioFromAffine(change.map.affine) },
        files,
      },
      [
        `before: ${verdictLine(before.verdict)}`,
        `after: ${verdictLine(after.verdict)}`,
        pairLine(change.pairs[0]),
        ...placeLines(change),
        ...files,
      ].join('\n'),
    );
  },
};

function withoutPageMaps({ mapBefore: _before, mapAfter: _after, ...change }: SceneChange) {
  return change;
}

function pairLine({ cells, median, spread, most }: ChangePair): string {
  return `${counted(cells, 'cell')} in common: median change ${median.toFixed(4)}, spread ${spread.toFixed(4)}, at most ${most.toFixed(4)}`;
}
