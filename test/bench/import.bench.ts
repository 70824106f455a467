/**
 * Time and peak memory of an import, in a process that does nothing else: `npm run bench:import [-- CHECKPOINT | torch]`.
 * Imports the file or, without one, random fp32 weights of a ViT-L/14 with 248 positions (1.7 GB): as safetensors or, with `torch`,
 * as Debian's python3-torch saves them.
 */
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { unattended } from '../../core/task.ts';
import { NodeStorage } from '../../electron/node/node-storage.ts';
import { openCheckpoint } from '../../models/checkpoint/checkpoint-files.ts';
import { elementCount } from '../../models/checkpoint/state-dict.ts';
import { layOutSafetensors } from '../../models/checkpoint/write-safetensors.ts';
import { weightShapes } from '../../models/clip/weight-names.ts';
import { importCheckpoint } from '../../models/folder/import-checkpoint.ts';
import { clipOf } from '../../models/folder/model-config.ts';

const CHILD = 'import-alone';
const storage = new NodeStorage();

const [command, file, folder] = process.argv.slice(2);
if (command === CHILD) await importAlone(file, folder);
else await measure(command);

async function measure(given: string | undefined): Promise<void> {
  const home = await mkdtemp(join(tmpdir(), 'longsight-import-'));
  try {
    const path = given === 'torch' ? savedByTorch(home) : (given ?? (await writeLargeWeights(home)));
    const { sizeBytes } = await storage.stat(path);
    const output = execFileSync(process.execPath, [fileURLToPath(import.meta.url), CHILD, path, home], {
      encoding: 'utf8',
    });
    const { seconds, peakBytes, largestBytes } = JSON.parse(output);
    const allowed = 1.5 * largestBytes + 500e6;
    console.log(
      `${(sizeBytes / 1e6).toFixed(0)} MB in ${seconds.toFixed(1)} s; peak ${(peakBytes / 1e6).toFixed(0)} MB, allowed ${(allowed / 1e6).toFixed(0)} MB (1.5 x the largest tensor of ${(largestBytes / 1e6).toFixed(0)} MB + 500 MB)`,
    );
    if (peakBytes > allowed) process.exitCode = 1;
  } finally {
    await rm(home, { recursive: true });
  }
}

async function importAlone(path: string, home: string): Promise<void> {
  const started = performance.now();
  const files = await openCheckpoint(storage, path);
  const { config } = await importCheckpoint(files, storage, home, 'measured', unattended(), {
    activation: 'quick_gelu',
  });
  await files.close();
  const seconds = (performance.now() - started) / 1000;
  const peakBytes = process.resourceUsage().maxRSS * 1024;
  const largest = Math.max(
    ...[...weightShapes(clipOf(config, 'l14', 'this measurement'), true).values()].map(elementCount),
  );
  process.stdout.write(JSON.stringify({ seconds, peakBytes, largestBytes: 4 * largest }));
}

function savedByTorch(folder: string): string {
  execFileSync('/usr/bin/python3', ['test/parity/clip_reference.py', 'save', 'l14', 'lrsclip', folder]);
  return join(folder, 'checkpoint.pt');
}

async function writeLargeWeights(folder: string): Promise<string> {
  const path = join(folder, 'l14.safetensors');
  const shapes = weightShapes(
    {
      imageSizePx: 224,
      patchSizePx: 14,
      vision: { width: 1024, layers: 24, heads: 16 },
      text: { width: 768, layers: 12, heads: 12 },
      contextLength: 248,
      vocabularySize: 49_408,
      embeddingDim: 768,
    },
    true,
  );
  const out = await storage.openAppend(path);
  await out.append(layOutSafetensors(shapes, {}).header);
  for (const shape of shapes.values()) {
    const elements = Float32Array.from({ length: elementCount(shape) }, () => Math.random() * 0.04 - 0.02);
    await out.append(new Uint8Array(elements.buffer));
  }
  await out.close();
  return path;
}
