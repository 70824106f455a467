/** The annotated regions of one sentence on one scene. */
import { InvalidInput } from '../errors.ts';
import { readAirSlt } from './air-slt.ts';
import type { Polygon } from './fill-polygons.ts';

/**
 * From the text of an annotation file of AIR-SLT; `file` names it in errors. Pictures are matched by their names without endings. Throws
 * `InvalidInput` if the file is damaged or has no annotation of this sentence on this scene.
 */
export function regionsOf(
  annotations: string,
  file: string,
  sceneName: string,
  sentence: string,
): readonly Polygon[] {
  const found = readAirSlt(annotations, file).filter(
    ({ image, caption }) => stemOf(image) === stemOf(sceneName) && caption === sentence.trim(),
  );
  if (found.length === 0)
    throw new InvalidInput(
      `${file}: no annotation of "${sentence.trim()}" for a picture named ${stemOf(sceneName)}`,
    );
  return found.flatMap(({ polygons }) => polygons);
}

function stemOf(name: string): string {
  const last = name.slice(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
  const dot = last.lastIndexOf('.');
  return dot > 0 ? last.slice(0, dot) : last;
}
