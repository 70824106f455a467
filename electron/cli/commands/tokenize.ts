/** `longsight tokenize TEXT…`: prints what the text tower reads of each text. */
import { type Command, textOption, UsageError } from './command.ts';

export const tokenizeCommand: Command = {
  name: 'tokenize',
  usage: 'tokenize [--model NAME] TEXT…',
  summary: 'print the token ids (with start and end, unpadded), their count and the limit for each text',
  options: { model: { type: 'string' } },
  run: async (invocation) => {
    if (invocation.positionals.length === 0) throw new UsageError('TEXT is missing');
    const { models } = await invocation.services();
    const model = await models.find(textOption(invocation, 'model'));
    const rows = [];
    for (const text of invocation.positionals) {
      const { ids, count, limit, truncated } = await models.tokenize(model, text);
      rows.push({ text, ids, count, limit, truncated });
    }
    invocation.console.result(
      rows,
      rows
        .map((row) => `${row.count}/${row.limit}${row.truncated ? ' cut' : ''}  ${row.ids.join(' ')}`)
        .join('\n'),
    );
  },
};
