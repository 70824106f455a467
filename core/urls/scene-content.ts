/** A scene and the content that the page believes it has: pictures of it can be cached. */
import type { SceneDetail } from '../documents/scene.ts';

export type SceneContent = Pick<SceneDetail, 'id' | 'content'>;
