/** Where the core has a scene's tiles, by level, column and row. */

import type { BandRendering, SceneDetail } from '../documents/scene.ts';
import { renderingKey } from './rendering-key.ts';

/** Another for another content: pictures of an address may be kept. */
export function tilesUrl({ id, content }: Pick<SceneDetail, 'id' | 'content'>, style: BandRendering): string {
  return `/tiles/${id}/${content}/${renderingKey(style)}`;
}
