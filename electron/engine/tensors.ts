/** Feeds as ONNX Runtime's tensors. */
import { Tensor } from 'onnxruntime-node';
import type { Feeds } from '../../models/onnx/feeds.ts';

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
