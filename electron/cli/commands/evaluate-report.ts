/** `longsight evaluate report A.json …`: one page from several reports. */
import { resolve } from 'node:path';
import { manyReportsPage } from '../../app/evaluation/report-file.ts';
import { NodeStorage } from '../../node/node-storage.ts';
import { type Command, listOption, textOption, UsageError } from './command.ts';
import { readReport } from './evaluate-compare.ts';

export const evaluateReportCommand: Command = {
  name: 'evaluate report',
  usage: 'evaluate report REPORT.json … --out PAGE.html [--title TEXT] [--note TEXT]… [--no-images DATASET]…',
  summary:
    'one self-contained page from several reports; --no-images names data sets (parts of their paths) of which no picture may be shown',
  options: {
    out: { type: 'string' },
    title: { type: 'string' },
    note: { type: 'string', multiple: true },
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
    const page = await manyReportsPage({ host: { storage }, pictures }, reports, {
      title: textOption(invocation, 'title', 'Longsight: evaluation'),
      preface: listOption(invocation, 'note'),
      hidden: listOption(invocation, 'no-images'),
    });
    const path = resolve(out);
    await storage.writeFile(path, new TextEncoder().encode(page));
    invocation.console.result({ file: path, reports: reports.length }, `written: ${path}`);
  },
};
