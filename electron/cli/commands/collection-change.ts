/** `longsight collection change NAME --text "…"`: what the places of a collection gained and lost between two times. */
import { DIFFERENCE_MEASURES } from '../../../core/documents/search.ts';
import { placeLines } from '../print/change-lines.ts';
import { counted } from '../print/counted.ts';
import { placesWriter } from './change-places.ts';
import { type Command, choiceOption, countOption, onePositional, textOption } from './command.ts';
import { areaOf } from './many-scenes.ts';
import { noteCuts } from './notes.ts';
import { queryTerms, textsOf } from './query.ts';

const PLACES = 10;

export const collectionChangeCommand: Command = {
  name: 'collection change',
  usage:
    'collection change NAME --text SENTENCE [--not SENTENCE]… [--before TIME --after TIME] [--measure cosine|percentile] [--bbox W,S,E,N|--area FILE] [--top N] [--places FILE.gpkg|FILE.geojson|FILE.csv] [--model NAME] [--overwrite]',
  summary:
    'compare all scenes of a collection that overlap at two times, and rank the places that gained or lost what the sentence says; TIME is a year, a month or a day such as 2024-05; without times the collection has scenes of two days',
  options: {
    text: { type: 'string', multiple: true },
    not: { type: 'string', multiple: true },
    before: { type: 'string' },
    after: { type: 'string' },
    measure: { type: 'string' },
    bbox: { type: 'string' },
    area: { type: 'string' },
    top: { type: 'string' },
    places: { type: 'string' },
    model: { type: 'string' },
    overwrite: { type: 'boolean' },
  },
  run: async (invocation) => {
    const terms = queryTerms(invocation);
    const places = countOption(invocation, 'top', 1, PLACES);
    const measure = choiceOption(invocation, 'measure', DIFFERENCE_MEASURES, 'cosine');
    const [before, after] = [textOption(invocation, 'before'), textOption(invocation, 'after')];
    const writePlaces = placesWriter(invocation);
    const { collections, collectionChanges, models } = await invocation.services();
    const collection = await collections.store.find(onePositional(invocation, 'collection'));
    const model = await models.find(textOption(invocation, 'model'));
    const area = await areaOf(invocation);
    await noteCuts(invocation, models, model, textsOf(terms));
    const change = await collectionChanges.run(
      { collection, model, terms, measure, area, before, after, places },
      {
        signal: invocation.signal,
        report: ({ phase, done, total }) =>
          invocation.console.progress(`${phase}: ${done} of ${total} pairs`),
      },
    );
    for (const note of new Set(change.pairs.flatMap(({ note }) => note ?? []))) invocation.console.note(note);
    if (change.notIndexed > 0)
      invocation.console.note(
        `${counted(change.notIndexed, 'scene')} of the two times not indexed with ${model}`,
      );
    const files = await writePlaces(change.id);
    invocation.console.result(
      { ...change, files },
      [
        `${counted(change.pairs.length, 'pair')} of scenes, ${change.before} and ${change.after}`,
        ...placeLines(change),
        ...files,
      ].join('\n'),
    );
  },
};
