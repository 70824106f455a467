/** Scenes and their indexes. */
import type { ConversionPlan } from '../../documents/conversion.ts';
import type { IndexId } from '../../documents/ids.ts';
import { bandRendering } from '../../documents/project-shapes.ts';
import type { BandRanges, LocatedScenes, SceneDetail } from '../../documents/scene.ts';
import type { IndexPlan, IndexStatus, PatchPlan } from '../../documents/search.ts';
import { id as anId, array, integer, nothing, nullable, object, string } from '../../documents/shape.ts';
import type { Progress } from '../../task.ts';
import { call } from './call.ts';
import { grant, model, px, scene } from './call-fields.ts';

export const sceneCalls = {
  'scenes.open': call(object({ grant })).gives<SceneDetail, Progress>(),
  /** Opens a Cloud Optimized GeoTIFF on a server, and allows that server; only the parts that are shown or indexed are fetched. */
  'scenes.openAddress': call(object({ address: string(4000) })).gives<SceneDetail, Progress>(),
  /** Opens by itself a scene that a collection uses. */
  'scenes.openKnown': call(object({ scene })).gives<SceneDetail, Progress>(),
  /** What a converted copy of a file of another format would be; null for a TIFF. A job of kind `convert-scene` makes it. */
  'scenes.planConversion': call(object({ grant })).gives<ConversionPlan | null>(),
  /** Sets the new path of a scene that was moved, and of other missing scenes that moved along. Refused if the file is a different scene. */
  'scenes.locate': call(object({ scene, grant })).gives<LocatedScenes>(),
  /** Names the CRS (EPSG code, WKT, PROJ text) of a scene whose file states none; null takes it away. Indexes stay. */
  'scenes.setCrs': call(object({ scene, crs: nullable(string(20_000)) })).gives<SceneDetail>(),
  /** Those that were opened by themselves; not the many that only collections use. */
  'scenes.list': call(nothing).gives<readonly SceneDetail[]>(),
  /** Removes the scene with its layer and indexes. Fails, and removes nothing, while one of them is being written. */
  'scenes.forget': call(object({ scene })).gives<null>(),
  /** Changes what the model sees; existing indexes of the scene become outdated. */
  'scenes.setModelView': call(object({ scene, view: bandRendering })).gives<SceneDetail>(),
  /** One pair of ranges per band, from a sample of its values. */
  'scenes.bandRanges': call(object({ scene })).gives<readonly BandRanges[]>(),
  'scenes.identify': call(object({ scene, col: px, row: px })).gives<readonly (number | null)[]>(),

  /** `sizesPx` null: defaults for the scene's resolution and the model's training scales. `view` null: the scene's current model view. */
  'index.plan': call(
    object({
      scene,
      model,
      sizesPx: nullable(array(integer(16, 16_384), 8)),
      view: nullable(bandRendering),
    }),
  ).gives<IndexPlan>(),
  /** The patches of a whole scene. A job of kind `index-patches` encodes them. */
  'index.planPatches': call(object({ scene, model })).gives<PatchPlan>(),
  'index.removePatches': call(object({ scene })).gives<null>(),
  'index.list': call(object({ scene })).gives<readonly IndexStatus[]>(),
  /** One message for each index file that cannot be read: its name, what is wrong and what to do. */
  'index.unreadable': call(object({ scene })).gives<readonly string[]>(),
  /** Throws `Busy` while the index is being written. */
  'index.remove': call(object({ scene, index: anId<IndexId>() })).gives<null>(),
} as const;
