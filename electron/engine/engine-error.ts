/** Errors of an engine process; `code` is stable and crosses the RPC. */

type EngineErrorCode =
  /** The process died during the request: twice on the CPU, once on another device. */
  | 'ENGINE_CRASHED'
  /** The process died so often that it is not started again until it is reset. */
  | 'ENGINE_GONE'
  /** The process was killed on purpose, or its client was closed. */
  | 'ENGINE_STOPPED'
  /** The device lacks memory for the batch; a smaller one may fit. */
  | 'OUT_OF_MEMORY'
  /** ONNX Runtime refused the model or the input. */
  | 'ENGINE_FAILED';

export class EngineError extends Error {
  override readonly name = 'EngineError';
  readonly code: EngineErrorCode;

  constructor(code: EngineErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

/**
 * Messages of allocators that are out of memory: C++, ONNX Runtime's arena, Dawn (also for buffers that are too large or
 * could not be created), Vulkan, CUDA, Direct3D.
 */
const NO_ROOM = [
  /\bout of memory\b/i,
  /bad[_ ]alloc/i,
  /failed to allocate/i,
  /not enough (memory|space)/i,
  /OUT_OF_(DEVICE_|HOST_)?MEMORY/i,
  /exceeds the max (buffer|storage buffer)/i,
  /too many storage buffers/i,
  /\[?invalid buffer\b/i,
  /CUDA failure 2:/,
  /CU(BLAS|DNN)_STATUS_ALLOC_FAILED/,
  /8007000E/i,
];

/** The error for a message of ONNX Runtime: `OUT_OF_MEMORY` or `ENGINE_FAILED`. */
export function engineFailure(message: string): EngineError {
  const noRoom = NO_ROOM.some((pattern) => pattern.test(message));
  return new EngineError(noRoom ? 'OUT_OF_MEMORY' : 'ENGINE_FAILED', message);
}
