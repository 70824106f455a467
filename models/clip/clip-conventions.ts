/** Activation and conventions of OpenAI's CLIP, which all models of its layout keep unless their folder states others. */
import type { Activation } from '../../core/documents/model.ts';
import type { Conventions } from '../preprocess/conventions.ts';

export const CLIP_CONVENTIONS: Conventions = {
  pixelMean: [0.48145466, 0.4578275, 0.40821073],
  pixelStd: [0.26862954, 0.26130258, 0.27577711],
  resize: 'bicubic-shortest-crop',
  padId: 0,
  promptPrefix: '',
  pooling: 'end-of-text',
  score: 'cosine',
};

export const CLIP_ACTIVATION: Activation = 'quick_gelu';
