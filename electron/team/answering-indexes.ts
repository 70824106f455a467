/** The index that answers for a scene of the team store: complete, of its present content, with the most windows. */
import type { TeamFile } from '../../core/documents/team.ts';
import type { ModelIdentity } from '../../core/encoder.ts';
import { windowCount } from '../../core/search/grid.ts';
import { gridKind } from '../app/search/scene-grid.ts';
import { indexesOf, modelOf, type TeamIndex } from './index-rows.ts';
import { sceneOfFile, type TeamScene } from './scene-rows.ts';
import type { Sql } from './sql.ts';

/** By the number of the scene; scenes without one are left out. */
export async function answeringIndexes(
  db: Sql,
  scenes: readonly TeamScene[],
  model: number,
): Promise<ReadonlyMap<number, TeamIndex>> {
  const content = new Map(scenes.map((scene) => [scene.id, scene.content]));
  const best = new Map<number, TeamIndex>();
  for (const index of await indexesOf(db, [...content.keys()], model)) {
    const { key, isComplete, scene } = index;
    if (!isComplete || gridKind(key.grid) !== 'sliding' || key.sceneContent !== content.get(scene)) continue;
    const known = best.get(scene);
    if (known === undefined || windowCount(known.key.grid) < windowCount(key.grid)) best.set(scene, index);
  }
  return best;
}

/** Null if the store does not have the file, or no index that answers. */
export async function indexOfFile(
  db: Sql,
  file: TeamFile,
  identity: ModelIdentity,
): Promise<TeamIndex | null> {
  const [scene, model] = [await sceneOfFile(db, file), await modelOf(db, identity)];
  if (scene === null || model === null) return null;
  return (await answeringIndexes(db, [scene], model)).get(scene.id) ?? null;
}
