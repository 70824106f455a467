/** `longsight collection query NAME --text "…"`: one ranked list over the scenes of a collection. */
import type { CollectionResult } from '../../../core/documents/collection.ts';
import { counted } from '../print/counted.ts';
import { verdictLine } from '../print/verdict-line.ts';
import { type Command, countOption, onePositional, textOption } from './command.ts';
import { filterOf, hitLine, MANY_SCENES_OPTIONS, MANY_SCENES_USAGE, writerOf } from './many-scenes.ts';
import { noteCuts } from './notes.ts';
import { queryTerms, textsOf } from './query.ts';

export const collectionQueryCommand: Command = {
  name: 'collection query',
  usage: `collection query NAME ${MANY_SCENES_USAGE}`,
  summary:
    'rank the windows of all indexed scenes of a collection by a sentence; --merge makes one hit of windows of different scenes that show the same place',
  options: MANY_SCENES_OPTIONS,
  run: async (invocation) => {
    const terms = queryTerms(invocation);
    const hits = countOption(invocation, 'top', 1, 10);
    const perScene = countOption(invocation, 'per-scene', 1);
    const write = writerOf(invocation);
    const { collections, collectionQueries, models } = await invocation.services();
    const filter = await filterOf(invocation);
    const collection = await collections.store.find(onePositional(invocation, 'collection'));
    const model = await models.find(textOption(invocation, 'model'));
    await noteCuts(invocation, models, model, textsOf(terms));
    const merges = invocation.values.merge === true;
    const result = await collectionQueries.run(
      { collection, model, terms, hits, perScene, merges, filter },
      invocation.signal,
    );
    if (result.notIndexed > 0)
      invocation.console.note(
        `${counted(result.notIndexed, 'scene')} that match are not indexed with ${model}`,
      );
    const file = write === null ? null : await write(result);
    invocation.console.result(
      { ...result, file },
      [...lines(result), ...(file === null ? [] : [file])].join('\n'),
    );
  },
};

function lines(result: CollectionResult): readonly string[] {
  return [
    `${counted(result.windows, 'window')} of ${counted(result.scenesAsked, 'scene')}`,
    verdictLine(result.verdict),
    ...result.hits.map(hitLine),
  ];
}
