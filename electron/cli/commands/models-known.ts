/** `longsight models known`: lists the models that can be downloaded by name or imported from a file. */
import type { ImportableModel, KnownModelSummary } from '../../../core/documents/model.ts';
import { IMPORTABLE_MODELS } from '../../../models/folder/importable-models.ts';
import type { Command } from './command.ts';

export const modelsKnownCommand: Command = {
  name: 'models known',
  usage: 'models known',
  summary: 'list the published models that can be downloaded by name, and those to be imported from a file',
  options: {},
  run: async (invocation) => {
    const { downloads } = await invocation.services();
    const known = await downloads.known();
    invocation.console.result(
      [...known, ...IMPORTABLE_MODELS.map((model) => ({ ...model, url: null, page: null }))],
      [
        ...known.map(lineOf),
        'To be imported from a file (models import FILE --as NAME):',
        ...IMPORTABLE_MODELS.map(importLineOf),
      ].join('\n'),
    );
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

function importLineOf(model: ImportableModel): string {
  const { id, architecture, contextLength, licence, activation, promptPrefix, vocabulary } = model;
  const facts = [
    architecture,
    `${contextLength} tokens`,
    vocabulary
      ? 'with its vocabulary beside it'
      : (activation ?? 'activation from its files or --activation'),
    ...(promptPrefix === '' ? [] : [`prompt prefix ${JSON.stringify(promptPrefix)}`]),
    `licence: ${licence ?? "see its publisher's page"}`,
  ];
  return `${id}\t${facts.join(', ')}`;
}
