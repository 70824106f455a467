/** Exports of changes: places as a layer, the difference of two scenes as a GeoTIFF. */
import { basename, extname, join } from 'node:path';
import {
  type ChangeFormat,
  type ChangePair,
  type ChangeProduct,
  PLACE_FORMATS,
  type PlaceFormat,
} from '../../../core/documents/change.ts';
import { EXPORT_FORMATS } from '../../../core/documents/export-products.ts';
import type { ChangeId } from '../../../core/documents/ids.ts';
import type { RasterWindow } from '../../../core/documents/scene.ts';
import type { ExportedFile } from '../../../core/documents/search.ts';
import type { VectorFeature, VectorLayer } from '../../../core/documents/vector-layer.ts';
import { InvalidInput } from '../../../core/errors.ts';
import { exportFields } from '../../../core/export/export-fields.ts';
import { questionName } from '../../../core/export/export-name.ts';
import type { PixelFeature } from '../../../core/export/pixel-feature.ts';
import { type LayerPlace, placeLayer } from '../../../core/export/place-layer.ts';
import { mapGridIn } from '../../../core/export/placed-grid.ts';
import { writeCog } from '../../../core/export/write-cog.ts';
import { crsOfEpsg } from '../../../core/geo/epsg-crs.ts';
import type { Host } from '../../../core/host.ts';
import type { SimilarityMap } from '../../../core/search/similarity-map.ts';
import { unattended } from '../../../core/task.ts';
import { exportUrl } from '../../../core/urls/export-url.ts';
import { checkWritable } from '../../node/writable-target.ts';
import { purgeExports } from '../disk/spare-files.ts';
import { plainName, storedName, withUsualEnding } from '../export/export-files.ts';
import type { ExportTarget } from '../export/export-service.ts';
import { checkNew, prepareTarget } from '../export/export-target.ts';
import { writeLayer } from '../export/write-layer.ts';
import type { SceneService } from '../scenes/scene-service.ts';
import type { PlacedChange } from './compare-scenes.ts';
import type { KeptChange, KeptChanges } from './kept-changes.ts';

const WGS_84 = 4326;
const ROWS_AT_ONCE = 256;

type Target = NonNullable<LayerPlace['target']>;

/** `cog` belongs to the difference, the other formats to places. */
export type ChangeExport = {
  readonly change: ChangeId;
  readonly product: ChangeProduct;
  readonly format: ChangeFormat;
};

type ChangeExportsParts = {
  readonly host: Host;
  /** Of files for download. */
  readonly folder: string;
  readonly kept: KeptChanges;
  readonly scenes: SceneService;
};

export class ChangeExports {
  readonly #parts: ChangeExportsParts;

  constructor(parts: ChangeExportsParts) {
    this.#parts = parts;
  }

