/** Virtual rows of a listbox: those in view, and always the active one, to which `aria-activedescendant` refers. */
import { defaultRangeExtractor, useVirtualizer, type Virtualizer } from '@tanstack/react-virtual';
import { type RefObject, useEffect } from 'react';

/** Scrolls row `active` into view; -1 for none. Components that call it need 'use no memo'. */
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
    overscan: 2,
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
