/** `longsight embed`: prints the embeddings of texts and pictures. */
import { resolve } from 'node:path';
import type { RgbImage } from '../../../core/tensor/rgb-image.ts';
import { resizeAndCrop } from '../../../models/preprocess/resize-crop.ts';
import { type Command, listOption, textOption, UsageError } from './command.ts';
import { noteCuts } from './notes.ts';

export const embedCommand: Command = {
  name: 'embed',
  usage: 'embed [--model NAME] [--text T]… [--image F]…',
  summary: 'print the embeddings (unit vectors) of texts and of PNG, JPEG, WebP or TIFF pictures',
  options: {
    model: { type: 'string' },
    text: { type: 'string', multiple: true },
    image: { type: 'string', multiple: true },
  },
  run: async (invocation) => {
    const texts = listOption(invocation, 'text');
    const files = listOption(invocation, 'image');
    if (texts.length + files.length === 0) throw new UsageError('give at least one --text or --image');
    const { models, pictures } = await invocation.services();
    const model = await models.find(textOption(invocation, 'model'));
    await noteCuts(invocation, models, model, texts);
    const encoder = await models.encoder(model);
    const images = [];
    // Resized to the model's size, which the encoder uses as they are, because many large pictures would fill the memory.
    for (const file of files)
      images.push(cropOf(await pictures.read(resolve(file)), encoder.model.imageSizePx));
    const rows = (flat: Float32Array, i: number) => {
      const { embeddingDim } = encoder.model;
      return [...flat.subarray(i * embeddingDim, (i + 1) * embeddingDim)];
    };
    const ofTexts = await encoder.encodeTexts(texts, invocation.signal);
    const ofImages = await encoder.encodeImages(images, invocation.signal);
    const value = {
      texts: texts.map((text, i) => ({ text, embedding: rows(ofTexts, i) })),
      images: files.map((file, i) => ({ file, embedding: rows(ofImages, i) })),
    };
    const line = (name: string, embedding: readonly number[]) =>
      `${name}\t${embedding.map((each) => each.toPrecision(6)).join(' ')}`;
    invocation.console.result(
      value,
      [
        ...value.texts.map((row) => line(row.text, row.embedding)),
        ...value.images.map((row) => line(row.file, row.embedding)),
      ].join('\n'),
    );
  },
};

function cropOf(picture: RgbImage, sizePx: number): RgbImage {
  const rgb = new Uint8Array(sizePx * sizePx * 3);
  resizeAndCrop(picture, sizePx, rgb);
  return { widthPx: sizePx, heightPx: sizePx, rgb };
}
