/**
 * Conventions that a model was trained with: how pictures and texts enter it, and how embeddings are compared. A model
 * folder states them in its `config.json`; each list holds the values that this program can honour.
 */

/** Shorter edge to the model's size by Pillow's bicubic, then the centre crop. */
export const RESIZE_RULES = ['bicubic-shortest-crop'] as const;
/** Features of the end-of-text token. */
export const POOLINGS = ['end-of-text'] as const;
/** Cosine of the unit vectors. */
export const SCORE_KINDS = ['cosine'] as const;

/** Red, green, blue, as shares of the largest byte. */
export type Rgb = readonly [number, number, number];

/** Pixel values are `((byte / 255) - pixelMean) / pixelStd`. */
export type PixelStatistics = { readonly pixelMean: Rgb; readonly pixelStd: Rgb };

export type Conventions = PixelStatistics & {
  readonly resize: (typeof RESIZE_RULES)[number];
  /** Token id that fills texts up to a common length. */
  readonly padId: number;
  /** Put before every text; empty for most models. */
  readonly promptPrefix: string;
  readonly pooling: (typeof POOLINGS)[number];
  readonly score: (typeof SCORE_KINDS)[number];
};
