/** Feeds as ONNX Runtime's tensors. */
import type { Feeds } from '../../models/onnx/feeds.ts';
import { Tensor } from './onnx-runtime.ts';

export function tensorsOf(feeds: Feeds): Record<string, Tensor> {
  return Object.fromEntries(
    Object.entries(feeds).map(([name, { elements, shape }]) => [
      name,
      elements instanceof Float32Array
        ? new Tensor('float32', elements, shape)
        : new Tensor('int64', elements, shape),
    ]),
  );
}
