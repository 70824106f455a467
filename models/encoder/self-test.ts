/** Test of a new model: both towers run once on fixed inputs, and their embeddings must depend on the inputs. */
import type { Encoder } from '../../core/encoder.ts';
import { InvalidInput } from '../../core/errors.ts';
import type { RgbImage } from '../../core/tensor/rgb-image.ts';

/** Largest cosine of the embeddings of different inputs. Towers with damaged weights often give the same vector for everything. */
const LARGEST_COSINE = 0.999999;
const TEXTS = ['a bridge over a river', 'white storage tanks beside a harbour with many ships'];

/** Throws `InvalidInput` if features are not finite, or the same for different inputs. */
export async function selfTest(encoder: Encoder, signal?: AbortSignal): Promise<void> {
  const { imageSizePx } = encoder.model;
  const pictures = [picture(imageSizePx, noise), picture(imageSizePx, stripes)];
  check('image tower', 'pictures', await encoder.encodeImages(pictures, signal));
  check('text tower', 'sentences', await encoder.encodeTexts(TEXTS, signal));
}

function check(tower: string, inputs: string, embeddings: Float32Array): void {
  const dim = embeddings.length / 2;
  let cosine = 0;
  for (let i = 0; i < dim; i++) cosine += embeddings[i] * embeddings[dim + i];
  if (!(cosine <= LARGEST_COSINE))
    throw new InvalidInput(
      `the ${tower} gives the same features for two different ${inputs}: the weights are damaged, incomplete or of another kind of model; get the file again`,
    );
}

function picture(sizePx: number, byte: (i: number) => number): RgbImage {
  return {
    widthPx: sizePx,
    heightPx: sizePx,
    rgb: Uint8Array.from({ length: sizePx * sizePx * 3 }, (_, i) => byte(i)),
  };
}

function noise(i: number): number {
  return Math.imul(i, 2654435761) >>> 24;
}

function stripes(i: number): number {
  return i % 24 < 12 ? 230 : 40;
}
