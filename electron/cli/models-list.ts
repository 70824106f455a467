/** `longsight models list`: the models on this machine. */
import type { Command } from './command.ts';

export const modelsListCommand: Command = {
  name: 'models list',
  usage: 'models list',
  summary: 'the models on this machine',
  options: {},
  run: async (invocation) => {
    const { models } = await invocation.services();
    const found = await models.list();
    invocation.console.result(
      found,
      found
        .map(
          (each) =>
            `${each.name}\t${each.imageSizePx} px, ${each.contextLength} tokens, ${each.embeddingDim} numbers, ${each.precision}\t${each.source}`,
        )
        .join('\n'),
    );
  },
};
