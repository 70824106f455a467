/** Opens sentences with outlines: AIR-SLT's annotation file, or polygons over one's own scenes in GeoJSON, GeoPackage or another vector file. */
import { basename, dirname, join } from 'node:path';
import { InvalidInput } from '../../../core/errors.ts';
import type { AnnotatedSentence } from '../../../core/evaluation/localization.ts';
import { type NamedOutlines, outlinesByScene, outlinesInPixels } from '../../../core/evaluation/outlines.ts';
import type { Host, Storage } from '../../../core/host.ts';
import { readAirSlt } from '../../../core/selo/air-slt.ts';
import type { Polygon } from '../../../core/selo/fill-polygons.ts';
import type { DataPlace } from './evaluation-room.ts';
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

const VECTOR_FILE = /\.(geojson|gpkg|shp|kml|kmz)$/i;

/** `path` is a list, or a folder with `anno.json` or vector files. Throws `InvalidInput` for another form. */
export async function openLocalizationData(
  host: Host,
  place: DataPlace,
  signal: AbortSignal,
): Promise<LocalizationData> {
  const { path, pictures: scope } = place;
  const { storage } = host;
  if (!(await storage.isFolder(path)))
    return VECTOR_FILE.test(path) ? vectorFiles(host, [path], scope, signal) : list(host, place, signal);
  const names = (await storage.list(path)).toSorted();
  const annotations = names.find((name) => /^anno.*\.json$/i.test(name));
  if (annotations !== undefined) return list(host, { ...place, path: join(path, annotations) }, signal);
  const files = names.filter((name) => VECTOR_FILE.test(name)).map((name) => join(path, name));
  if (files.length > 0) return vectorFiles(host, files, scope, signal);
  throw new InvalidInput(
    `${path}: expected anno.json with its pictures, or vector files (GeoJSON, GeoPackage, …) with their scenes`,
  );
}

/** GeoJSON often ends in .json. */
async function list(
  host: Host,
  { path, pictures: scope }: DataPlace,
  signal: AbortSignal,
): Promise<LocalizationData> {
  const read = await readList(host.storage, path);
  if (read.kind === 'object') return vectorFiles(host, [path], scope, signal);
  const text = new TextDecoder().decode(await host.storage.readFile(path));
  return airSlt(host.storage, path, readAirSlt(text, path), scope);
}

async function airSlt(
  storage: Storage,
  path: string,
  queries: readonly {
    readonly caption: string;
    readonly image: string;
    readonly polygons: readonly Polygon[];
  }[],
  scope: DataPlace['pictures'],
): Promise<LocalizationData> {
  const root = dirname(path);
  const sentences = queries.map(({ caption, image, polygons }) => ({ text: caption, image, polygons }));
  const finder = await PictureFinder.beside(storage, root, scope);
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
async function vectorFiles(
  host: Host,
  files: readonly string[],
  scope: DataPlace['pictures'],
  signal: AbortSignal,
): Promise<LocalizationData> {
  const root = dirname(files[0]);
  const finder = await PictureFinder.beside(host.storage, root, scope);
  const scenes: LocalizationScene[] = [];
  const [missing, notes, truth]: [string[], string[], unknown[]] = [[], [], []];
  for (const file of files)
    for (const { name: layerName } of await host.vectors.layersOf(file, signal)) {
      const layer = await host.vectors.read(file, layerName, signal);
      const { outlines, left } = outlinesByScene(layer);
      if (left > 0)
        notes.push(`${basename(file)}: ${left} features without a polygon or a sentence are left out.`);
      truth.push(outlines);
      for (const own of outlines) {
        const name = own.scene ?? `${basename(file).replace(/\.[^.]*$/, '')}.tif`;
        const path = await finder.find(name);
        if (path === null) missing.push(name);
        else scenes.push(outlinedScene(host, name, path, basename(file), own));
      }
    }
  const errors = missingErrors(missing, root);
  if (scenes.length === 0 && errors.length === 0)
    errors.push(`${files[0]}: no feature has a polygon and a sentence (field "sentence")`);
  return { form: 'polygons over scenes', root, scenes, truth, errors, notes };
}

/** Outlines with the same sentence belong together. */
function outlinedScene(
  host: Host,
  name: string,
  path: string,
  file: string,
  { layer, sentences }: NamedOutlines,
): LocalizationScene {
  const distinct = [...new Set(sentences)];
  return {
    name,
    path,
    sentences: distinct,
    polygons: async ({ affine, wkt }) => {
      const placed = await outlinesInPixels(host.crs, layer, file, { name, affine, wkt });
      return distinct.map((sentence) => placed.filter((_, i) => sentences[i] === sentence).flat());
    },
  };
}

function missingErrors(missing: readonly string[], root: string): string[] {
  return missing.length === 0
    ? []
    : [`pictures are missing (${missing.join(', ')}): put them into ${root} or a folder in it`];
}
