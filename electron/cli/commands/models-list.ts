/** `longsight models list`: lists models with their disk use, damaged models and unfinished downloads. */
import type { Leftover, ModelSummary } from '../../../core/documents/model.ts';
import type { Command } from './command.ts';

export const modelsListCommand: Command = {
  name: 'models list',
  usage: 'models list',
  summary: 'list models with their disk use, damaged models and unfinished downloads',
  options: {},
  run: async (invocation) => {
    const { models, downloads } = await invocation.services();
    const found = await models.list();
    const leftovers = [...(await downloads.leftovers()), ...(await models.damaged())];
    for (const each of leftovers) invocation.console.note(leftoverLine(each));
    invocation.console.result(found, found.map(lineOf).join('\n'));
  },
};

function lineOf(model: ModelSummary): string {
  const { name, imageSizePx, contextLength, embeddingDim, precision, diskBytes, activation, source } = model;
  return [
    name,
    `${imageSizePx} px, ${contextLength} tokens, ${embeddingDim} dimensions, ${precision}, ${activation}`,
    megabytes(diskBytes),
    source,
  ].join('\t');
}

function leftoverLine({ kind, name, bytes, totalBytes, reason }: Leftover): string {
  if (kind === 'damaged') return `${name}: damaged (${megabytes(bytes)}): ${reason}`;
  const total = totalBytes === null ? '' : ` of ${megabytes(totalBytes)}`;
  return `${name}: unfinished download, ${megabytes(bytes)}${total}`;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
