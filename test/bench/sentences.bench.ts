/**
 * Twenty sentences to each of the shared scenes, asked by the command line: `npm run bench:sentences -- [--list LIST.json] [--out TABLE.md]
 * [--model NAME] [--scene FILE]`. A list has the form of `test/fixtures/twenty-sentences.json`, the default. Prints a Markdown table for each
 * scene: sentence, whether it is true, verdict, position between absent and present, window of the first hit; then balanced accuracy and false alarms by
 * scene. Needs the command line as built (`npm run build`) and the shared data; without them it says so and measures nothing.
 */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import type { QueryResult } from '../../core/documents/search.ts';
import { sharedPath } from '../shared.ts';
import { describeCpu } from './describe-cpu.ts';

type SceneList = {
  readonly scene: string;
  readonly present: readonly string[];
  readonly absent: readonly string[];
};
type Asked = { readonly text: string; readonly isTrue: boolean } & Pick<QueryResult, 'verdict' | 'hits'>;

const run = promisify(execFile);
/** Of the checkout, from where test/bench/run.mjs puts the bundle. */
const root = fileURLToPath(new URL('../', import.meta.url));
const PROGRAM = join(root, 'out/cli/index.js');
const LARGEST_ANSWER_BYTES = 64 * 2 ** 20;

const { values: options } = parseArgs({
  options: {
    list: { type: 'string', default: join(root, 'test/fixtures/twenty-sentences.json') },
    out: { type: 'string' },
    model: { type: 'string', default: 'starter' },
    scene: { type: 'string' },
  },
});
if (!existsSync(sharedPath('scenes'))) console.log('not measured: the shared scenes are absent');
else if (!existsSync(PROGRAM)) console.log('not measured: run `npm run build` first');
else await askAll();

async function askAll(): Promise<void> {
  const home = process.env.LONGSIGHT_HOME ?? (await mkdtemp(join(tmpdir(), 'bench-sentences-')));
  const { scenes }: { scenes: SceneList[] } = JSON.parse(await readFile(options.list, 'utf8'));
  const lines = [await describeCpu()];
  try {
    const all: Asked[] = [];
    for (const list of scenes.filter(({ scene }) => [undefined, scene].includes(options.scene))) {
      const asked = await askScene(home, list);
      all.push(...asked);
      lines.push(...tableOf(list.scene, asked));
    }
    lines.push('', `All scenes: ${summaryOf(all)}`);
  } finally {
    if (process.env.LONGSIGHT_HOME === undefined) await rm(home, { recursive: true });
  }
  console.log(lines.join('\n'));
  if (options.out !== undefined) await writeFile(options.out, `${lines.join('\n')}\n`);
}

async function askScene(home: string, { scene, present, absent }: SceneList): Promise<Asked[]> {
  const path = sharedPath(`scenes/${scene}`);
  await longsight(home, 'index', path, '--model', options.model);
  const asked: Asked[] = [];
  for (const [texts, isTrue] of [[present, true] as const, [absent, false] as const])
    for (const text of texts) {
      const answer = await longsight(
        home,
        'query',
        path,
        '--text',
        text,
        '--top',
        '5',
        '--model',
        options.model,
      );
      const { verdict, hits }: QueryResult = JSON.parse(answer);
      asked.push({ text, isTrue, verdict, hits });
      console.error(`${scene}: ${asked.length} of ${present.length + absent.length}`);
    }
  return asked;
}

/** What the command prints with `--json`. */
async function longsight(home: string, ...words: readonly string[]): Promise<string> {
  const { stdout } = await run(process.execPath, [PROGRAM, ...words, '--json'], {
    env: { ...process.env, LONGSIGHT_HOME: home },
    maxBuffer: LARGEST_ANSWER_BYTES,
  });
  return stdout;
}

function tableOf(scene: string, asked: readonly Asked[]): string[] {
  return [
    '',
    `### ${scene}`,
    '',
    '| sentence | true | verdict | position | first hit (column, row, edge) |',
    '|---|---|---|---|---|',
    ...asked.map(rowOf),
    '',
    summaryOf(asked),
  ];
}

function rowOf({ text, isTrue, verdict, hits }: Asked): string {
  const position = verdict.position === null ? '' : verdict.position.toFixed(2);
  const first = hits.at(0)?.window;
  const place = first === undefined ? '' : `${first.col}, ${first.row}, ${first.widthPx}`;
  return `| ${text} | ${isTrue ? 'yes' : 'no'} | ${verdict.kind} | ${position} | ${place} |`;
}

/** As `bench:verdict` counts: "present" against all else. */
function summaryOf(asked: readonly Asked[]): string {
  const count = (isTrue: boolean, kind: string) =>
    asked.filter((each) => each.isTrue === isTrue && each.verdict.kind === kind).length;
  const [yes, no] = [true, false].map((isTrue) => asked.filter((each) => each.isTrue === isTrue).length);
  const [found, alarms] = [count(true, 'present') / yes, count(false, 'present') / no];
  return `balanced accuracy ${((found + 1 - alarms) / 2).toFixed(3)}: of ${yes} true sentences ${count(true, 'present')} present, ${count(true, 'unsure')} unsure, ${count(true, 'absent')} absent; of ${no} false ones ${count(false, 'present')} present (${(100 * alarms).toFixed(0)} % false alarms), ${count(false, 'unsure')} unsure, ${count(false, 'absent')} absent`;
}
