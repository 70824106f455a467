/** Measures one model: import, load, pictures per second by batch size, queries by length, and preprocessing alone. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unattended } from '../../core/task.ts';
import { EngineClient } from '../../electron/engine/engine-client.ts';
import { forkEngine } from '../../electron/engine/fork-engine.ts';
import { openByteSource } from '../../electron/node/node-byte-source.ts';
import { oneFile } from '../../models/checkpoint/checkpoint-files.ts';
import { createEncoder } from '../../models/encoder/encoder.ts';
import { importCheckpoint } from '../../models/folder/import-checkpoint.ts';
import { resizeAndCrop } from '../../models/preprocess/resize-crop.ts';
import { describeCpu } from './describe-cpu.ts';
import { PUBLISHED_SIZES, storage, writeRandomWeights } from './published-sizes.ts';

const MEASURE_MS = 6_000;

export async function benchEncoding(checkpoint: string, engineEntry: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'longsight-bench-'));
  const engine = new EngineClient(() => forkEngine(engineEntry));
  try {
    console.log(await describeCpu());
    const size = Object.entries(PUBLISHED_SIZES).find(([name]) => name === checkpoint)?.[1];
    const path = size ? join(folder, 'random.safetensors') : checkpoint;
    if (size) await writeRandomWeights(path, size);
    const source = await openByteSource(path);
    const importing = performance.now();
    const model = await importCheckpoint(oneFile(source), storage, folder, 'bench', unattended(), {
      activation: 'quick_gelu',
    });
    await source.close();
    console.log(`import            ${seconds(importing)} s (${(source.sizeBytes / 2 ** 20).toFixed(0)} MiB)`);
    const loading = performance.now();
    const running = await engine.openModel(model);
    console.log(`load              ${seconds(loading)} s, on the CPU`);
    const { imageSizePx, contextLength } = model.identity;
    for (const count of [1, 8, 32]) {
      const crops = noise(count * imageSizePx ** 2 * 3);
      const runs = await repeat(() => running.runVision(crops, count));
      console.log(
        `vision, batch ${String(count).padEnd(3)} ${((1000 * count) / runs.medianMs).toFixed(1)} pictures/s`,
      );
    }
    for (const length of [16, 80, contextLength].filter((length) => length <= contextLength)) {
      const ids = Int32Array.from({ length }, (_, i) => (i === length - 1 ? 49407 : 300 + i));
      const runs = await repeat(() => running.runText(ids, 1));
      console.log(`text, ${String(length).padEnd(3)} tokens  ${runs.medianMs.toFixed(1)} ms`);
    }
    const encoder = createEncoder(model, running);
    for (const px of [imageSizePx, 256, 512]) {
      const images = Array.from({ length: 64 }, () => ({
        widthPx: px,
        heightPx: px,
        rgb: noise(px * px * 3),
      }));
      const crop = new Uint8Array(imageSizePx ** 2 * 3);
      const resizing = await repeat(async () => resizeAndCrop(images[0], imageSizePx, crop));
      const runs = await repeat(() => encoder.encodeImages(images));
      console.log(
        `windows of ${String(px).padEnd(4)} px ${((1000 * images.length) / runs.medianMs).toFixed(1)} windows/s, resize ${resizing.medianMs.toFixed(2)} ms`,
      );
    }
  } finally {
    engine.close();
    await rm(folder, { recursive: true });
  }
}

async function repeat(work: () => Promise<unknown>): Promise<{ medianMs: number }> {
  await work();
  const times: number[] = [];
  const end = performance.now() + MEASURE_MS;
  while (times.length < 3 || (performance.now() < end && times.length < 200)) {
    const started = performance.now();
    await work();
    times.push(performance.now() - started);
  }
  times.sort((a, b) => a - b);
  return { medianMs: times[times.length >> 1] };
}

function noise(length: number): Uint8Array {
  return Uint8Array.from({ length }, () => Math.random() * 256);
}

function seconds(since: number): string {
  return ((performance.now() - since) / 1000).toFixed(2);
}
