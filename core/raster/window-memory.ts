/**
 * Memory of windows that nothing refers to any more, for the next windows of the same size: the system needs longer to hand out fresh
 * memory for a large window than to copy its samples. Held weakly, so that it is freed like any other when nothing is read.
 */
import { allocateSamples, type SampleArray, type SampleType, viewSamples } from '../tensor/samples.ts';

/** Those that are read at the same time or next. */
const MOST_SPARE = 8;
/** Small ones cost little. */
const LEAST_BYTES = 64 << 10;

export class WindowMemory {
  #spare: WeakRef<ArrayBuffer>[] = [];
  /** Memory that was made here, of which nobody else has a part. */
  readonly #made = new WeakSet<ArrayBufferLike>();

  /** Samples with any values. */
  take(type: SampleType, length: number): SampleArray {
    const sizeBytes = length * allocateSamples(type, 1).BYTES_PER_ELEMENT;
    for (const [i, each] of this.#spare.entries()) {
      const buffer = each.deref();
      if (buffer?.byteLength !== sizeBytes) continue;
      this.#spare.splice(i, 1);
      this.#made.add(buffer);
      return viewSamples(type, new Uint8Array(buffer));
    }
    const samples = allocateSamples(type, length);
    if (sizeBytes >= LEAST_BYTES) this.#made.add(samples.buffer);
    return samples;
  }

  /** Memory that was not taken here is left alone. */
  give({ buffer }: SampleArray): void {
    if (!(buffer instanceof ArrayBuffer && this.#made.delete(buffer))) return;
    this.#spare = this.#spare.filter((each) => each.deref() !== undefined);
    if (this.#spare.length === MOST_SPARE) this.#spare.shift();
    this.#spare.push(new WeakRef(buffer));
  }
}
