/** `longsight demo`: runs the main workflow on the demo scene, without a window. */
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { EXPORT_FORMATS } from '../../../core/documents/export-products.ts';
import { usualSpec } from '../../../core/documents/export-spec.ts';
import type { QueryResult } from '../../../core/documents/search.ts';
import { emptyProject } from '../../../core/project/document.ts';
import { counted } from '../print/counted.ts';
import { duration } from '../print/duration.ts';
import { verdictLine } from '../print/verdict-line.ts';
import { type Command, textOption } from './command.ts';

const SENTENCES = [
  'a steel bridge over a brown river',
  'a parking lot full of cars',
  'a baseball field with a brown dirt infield',
];
const PRODUCTS = ['hits', 'map', 'probability', 'picture'] as const;

export const demoCommand: Command = {
  name: 'demo',
  usage: 'demo [--out FOLDER]',
  summary: 'index the demo scene, run three queries, print the ranked windows and write overlays',
  options: { out: { type: 'string' } },
  run: async (invocation) => {
    const { scenes, models, indexes, queries, exports, resources } = await invocation.services();
    const { console, signal } = invocation;
    const out = resolve(textOption(invocation, 'out', 'demo-output'));
    await mkdir(out, { recursive: true });
    const scene = await scenes.openPath(resources.demoScene);
    const model = await models.find(null);
    const plan = await indexes.plan(scene, model, null);
    const startedMs = Date.now();
    const status = await indexes.build(scene, model, plan.grid, {
      signal,
      report: ({ done, total }) => console.progress(`indexing: ${done} of ${total} windows`),
    });
    console.note(
      `\n${counted(status.windowsDone, 'window')} of ${plan.grid.sizesPx.join(', ')} px, indexed in ${duration((Date.now() - startedMs) / 1000)}`,
    );
    const asked = [];
    for (const [i, text] of SENTENCES.entries()) {
      const terms = [{ kind: 'text', text, weight: 1 }] as const;
      const result = await queries.run({ scene, model, terms, hits: 5 }, signal);
      const files = [];
      for (const product of PRODUCTS) {
        const spec = usualSpec(product);
        const path = join(out, `${i + 1}-${product}.${EXPORT_FORMATS[spec.format].ending}`);
        const context = { style: emptyProject.similarity, reviews: [], rendering: null, gamma: 1 };
        await exports.make(result.id, spec, context, { path, replace: true }, signal);
        files.push(path);
      }
      console.note(report(text, result));
      asked.push({ text, verdict: result.verdict, hits: result.hits, files });
    }
    console.result(asked, `overlays written to ${out}`);
  },
};

function report(text: string, { verdict, hits, milliseconds }: QueryResult): string {
  const rows = hits.map(
    ({ rank, score, percentile, window }) =>
      `  ${rank}.  cosine ${score.toFixed(3)}  above ${percentile.toFixed(1)} % of windows  col ${window.col}, row ${window.row}, ${window.widthPx} px`,
  );
  const spent = (milliseconds.text + milliseconds.search).toFixed(0);
  return [`\n"${text}"  (${spent} ms)`, `  ${verdictLine(verdict)}`, ...rows].join('\n');
}
