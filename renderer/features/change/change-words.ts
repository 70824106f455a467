/** A change in words. */
import type { DifferenceMeasure } from '../../../core/documents/search.ts';
import { formatCount, formatNumber } from '../../ui/format.ts';
import { strings } from './strings.ts';
import type { Change } from './use-change.ts';

/** "+0.0412", or "+12 %" for percentiles. */
export function differenceInWords(difference: number, measure: DifferenceMeasure): string {
  const sign = difference < 0 ? '−' : '+';
  const size = Math.abs(difference);
  return measure === 'cosine' ? `${sign}${formatNumber(size, 4)}` : `${sign}${Math.round(100 * size)}\u00a0%`;
}

/** "1,024 cells in common · median change +0.0010, spread +0.0120" or "12 pairs of scenes · …". */
export function changeInWords({ pairs, measure, ...change }: Change): string {
  const [{ cells, median, spread }] = pairs;
  const ofOne = [
    strings.cells(formatCount(cells)),
    strings.median(differenceInWords(median, measure), differenceInWords(spread, measure).slice(1)),
  ];
  const ofMany = [strings.pairs(formatCount(pairs.length), pairs.length)];
  const left = 'notIndexed' in change ? change.notIndexed : 0;
  return [
    ...('map' in change ? ofOne : ofMany),
    ...(left > 0 ? [strings.notIndexed(formatCount(left), left)] : []),
  ].join(' · ');
}
