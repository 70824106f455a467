/** The question whose stored answer is among the state files, and where that answer lies. */
import { createHash } from 'node:crypto';
import type { SceneId } from '../../../core/documents/ids.ts';
import { ASKED } from '../../electron/filled-parts.ts';

export const SCENE = '0123456789abcdef' as SceneId;
export const ANSWERED = { scene: SCENE, terms: ASKED, area: null } as const;
const digest = createHash('sha256')
  .update(JSON.stringify([SCENE, ASKED, null]))
  .digest('hex');
export const ANSWER_FILE = `answers/${digest.slice(0, 32)}.json`;
