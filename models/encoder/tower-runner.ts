/** Contract for running the graphs of a model folder; ONNX Runtime itself stays outside this layer. */

/** Implemented by an engine process's client, and in the engine process itself. */
export interface TowerRunner {
  /** Crops `[count, S, S, 3]`, 8 bit → features `[count, E]`, not normalized. */
  runVision(crops: Uint8Array, count: number, signal?: AbortSignal): Promise<Float32Array>;
  /**
   * Crops as above → for each picture its features, the same as those of `runVision`, and then those of its patches, row by row:
   * `[count, 1 + G², E]`, not normalized.
   */
  runPatches(crops: Uint8Array, count: number, signal?: AbortSignal): Promise<Float32Array>;
  /** Token ids `[count, T]`, padded after the end of text → features `[count, E]`, not normalized. */
  runText(ids: Int32Array, count: number, signal?: AbortSignal): Promise<Float32Array>;
}
