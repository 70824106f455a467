/** `longsight models known`: lists the models that can be downloaded by name. */
import type { KnownModelSummary } from '../../../core/documents/model.ts';
import type { Command } from './command.ts';

export const modelsKnownCommand: Command = {
  name: 'models known',
  usage: 'models known',
  summary: 'list the published models that can be downloaded by name',
  options: {},
  run: async (invocation) => {
    const { downloads } = await invocation.services();
    const known = await downloads.known();
    invocation.console.result(known, known.map(lineOf).join('\n'));
  },
};

function lineOf(model: KnownModelSummary): string {
  const { id, architecture, contextLength, sizeBytes, licence, activation, page } = model;
  const facts = [
    architecture,
    `${contextLength} tokens`,
    `about ${(sizeBytes / 1e6).toFixed(0)} MB`,
    activation ?? '--activation needed',
    `licence: ${licence ?? 'see the page'}`,
  ];
  return `${id}\t${facts.join(', ')}\t${page}`;
}
