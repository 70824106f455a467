import { expect, test } from 'vitest';
import { readStartMode } from '../../../electron/main/start-mode.ts';

test('file arguments become absolute paths, and switches and the application folder are not files', () => {
  expect(readStartMode(['electron', '/app', 'a.tif', '--inspect', '/b.tif'], false, '/home/x')).toEqual({
    kind: 'window',
    files: ['/home/x/a.tif', '/b.tif'],
  });
  expect(readStartMode(['longsight', 'a.tif'], true, '/home/x')).toEqual({
    kind: 'window',
    files: ['/home/x/a.tif'],
  });
  expect(readStartMode(['longsight'], true, '/')).toEqual({ kind: 'window', files: [] });
});

test('all arguments after --cli belong to the command', () => {
  const argv = ['longsight', '--ozone-platform=headless', '--cli', '--', 'tokenize', '--json', '--self-test'];
  expect(readStartMode(argv, true)).toEqual({ kind: 'command', args: ['tokenize', '--json', '--self-test'] });
});

test('the self-test can write its report to a file', () => {
  expect(readStartMode(['longsight', '--self-test'], true)).toEqual({ kind: 'self-test', output: null });
  expect(readStartMode(['longsight', '--self-test=r.json'], true, '/tmp')).toEqual({
    kind: 'self-test',
    output: '/tmp/r.json',
  });
});
