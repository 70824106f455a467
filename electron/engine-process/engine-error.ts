/** What can go wrong with an engine process; `code` is stable and crosses the RPC. */

type EngineErrorCode =
  /** The process died twice over the same request. */
  | 'ENGINE_CRASHED'
  /** It died so often that it is not started again until it is reset. */
  | 'ENGINE_GONE'
  /** It was killed on purpose, or its client was closed. */
  | 'ENGINE_STOPPED'
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
