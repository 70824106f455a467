/** `longsight dataset check FILE|FOLDER`: lists the problems of caption pairs. */
import { TEXT_KINDS, USED_TEXTS } from '../../../core/documents/dataset.ts';
import { InvalidInput } from '../../../core/errors.ts';
import { checkPairs } from '../../../training/dataset/check-pairs.ts';
import { NodeStorage } from '../../node/node-storage.ts';
import { counted } from '../print/counted.ts';
import { type Command, choiceOption, numberOption } from './command.ts';
import { DEFAULT_LIMIT, readSource, sourceOptions, sourceUsage } from './dataset-source.ts';

export const datasetCheckCommand: Command = {
  name: 'dataset check',
  usage: `dataset check PAIRS.json|.jsonl|.csv|FOLDER [--texts ${TEXT_KINDS.join('|')}] [--limit TOKENS] ${sourceUsage}`,
  summary: 'list problems of caption pairs: missing pictures, empty or too long captions, duplicates',
  options: { ...sourceOptions, texts: { type: 'string' }, limit: { type: 'string' } },
  run: async (invocation) => {
    const { console, signal } = invocation;
    const texts = choiceOption(invocation, 'texts', TEXT_KINDS, 'both');
    const settings = { kinds: USED_TEXTS[texts], limit: numberOption(invocation, 'limit', DEFAULT_LIMIT) };
    const read = await readSource(invocation);
    const problems = await checkPairs(new NodeStorage(), read, settings, {
      signal,
      report: ({ done, total }) => console.progress(`checking: ${done} of ${total} pairs`),
    });
    const errors = problems.filter(({ severity }) => severity === 'error').length;
    console.result(
      { pairs: read.pairs.length, errors, warnings: problems.length - errors, problems },
      [
        ...problems.map(({ severity, kind, origin, detail }) => `${severity}: ${kind}: ${origin}: ${detail}`),
        [
          counted(read.pairs.length, 'pair'),
          counted(errors, 'error'),
          counted(problems.length - errors, 'warning'),
        ].join(', '),
      ].join('\n'),
    );
    if (errors > 0)
      throw new InvalidInput(`${counted(errors, 'error')} found: fix the data set before training`);
  },
};
