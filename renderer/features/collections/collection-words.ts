/** Collections and their scenes in words. */
import type { AnsweringScene, CollectionRow, CollectionSummary } from '../../../core/documents/collection.ts';
import type { RasterWindow } from '../../../core/documents/scene.ts';
import { formatCount, formatMetres } from '../../ui/format.ts';
import { strings } from './strings.ts';

/** "480 scenes, 3 unreadable" */
export function scenesInWords({ scenes, faults }: CollectionSummary): string {
  const count = strings.scenes(formatCount(scenes), scenes);
  return faults === 0 ? count : `${count}, ${strings.unreadable(formatCount(faults))}`;
}

/** "2019-05-31 to 2024-06-02" */
export function datesInWords({ first, last }: NonNullable<CollectionSummary['dates']>): string {
  const [from, to] = [dayOf(first), dayOf(last)];
  return from === to ? from : strings.span(from, to);
}

/** Day of an ISO 8601 date. */
export function dayOf(date: string): string {
  return date.slice(0, 10);
}

/** "2,048 × 2,048 px · 0.30 m" */
export function sizeInWords({ widthPx, heightPx, metresPerPixel }: CollectionRow): string {
  const size = strings.size(formatCount(widthPx), formatCount(heightPx));
  return metresPerPixel === null ? size : `${size} · ${formatMetres(metresPerPixel)}`;
}

/** Edge length on the ground, or in pixels for a scene without a CRS. */
export function edgeInWords({ widthPx }: RasterWindow, { metresPerPixel }: AnsweringScene): string {
  return metresPerPixel === null ? strings.sizePx(widthPx) : formatMetres(widthPx * metresPerPixel);
}
