/** A listbox that renders only the rows in sight: arrow keys and clicks select, Enter and a double-click open. */
import { type KeyboardEvent, type ReactNode, useRef } from 'react';
import style from './row-list.module.css';
import { targetOf } from './target-of-key.ts';
import { useRowWindow } from './use-row-window.ts';

type Props<T> = {
  readonly label: string;
  readonly rows: readonly T[];
  readonly rowPx: number;
  /** Index of the selected row; -1 for none. */
  readonly active: number;
  /** Unique in the document. */
  readonly idOf: (row: T) => string;
  readonly rowClass: string;
  readonly onSelect: (row: T) => void;
  readonly onOpen?: (row: T) => void;
  /** Whether it took a key that is not for choosing rows. */
  readonly onOtherKey?: (key: string) => boolean;
  readonly children: (row: T) => ReactNode;
};

export function RowListbox<T>(props: Props<T>): ReactNode {
  'use no memo';
  const { label, rows, rowPx, active, idOf, rowClass, onSelect, onOpen, onOtherKey, children } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const virtualizer = useRowWindow(scroller, rows.length, rowPx, active);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (onOtherKey?.(event.key)) {
      event.preventDefault();
      return;
    }
    const perPage = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / rowPx));
    const target = targetOf(event.key, active, rows.length, perPage);
    if (target === null || rows.length === 0) return;
    event.preventDefault();
    if (event.key === 'Enter' && active >= 0 && onOpen) onOpen(rows[active]);
    else onSelect(rows[Math.max(0, Math.min(rows.length - 1, target))]);
  };
  return (
    <div
      ref={scroller}
      className={`${style.list} ${style.filling}`}
      role="listbox"
      aria-label={label}
      tabIndex={0}
      {...(active >= 0 && { 'aria-activedescendant': idOf(rows[active]) })}
      onKeyDown={onKeyDown}
    >
      <div role="presentation" style={{ height: virtualizer.getTotalSize(), position: 'relative' }}>
        {virtualizer.getVirtualItems().map(({ index, start }) => (
          // biome-ignore lint/a11y/useFocusableInteractive: the listbox has the focus and names the active option
          // biome-ignore lint/a11y/useKeyWithClickEvents: the listbox handles the keys
          <div
            key={idOf(rows[index])}
            id={idOf(rows[index])}
            className={`${style.row} ${rowClass}`}
            role="option"
            aria-selected={index === active}
            aria-posinset={index + 1}
            aria-setsize={rows.length}
            style={{ transform: `translateY(${start}px)` }}
            onClick={() => onSelect(rows[index])}
            onDoubleClick={() => onOpen?.(rows[index])}
          >
            {children(rows[index])}
          </div>
        ))}
      </div>
    </div>
  );
}
