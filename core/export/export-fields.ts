/** Attributes of exported features: their names, types, and names of at most ten letters for Shapefiles. */
import type { FieldType, FieldValue } from '../documents/vector-layer.ts';

export type ExportField = {
  readonly name: string;
  readonly type: FieldType;
  readonly short: string;
};

/** Values by field name; a field that is not named is null. */
export type ExportValuesByName = Readonly<Record<string, FieldValue>>;

function field(name: string, type: FieldType, short = name): ExportField {
  return { name, type, short };
}

type Exported = 'hit' | 'region' | 'change';

const OWN: Readonly<Record<Exported, readonly ExportField[]>> = {
  hit: [
    field('rank', 'integer'),
    field('score', 'real'),
    field('percentile', 'real'),
    field('col', 'integer'),
    field('row', 'integer'),
    field('width_px', 'integer'),
    field('height_px', 'integer'),
    field('review', 'text'),
    field('note', 'text'),
  ],
  region: [
    field('rank', 'integer'),
    field('score', 'real'),
    field('mean_score', 'real'),
    field('cells', 'integer'),
  ],
  change: [
    field('rank', 'integer'),
    field('change', 'text'),
    field('difference', 'real'),
    field('before', 'real'),
    field('after', 'real'),
    field('deviations', 'real'),
    field('scene_before', 'text', 'scene_bef'),
    field('date_before', 'text', 'date_bef'),
    field('scene_after', 'text', 'scene_aft'),
    field('date_after', 'text', 'date_aft'),
  ],
};

const PLACE: readonly ExportField[] = [
  field('area_m2', 'real'),
  field('perimeter_m', 'real', 'perim_m'),
  field('lon', 'real'),
  field('lat', 'real'),
];

const PROVENANCE: readonly ExportField[] = [
  field('query', 'text'),
  field('model', 'text'),
  field('model_sha256', 'text', 'model_hash'),
  field('precision', 'text'),
  field('device', 'text'),
  field('scene', 'text'),
  field('scene_identity', 'text', 'scene_id'),
  field('asked_area', 'text'),
  field('scales_px', 'text'),
  field('stride_share', 'real', 'stride'),
  field('sharpened', 'boolean'),
  field('windows', 'integer'),
  field('windows_planned', 'integer', 'win_plan'),
  field('model_view', 'text'),
  field('verdict', 'text'),
  field('verdict_reason', 'text', 'verdict_wy'),
  field('threshold', 'real'),
  field('program', 'text'),
  field('created', 'datetime'),
];

/** Of a change, which two scenes made. */
const CHANGE_PROVENANCE: readonly ExportField[] = [
  field('query', 'text'),
  field('measure', 'text'),
  field('model', 'text'),
  field('model_sha256', 'text', 'model_hash'),
  field('precision', 'text'),
  field('program', 'text'),
  field('created', 'datetime'),
];

/** The fields of a feature, its own first. */
export function exportFields(of: Exported): readonly ExportField[] {
  return [...OWN[of], ...PLACE, ...(of === 'change' ? CHANGE_PROVENANCE : PROVENANCE)];
}

/** One row of values, in the order of `fields`: those of the feature, and those that all features have in common. */
export function rowOf(
  fields: readonly ExportField[],
  own: ExportValuesByName,
  common: ExportValuesByName,
): readonly FieldValue[] {
  const values: ExportValuesByName = { ...common, ...own };
  return fields.map(({ name }) => (Object.hasOwn(values, name) ? values[name] : null));
}
