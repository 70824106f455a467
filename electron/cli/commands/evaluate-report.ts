/** `longsight evaluate report A.json …`: one page from several reports. */
import { resolve } from 'node:path';
import { NotFound } from '../../../core/errors.ts';
import type { Markup } from '../../../core/evaluation/page/markup.ts';
import { readStateText } from '../../../core/state-file.ts';
import { parseRelevanceReport, relevanceMarkup } from '../../app/evaluation/relevance-figure.ts';
import { manyReportsPage } from '../../app/evaluation/report-file.ts';
import { NodeStorage } from '../../node/node-storage.ts';
import { type Command, listOption, textOption, UsageError } from './command.ts';
import { readReport } from './evaluate-compare.ts';

export const evaluateReportCommand: Command = {
  name: 'evaluate report',
  usage:
    'evaluate report REPORT.json … --out PAGE.html [--title TEXT] [--note TEXT]… [--relevance RELEVANCE.json]… [--no-images DATASET]…',
  summary:
    'one self-contained page from several reports; --relevance adds what evaluate relevance wrote; --no-images names data sets (parts of their paths) of which no picture may be shown',
  options: {
    out: { type: 'string' },
    title: { type: 'string' },
    note: { type: 'string', multiple: true },
    relevance: { type: 'string', multiple: true },
    'no-images': { type: 'string', multiple: true },
  },
  run: async (invocation) => {
    const out = textOption(invocation, 'out');
    if (out === null) throw new UsageError('--out is missing');
    if (invocation.positionals.length === 0) throw new UsageError('give at least one report');
    const reports = [];
    for (const file of invocation.positionals) reports.push(await readReport(file));
    const { pictures } = await invocation.services();
    const storage = new NodeStorage();
    const room = { host: { storage }, pictures };
    const hidden = listOption(invocation, 'no-images');
    const page = await manyReportsPage(room, reports, {
      title: textOption(invocation, 'title', 'Longsight: evaluation'),
      preface: listOption(invocation, 'note'),
      hidden,
      extra: await relevanceSections(room, listOption(invocation, 'relevance'), hidden),
    });
    const path = resolve(out);
    await storage.writeFile(path, new TextEncoder().encode(page));
    invocation.console.result({ file: path, reports: reports.length }, `written: ${path}`);
  },
};

async function relevanceSections(
  room: Parameters<typeof relevanceMarkup>[0],
  files: readonly string[],
  hidden: readonly string[],
): Promise<readonly Markup[]> {
  const sections: Markup[] = [];
  for (const file of files) {
    const path = resolve(file);
    const text = await readStateText(room.host.storage, path);
    if (text === null) throw new NotFound(`${path}: there is no such file`);
    const report = parseRelevanceReport(text, path);
    const isHidden = hidden.some((name) => report.picture.path.includes(name));
    sections.push(await relevanceMarkup(room, report, !isHidden));
  }
  return sections;
}
