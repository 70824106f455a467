/** What the writers of exports get and give. */
import type { ExportSpec } from '../../../core/documents/export-spec.ts';
import type { SimilarityStyle } from '../../../core/documents/project.ts';
import type { HitReview } from '../../../core/documents/reviews.ts';
import type { Affine, BandRendering, SceneCrs } from '../../../core/documents/scene.ts';
import type { ExportedFile, Outline } from '../../../core/documents/search.ts';
import type { Paint } from '../../../core/export/paint-values.ts';
import type { Provenance } from '../../../core/export/provenance.ts';
import type { GeoTags } from '../../../core/geo/geo-tags.ts';
import type { SimilarityMap } from '../../../core/search/similarity-map.ts';
import { floorOf } from '../../../core/style/paint-of.ts';
import { rampRange } from '../../../core/style/ramp-range.ts';
import type { RanQuery } from '../search/query-service.ts';

/** What the user sees and has noted, where an export was asked for. */
export type ExportContext = {
  readonly style: SimilarityStyle;
  readonly reviews: readonly HitReview[];
  /** Bands and stretch on the screen; null for the scene's usual ones. */
  readonly rendering: BandRendering | null;
  /** Of the scene on the screen. */
  readonly gamma: number;
};

/** Where an export lies. */
export type ExportPlace = {
  /** From pixels to CRS units; null for a scene without georeferencing. */
  readonly affine: Affine | null;
  /** The scene's CRS; null if it has none. */
  readonly crs: SceneCrs | null;
  /** CRS of the export: the scene's own, or the one asked for. */
  readonly target: SceneCrs | null;
  /** GeoTIFF keys of the export's CRS. */
  readonly geoTags: GeoTags;
};

export type ExportRequest = {
  readonly query: RanQuery;
  readonly spec: ExportSpec;
  readonly context: ExportContext;
  readonly path: string;
  readonly place: ExportPlace;
  /** Sharpened if the export is to be. */
  readonly map: SimilarityMap;
  /** For each hit, in order; null if the export needs none. */
  readonly outlines: readonly (Outline | null)[] | null;
  readonly provenance: Provenance;
};

export type Written = Pick<ExportedFile, 'bytes' | 'style' | 'note' | 'features'>;

/** What decides how the scores of a query are shown. */
export type ShownScores = Pick<ExportRequest, 'context' | 'spec'> & {
  readonly query: Pick<RanQuery, 'result'>;
};

/** Colours of the query's scores as the context shows them: without a threshold, from the least score that the screen paints. */
export function paintOf({ query, context, spec }: ShownScores): Paint {
  const { ramp, reversed, fadeLow } = context.style;
  return {
    ramp,
    reversed,
    fadeLow,
    range: rampRange(context.style, query.result),
    threshold: spec.threshold ?? floorOf(query.result),
  };
}

/** The same colours over the values of the probability map. */
export function probabilityPaintOf({ context }: Pick<ExportRequest, 'context'>): Paint {
  const { ramp, reversed, fadeLow } = context.style;
  return { ramp, reversed, fadeLow, range: { min: 0, max: 255 }, threshold: null };
}
