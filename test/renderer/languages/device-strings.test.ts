import { expect, test } from 'vitest';
import { deviceStrings as german } from '../../../renderer/languages/de/window/device-strings.ts';
import { deviceStrings as spanish } from '../../../renderer/languages/es/window/device-strings.ts';
import { deviceStrings as english } from '../../../renderer/window/device-strings.ts';

const RUNTIME = [
  'OrtSessionOptionsAppendExecutionProvider_TensorRT: Failed to load shared library',
  'OrtSessionOptionsAppendExecutionProvider_Cuda: Failed to load shared library',
  'Failed to get a WebGPU adapter: No supported adapters',
  'it crashed the engine process: exited with signal SIGSEGV',
];
const REASONS = [
  'not tested yet',
  'being tested',
  'int8 runs on the CPU: use the model in fp32 for other devices',
  'not tested: CUDA was chosen',
  'CUDA is in use',
  'slower than the CPU: 12 vs 45 windows/s',
  'slower than WebGPU: 45 vs 120 windows/s',
];

test.each([
  ['en', english],
  ['de', german],
  ['es', spanish],
] as const)('%s: the window says what the words of the runtime mean', (_, words) => {
  for (const reason of RUNTIME) {
    expect(words.said(reason)).not.toMatch(/Ort|Failed|library|adapters?\b|signal|engine process/);
    expect(words.said(reason).length).toBeGreaterThan(10);
  }
});

test.each([
  ['de', german],
  ['es', spanish],
] as const)('%s: the reasons of the core are translated', (_, words) => {
  for (const reason of REASONS)
    expect(words.said(reason)).not.toMatch(/\b(?:not|is|was|than|windows|being|runs|other)\b/);
});

test('other reasons are left as they are', () => {
  expect(english.said('int8 runs on the CPU alone')).toBe('int8 runs on the CPU alone');
});
