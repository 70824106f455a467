/** Whether the windows of two indexes show areas of the same size on the ground. */
import { greatest, least } from '../extremes.ts';

/** The default sizes of scenes whose pixels differ are rounded; beyond this factor a window shows something else. */
const MOST_RATIO = 1.5;

type Windows = {
  readonly name: string;
  readonly sizesPx: readonly number[];
  readonly metresPerPixel: number | null;
};

/** A sentence for the user about windows that differ; null if they do not, or if a scene has no ground resolution. */
export function windowsNote(before: Windows, after: Windows): string | null {
  const [a, b] = [metresOf(before), metresOf(after)];
  if (a === null || b === null) return null;
  const differ = [least, greatest].some((end) => Math.abs(Math.log(end(a) / end(b))) > Math.log(MOST_RATIO));
  if (!differ) return null;
  const words = (metres: readonly number[]) => metres.map((each) => Math.round(each)).join(', ');
  return `the windows differ on the ground: ${words(a)} m in ${before.name}, ${words(b)} m in ${after.name}: index both with sizes of the same metres`;
}

function metresOf({ sizesPx, metresPerPixel }: Windows): readonly number[] | null {
  return metresPerPixel === null ? null : sizesPx.map((px) => px * metresPerPixel);
}
