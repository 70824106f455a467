/** `longsight evaluate TASK --data PATH`: measures a model on a data set; one command for each task. */
import { join, resolve } from 'node:path';
import type { ParseArgsOptionsConfig } from 'node:util';
import {
  CAPTION_KINDS,
  type EvaluationTask,
  type EvaluationTaskKind,
  LOCALIZATION_MAPS,
  REPORT_PRODUCTS,
  RETRIEVAL_PROTOCOLS,
} from '../../../core/documents/evaluation.ts';
import { record, string } from '../../../core/documents/shape.ts';
import { NotFound } from '../../../core/errors.ts';
import { parseState, readStateText } from '../../../core/state-file.ts';
import { reportFile } from '../../app/evaluation/report-file.ts';
import { NodeStorage } from '../../node/node-storage.ts';
import { reportLines } from '../print/report-lines.ts';
import {
  type Command,
  choiceOption,
  type Invocation,
  listOption,
  sizesOption,
  textOption,
  UsageError,
} from './command.ts';
import { progressTask } from './evaluate-progress.ts';

const shared = {
  data: { type: 'string' },
  model: { type: 'string' },
  out: { type: 'string' },
} as const satisfies ParseArgsOptionsConfig;

type TaskCommand = {
  readonly kind: EvaluationTaskKind;
  readonly usage: string;
  readonly summary: string;
  readonly options: ParseArgsOptionsConfig;
  readonly settings: (invocation: Invocation) => EvaluationTask | Promise<EvaluationTask>;
};

const split = (invocation: Invocation) => textOption(invocation, 'split');

const TASKS: readonly TaskCommand[] = [
  {
    kind: 'retrieval',
    usage: '[--split NAME] [--texts short|long] [--protocol published|distinct]',
    summary: 'recall of image-text retrieval in both directions, with the ceiling set by repeated captions',
    options: { split: { type: 'string' }, texts: { type: 'string' }, protocol: { type: 'string' } },
    settings: (invocation) => ({
      kind: 'retrieval',
      split: split(invocation),
      texts: choiceOption(invocation, 'texts', CAPTION_KINDS),
      protocol: choiceOption(invocation, 'protocol', RETRIEVAL_PROTOCOLS),
    }),
  },
  {
    kind: 'classification',
    usage: '[--split NAME] [--prompt "… {class} …"]… [--class-names NAMES.json]',
    summary: 'accuracy of zero-shot classification, by class, with the confusion matrix',
    options: {
      split: { type: 'string' },
      prompt: { type: 'string', multiple: true },
      'class-names': { type: 'string' },
    },
    settings: async (invocation) => ({
      kind: 'classification',
      split: split(invocation),
      prompts: listOption(invocation, 'prompt'),
      classNames: await classNames(textOption(invocation, 'class-names')),
    }),
  },
  {
    kind: 'localization',
    usage: '[--map v1|v2|shown] [--sizes PX,PX,…] [--maps FOLDER]',
    summary:
      'Rsu, Ras, Rda and Rmi of sentences with outlines: AIR-SLT, polygons over scenes in any vector file, or maps of another program',
    options: { map: { type: 'string' }, sizes: { type: 'string' }, maps: { type: 'string' } },
    settings: (invocation) => {
      const maps = textOption(invocation, 'maps');
      return {
        kind: 'localization',
        map: choiceOption(invocation, 'map', LOCALIZATION_MAPS, 'v1'),
        sizesPx: sizesOption(invocation, 'sizes'),
        mapFolder: maps === null ? null : resolve(maps),
      };
    },
  },
  {
    kind: 'length',
    usage: '[--split NAME] [--lengths TOKENS,TOKENS,…]',
    summary: 'recall against the length that long texts are cut to, and the lengths in tokens',
    options: { split: { type: 'string' }, lengths: { type: 'string' } },
    settings: (invocation) => ({
      kind: 'length',
      split: split(invocation),
      lengths: lengths(textOption(invocation, 'lengths')),
    }),
  },
  {
    kind: 'presence',
    usage: '[--score COLUMN]',
    summary:
      'AUC, balanced accuracy and false alarms by size of scene, of verdicts or of a score in the list (columns sentence, scene, present)',
    options: { score: { type: 'string' } },
    settings: (invocation) => ({ kind: 'presence', score: textOption(invocation, 'score') }),
  },
];

function lengths(text: string | null): readonly number[] {
  if (text === null) return [];
  return text.split(',').map((part) => {
    const tokens = Number(part);
    if (!Number.isSafeInteger(tokens) || tokens < 4)
      throw new UsageError(`--lengths: expected numbers of tokens like 20,77,248, got "${text}"`);
    return tokens;
  });
}

export const evaluateCommands: readonly Command[] = TASKS.map(
  ({ kind, usage, summary, options, settings }) => ({
    name: `evaluate ${kind}`,
    usage: `evaluate ${kind} --data PATH [--model NAME] [--out FOLDER] ${usage}`.trim(),
    summary: `${summary}; --out also writes the report as HTML, JSON and CSV`,
    options: { ...shared, ...options },
    run: async (invocation) => {
      if (invocation.positionals.length > 0)
        throw new UsageError(`unexpected argument "${invocation.positionals[0]}": name the data with --data`);
      const data = textOption(invocation, 'data');
      if (data === null) throw new UsageError('--data is missing');
      await runEvaluation(invocation, resolve(data), await settings(invocation));
    },
  }),
);

async function runEvaluation(invocation: Invocation, path: string, task: EvaluationTask): Promise<void> {
  const { models, evaluations, pictures } = await invocation.services();
  const model = await models.find(textOption(invocation, 'model'));
  const request = { model, data: { kind: 'path', path, pictures: 'anywhere' }, task } as const;
  const { report } = await evaluations.evaluate(request, progressTask(invocation));
  const out = textOption(invocation, 'out');
  const storage = new NodeStorage();
  const files: string[] = [];
  if (out !== null)
    for (const product of REPORT_PRODUCTS) {
      const file = join(resolve(out), `${report.task}.${product}`);
      await storage.writeFile(file, await reportFile({ host: { storage }, pictures }, report, product));
      files.push(file);
    }
  invocation.console.result(
    report,
    [...reportLines(report), ...files.map((file) => `written: ${file}`)].join('\n'),
  );
}

/** Words for class folders, from a JSON object; null without the option. */
async function classNames(file: string | null): Promise<Readonly<Record<string, string>> | null> {
  if (file === null) return null;
  const path = resolve(file);
  const text = await readStateText(new NodeStorage(), path);
  if (text === null) throw new NotFound(`${path}: there is no such file`);
  return parseState(text, path, record(string(1000)));
}
