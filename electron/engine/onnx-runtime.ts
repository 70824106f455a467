/**
 * Loads ONNX Runtime after telling it not to report to its maker. Nothing else may import the package
 * (`build/check-layers.mjs`).
 */
import { createRequire } from 'node:module';
import { isMainThread } from 'node:worker_threads';
import type * as OnnxRuntime from 'onnxruntime-node';
import { QUIET_ENVIRONMENT } from './quiet-environment.ts';

// The library reads the environment of the process; a worker thread has only a copy of it.
if (!isMainThread) throw new Error('only the main thread of a process may load ONNX Runtime');
Object.assign(process.env, QUIET_ENVIRONMENT);

// Not an `import`: that would load the library before this module's first line runs.
const loaded: typeof OnnxRuntime = createRequire(import.meta.url)('onnxruntime-node');

export const { InferenceSession, Tensor, env, listSupportedBackends } = loaded;
export type InferenceSession = OnnxRuntime.InferenceSession;
export type Tensor = OnnxRuntime.Tensor;
