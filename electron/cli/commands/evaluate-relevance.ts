/** `longsight evaluate relevance --data PICTURE --phrase WORDS`: where in a picture one or two models find phrases. */
import { join, resolve } from 'node:path';
import { pageOf } from '../../../core/evaluation/page/page-of.ts';
import { relevanceMarkup, relevanceReport } from '../../app/evaluation/relevance-figure.ts';
import { NodeStorage } from '../../node/node-storage.ts';
import { type Command, listOption, textOption, UsageError } from './command.ts';

export const evaluateRelevanceCommand: Command = {
  name: 'evaluate relevance',
  usage: 'evaluate relevance --data PICTURE --phrase WORDS… [--model NAME] [--beside NAME] [--out FOLDER]',
  summary:
    "where in one picture a model, and a second one beside it, finds phrases (the paper's Fig. 2); --out writes the maps as a page and as JSON",
  options: {
    data: { type: 'string' },
    phrase: { type: 'string', multiple: true },
    model: { type: 'string' },
    beside: { type: 'string' },
    out: { type: 'string' },
  },
  run: async (invocation) => {
    const [data, beside, out] = ['data', 'beside', 'out'].map((name) => textOption(invocation, name));
    if (data === null) throw new UsageError('--data is missing');
    const phrases = listOption(invocation, 'phrase');
    if (phrases.length === 0 || phrases.some((phrase) => phrase.trim() === ''))
      throw new UsageError('--phrase is missing or empty');
    const { models, pictures, relevance } = await invocation.services();
    const storage = new NodeStorage();
    const chosen = [await models.find(textOption(invocation, 'model'))];
    if (beside !== null) chosen.push(await models.find(beside));
    const room = { host: { storage }, pictures, models, relevance };
    const report = await relevanceReport(room, resolve(data), phrases, chosen, invocation.signal);
    const files: string[] = [];
    if (out !== null) {
      const page = pageOf('Longsight: relevance of phrases', await relevanceMarkup(room, report, true));
      for (const [name, content] of [
        ['relevance.html', page],
        ['relevance.json', `${JSON.stringify(report)}\n`],
      ]) {
        files.push(join(resolve(out), name));
        await storage.writeFile(files.at(-1)!, new TextEncoder().encode(content));
      }
    }
    invocation.console.result(
      report,
      [
        ...report.models.flatMap(({ name, maps }) =>
          maps.map(({ phrase, cosine }) => `${name}: "${phrase}" ${cosine.toFixed(4)}`),
        ),
        ...files.map((file) => `written: ${file}`),
      ].join('\n'),
    );
  },
};
