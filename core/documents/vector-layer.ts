/** Vector layers: named lists of features with attributes, as files of GIS programs hold them. */

/** Easting or longitude first. */
export type Coordinate = readonly [x: number, y: number];

/**
 * Flat geometry: heights are dropped, curves are replaced by short lines. A single point, line or polygon is a list of one. Rings are
 * closed; the outer ring comes first.
 */
export type VectorGeometry =
  | { readonly kind: 'points'; readonly points: readonly Coordinate[] }
  | { readonly kind: 'lines'; readonly lines: readonly (readonly Coordinate[])[] }
  | { readonly kind: 'polygons'; readonly polygons: readonly (readonly (readonly Coordinate[])[])[] };

/** Dates and times are text in ISO 8601. */
export type FieldType = 'text' | 'integer' | 'real' | 'boolean' | 'date' | 'datetime';

export type VectorField = { readonly name: string; readonly type: FieldType };

export type FieldValue = string | number | boolean | null;

export type VectorFeature = {
  /** Position in the layer, from 1; names the feature in messages. */
  readonly number: number;
  /** Null for a feature without a place. */
  readonly geometry: VectorGeometry | null;
  /** In the order of the layer's fields. */
  readonly values: readonly FieldValue[];
};

export type VectorLayer = {
  readonly name: string;
  /** Of the coordinates; null if the file names none. */
  readonly crs: { readonly name: string; readonly wkt: string } | null;
  readonly fields: readonly VectorField[];
  readonly features: readonly VectorFeature[];
};

/** A layer of a file, before its features are read. */
export type VectorLayerSummary = Pick<VectorLayer, 'name' | 'crs' | 'fields'> & {
  readonly features: number;
};
