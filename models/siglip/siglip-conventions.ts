/** Conventions that all published SigLIP models share. */
import type { ModelActivation } from '../../core/documents/model.ts';
import type { Conventions } from '../preprocess/conventions.ts';

export const SIGLIP_CONVENTIONS: Conventions = {
  pixelMean: [0.5, 0.5, 0.5],
  pixelStd: [0.5, 0.5, 0.5],
  resize: 'bicubic-squash',
  // The id of "</s>", which also ends each text.
  padId: 1,
  promptPrefix: '',
  pooling: 'last-token',
  score: 'sigmoid',
};

export const SIGLIP_ACTIVATION: ModelActivation = 'gelu_tanh';
