/** Interface of the writers of export products. */
import type { SimilarityStyle } from '../../../core/documents/project.ts';
import type { HitReview } from '../../../core/documents/reviews.ts';
import type { ExportedFile } from '../../../core/documents/search.ts';
import { Unsupported } from '../../../core/errors.ts';
import type { LonLatPlace } from '../../../core/export/lon-lat.ts';
import type { ScenePlace } from '../../../core/export/map-cogs.ts';
import type { Provenance } from '../../../core/export/provenance.ts';
import type { Host } from '../../../core/host.ts';
import type { Task } from '../../../core/task.ts';
import type { QueriedScene, RanQuery } from '../search/query-service.ts';

export type ExportRequest = {
  readonly query: RanQuery;
  readonly path: string;
  /** A cosine; never null for products that need one. */
  readonly threshold: number | null;
  /** Becomes the QGIS style of a similarity map. */
  readonly style: SimilarityStyle;
  readonly reviews: readonly HitReview[];
  readonly provenance: Provenance;
};

export type Exported = Pick<ExportedFile, 'bytes' | 'style' | 'note'>;

/** Writes the file at `path` atomically. */
export type ExportWriter = (host: Host, request: ExportRequest, task: Task) => Promise<Exported>;

/** Result for a file without a style file. */
export function fileAlone(bytes: number): Exported {
  return { bytes, style: null, note: null };
}

export function placeOf({ description, geoTags }: QueriedScene): ScenePlace {
  return { affine: description.affine, geoTags };
}

/** Throws `Unsupported` for a scene without a CRS. */
export function lonLatPlaceOf({ description }: QueriedScene): LonLatPlace {
  const { affine, crs, name } = description;
  if (affine === null || crs === null)
    throw new Unsupported(
      `${name} has no coordinate reference system, which GeoJSON needs: export the map as a GeoTIFF`,
    );
  return { affine, wkt: crs.wkt };
}
