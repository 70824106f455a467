/** Makes an input that does harm smaller, and more like the seed it came from, as long as it does the same harm. */
import { faultOf, HANG_CPU_MS } from './campaign.ts';
import type { FuzzProcess } from './fuzz-process.ts';

/** `signature` is that of the fault. At most `tries` runs. */
export async function minimized(
  process: FuzzProcess,
  input: Uint8Array,
  signature: string,
  tries: number,
): Promise<Uint8Array> {
  let best = input;
  let left = tries;
  const isSame = async (candidate: Uint8Array): Promise<boolean> => {
    left--;
    const fault = faultOf(await process.run(candidate), process.basePeakBytes, HANG_CPU_MS);
    if (fault !== null && fault.kind !== 'error') await process.restart();
    return fault?.signature === signature;
  };
  // Pieces are cut out, large ones first.
  for (let piece = Math.ceil(best.length / 2); piece >= 1 && left > 0; piece = Math.floor(piece / 2))
    for (let at = best.length - piece; at >= 0 && left > 0; at -= piece) {
      const candidate = new Uint8Array(best.length - piece);
      candidate.set(best.subarray(0, at));
      candidate.set(best.subarray(at + piece), at);
      if (await isSame(candidate)) best = candidate;
    }
  return best;
}
