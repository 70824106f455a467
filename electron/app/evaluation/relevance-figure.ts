/** Fig. 2 of the paper: where on one picture models find phrases. */
import { basename } from 'node:path';
import type { ModelId } from '../../../core/documents/ids.ts';
import {
  RELEVANCE_FORMAT,
  type RelevanceReport,
  relevanceShape,
} from '../../../core/documents/relevance-report.ts';
import { InvalidInput, NotFound } from '../../../core/errors.ts';
import type { Markup } from '../../../core/evaluation/page/markup.ts';
import { type RelevancePictures, relevanceSection } from '../../../core/evaluation/page/relevance-section.ts';
import { relevancePicture } from '../../../core/export/relevance-picture.ts';
import type { Storage } from '../../../core/host.ts';
import type { RgbImage } from '../../../core/tensor/rgb-image.ts';
import { resizeAndCrop } from '../../../models/preprocess/resize-crop.ts';
import type { ModelRelevance } from '../models/model-relevance.ts';
import type { ModelService } from '../models/model-service.ts';
import type { PictureService } from '../scenes/picture-service.ts';
import { sha256 } from './embedding-cache.ts';
import { measuredHere } from './measured-here.ts';

const SHOWN_PX = 224;

export type RelevanceRoom = {
  readonly host: { readonly storage: Storage };
  readonly pictures: PictureService;
  readonly models: ModelService;
  readonly relevance: ModelRelevance;
};

/** Throws `NotFound` and `InvalidInput` naming the picture, `Unsupported` for a model that is not a CLIP. */
export async function relevanceReport(
  { host, pictures, models, relevance }: RelevanceRoom,
  path: string,
  phrases: readonly string[],
  chosen: readonly ModelId[],
  signal: AbortSignal,
): Promise<RelevanceReport> {
  if ((await host.storage.fileAt(path)) === null) throw new NotFound(`${path}: there is no such file`);
  const picture = await pictures.read(path);
  const found: RelevanceReport['models'][number][] = [];
  for (const model of chosen) {
    const maps = await relevance.ofPicture(model, picture, phrases, null, signal);
    const { weightsSha256, precision } = (await models.folderOf(model)).identity;
    found.push({
      name: model,
      sha256: weightsSha256,
      precision,
      maps: maps.map(({ text, values, ...each }) => ({ ...each, phrase: text, values: [...values] })),
    });
  }
  return {
    format: RELEVANCE_FORMAT,
    version: 1,
    task: 'relevance',
    picture: { name: basename(path), path, sha256: sha256(await host.storage.readFile(path)) },
    models: found,
    ...measuredHere(),
  };
}

/** A report that `evaluate relevance` wrote. `name` is for messages. Throws `InvalidInput` for another file. */
export function parseRelevanceReport(text: string, name: string): RelevanceReport {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new InvalidInput(`${name} is not JSON`, { cause });
  }
  relevanceShape(json, name);
  return json as RelevanceReport;
}

/** The maps over the picture; without pictures, only what was asked and the cosines. */
export async function relevanceMarkup(
  room: Pick<RelevanceRoom, 'host' | 'pictures'>,
  report: RelevanceReport,
  areShown: boolean,
): Promise<Markup> {
  const isThere = (await room.host.storage.fileAt(report.picture.path)) !== null;
  return relevanceSection(report, areShown && isThere ? await shownPictures(room.pictures, report) : null);
}

async function shownPictures(pictures: PictureService, report: RelevanceReport): Promise<RelevancePictures> {
  const seen = square(await pictures.read(report.picture.path));
  const address = async ({ widthPx, heightPx, rgb }: RgbImage) => {
    const jpeg = await pictures.encode({ widthPx, heightPx, channels: 3, pixels: rgb }, 'jpeg');
    return `data:image/jpeg;base64,${Buffer.from(jpeg).toString('base64')}`;
  };
  const maps: string[][] = [];
  for (const model of report.models) {
    const ofModel: string[] = [];
    for (const { patchesPerEdge, values } of model.maps)
      ofModel.push(await address(relevancePicture(seen, patchesPerEdge, Float32Array.from(values))));
    maps.push(ofModel);
  }
  return { picture: await address(seen), maps };
}

function square(picture: RgbImage): RgbImage {
  const rgb = new Uint8Array(SHOWN_PX * SHOWN_PX * 3);
  resizeAndCrop(picture, SHOWN_PX, rgb);
  return { widthPx: SHOWN_PX, heightPx: SHOWN_PX, rgb };
}
