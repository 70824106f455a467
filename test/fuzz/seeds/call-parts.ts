/** Values that many calls of the contract share. */
import type { SceneId } from '../../../core/documents/ids.ts';
import type { RasterWindow } from '../../../core/documents/scene.ts';
import type { QueryTerm } from '../../../core/documents/search.ts';
import type { InputOf, MethodName } from '../../../core/rpc/contract.ts';

/** Calls of the methods whose names begin so and that take an input, one or several each. */
export type CallsOf<Part extends string> = {
  readonly [M in Extract<MethodName, `${Part}.${string}`> as null extends InputOf<M>
    ? never
    : M]: readonly InputOf<M>[];
};

/** As long as the id of a scene, by which the target replaces it: that depends on where the checkout is. */
export const SCENE_PLACEHOLDER = 'sceneundertest00';

export const scene = SCENE_PLACEHOLDER as SceneId;
export const WINDOW: RasterWindow = { col: 0, row: 0, widthPx: 64, heightPx: 64 };
export const TERMS: readonly QueryTerm[] = [{ kind: 'text', text: 'a bridge', weight: 1 }];
export const ALL_TERMS: readonly QueryTerm[] = [
  ...TERMS,
  { kind: 'window', window: WINDOW, weight: 0.5 },
  { kind: 'windows', windows: [WINDOW], weight: -1 },
];
export const AREA: readonly (readonly [number, number])[] = [
  [0, 0],
  [64, 0],
  [64, 64],
];
const RANGE = { min: 0, max: 1 };
export const VIEW = {
  bands: [0, 0, 0],
  stretch: { kind: 'linear', ranges: [RANGE, RANGE, RANGE] },
} as const;

/** Ids have brands in place of types of their own. */
export function id<Id extends string>(text: string): Id {
  return text as Id;
}
