/** Outlines with a sentence each, from the polygons of a vector layer in any CRS. */
import type { Affine } from '../documents/scene.ts';
import type { VectorLayer } from '../documents/vector-layer.ts';
import { InvalidInput } from '../errors.ts';
import { applyAffine, invertAffine } from '../geo/affine.ts';
import type { CrsAuthority } from '../host.ts';
import type { Polygon } from '../selo/fill-polygons.ts';
import { layerInCrs } from '../vector/layer-in-crs.ts';

export type NamedOutlines = {
  /** The scene that the features name; null without a field for it. */
  readonly scene: string | null;
  /** Features with a polygon and a sentence, and the sentence of each. */
  readonly layer: VectorLayer;
  readonly sentences: readonly string[];
};

const TEXT_FIELDS = ['sentence', 'text', 'caption', 'query', 'label', 'name'];
const SCENE_FIELDS = ['scene', 'image', 'file', 'jpg_name'];

/** The layer's outlines by scene. Features without a polygon or a sentence are counted in `left`. */
export function outlinesByScene(layer: VectorLayer): {
  readonly outlines: readonly NamedOutlines[];
  readonly left: number;
} {
  const textOf = (names: readonly string[]) => {
    const places = names.flatMap((name) => {
      const place = layer.fields.findIndex((field) => field.name.toLowerCase() === name);
      return place < 0 ? [] : [place];
    });
    return (values: VectorLayer['features'][number]['values']) => {
      const found = places.map((place) => values[place]).find((value) => value !== null && value !== '');
      return found === undefined || found === null ? null : String(found).trim();
    };
  };
  const [sentenceOf, sceneOf] = [textOf(TEXT_FIELDS), textOf(SCENE_FIELDS)];
  const usable = layer.features.flatMap((feature) => {
    const sentence = sentenceOf(feature.values);
    return feature.geometry?.kind === 'polygons' && sentence !== null && sentence !== ''
      ? [{ feature, sentence, scene: sceneOf(feature.values) }]
      : [];
  });
  const outlines = [...new Set(usable.map(({ scene }) => scene))].map((scene) => {
    const own = usable.filter((each) => each.scene === scene);
    return {
      scene,
      layer: { ...layer, features: own.map(({ feature }) => feature) },
      sentences: own.map(({ sentence }) => sentence),
    };
  });
  return { outlines, left: layer.features.length - usable.length };
}

/**
 * Outer rings of the features in pixels of a scene, in the order of the features; holes are left out, as in the published annotations.
 * Throws `InvalidInput` for a scene without georeferencing, or as `layerInCrs` does.
 */
export async function outlinesInPixels(
  authority: CrsAuthority,
  layer: VectorLayer,
  file: string,
  scene: { readonly name: string; readonly affine: Affine | null; readonly wkt: string | null },
): Promise<readonly (readonly Polygon[])[]> {
  const inverse = scene.affine === null ? null : invertAffine(scene.affine);
  if (inverse === null || scene.wkt === null)
    throw new InvalidInput(
      `${scene.name}: has no georeferencing, so the outlines of ${file} cannot be placed on it`,
    );
  const placed = await layerInCrs(authority, layer, { name: scene.name, wkt: scene.wkt }, file);
  return placed.features.map(({ geometry }) =>
    geometry?.kind !== 'polygons'
      ? []
      : geometry.polygons.map(([outer]) =>
          // Rings are closed: the last position repeats the first.
          outer.slice(0, -1).map(([x, y]) => applyAffine(inverse, x, y)),
        ),
  );
}
