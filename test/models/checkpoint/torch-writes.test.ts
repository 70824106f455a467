import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { InvalidInput } from '../../../core/errors.ts';
import { readCheckpoint } from '../../../models/checkpoint/read-checkpoint.ts';
import { memorySource } from '../memory-source.ts';

const PYTHON = '/usr/bin/python3';
const SCRIPT = `
import sys, torch
base = torch.arange(24, dtype=torch.float32).reshape(4, 6) / 7
state = {'plain': base, 'transposed': base.t(), 'part': base[1:3, 2:5], 'half': base.half(), 'brain': base.bfloat16(),
  'double': base.double(), 'scalar': torch.tensor(2.5), 'steps': torch.tensor(3), 'parameter': torch.nn.Parameter(base[0])}
wrapped = {'epoch': 3, 'state_dict': {'module.' + key: value for key, value in state.items()}}
torch.save(wrapped, sys.argv[1] + '/zip.pt')
torch.save(wrapped, sys.argv[1] + '/legacy.pt', _use_new_zipfile_serialization=False)
`;
const plain = Float32Array.from({ length: 24 }, (_, i) => i / 7);

let folder: string;
const hasTorch = canImportTorch();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'longsight-torch-'));
  if (hasTorch) execFileSync(PYTHON, ['-c', SCRIPT, folder]);
});

afterAll(() => rm(folder, { recursive: true }));

describe.skipIf(!hasTorch)('a file that torch.save writes', () => {
  test.each([
    ['zip', 'torch zip'],
    ['legacy', 'torch legacy'],
  ])('in the %s format is read back element for element', async (file, expected) => {
    const { format, dict } = await readCheckpoint(memorySource(file, await bytesOf(file)));
    expect(format).toBe(expected);
    const read = (key: string) => dict.get(key)?.read();
    expect(await read('plain')).toEqual(plain);
    expect(await read('transposed')).toEqual(plain.map((_, i) => plain[(i % 4) * 6 + Math.floor(i / 4)]));
    expect(await read('part')).toEqual(Float32Array.of(8, 9, 10, 14, 15, 16).map((i) => plain[i]));
    expect(await read('double')).toEqual(plain);
    expect(await read('scalar')).toEqual(Float32Array.of(2.5));
    expect(await read('parameter')).toEqual(plain.slice(0, 6));
    for (const [key, relative] of [
      ['half', 2 ** -11],
      ['brain', 2 ** -8],
    ] as const)
      for (const [i, value] of ((await read(key)) ?? []).entries())
        expect(Math.abs(value - plain[i])).toBeLessThanOrEqual(relative * plain[i]);
    await expect(read('steps')).rejects.toThrow(/int64/);
  });

  test.each(['zip', 'legacy'])('in the %s format gives a named error when it is cut off', async (file) => {
    const bytes = await bytesOf(file);
    for (let part = 1; part < 20; part++) {
      const cut = bytes.subarray(0, Math.floor((bytes.length * part) / 20));
      await expect(readCheckpoint(memorySource(file, cut))).rejects.toThrow(InvalidInput);
    }
  });
});

async function bytesOf(file: string): Promise<Uint8Array> {
  return new Uint8Array(await readFile(join(folder, `${file}.pt`)));
}

function canImportTorch(): boolean {
  try {
    execFileSync(PYTHON, ['-c', 'import torch'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
