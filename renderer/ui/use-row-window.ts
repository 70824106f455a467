/** The rows of a listbox that are in sight, and always the active one, which aria-activedescendant names. */
import { defaultRangeExtractor, useVirtualizer, type Virtualizer } from '@tanstack/react-virtual';
import { type RefObject, useEffect } from 'react';

/** `active` is -1 where no row is; it is scrolled into sight. To be called under 'use no memo'. */
export function useRowWindow(
  scroller: RefObject<HTMLDivElement | null>,
  count: number,
  rowPx: number,
  active: number,
): Virtualizer<HTMLDivElement, Element> {
  'use no memo';
  const virtualizer = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowPx,
    overscan: 6,
    rangeExtractor: (range) => {
      const rows = defaultRangeExtractor(range);
      return active >= 0 && !rows.includes(active) ? [...rows, active].sort((a, b) => a - b) : rows;
    },
  });
  useEffect(() => {
    if (active >= 0) virtualizer.scrollToIndex(active, { align: 'auto' });
  }, [active, virtualizer]);
  return virtualizer;
}
