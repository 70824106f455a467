/** `longsight evaluate paper MODEL --data FOLDER`: all of the paper's tasks that a folder has data for, beside its published values. */
import { join, resolve } from 'node:path';
import type { EvaluationRequest } from '../../../core/documents/evaluation.ts';
import { InvalidInput, isExpected } from '../../../core/errors.ts';
import { paperSection } from '../../../core/evaluation/page/paper-section.ts';
import {
  type MeasuredRow,
  measuredRows,
  PAPER_MODELS,
  type PaperModel,
  type PaperReport,
  paperCsv,
} from '../../../core/evaluation/paper-values.ts';
import type { EvaluationService } from '../../app/evaluation/evaluation-service.ts';
import { paperParts } from '../../app/evaluation/paper-folder.ts';
import { manyReportsPage } from '../../app/evaluation/report-file.ts';
import { NodeStorage } from '../../node/node-storage.ts';
import { type Command, choiceOption, onePositional, textOption, UsageError } from './command.ts';
import { progressTask } from './evaluate-progress.ts';

export const evaluatePaperCommand: Command = {
  name: 'evaluate paper',
  usage: `evaluate paper MODEL --data FOLDER [--beside ${PAPER_MODELS.join('|')}] [--out FOLDER]`,
  summary:
    "run the paper's tasks on the data sets in a folder (RSITMD, RSICD, RSITMD-L, RSICD-L, RESISC45, EuroSAT, …, AIR-SLT), beside its published values",
  options: { data: { type: 'string' }, beside: { type: 'string' }, out: { type: 'string' } },
  run: async (invocation) => {
    const data = textOption(invocation, 'data');
    if (data === null) throw new UsageError('--data is missing');
    const { models, evaluations, pictures } = await invocation.services();
    const model = await models.find(onePositional(invocation, 'model'));
    const beside = choiceOption(invocation, 'beside', PAPER_MODELS, 'ViT-B/16');
    const storage = new NodeStorage();
    const { parts, missing } = await paperParts(storage, resolve(data));
    if (parts.length === 0)
      throw new InvalidInput(
        `${resolve(data)}: none of the paper's data sets is here: expected folders named ${missing.join(', ')}`,
      );
    const requests = parts.map(({ data: name, path, task }) => ({
      name,
      request: { model, data: { kind: 'path', path, pictures: 'anywhere' }, task } as const,
    }));
    await checkAll(requests, evaluations, invocation.signal);
    const reports: PaperReport[] = [];
    for (const { name, request } of requests) {
      invocation.console.note(`${name} …`);
      const { report } = await evaluations.evaluate(request, progressTask(invocation));
      reports.push({ data: name, report });
    }
    const rows = measuredRows(reports, beside);
    const out = textOption(invocation, 'out');
    const written: string[] = [];
    if (out !== null) {
      const page = await manyReportsPage(
        { host: { storage }, pictures },
        reports.map(({ report }) => report),
        {
          title: `Longsight: ${model} beside LRSCLIP`,
          preface: missing.length === 0 ? [] : [`Not in the folder: ${missing.join(', ')}.`],
          hidden: [],
          extra: [paperSection(rows, beside)],
        },
      );
      const text = new TextEncoder();
      const files = {
        'paper.html': page,
        'paper.json': JSON.stringify({ model, beside, rows, reports }),
        'paper.csv': paperCsv(rows, beside),
      };
      for (const [name, content] of Object.entries(files)) {
        written.push(join(resolve(out), name));
        await storage.writeFile(join(resolve(out), name), text.encode(content));
      }
    }
    invocation.console.result(
      { model, beside, rows, missing, files: written },
      [...rows.map((row) => rowLine(row, beside)), ...written.map((file) => `written: ${file}`)].join('\n'),
    );
  },
};

/** Throws `InvalidInput` with all that is missing, because the first data sets may take hours. */
async function checkAll(
  requests: readonly { readonly name: string; readonly request: EvaluationRequest }[],
  evaluations: EvaluationService,
  signal: AbortSignal,
): Promise<void> {
  const errors: string[] = [];
  for (const { name, request } of requests)
    try {
      errors.push(...(await evaluations.missing(request, signal)).map((each) => `${name}: ${each}`));
    } catch (error) {
      if (!isExpected(error)) throw error;
      errors.push(`${name}: ${error.message}`);
    }
  if (errors.length > 0)
    throw new InvalidInput(`${errors.join('; ')}; or take the folder away to leave a data set out`);
}

function rowLine(
  { task, data, figure, published, measured, difference }: MeasuredRow,
  model: PaperModel,
): string {
  const digits = task === 'SeLo' ? 4 : 2;
  const shown = (value: number | null, without: string) => (value === null ? without : value.toFixed(digits));
  const sign = difference !== null && difference >= 0 ? '+' : '';
  return `${task.padEnd(5)} ${data.padEnd(12)} ${figure.padEnd(9)} published ${shown(published[model], 'not recorded')}, measured ${shown(measured, 'no data')}${difference === null ? '' : `, ${sign}${shown(difference, '')}`}`;
}
