import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { newCalibration } from '../../../core/search/calibration.ts';
import { judgePresence } from '../../../core/search/presence.ts';
import { coreStrings as german } from '../../../renderer/languages/de/ui/core-strings.ts';
import { coreStrings as spanish } from '../../../renderer/languages/es/ui/core-strings.ts';
import { coreStrings as english } from '../../../renderer/ui/core-strings.ts';

const app = fileURLToPath(new URL('../../../electron/app/', import.meta.url));
const languages = [
  ['de', german],
  ['es', spanish],
] as const;
/** Words of English alone. */
const ENGLISH = /\b(?:the|of|and|with|about|reach|look|write|use|only|given|for)\b/i;

const ascending = (from: number, to: number): readonly number[] =>
  Array.from({ length: 101 }, (_, i) => from + ((to - from) * i) / 100);
const calibration = newCalibration({
  ...{ model: { weightsSha256: '', precision: 'fp32', departures: '' }, bank: '', pictures: 9 },
  ...{ pictureMetres: 200, sentences: 63, auc: 0.9, absent: ascending(-2, 2), present: ascending(1, 6) },
  ...{ falseAlarmRate: 0.1, sharpens: null, drift: null },
});
const reasonAt = (z: number, metres: readonly number[], auc = 0.9): string =>
  judgePresence({ ...calibration, auc }, { z, reached: 0, bankMiddle: 0, bankUnit: 1 }, 0, metres).reason;

/** Texts in backquotes or quotes that follow the pattern in files of the core, values replaced by a name. */
function written(folder: string, name: RegExp, text: RegExp): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => name.test(file))
    .flatMap((file) => [...readFileSync(join(folder, file), 'utf8').matchAll(text)])
    .map(([, found]) => found.replaceAll(/\$\{(?:[^{}]|\{[^{}]*\})*\}/g, 'int8'));
}

test.each(languages)('%s: verdicts of every kind are translated, with their numbers', (_, words) => {
  for (const z of [-3, 0, 1.5, 3, 9])
    for (const metres of [[], [200], [5, 10], [4000]]) {
      const reason = reasonAt(z, metres);
      expect(words.said(reason)).not.toMatch(ENGLISH);
      expect(words.said(reason).match(/\d+/g)).toEqual(reason.match(/\d+/g));
    }
  expect(words.said(reasonAt(0, [], 0.5))).not.toMatch(ENGLISH);
});

test.each(languages)('%s: every reason for no verdict is translated', (_, words) => {
  const given =
    /['`](Verdicts are given [^'`]+|The everyday sentences were not asked of \$[^'`]+publish[^'`]+)['`]/g;
  const folders = [app, join(app, '../team'), join(app, '../../core/search')];
  const reasons = folders.flatMap((folder) => written(folder, /\.ts$/, given));
  expect(reasons.length).toBeGreaterThan(8);
  for (const reason of reasons) expect(words.said(reason)).not.toMatch(ENGLISH);
});

test.each(languages)('%s: titles of all kinds of jobs are translated', (_, words) => {
  const blocks = written(app, /-job\.ts$/, /title: \([^)]*\) =>([\s\S]*?)canResume/g);
  const titles = blocks.flatMap((block) => [...block.matchAll(/`([^`]+)`/g)].map(([, title]) => title));
  expect(blocks.length).toBeGreaterThan(10);
  expect(titles.length).toBeGreaterThan(blocks.length);
  for (const title of titles) expect(words.said(title), title).not.toMatch(ENGLISH);
  for (const title of titles) expect(words.said(title), title).not.toBe(title);
});

test('what is not known, and what the English page shows, is left as it is', () => {
  const sentence = 'tile 3 of scene.tif is damaged: copy the file again';
  expect(german.said(sentence)).toBe(sentence);
  expect(spanish.said(sentence)).toBe(sentence);
  expect(english.said('Train my-model')).toBe('Train my-model');
});
