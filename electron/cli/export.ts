/** `longsight export SCENE --text "…" --product … --out FILE`: a query's result as a georeferenced file. */
import { resolve } from 'node:path';
import type { ExportProduct } from '../../core/rpc/documents.ts';
import { type Command, numberOption, onePositional, textOption, UsageError } from './command.ts';
import { queryTerms } from './query.ts';

const products: readonly ExportProduct[] = [
  'similarity-cog',
  'probability-cog',
  'hits-geojson',
  'regions-geojson',
];

export const exportCommand: Command = {
  name: 'export',
  usage: `export SCENE.tif --text SENTENCE --product ${products.join('|')} --out FILE [--threshold COSINE] [--top N]`,
  summary: 'write a query’s map or hits as a georeferenced file',
  options: {
    text: { type: 'string', multiple: true },
    not: { type: 'string', multiple: true },
    model: { type: 'string' },
    product: { type: 'string' },
    out: { type: 'string' },
    threshold: { type: 'string' },
    top: { type: 'string' },
  },
  run: async (invocation) => {
    const { scenes, models, queries, exports } = await invocation.services();
    const scene = await scenes.openPath(resolve(onePositional(invocation, 'scene')));
    const product = products.find((each) => each === textOption(invocation, 'product'));
    if (!product) throw new UsageError(`--product: expected one of ${products.join(', ')}`);
    const out = textOption(invocation, 'out');
    if (out === null) throw new UsageError('--out is missing');
    const model = await models.find(textOption(invocation, 'model'));
    const hits = numberOption(invocation, 'top') ?? 100;
    const result = await queries.run(
      { scene, model, terms: queryTerms(invocation), hits },
      invocation.signal,
    );
    const file = await exports.make(
      result.id,
      product,
      numberOption(invocation, 'threshold'),
      resolve(out),
      invocation.signal,
    );
    invocation.console.result({ ...file, file: resolve(out) }, `${resolve(out)}: ${file.bytes} bytes`);
  },
};
