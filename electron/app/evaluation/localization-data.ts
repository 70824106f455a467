/** Opens sentences with outlines: AIR-SLT's annotation file, or GeoJSON over one's own scenes. */
import { basename, dirname, join } from 'node:path';
import { InvalidInput } from '../../../core/errors.ts';
import type { AnnotatedSentence } from '../../../core/evaluation/localization.ts';
import { type Outlines, outlinesInPixels, readOutlines } from '../../../core/evaluation/outlines.ts';
import type { Host, Storage } from '../../../core/host.ts';
import { readAirSlt } from '../../../core/selo/air-slt.ts';
import type { Polygon } from '../../../core/selo/fill-polygons.ts';
import { readList } from './list-records.ts';
import { PictureFinder } from './picture-places.ts';
import type { PictureScene } from './picture-scene.ts';

export type LocalizationScene = {
  readonly name: string;
  readonly path: string;
  readonly sentences: readonly string[];
  /** Outlines of each sentence in pixels. Throws `InvalidInput` if they cannot be placed on the scene. */
  readonly polygons: (scene: PictureScene) => Promise<readonly (readonly Polygon[])[]>;
};

export type LocalizationData = {
  readonly form: string;
  readonly root: string;
  readonly scenes: readonly LocalizationScene[];
  /** For the digest of the data. */
  readonly truth: unknown;
  readonly errors: readonly string[];
  readonly notes: readonly string[];
};

/** `path` is a list, or a folder with `anno.json` or GeoJSON files. Throws `InvalidInput` for another form. */
export async function openLocalizationData(host: Host, path: string): Promise<LocalizationData> {
  const { storage } = host;
  if (!(await storage.isFolder(path)))
    return /\.geojson$/i.test(path) ? geoJson(host, [path]) : list(host, path);
  const names = (await storage.list(path)).toSorted();
  const annotations = names.find((name) => /^anno.*\.json$/i.test(name));
  if (annotations !== undefined) return list(host, join(path, annotations));
  const collections = names.filter((name) => /\.geojson$/i.test(name)).map((name) => join(path, name));
  if (collections.length > 0) return geoJson(host, collections);
  throw new InvalidInput(`${path}: expected anno.json with its pictures, or GeoJSON files with their scenes`);
}

async function list(host: Host, path: string): Promise<LocalizationData> {
  const read = await readList(host.storage, path);
  if (read.kind === 'object') return geoJson(host, [path]);
  const text = new TextDecoder().decode(await host.storage.readFile(path));
  return airSlt(host.storage, path, readAirSlt(text, path));
}

async function airSlt(
  storage: Storage,
  path: string,
  queries: readonly {
    readonly caption: string;
    readonly image: string;
    readonly polygons: readonly Polygon[];
  }[],
): Promise<LocalizationData> {
  const root = dirname(path);
  const sentences = queries.map(({ caption, image, polygons }) => ({ text: caption, image, polygons }));
  const finder = await PictureFinder.beside(storage, root);
  const scenes: LocalizationScene[] = [];
  const missing: string[] = [];
  for (const image of new Set(sentences.map((sentence) => sentence.image))) {
    const found = await finder.find(image);
    if (found === null) missing.push(image);
    else
      scenes.push(
        placedScene(
          image,
          found,
          sentences.filter((sentence) => sentence.image === image),
        ),
      );
  }
  return {
    form: 'annotations in the form of AIR-SLT',
    root,
    scenes,
    truth: sentences,
    errors: missingErrors(missing, root),
    notes: [],
  };
}

function placedScene(name: string, path: string, own: readonly AnnotatedSentence[]): LocalizationScene {
  return {
    name,
    path,
    sentences: own.map(({ text }) => text),
    polygons: async () => own.map(({ polygons }) => polygons),
  };
}

/** Features that name no scene belong to the one that is called like their file. */
async function geoJson(host: Host, files: readonly string[]): Promise<LocalizationData> {
  const root = dirname(files[0]);
  const finder = await PictureFinder.beside(host.storage, root);
  const scenes = new Map<string, LocalizationScene>();
  const [missing, notes, truth]: [string[], string[], unknown[]] = [[], [], []];
  for (const file of files) {
    const read = await readList(host.storage, file);
    const collection = read.kind === 'object' ? readOutlines(read.value, file) : null;
    if (collection === null)
      throw new InvalidInput(`${file}: expected AIR-SLT's annotations or a GeoJSON feature collection`);
    if (collection.left > 0)
      notes.push(
        `${basename(file)}: ${collection.left} features without a polygon or a sentence are left out.`,
      );
    truth.push(collection);
    const ofFile = `${basename(file).replace(/\.[^.]*$/, '')}.tif`;
    const named = collection.outlines.map((outline) => ({ ...outline, scene: outline.scene ?? ofFile }));
    for (const name of new Set(named.map(({ scene }) => scene))) {
      const path = await finder.find(name);
      if (path === null) missing.push(name);
      else
        scenes.set(
          `${file} ${name}`,
          outlinedScene(host, name, path, {
            ...collection,
            outlines: named.filter(({ scene }) => scene === name),
          }),
        );
    }
  }
  const errors = missingErrors(missing, root);
  if (scenes.size === 0 && errors.length === 0)
    errors.push(`${files[0]}: no feature has a polygon and a sentence (field "sentence")`);
  return { form: 'GeoJSON outlines over scenes', root, scenes: [...scenes.values()], truth, errors, notes };
}

function outlinedScene(
  host: Host,
  name: string,
  path: string,
  { crs, outlines }: Outlines,
): LocalizationScene {
  const sentences = [...new Set(outlines.map(({ text }) => text))];
  return {
    name,
    path,
    sentences,
    polygons: ({ affine, wkt }) =>
      Promise.all(
        sentences.map((sentence) =>
          outlinesInPixels(
            host.crs,
            crs,
            outlines.filter(({ text }) => text === sentence),
            { name, affine, wkt },
          ),
        ),
      ),
  };
}

function missingErrors(missing: readonly string[], root: string): string[] {
  return missing.length === 0
    ? []
    : [`pictures are missing (${missing.join(', ')}): put them into ${root} or a folder in it`];
}
