/** Tries devices in order; one is trusted only after it has computed what the CPU computes. */
import type { DeviceName, DeviceReport, EngineModel } from './engine-messages.ts';
import { OnnxTowers } from './onnx-towers.ts';

const SMALLEST_COSINE = 0.9999;
const PROBE_IDS = Int32Array.of(49406, 320, 1125, 539, 320, 2445, 49407);

/** `trying` is called before each device that is not the CPU. The CPU itself is used when all others fail. */
export async function loadOnBestDevice(
  model: EngineModel,
  trying: (device: DeviceName) => void,
): Promise<{ towers: OnnxTowers; report: DeviceReport }> {
  const passedOver: { device: DeviceName; reason: string }[] = [];
  const cpu = await OnnxTowers.load(model, 'cpu');
  for (const device of model.devices) {
    if (device === 'cpu') break;
    trying(device);
    const attempt = await tryDevice(model, device, cpu);
    if (attempt.kind === 'works') {
      await cpu.release();
      return { towers: attempt.towers, report: { device, passedOver } };
    }
    passedOver.push({ device, reason: attempt.reason });
  }
  return { towers: cpu, report: { device: 'cpu', passedOver } };
}

type Attempt =
  | { readonly kind: 'works'; readonly towers: OnnxTowers }
  | { readonly kind: 'fails'; readonly reason: string };

async function tryDevice(model: EngineModel, device: DeviceName, cpu: OnnxTowers): Promise<Attempt> {
  let towers: OnnxTowers;
  try {
    towers = await OnnxTowers.load(model, device);
  } catch (error) {
    return { kind: 'fails', reason: firstLine(error) };
  }
  const fault = await deviation(model, towers, cpu);
  if (fault === null) return { kind: 'works', towers };
  await towers.release();
  return { kind: 'fails', reason: fault };
}

/** Null where both towers agree with the CPU's on a fixed input, otherwise what differs. */
async function deviation(model: EngineModel, towers: OnnxTowers, cpu: OnnxTowers): Promise<string | null> {
  const crop = Uint8Array.from({ length: model.imageSizePx ** 2 * 3 }, (_, i) => (i * 2654435761) >>> 24);
  try {
    const image = cosine(await towers.runVision(crop, 1), await cpu.runVision(crop, 1));
    const text = cosine(await towers.runText(PROBE_IDS, 1), await cpu.runText(PROBE_IDS, 1));
    if (image >= SMALLEST_COSINE && text >= SMALLEST_COSINE) return null;
    return `its results differ from the CPU's: cosine ${image.toFixed(6)} (image), ${text.toFixed(6)} (text)`;
  } catch (error) {
    return firstLine(error);
  }
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

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0];
}
