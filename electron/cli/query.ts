/** `longsight query SCENE --text "…"`: ranked windows of an indexed scene. */
import { resolve } from 'node:path';
import type { QueryTerm } from '../../core/rpc/documents.ts';
import {
  type Command,
  type Invocation,
  listOption,
  numberOption,
  onePositional,
  textOption,
  UsageError,
} from './command.ts';
import { verdictLine } from './verdict-line.ts';

export const queryCommand: Command = {
  name: 'query',
  usage: 'query SCENE.tif --text SENTENCE [--not SENTENCE]… [--top N] [--model NAME]',
  summary: 'rank the windows of an indexed scene by a sentence',
  options: {
    text: { type: 'string', multiple: true },
    not: { type: 'string', multiple: true },
    top: { type: 'string' },
    model: { type: 'string' },
  },
  run: async (invocation) => {
    const { scenes, models, queries } = await invocation.services();
    const scene = await scenes.openPath(resolve(onePositional(invocation, 'scene')));
    const model = await models.find(textOption(invocation, 'model'));
    const terms = queryTerms(invocation);
    const result = await queries.run(
      { scene, model, terms, hits: numberOption(invocation, 'top') ?? 10 },
      invocation.signal,
    );
    invocation.console.result(
      result,
      [
        verdictLine(result.verdict),
        ...result.hits.map(
          ({ rank, score, percentile, window }) =>
            `${String(rank).padStart(3)}  ${score.toFixed(4)}  ${percentile.toFixed(1)} %  col ${window.col} row ${window.row} size ${window.widthPx}`,
        ),
      ].join('\n'),
    );
  },
};

export function queryTerms(invocation: Invocation): readonly QueryTerm[] {
  const towards = listOption(invocation, 'text').map(
    (text): QueryTerm => ({ kind: 'text', text, weight: 1 }),
  );
  const away = listOption(invocation, 'not').map((text): QueryTerm => ({ kind: 'text', text, weight: -1 }));
  if (towards.length === 0) throw new UsageError('--text is missing');
  return [...towards, ...away];
}
