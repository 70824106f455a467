/** `longsight export SCENE --text "…" --product … --out FILE`: writes the result of a query as a georeferenced file. */
import { resolve } from 'node:path';
import { EXPORT_PRODUCT_IDS, EXPORT_PRODUCTS } from '../../../core/documents/export-products.ts';
import { emptyProject } from '../../../core/project/document.ts';
import {
  type Command,
  choiceOption,
  countOption,
  numberOption,
  onePositional,
  sizesOption,
  textOption,
  UsageError,
} from './command.ts';
import { noteCuts, noteFitted, noteUnreadable } from './notes.ts';
import { answeredBy, areaOption, queryTerms, textsOf } from './query.ts';

export const exportCommand: Command = {
  name: 'export',
  usage: `export SCENE.tif --text SENTENCE [--not SENTENCE]… [--area COL,ROW,COL,ROW,…] --product ${EXPORT_PRODUCT_IDS.join('|')} --out FILE [--threshold COSINE] [--top N] [--model NAME] [--sizes PX,PX,…]`,
  summary: 'write the map, hits or regions of a query as a georeferenced file',
  options: {
    text: { type: 'string', multiple: true },
    not: { type: 'string', multiple: true },
    area: { type: 'string' },
    model: { type: 'string' },
    product: { type: 'string' },
    out: { type: 'string' },
    threshold: { type: 'string' },
    top: { type: 'string' },
    sizes: { type: 'string' },
  },
  run: async (invocation) => {
    const path = resolve(onePositional(invocation, 'scene'));
    const terms = queryTerms(invocation);
    const product = choiceOption(invocation, 'product', EXPORT_PRODUCT_IDS);
    if (product === null)
      throw new UsageError(`--product is missing: one of ${EXPORT_PRODUCT_IDS.join(', ')}`);
    const out = textOption(invocation, 'out');
    if (out === null) throw new UsageError('--out is missing: give the file to write');
    const threshold = numberOption(invocation, 'threshold');
    if (EXPORT_PRODUCTS[product].needsThreshold && threshold === null)
      throw new UsageError(`${product} needs --threshold COSINE`);
    const hits = countOption(invocation, 'top', 1, 100);
    const sizesPx = sizesOption(invocation, 'sizes');
    const area = areaOption(invocation);
    const { scenes, models, indexes, queries, exports } = await invocation.services();
    const scene = await scenes.openPath(path);
    const model = await models.find(textOption(invocation, 'model'));
    await noteCuts(invocation, models, model, textsOf(terms));
    noteFitted(invocation, await scenes.detail(scene), sizesPx);
    await noteUnreadable(invocation, indexes, scene);
    const result = await queries.run({ scene, model, terms, area, hits, sizesPx }, invocation.signal);
    const file = await exports.make(
      result.id,
      product,
      { threshold, style: emptyProject.similarity },
      resolve(out),
      invocation.signal,
    );
    if (file.note !== null) invocation.console.note(file.note);
    invocation.console.result(
      { file: resolve(out), bytes: file.bytes, grid: result.grid },
      `${resolve(out)}: ${file.bytes} bytes, from ${answeredBy(result)}`,
    );
  },
};
