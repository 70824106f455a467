/** Opening of the scene that a command is about, with the coordinate reference system of `--crs`. */
import type { SceneId } from '../../../core/documents/ids.ts';
import { type Invocation, scenePath, textOption } from './command.ts';

export const CRS_USAGE = '[--crs EPSG:CODE|none]';

/** The choice is remembered with the scene. */
export async function openChosenScene(invocation: Invocation): Promise<SceneId> {
  const crs = textOption(invocation, 'crs');
  const { scenes, webAccess } = await invocation.services();
  const scene = await scenes.openPath(scenePath(invocation, { webAccess }));
  if (crs !== null) await scenes.setCrs(scene, crs === 'none' ? null : crs);
  return scene;
}
