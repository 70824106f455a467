/** Gradient clipping by the joint norm of all gradients, equal to `torch.nn.utils.clip_grad_norm_`. */

/** Scales `gradients` in place so that their joint norm is at most `largest`. Returns the norm before. */
export function clipGradients(gradients: Iterable<Float32Array>, largest: number): number {
  const arrays = [...gradients];
  const norm = gradientNorm(arrays);
  const factor = largest / (norm + 1e-6);
  if (factor < 1)
    for (const gradient of arrays) for (let i = 0; i < gradient.length; i++) gradient[i] *= factor;
  return norm;
}

/** Euclidean norm over all elements. */
export function gradientNorm(gradients: Iterable<Float32Array>): number {
  let squares = 0;
  for (const gradient of gradients)
    for (let i = 0; i < gradient.length; i++) squares += gradient[i] * gradient[i];
  return Math.sqrt(squares);
}
