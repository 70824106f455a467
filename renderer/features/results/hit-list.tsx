/** Hits as a listbox, in a grid of thumbnails or a list, that renders only visible rows; its selection is linked with the map. */
import { type KeyboardEvent, type ReactNode, useRef } from 'react';
import type { Hit, QueryResult } from '../../../core/documents/search.ts';
import { useApplication, useView } from '../../state/application-context.ts';
import { useScene } from '../../state/core-queries.ts';
import { attempt } from '../../state/toasts.ts';
import { useIsPainted } from '../../state/use-is-painted.ts';
import { usePictureOf } from '../../state/use-picture-of.ts';
import rows from '../../ui/row-list.module.css';
import { targetOf } from '../../ui/target-of-key.ts';
import { useElementWidth } from '../../ui/use-element-width.ts';
import { useRowWindow } from '../../ui/use-row-window.ts';
import { isBelowAbsent } from './hit-content.ts';
import { judgementOfKey } from './hit-keys.ts';
import { HitRow } from './hit-row.tsx';
import { HitTile } from './hit-tile.tsx';
import { judgeActiveHit, useReviews } from './judge-hits.ts';
import { hitOf } from './shown-hits.ts';
import { strings } from './strings.ts';
import style from './style.module.css';

const ROW_PX = 60;
const SMALLEST_TILE_PX = 64;
const PADDING_PX = 16;

type Props = { readonly result: QueryResult; readonly hits: readonly Hit[] };

export function HitList({ result, hits }: Props): ReactNode {
  'use no memo';
  const app = useApplication();
  const scene = useScene(result.scene);
  const scroller = useRef<HTMLDivElement>(null);
  const selected = useView((state) => state.activeHit);
  const hoveredRank = useView((state) => state.hoveredHit);
  const isGrid = useView((state) => state.hitsView === 'grid');
  // Pictures come after the map.
  const isPainted = useIsPainted(result);
  const pictureOf = usePictureOf(scene);
  const reviewOfHit = useReviews(result);
  const activeHit = hitOf(result, selected);
  const active = activeHit ? hits.indexOf(activeHit) : -1;
  const space = useElementWidth(scroller) - PADDING_PX;
  const columns = isGrid ? Math.max(1, Math.floor(space / SMALLEST_TILE_PX)) : 1;
  const rowPx = isGrid ? Math.max(SMALLEST_TILE_PX, Math.floor(space / columns)) : ROW_PX;
  const activeRow = active < 0 ? -1 : Math.floor(active / columns);
  const virtualizer = useRowWindow(scroller, Math.ceil(hits.length / columns), rowPx, activeRow);

  const select = (index: number): void => {
    const hit = hits[Math.max(0, Math.min(hits.length - 1, index))];
    if (!hit) return;
    app.view.setState({ activeHit: hit.window });
    app.map.view.zoomToWindow(hit.window);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const judgement = judgementOfKey(event.key);
    const rowsSeen = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / rowPx));
    const target = targetOf(event.key, active, hits.length, columns * rowsSeen);
    if (judgement === null && target === null) return;
    event.preventDefault();
    if (judgement !== null) attempt(app, strings[judgement], () => judgeActiveHit(app, judgement));
    else if (target !== null) select(target);
  };
  const Content = isGrid ? HitTile : HitRow;
  return (
    <div
      ref={scroller}
      className={`${rows.list} ${style.list}`}
      role="listbox"
      aria-label={strings.hitList}
      tabIndex={0}
      {...(active >= 0 && { 'aria-activedescendant': hitId(hits[active].rank) })}
      onKeyDown={onKeyDown}
      onPointerLeave={() => app.view.setState({ hoveredHit: null })}
    >
      <div role="presentation" style={{ height: virtualizer.getTotalSize(), position: 'relative' }}>
        {virtualizer.getVirtualItems().map(({ index: row, start }) => (
          <div
            key={row}
            role="presentation"
            className={isGrid ? style.tiles : style.line}
            style={{
              transform: `translateY(${start}px)`,
              height: rowPx,
              gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))`,
            }}
          >
            {hits.slice(row * columns, (row + 1) * columns).map((hit, i) => {
              const index = row * columns + i;
              return (
                // biome-ignore lint/a11y/useFocusableInteractive: the listbox has the focus and names the active option
                // biome-ignore lint/a11y/useKeyWithClickEvents: the listbox handles the keys
                <div
                  key={hit.rank}
                  id={hitId(hit.rank)}
                  className={isGrid ? style.tile : style.row}
                  role="option"
                  aria-selected={index === active}
                  aria-posinset={index + 1}
                  aria-setsize={hits.length}
                  data-weak={isBelowAbsent(hit, result) || undefined}
                  data-hovered={hit.rank === hoveredRank || undefined}
                  onClick={() => select(index)}
                  onPointerEnter={() => app.view.setState({ hoveredHit: hit.rank })}
                >
                  <Content
                    result={result}
                    hit={hit}
                    scene={scene}
                    picture={pictureOf && isPainted ? pictureOf(hit.window) : null}
                    review={reviewOfHit(hit)}
                  />
                </div>
              );
            })}
          </div>
        ))}
      </div>
    </div>
  );
}

function hitId(rank: number): string {
  return `hit-${rank}`;
}
