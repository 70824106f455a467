/** Check that the programs under PyTorch start: every module compiles and imports, and every program prints its help. */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { CLIP_CONVENTIONS } from '../../../models/clip/clip-conventions.ts';

const PYTHON = '/usr/bin/python3';
const REPOSITORY = fileURLToPath(new URL('../../../', import.meta.url));
const has = (...modules: readonly string[]) =>
  spawnSync(PYTHON, ['-c', `import ${['sys', ...modules].join(', ')}`]).status === 0;
const python = (...args: readonly string[]) =>
  spawnSync(PYTHON, args, { cwd: REPOSITORY, encoding: 'utf8', timeout: 120_000 });

const PARTS = ['clip', 'fine_tune', 'starter'];
const modules = PARTS.flatMap((part) =>
  readdirSync(join(REPOSITORY, 'training/torch', part))
    .filter((name) => name.endsWith('.py'))
    .map((name) => `training.torch.${part}.${name.slice(0, -'.py'.length)}`),
);
/** Imports the modules given as arguments; prints the help of those that are programs. */
const SCRIPT = `
import importlib, sys
names, sys.argv = sys.argv[1:], ["program", "--help"]
for name in names:
    module = importlib.import_module(name)
    if hasattr(module, "main"):
        print("==", name)
        try:
            module.main()
        except SystemExit as end:
            assert end.code == 0, name
`;

test.skipIf(!has())('every Python module of training/torch compiles', () => {
  expect(modules.length).toBeGreaterThan(30);
  const { status, stdout, stderr } = python('-m', 'compileall', '-q', 'training/torch');
  expect(status, stdout + stderr).toBe(0);
});

test.skipIf(!has('torch', 'numpy', 'PIL'))('every module imports, and every program prints its help', () => {
  const { status, stdout, stderr } = python('-W', 'ignore', '-c', SCRIPT, ...modules);
  expect(status, stderr).toBe(0);
  const programs = stdout.split(/^== /m).slice(1);
  expect(programs.map((each) => each.split('\n')[0].split('.').slice(2).join('.')).sort()).toEqual([
    'fine_tune.__main__',
    'starter.average_models',
    'starter.check_scene',
    'starter.evaluate',
    'starter.export',
    'starter.fit_heads',
    'starter.teacher',
    'starter.train_image',
    'starter.train_joint',
    'starter.train_text',
    'starter.train_words',
  ]);
  for (const program of programs) expect(program).toContain('usage: ');
});

test.skipIf(process.platform === 'win32')('the script of the starter asks for the name of a program', () => {
  const script = 'training/torch/starter/run.sh';
  const { status, stderr } = spawnSync(script, [], { cwd: REPOSITORY, encoding: 'utf8' });
  expect(status).not.toBe(0);
  expect(stderr).toContain('name a program, such as train_text');
});

test.skipIf(!has())(
  'Python states the conventions of CLIP as the application does, and names one that it does not support',
  () => {
    const script =
      'import json; from training.torch.clip.conventions import *; ' +
      'print(json.dumps([CLIP_CONVENTIONS, unsupported_convention({}), ' +
      'unsupported_convention({"conventions": {**CLIP_CONVENTIONS, "padId": 1}})]))';
    const { stdout, stderr } = python('-c', script);
    expect(stderr).toBe('');
    const message = 'conventions.padId is 1; this program supports only 0';
    expect(JSON.parse(stdout)).toEqual([CLIP_CONVENTIONS, null, message]);
  },
);
