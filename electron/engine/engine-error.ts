/** What can go wrong with an engine process; `code` is stable and crosses the RPC. */

type EngineErrorCode =
  /** The process died over the request: twice on the CPU, once on another device. */
  | 'ENGINE_CRASHED'
  /** It died so often that it is not started again until it is reset. */
  | 'ENGINE_GONE'
  /** It was killed on purpose, or its client was closed. */
  | 'ENGINE_STOPPED'
  /** The device has no room for the batch: a smaller one may do. */
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
 * How allocators say no: C++, ONNX Runtime's arena, Dawn (also over the largest buffer, and a buffer that could not be made
 * and is then used), Vulkan, CUDA, Direct3D.
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

/** What ONNX Runtime threw, as the kind of error it is. */
export function engineFailure(message: string): EngineError {
  const noRoom = NO_ROOM.some((pattern) => pattern.test(message));
  return new EngineError(noRoom ? 'OUT_OF_MEMORY' : 'ENGINE_FAILED', message);
}
