/** Clipping a polygon to a scene. */
import type { SceneSize } from '../../core/documents/scene.ts';
import type { Outline } from '../../core/documents/search.ts';

type Corner = Outline[number];

/** The convex polygon's part inside the scene, by Sutherland and Hodgman's method; null if there is none. Positions are [col, row]. */
export function clippedToScene(polygon: Outline, { widthPx, heightPx }: SceneSize): Outline | null {
  const sides: readonly ((corner: Corner) => number)[] = [
    ([col]) => col,
    ([, row]) => row,
    ([col]) => widthPx - col,
    ([, row]) => heightPx - row,
  ];
  const inside = sides.reduce<Outline>(clippedBySide, polygon);
  return inside.length < 3 ? null : inside;
}

/** `inward` is a corner's distance from the side, negative outside. */
function clippedBySide(polygon: Outline, inward: (corner: Corner) => number): Outline {
  return polygon.flatMap((to, i) => {
    const from = polygon.at(i - 1)!;
    const [before, here] = [inward(from), inward(to)];
    const kept: readonly Corner[] = here >= 0 ? [to] : [];
    if (before >= 0 === here >= 0) return kept;
    const share = before / (before - here);
    const crossing: Corner = [from[0] + (to[0] - from[0]) * share, from[1] + (to[1] - from[1]) * share];
    return [crossing, ...kept];
  });
}
