import { expect, test } from 'vitest';
import { directionFaults } from '../../build/check-python.mjs';

const MODEL = ['training/torch/clip/model.py', 'import torch\n'] as const;
const faults = (...files: readonly (readonly [path: string, text: string])[]) =>
  directionFaults(new Map([MODEL, ...files]));

test('both programs may import the shared code', () => {
  const text = 'from ..clip.model import DualEncoder\nfrom ..clip import (\n    model,\n)\n';
  expect(faults(['training/torch/starter/a.py', text], ['training/torch/fine_tune/b.py', text])).toEqual([]);
});

test('a program may not import the other one, and the shared code may not import a program', () => {
  const starter = ['training/torch/starter/a.py', ''] as const;
  const crossing = ['training/torch/fine_tune/b.py', 'from ..starter.a import x\n'] as const;
  const upward = ['training/torch/clip/c.py', 'def f():\n    from ..starter import a\n'] as const;
  expect(faults(starter, crossing, upward)).toEqual([
    'training/torch/fine_tune/b.py: fine_tune may not import training/torch/starter/a.py',
    'training/torch/clip/c.py: clip may not import training/torch/starter/a.py',
  ]);
});

test('files may not import each other or a module that does not exist', () => {
  const [a, b] = ['training/torch/starter/a.py', 'training/torch/starter/b.py'];
  expect(faults([a, 'from . import b\n'], [b, 'from .a import x\n'])).toEqual([
    `these files import each other: ${a}, ${b}`,
  ]);
  expect(faults([a, 'from .c import x\n'])).toEqual([
    `${a}: imports training/torch/starter/c/x.py, which does not exist`,
  ]);
});
