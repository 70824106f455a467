import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import type { ModelId } from '../../../../core/documents/ids.ts';
import type { QueryTerm } from '../../../../core/documents/search.ts';
import { queryCommand } from '../../../../electron/app/search/query-command.ts';

const text = (words: string, weight = 1): QueryTerm => ({ kind: 'text', text: words, weight });
const question = (terms: readonly QueryTerm[]) => ({
  ...{ terms, area: null, model: 'starter' as ModelId, hits: [] },
  grid: { kind: 'sliding', sizesPx: [256, 512], strideShare: 0.25 } as const,
});

test.skipIf(process.platform === 'win32')(
  'a shell reads the command back as the words of the question',
  () => {
    const terms = [text(`the mayor's "old" house, $HOME`), text('trees', -1)];
    const area = [
      [0, 0],
      [100.4, 0],
      [100.4, 80.6],
    ] as const;
    const command = queryCommand({ ...question(terms), area }, '/data/ä scene.tif', 'linux');
    const words = execFileSync('sh', ['-c', `printf '%s\\n' ${command}`], { encoding: 'utf8' })
      .trim()
      .split('\n');
    expect(words).toEqual([
      ...['longsight', 'query', '/data/ä scene.tif', '--text', `the mayor's "old" house, $HOME`],
      ...['--not', 'trees', '--area', '0,0,100,0,100,81', '--model', 'starter', '--sizes', '256,512'],
      ...['--top', '1'],
    ]);
  },
);

test('on Windows words are quoted with double quotes', () => {
  expect(queryCommand(question([text('a "red" car')]), 'C:\\my scenes\\a.tif', 'win32')).toContain(
    'query "C:\\my scenes\\a.tif" --text "a \\"red\\" car"',
  );
});

test('what the command line cannot ask is named', () => {
  const win = { kind: 'window', window: { col: 0, row: 0, widthPx: 9, heightPx: 9 }, weight: 1 } as const;
  expect(() => queryCommand(question([win]), 'a.tif', 'linux')).toThrow(/example window/);
  expect(() => queryCommand(question([text('a car', 0.5)]), 'a.tif', 'linux')).toThrow(/weight of "a car"/);
});
