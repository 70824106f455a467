/** `longsight dataset check FILE|FOLDER`: lists the problems of caption pairs. */
import { TEXT_KINDS, USED_TEXTS } from '../../../core/documents/dataset.ts';
import { InvalidInput } from '../../../core/errors.ts';
import type { Task } from '../../../core/task.ts';
import { PairCheck } from '../../../training/dataset/check-pairs.ts';
import { countProblems } from '../../../training/dataset/problem-list.ts';
import { NodeStorage } from '../../node/node-storage.ts';
import { counted } from '../print/counted.ts';
import { type Command, choiceOption, numberOption } from './command.ts';
import { DEFAULT_LIMIT, sourceInPieces, sourceOptions, sourceUsage } from './dataset-source.ts';

export const datasetCheckCommand: Command = {
  name: 'dataset check',
  usage: `dataset check PAIRS.json|.jsonl|.csv|FOLDER [--texts ${TEXT_KINDS.join('|')}] [--limit TOKENS] ${sourceUsage}`,
  summary: 'list problems of caption pairs: missing pictures, empty or too long captions, duplicates',
  options: { ...sourceOptions, texts: { type: 'string' }, limit: { type: 'string' } },
  run: async (invocation) => {
    const { console, signal } = invocation;
    const texts = choiceOption(invocation, 'texts', TEXT_KINDS, 'both');
    const settings = { kinds: USED_TEXTS[texts], limit: numberOption(invocation, 'limit', DEFAULT_LIMIT) };
    const task: Task = {
      signal,
      report: ({ phase, done, total }) =>
        console.progress(`${phase}: ${done}${total > 0 ? ` of ${total}` : ''}`),
    };
    const check = new PairCheck(new NodeStorage(), settings);
    for await (const piece of sourceInPieces(invocation)) await check.add(piece, task);
    const problems = await check.problems(task);
    const [errors, warnings] = [countProblems(problems, 'error'), countProblems(problems, 'warning')];
    console.result(
      { pairs: check.pairs, errors, warnings, problems },
      [
        ...problems.map(({ severity, kind, origin, detail }) => `${severity}: ${kind}: ${origin}: ${detail}`),
        [counted(check.pairs, 'pair'), counted(errors, 'error'), counted(warnings, 'warning')].join(', '),
      ].join('\n'),
    );
    if (errors > 0)
      throw new InvalidInput(`${counted(errors, 'error')} found: fix the data set before training`);
  },
};
