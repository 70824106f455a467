/** `longsight query SCENE --text "…" --look`: a first answer on a scene without an index. */
import type { Query } from '../../../core/documents/search.ts';
import { windowsInWords } from '../../../core/documents/verdict.ts';
import { rasterioFromAffine } from '../../../core/geo/affine.ts';
import type { Services } from '../../app/process/create-services.ts';
import type { Invocation } from './command.ts';

export async function printFirstLook(
  { console, signal }: Invocation,
  { firstLooks }: Pick<Services, 'firstLooks'>,
  { scene, model, terms }: Pick<Query, 'scene' | 'model' | 'terms'>,
): Promise<void> {
  const look = await firstLooks.run(scene, model, terms, {
    signal,
    report: ({ phase, done, total }) => console.progress(`${phase}: ${done} of ${total} windows`),
  });
  const { windows, windowsPlanned, refined, best, map } = look;
  console.result(
    { ...look, map: { ...map, affine: rasterioFromAffine(map.affine) } },
    [
      `a first look at ${windowsInWords(windows, windowsPlanned)}, ${(100 * refined).toFixed(1)} % of the scene looked at closely; no verdict`,
      ...best.map(
        ({ score, window }, i) =>
          `${String(i + 1).padStart(3)}  ${score.toFixed(4)}  col ${window.col} row ${window.row} size ${window.widthPx}`,
      ),
    ].join('\n'),
  );
}
