/** Opening of the scene that a command is about, with the coordinate reference system of `--crs`. */
import { resolve } from 'node:path';
import type { SceneId } from '../../../core/documents/ids.ts';
import { type Invocation, onePositional, textOption } from './command.ts';

export const CRS_USAGE = '[--crs EPSG:CODE|none]';

/** The choice is remembered with the scene. */
export async function openChosenScene(invocation: Invocation): Promise<SceneId> {
  const path = resolve(onePositional(invocation, 'scene'));
  const crs = textOption(invocation, 'crs');
  const { scenes } = await invocation.services();
  const scene = await scenes.openPath(path);
  if (crs !== null) await scenes.setCrs(scene, crs === 'none' ? null : crs);
  return scene;
}
