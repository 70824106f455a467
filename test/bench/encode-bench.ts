/** Measures one model: import, load, pictures a second by batch, queries by length, preprocessing alone. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { unattended } from '../../core/task.ts';
import { openByteSource } from '../../electron/core-process/host/node-byte-source.ts';
import { NodeStorage } from '../../electron/core-process/host/node-storage.ts';
import { EngineClient } from '../../electron/engine-process/engine-client.ts';
import { forkEngine } from '../../electron/engine-process/fork-engine.ts';
import { oneFile } from '../../models/checkpoint/checkpoint-files.ts';
import { elementCount } from '../../models/checkpoint/state-dict.ts';
import { layOutSafetensors } from '../../models/checkpoint/write-safetensors.ts';
import type { ClipConfig } from '../../models/clip/clip-config.ts';
import { createEncoder } from '../../models/clip/encoder.ts';
import { importCheckpoint } from '../../models/clip/import-checkpoint.ts';
import { weightShapes } from '../../models/clip/weight-names.ts';
import { resizeAndCrop } from '../../models/preprocess/resize-crop.ts';

const MEASURE_MS = 6_000;
const CPU_FLAGS = ['avx2', 'avx512f', 'avx512_vnni', 'avx512_bf16', 'amx_bf16', 'amx_int8'];

const storage = new NodeStorage();

export async function benchEncoding(checkpoint: string, engineEntry: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'longsight-bench-'));
  const engine = new EngineClient(() => forkEngine(engineEntry));
  try {
    console.log(await describeCpu());
    const size = publishedSize(checkpoint);
    const path = size ? await writeRandomWeights(join(folder, 'random.safetensors'), size) : checkpoint;
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

function publishedSize(name: string): ClipConfig | null {
  const common = {
    imageSizePx: 224,
    contextLength: 248,
    vocabularySize: 49408,
    activation: 'quick_gelu',
  } as const;
  const base = { vision: { width: 768, layers: 12, heads: 12 }, text: { width: 512, layers: 12, heads: 8 } };
  if (name === 'b16') return { ...common, ...base, patchSizePx: 16, embeddingDim: 512 };
  if (name === 'b32') return { ...common, ...base, patchSizePx: 32, embeddingDim: 512 };
  if (name === 'l14')
    return {
      ...common,
      patchSizePx: 14,
      vision: { width: 1024, layers: 24, heads: 16 },
      text: { width: 768, layers: 12, heads: 12 },
      embeddingDim: 768,
    };
  return null;
}

async function writeRandomWeights(path: string, config: ClipConfig): Promise<string> {
  const shapes = weightShapes(config, true);
  const file = await storage.openAppend(path);
  await file.append(layOutSafetensors(shapes, {}).header);
  for (const shape of shapes.values()) {
    const scale = 1 / Math.sqrt(shape.at(-1) ?? 1);
    const elements = Float32Array.from({ length: elementCount(shape) }, () => (Math.random() - 0.5) * scale);
    await file.append(new Uint8Array(elements.buffer));
  }
  await file.close();
  return path;
}

function noise(length: number): Uint8Array {
  return Uint8Array.from({ length }, () => Math.random() * 256);
}

async function describeCpu(): Promise<string> {
  const known = process.platform === 'linux' ? (await readFile('/proc/cpuinfo', 'utf8')).split('\n') : [];
  const flags = known.find((line) => line.startsWith('flags'))?.split(/\s+/) ?? [];
  return `${cpus()[0].model}, ${availableParallelism()} threads, ${CPU_FLAGS.filter((flag) => flags.includes(flag)).join(' ') || 'flags unknown'}`;
}

function seconds(since: number): string {
  return ((performance.now() - since) / 1000).toFixed(2);
}
