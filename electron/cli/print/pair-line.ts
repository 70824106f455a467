/** Formats a caption pair as a line of JSON lines. */
import { relative, resolve, sep } from 'node:path';
import type { CaptionPair } from '../../../training/dataset/caption-pair.ts';

/** Uses our field names; the picture's path is relative to `folder`. */
export function pairLine({ image, long, short, group, class: name }: CaptionPair, folder: string): string {
  const path = relative(folder, resolve(image)).replaceAll(sep, '/');
  const fields = { image: path, long, short, group, class: name };
  const present = Object.entries(fields).filter(([, value]) => value !== null);
  return `${JSON.stringify(Object.fromEntries(present))}\n`;
}
