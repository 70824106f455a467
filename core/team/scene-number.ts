/** Scenes of a team store as pages name them. */
import { NotFound } from '../errors.ts';

const NUMBER = /^[1-9]\d{0,8}$/;

/** Number of the scene with this key. Throws `NotFound` for a key that is none. */
export function sceneNumber(key: string): number {
  if (!NUMBER.test(key)) throw new NotFound(`the team store has no scene ${JSON.stringify(key)}`);
  return Number(key);
}
