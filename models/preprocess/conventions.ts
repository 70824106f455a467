/**
 * Conventions that a model was trained with: how pictures and texts enter it, and how embeddings are compared. A model
 * folder states them in its `config.json`; each list holds the values that this program can honour.
 */

/**
 * Rules with Pillow's bicubic filter. `bicubic-shortest-crop`: shorter edge to the model's size, then the centre crop. `bicubic-squash`: both edges
 * to the model's size.
 */
export const RESIZE_RULES = ['bicubic-shortest-crop', 'bicubic-squash'] as const;
/** Token whose features are those of the text: the end of text, or the last position of a text padded to the context length. */
export const POOLINGS = ['end-of-text', 'last-token'] as const;
/**
 * Score that the model was trained to give. `cosine`: the cosine of the unit vectors. `sigmoid`: a probability, the sigmoid of the scaled
 * cosine plus an offset. Both give the same ranking, so scores are shown as cosines.
 */
export const SCORE_KINDS = ['cosine', 'sigmoid'] as const;

/** Red, green, blue, as shares of the largest byte. */
export type Rgb = readonly [number, number, number];

/** Pixel values are `((byte / 255) - pixelMean) / pixelStd`. */
export type PixelStatistics = { readonly pixelMean: Rgb; readonly pixelStd: Rgb };

export type ResizeRule = (typeof RESIZE_RULES)[number];
export type Pooling = (typeof POOLINGS)[number];

export type Conventions = PixelStatistics & {
  readonly resize: ResizeRule;
  /** Token id that fills texts up to a common length. */
  readonly padId: number;
  /** Put before every text; empty for most models. */
  readonly promptPrefix: string;
  readonly pooling: Pooling;
  readonly score: (typeof SCORE_KINDS)[number];
};