  /**
   * Writes atomically; the usual ending is added if it is missing. Throws `NotFound` for a change that is no longer in memory,
   * `InvalidInput` for a product without this format, a file that exists and may not be replaced, or a target that is one of the scenes.
   */
  async make(
    spec: ChangeExport,
    { path: asked, replace }: ExportTarget,
    signal: AbortSignal,
  ): Promise<ExportedFile> {
    checkSpec(spec);
    const kept = this.#parts.kept.get(spec.change);
    const path = withUsualEnding(asked, spec);
    const ids = kept.change.pairs.flatMap(({ before, after }) => [before.id, after.id]);
    const scenes = [...new Set(ids)].map((id) => this.#parts.scenes.pathOf(id));
    await prepareTarget(this.#parts.host.storage, path, scenes);
    const files = filesOf(path, spec.format);
    for (const each of files) await checkWritable(each);
    if (!replace || path !== asked) await checkNew(this.#parts.host.storage, files, null);
    const written =
      spec.format === 'cog'
        ? { bytes: await this.#writeDifference(kept, path, signal), features: null }
        : await this.#writePlaces(kept, path, spec.format, signal);
    return { name: basename(path), url: '', style: null, note: null, ...written };
  }

  /** Writes to the data folder, for a browser to download from the returned address. */
  async makeForDownload(spec: ChangeExport, signal: AbortSignal): Promise<ExportedFile> {
    const { storage } = this.#parts.host;
    await purgeExports(storage, this.#parts.folder, Date.now());
    const { terms } = this.#parts.kept.get(spec.change).change;
    const { ending } = EXPORT_FORMATS[spec.format];
    const name = storedName(`${questionName(terms)}-change-${spec.product}.${ending}`);
    const path = join(this.#parts.folder, name);
    const file = await this.make(spec, { path, replace: true }, signal);
    for (const beside of filesOf(path, spec.format)) if (beside !== path) await storage.remove(beside);
    return { ...file, name: plainName(name), url: exportUrl(name) };
  }

  async #writePlaces(
    kept: KeptChange,
    path: string,
    format: PlaceFormat,
    signal: AbortSignal,
  ): Promise<{ readonly bytes: number; readonly features: number }> {
    const isWorld = format === 'geojson' || kept.map === null;
    const target = isWorld ? (await crsOfEpsg(this.#parts.host.crs, WGS_84)).crs : null;
    const layer = await placesLayer(this.#parts.host, kept, target);
    const epsg = isWorld || kept.map === null ? WGS_84 : kept.map.crs.epsg;
    const provenance = Object.fromEntries(
      Object.entries(kept.provenance).flatMap(([name, value]) => (value === null ? [] : [[name, value]])),
    );
    const about = { epsg, geometry: 'polygons', provenance } as const;
    const bytes = await writeLayer(this.#parts.host, path, format, layer, about, signal);
    return { bytes, features: layer.features.length };
  }

  async #writeDifference(
    { change, map, provenance, scenes }: KeptChange,
    path: string,
    signal: AbortSignal,
  ): Promise<number> {
    if (map === null)
      throw new InvalidInput(
        'a collection has a difference for each pair of scenes: compare two scenes to export it',
      );
    const [{ affine }] = scenes;
    const [{ before, after }] = change.pairs;
    const grid = mapGridIn(map.cells, knownExtent(map.cells), affine);
    const items = {
      ...Object.fromEntries(Object.entries(provenance).map(([name, value]) => [name, String(value)])),
      ...{ scene_before: before.name, scene_after: after.name },
      ...(before.date === null ? {} : { date_before: before.date }),
      ...(after.date === null ? {} : { date_after: after.date }),
      product: `difference of similarity maps, after - before (${change.measure})`,
      cell_px: String(map.cells.cellPx),
    };
    const { widthPx, heightPx, values } = grid;
    const spec = {
      widthPx,
      heightPx,
      sampleType: 'float32',
      affine: grid.affine,
      geoTags: map.geoTags,
      items,
    } as const;
    return writeCog(this.#parts.host, path, spec, rowsOf(values, widthPx), { ...unattended(), signal });
  }
}

function checkSpec({ product, format }: ChangeExport): void {
  if ((product === 'difference') !== (format === 'cog'))
    throw new InvalidInput(
      product === 'difference'
        ? 'the difference is exported as a GeoTIFF (cog)'
        : `places cannot be exported as ${format}: choose one of ${PLACE_FORMATS.join(', ')}`,
    );
}

function filesOf(path: string, format: ChangeFormat): readonly string[] {
  const stem = path.slice(0, path.length - extname(path).length);
  return [path, ...EXPORT_FORMATS[format].beside.map((ending) => `${stem}.${ending}`)];
}

/** The places gained, then those lost; `target` null keeps the CRS of the scene before. */
async function placesLayer(
  host: Host,
  { change, gained, lost, scenes, map, provenance }: KeptChange,
  target: Target | null,
): Promise<VectorLayer> {
  const fields = exportFields('change');
  const spec = { name: 'change', fields, common: provenance, leastArea: 0, ranked: false };
  const listed = [
    ...gained.map((each) => featureOf(each, 'gained', change.pairs)),
    ...lost.map((each) => featureOf(each, 'lost', change.pairs)),
  ];
  const features = Array<VectorFeature>(listed.length);
  for (const [pair, { affine, wkt }] of scenes.entries()) {
    const own = listed.flatMap((each, at) => (each.pair === pair ? [{ ...each, at }] : []));
    const crs = { wkt, name: map === null ? '' : map.crs.name, epsg: map === null ? null : map.crs.epsg };
    const layer = await placeLayer(host.crs, { affine, crs, target: target ?? crs }, own, spec);
    for (const [i, feature] of layer.features.entries())
      features[own[i].at] = { ...feature, number: own[i].at + 1 };
  }
  const [{ wkt }] = scenes;
  const crs = target ?? { name: map === null ? '' : map.crs.name, wkt };
  return { name: 'change', crs: { name: crs.name, wkt: crs.wkt }, fields, features };
}

function featureOf(
  { place, ring }: PlacedChange,
  kind: 'gained' | 'lost',
  pairs: readonly ChangePair[],
): PixelFeature & { readonly pair: number } {
  const { rank, difference, before, after, deviations, pair } = place;
  const scenes = pairs[pair];
  return {
    pair,
    shape: { kind: 'polygon', rings: [ring] },
    values: {
      ...{ rank, change: kind, difference, before, after, deviations },
      ...{ scene_before: scenes.before.name, date_before: scenes.before.date },
      ...{ scene_after: scenes.after.name, date_after: scenes.after.date },
    },
  };
}

/** Around the cells with a value, in pixels. */
function knownExtent({ values, columns, cellPx }: SimilarityMap): RasterWindow {
  let [left, right, top, bottom] = [columns, 0, values.length, 0];
  for (const [cell, value] of values.entries()) {
    if (Number.isNaN(value)) continue;
    const [column, row] = [cell % columns, Math.floor(cell / columns)];
    [left, right] = [Math.min(left, column), Math.max(right, column + 1)];
    [top, bottom] = [Math.min(top, row), Math.max(bottom, row + 1)];
  }
  // Half a cell inside, so that rounding takes in no further one.
  const inner = (cells: number) => (cells - 1) * cellPx;
  return {
    ...{ col: (left + 0.5) * cellPx, row: (top + 0.5) * cellPx },
    ...{ widthPx: inner(right - left), heightPx: inner(bottom - top) },
  };
}

function* rowsOf(values: Float32Array, widthPx: number): Generator<Float32Array> {
  for (let at = 0; at < values.length; at += ROWS_AT_ONCE * widthPx)
    yield values.subarray(at, at + ROWS_AT_ONCE * widthPx);
}
