/** The pairs as a listbox that renders only visible rows. */
import { CircleAlert } from 'lucide-react';
import { type KeyboardEvent, type ReactNode, useRef } from 'react';
import type { CollectedPair, DatasetDetail } from '../../../core/documents/dataset.ts';
import type { DatasetId } from '../../../core/documents/ids.ts';
import { pairUrl } from '../../../core/urls/pair-url.ts';
import { useApplication, useView } from '../../state/application-context.ts';
import { attempt } from '../../state/toasts.ts';
import rows from '../../ui/row-list.module.css';
import { useRowWindow } from '../../ui/use-row-window.ts';
import { followOnMap, removePairs } from './dataset-actions.ts';
import { strings } from './strings.ts';
import style from './style.module.css';

const ROW_PX = 60;
const PAGE = 8;
export const LIST_ID = 'dataset-pairs';
export const EDITOR_ID = 'dataset-pair';

export function PairList({ dataset }: { readonly dataset: DatasetDetail }): ReactNode {
  'use no memo';
  const app = useApplication();
  const scroller = useRef<HTMLDivElement>(null);
  const { items } = dataset;
  const activeId = useView((state) => state.activePair);
  const active = items.findIndex(({ id }) => id === activeId);
  const virtualizer = useRowWindow(scroller, items.length, ROW_PX, active);

  const select = (index: number): void => {
    const pair = items[Math.max(0, Math.min(items.length - 1, index))];
    if (!pair) return;
    app.view.setState({ activePair: pair.id });
    followOnMap(app, pair);
  };
  const removeActive = (): void => {
    const pair = items[active];
    if (!pair) return;
    const next = items[active + 1] ?? items[active - 1];
    app.view.setState({ activePair: next ? next.id : null });
    attempt(app, strings.remove, () => removePairs(app, [pair.id]));
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const target = targetOf(event.key, active, items.length);
    if (target !== null) select(target);
    else if (event.key === 'Delete') removeActive();
    else if (event.key === 'Enter') focusOn(`#${EDITOR_ID} textarea`);
    else return;
    event.preventDefault();
  };
  return (
    <div
      ref={scroller}
      id={LIST_ID}
      className={`${rows.list} ${style.list}`}
      role="listbox"
      tabIndex={0}
      aria-label={strings.list}
      {...(active >= 0 && { 'aria-activedescendant': rowId(items[active]) })}
      onKeyDown={onKeyDown}
    >
      <div role="presentation" style={{ height: virtualizer.getTotalSize(), position: 'relative' }}>
        {virtualizer.getVirtualItems().map(({ index, start }) => (
          // biome-ignore lint/a11y/useFocusableInteractive: the listbox has the focus and names the active option
          // biome-ignore lint/a11y/useKeyWithClickEvents: the listbox handles the keys
          <div
            key={items[index].id}
            id={rowId(items[index])}
            className={`${rows.row} ${style.row}`}
            role="option"
            aria-selected={index === active}
            aria-posinset={index + 1}
            aria-setsize={items.length}
            style={{ transform: `translateY(${start}px)` }}
            onClick={() => select(index)}
          >
            <PairRow dataset={dataset.id} pair={items[index]} number={index + 1} />
          </div>
        ))}
      </div>
    </div>
  );
}

type RowProps = { readonly dataset: DatasetId; readonly pair: CollectedPair; readonly number: number };

function PairRow({ dataset, pair, number }: RowProps): ReactNode {
  const lacks = [...(pair.short ? [] : ['short']), ...(pair.long ? [] : ['long'])];
  const where = placeInWords(pair);
  const words = pair.short || pair.long;
  return (
    <>
      <img
        className={rows.thumbnail}
        src={pairUrl(dataset, pair.id)}
        width={52}
        height={52}
        loading="lazy"
        decoding="async"
        alt=""
      />
      <span className={rows.words} aria-hidden>
        <span className={words ? style.caption : style.uncaptioned}>{words || strings.noShort}</span>
        <span className={rows.meta}>{where}</span>
      </span>
      {(pair.fault || lacks.length > 0) && (
        <span className={style.lack} title={pair.fault ?? lacks.map(strings.missing).join(', ')} aria-hidden>
          <CircleAlert size={14} />
        </span>
      )}
      <span className="visually-hidden">
        {strings.pairLabel(
          number,
          words || strings.noShort,
          [where, ...lacks.map(strings.missing)].join(', '),
        )}
      </span>
    </>
  );
}

export function placeInWords({ place, widthPx, heightPx }: CollectedPair): string {
  const size = strings.sizePx(widthPx, heightPx);
  return place
    ? `${strings.at(place.sceneName, place.window.col, place.window.row)} · ${size}`
    : `${strings.fromFile} · ${size}`;
}

function rowId({ id }: CollectedPair): string {
  return `pair-${id}`;
}

export function focusOn(selector: string): void {
  const element = document.querySelector<HTMLElement>(selector);
  if (element) element.focus();
}

function targetOf(key: string, active: number, count: number): number | null {
  switch (key) {
    case 'ArrowDown':
      return active + 1;
    case 'ArrowUp':
      return active < 0 ? 0 : active - 1;
    case 'PageDown':
      return active + PAGE;
    case 'PageUp':
      return active - PAGE;
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return null;
  }
}
