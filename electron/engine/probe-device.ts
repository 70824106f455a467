/** Test of a device: it is used only if its results agree with the CPU's. Both are timed as well. */
import { PROBE_IDS } from '../../models/clip/tower-feeds.ts';
import { siglipProbeIds } from '../../models/siglip/text-feeds.ts';
import type { EngineModel, ProbeOutcome } from './engine-messages.ts';
import { OnnxTowers } from './onnx-towers.ts';

const SMALLEST_COSINE = 0.9999;
/** Growing, because graphics cards are slow with single pictures. */
const TIMED_BATCHES = [1, 4, 16, 32];
/** The measurement ends with the first batch that takes this long; a single picture ends it only if it takes very long. */
const LONG_ENOUGH_MS = 300;
const VERY_LONG_MS = 1500;

/** A failure of the device is part of the outcome. Throws if the CPU cannot run the model. */
export async function probeDevice(model: EngineModel): Promise<ProbeOutcome> {
  const cpu = await OnnxTowers.load({ ...model, device: 'cpu' });
  try {
    const expected = await probeFeatures(cpu, model);
    const cpuWindowsPerSecond = await windowsPerSecond(cpu, model);
    if (model.device === 'cpu')
      return { kind: 'verified', windowsPerSecond: cpuWindowsPerSecond, cpuWindowsPerSecond };
    return { cpuWindowsPerSecond, ...(await tryDevice(model, expected)) };
  } finally {
    await cpu.release();
  }
}

type Features = { readonly image: Float32Array; readonly text: Float32Array };

type Attempt =
  | { readonly kind: 'verified'; readonly windowsPerSecond: number }
  | { readonly kind: 'failed'; readonly reason: string };

async function tryDevice(model: EngineModel, expected: Features): Promise<Attempt> {
  try {
    const towers = await OnnxTowers.load(model);
    try {
      const fault = deviation(await probeFeatures(towers, model), expected);
      if (fault !== null) return { kind: 'failed', reason: fault };
      return { kind: 'verified', windowsPerSecond: await windowsPerSecond(towers, model) };
    } finally {
      await towers.release();
    }
  } catch (error) {
    return { kind: 'failed', reason: inShort(error) };
  }
}

/** Two pictures and one text: the second picture reveals a device that mixes up the rows of a batch. */
async function probeFeatures(towers: OnnxTowers, model: EngineModel): Promise<Features> {
  return {
    image: await towers.runVision(probeCrops(model, 2), 2),
    text: await towers.runText(probeIds(model), 1),
  };
}

/** Null if each row agrees with the CPU's, otherwise a description of the difference. */
function deviation(found: Features, expected: Features): string | null {
  const dim = expected.text.length;
  const image = Math.min(
    ...[0, dim].map((at) =>
      cosine(found.image.subarray(at, at + dim), expected.image.subarray(at, at + dim)),
    ),
  );
  const text = cosine(found.text, expected.text);
  if (image >= SMALLEST_COSINE && text >= SMALLEST_COSINE) return null;
  return `its results differ from the CPU's: cosine ${image.toFixed(6)} (image), ${text.toFixed(6)} (text)`;
}

async function windowsPerSecond(towers: OnnxTowers, model: EngineModel): Promise<number> {
  let best = 0;
  for (const count of TIMED_BATCHES) {
    const crops = probeCrops(model, count);
    const startedMs = performance.now();
    await towers.runVision(crops, count);
    const spentMs = performance.now() - startedMs;
    best = Math.max(best, (1000 * count) / spentMs);
    if (spentMs >= (count === 1 ? VERY_LONG_MS : LONG_ENOUGH_MS)) break;
  }
  return best;
}

function probeIds({ pooling, contextLength }: EngineModel): Int32Array {
  return pooling === 'last-token' ? siglipProbeIds(contextLength) : PROBE_IDS;
}

/** Reproducible noise. `[count, S, S, 3]` */
function probeCrops({ imageSizePx }: EngineModel, count: number): Uint8Array {
  return Uint8Array.from({ length: count * imageSizePx ** 2 * 3 }, (_, i) => Math.imul(i, 2654435761) >>> 24);
}

function cosine(a: Float32Array, b: Float32Array): number {
  let dot = 0;
  let lengthA = 0;
  let lengthB = 0;
  for (let i = 0; i < a.length; i++) {
    dot += a[i] * b[i];
    lengthA += a[i] ** 2;
    lengthB += b[i] ** 2;
  }
  return dot / Math.sqrt(lengthA * lengthB);
}

/** The first line of the message, without ONNX Runtime's source location and failed condition. */
function inShort(error: unknown): string {
  const [line] = (error instanceof Error ? error.message : String(error)).split('\n');
  return /\.cc:\d+ .* was false\. (.+)$/.exec(line)?.[1] ?? line;
}
