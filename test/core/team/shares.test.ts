import { expect, test } from 'vitest';
import { InvalidInput } from '../../../core/errors.ts';
import { checkShare, fileAt, pathUnder } from '../../../core/team/shares.ts';

const shares = [
  { name: 'archive', prefixes: ['/mnt/x', '\\\\nas\\x', 'Z:\\'] },
  { name: 'new', prefixes: ['/mnt/x/new/', 'https://server/new'] },
];

test.each([
  ['/mnt/x/2024/a.tif', 'archive', '2024/a.tif'],
  ['\\\\NAS\\X\\2024\\a.tif', 'archive', '2024/a.tif'],
  ['z:\\2024/a.tif', 'archive', '2024/a.tif'],
  ['/mnt/x/new/b.tif', 'new', 'b.tif'],
  ['https://server/new/c.tif', 'new', 'c.tif'],
])('%s is one file on all machines', (path, share, below) => {
  expect(fileAt(path, shares)).toEqual({ share, path: below });
});

test.each([
  '/mnt/xy/a.tif',
  '/mnt/x',
  '/mnt/x/../y/a.tif',
  '/mnt/x/./a.tif',
  'mnt/x/a.tif',
  'http://server/new/a.tif',
  '',
])('"%s" is in no share', (path) => {
  expect(() => fileAt(path, shares)).toThrow(InvalidInput);
});

test('a name with a backslash is refused when it is added', () => {
  expect(() => fileAt('/mnt/x/a\\b.tif', shares)).toThrow(/rename/);
});

test('a file is found under the prefix of another machine', () => {
  const file = { share: 'archive', path: '2024/a.tif' };
  expect(pathUnder('/data/', file)).toBe('/data/2024/a.tif');
  expect(pathUnder('\\\\nas\\x', file)).toBe('\\\\nas\\x\\2024\\a.tif');
});

test.each(['../a.tif', 'x/../../a.tif', '/etc/passwd', 'a//b', '..', './a', 'x\\..\\..\\a.tif', 'a\0b'])(
  'the stored path "%s" is refused',
  (path) => {
    expect(() => pathUnder('/data', { share: 'archive', path })).toThrow(/refused/);
  },
);

test('shares have plain names and absolute prefixes', () => {
  for (const share of shares) checkShare(share);
  for (const name of ['', 'a b', "a'; drop", 'x'.repeat(41)])
    expect(() => checkShare({ name, prefixes: ['/x'] })).toThrow(InvalidInput);
  for (const prefixes of [[], ['x'], ['/x/../y'], ['file:///x']])
    expect(() => checkShare({ name: 'a', prefixes })).toThrow(InvalidInput);
});
