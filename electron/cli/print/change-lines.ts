/** Places of a change as lines. */
import type { ChangePlace, CollectionChange, SceneChange } from '../../../core/documents/change.ts';

export function placeLines({ gained, lost, pairs }: SceneChange | CollectionChange): readonly string[] {
  const scenesOf = ({ pair }: ChangePlace) =>
    pairs.length === 1 ? '' : `  ${pairs[pair].before.name} and ${pairs[pair].after.name}`;
  const line = (place: ChangePlace) => {
    const { rank, difference, before, after, deviations, windowBefore: win } = place;
    const sign = difference < 0 ? '' : '+';
    const stands = deviations === null ? '' : `  ${deviations.toFixed(1)} spreads`;
    return `${String(rank).padStart(3)}  ${sign}${difference.toFixed(4)}  ${before.toFixed(4)} to ${after.toFixed(4)}${stands}  col ${win.col} row ${win.row} size ${win.widthPx}${scenesOf(place)}`;
  };
  return [
    gained.length === 0 ? 'nothing gained' : 'gained:',
    ...gained.map(line),
    lost.length === 0 ? 'nothing lost' : 'lost:',
    ...lost.map(line),
  ];
}
