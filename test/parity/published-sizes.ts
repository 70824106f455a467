/**
 * Parity with PyTorch at the published sizes, with random weights and every key layout: `npm run parity [b16 b32 l14]`.
 * Needs Debian's python3-torch. Compares one model at a time; L/14 takes up to 6 GB of memory and of disk.
 */
import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compareWithTorch, importFile } from './compare-with-torch.ts';

const PYTHON = '/usr/bin/python3';
const LAYOUTS = ['lrsclip', 'openai', 'transformers'];
const SMALLEST_COSINE = 0.999999;
const LARGEST_DIFFERENCE = 1e-4;

const asked = process.argv.slice(2);
for (const size of asked.length > 0 ? asked : ['b16', 'b32', 'l14'])
  for (const layout of LAYOUTS) await compare(size, layout);

async function compare(size: string, layout: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'longsight-parity-'));
  try {
    execFileSync(PYTHON, ['test/parity/clip_reference.py', 'make', size, layout, folder], {
      stdio: 'inherit',
    });
    const expected = JSON.parse(await readFile(join(folder, 'expected.json'), 'utf8'));
    const model = await importFile(join(folder, 'checkpoint.pt'), folder, 'model');
    const { images, texts, trimmedAlike, layout: found } = await compareWithTorch(model, expected);
    const isEqual =
      Math.min(images.cosine, texts.cosine) >= SMALLEST_COSINE &&
      Math.max(images.maxAbs, texts.maxAbs) <= LARGEST_DIFFERENCE &&
      trimmedAlike;
    const told = ({ cosine, maxAbs }: typeof images) =>
      `1 - cosine ${(1 - cosine).toExponential(1)}, max ${maxAbs.toExponential(1)}`;
    console.log(
      `${size} ${layout} (${found}): images ${told(images)}; texts ${told(texts)}; trimmed alike: ${trimmedAlike}: ${isEqual ? 'equal' : 'DIFFERENT'}`,
    );
    if (!isEqual) process.exitCode = 1;
  } finally {
    await rm(folder, { recursive: true });
  }
}
