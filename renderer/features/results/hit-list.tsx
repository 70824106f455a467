/** Hits as a listbox that renders only visible rows; its selection is linked with the map. */
import { type KeyboardEvent, type ReactNode, useRef } from 'react';
import type { SceneDetail } from '../../../core/documents/scene.ts';
import type { Hit, QueryResult } from '../../../core/documents/search.ts';
import { windowUrl } from '../../../core/urls/window-url.ts';
import { useApplication, useView } from '../../state/application-context.ts';
import { useProject, useScene } from '../../state/core-queries.ts';
import { useLayerStyle } from '../../state/use-layer-style.ts';
import { formatMetres, formatScore } from '../../ui/format.ts';
import rows from '../../ui/row-list.module.css';
import { useRowWindow } from '../../ui/use-row-window.ts';
import { reviewOfHit } from './judge-hits.ts';
import { hitOf } from './shown-hits.ts';
import { strings } from './strings.ts';
import style from './style.module.css';

const ROW_PX = 60;
const PAGE = 8;

type Props = { readonly result: QueryResult; readonly hits: readonly Hit[] };

export function HitList({ result, hits }: Props): ReactNode {
  'use no memo';
  const app = useApplication();
  const scroller = useRef<HTMLDivElement>(null);
  const selected = useView((state) => state.activeHit);
  const hoveredRank = useView((state) => state.hoveredHit);
  const activeHit = hitOf(result, selected);
  const active = activeHit ? hits.indexOf(activeHit) : -1;
  const virtualizer = useRowWindow(scroller, hits.length, ROW_PX, active);

  const select = (index: number): void => {
    const hit = hits[Math.max(0, Math.min(hits.length - 1, index))];
    if (!hit) return;
    app.view.setState({ activeHit: hit.window });
    app.map.zoomToWindow(hit.window);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const target = targetOf(event.key, active, hits.length);
    if (target === null || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    select(target);
  };
  return (
    <div
      ref={scroller}
      className={`${rows.list} ${style.list}`}
      role="listbox"
      aria-label={strings.hitList}
      tabIndex={0}
      {...(active >= 0 && { 'aria-activedescendant': rowId(hits[active].rank) })}
      onKeyDown={onKeyDown}
      onPointerLeave={() => app.view.setState({ hoveredHit: null })}
    >
      <div role="presentation" style={{ height: virtualizer.getTotalSize(), position: 'relative' }}>
        {virtualizer.getVirtualItems().map(({ index, start }) => {
          const hit = hits[index];
          return (
            // biome-ignore lint/a11y/useFocusableInteractive: the listbox has the focus and names the active option
            // biome-ignore lint/a11y/useKeyWithClickEvents: the listbox handles the keys
            <div
              key={hit.rank}
              id={rowId(hit.rank)}
              className={`${rows.row} ${style.row}`}
              role="option"
              aria-selected={index === active}
              aria-posinset={index + 1}
              aria-setsize={hits.length}
              data-hovered={hit.rank === hoveredRank || undefined}
              style={{ transform: `translateY(${start}px)` }}
              onClick={() => select(index)}
              onPointerEnter={() => app.view.setState({ hoveredHit: hit.rank })}
            >
              <HitRow result={result} hit={hit} />
            </div>
          );
        })}
      </div>
    </div>
  );
}

function HitRow({ result, hit }: { readonly result: QueryResult; readonly hit: Hit }): ReactNode {
  const scene = useScene(result.scene);
  const review = reviewOfHit(useProject().reviews, result, hit);
  const judgement = review === null ? null : review.judgement;
  const { rank, window: win, score, percentile, merged } = hit;
  const metres = scene?.metresPerPixel ? formatMetres(win.widthPx * scene.metresPerPixel) : null;
  const size = metres ?? strings.sizePx(win.widthPx);
  return (
    <>
      <span className={style.rank} aria-hidden>
        {rank}
      </span>
      {scene && <Thumbnail scene={scene} hit={hit} />}
      <span className={rows.words} aria-hidden>
        <span className={style.score}>{formatScore(score)}</span>
        <span className={`${rows.meta} ${style.meta}`}>
          {judgement && <em data-judgement={judgement}>{`${strings.judged[judgement]} · `}</em>}
          {size}
          {metres && ` · ${strings.sizePx(win.widthPx)}`}
          {merged.length > 0 && ` · +${merged.length}`}
        </span>
      </span>
      <span className={style.percentile} title={strings.percentile(percentile.toFixed(1))} aria-hidden>
        {strings.percentileShort(percentile.toFixed(1))}
      </span>
      <span className="visually-hidden">
        {strings.hitLabel(rank, formatScore(score), percentile.toFixed(1), size)}
        {judgement && `, ${strings.judged[judgement]}`}
      </span>
    </>
  );
}

function Thumbnail(props: { readonly scene: SceneDetail; readonly hit: Hit }): ReactNode {
  const rendering = useLayerStyle(props.scene);
  return (
    <img
      className={rows.thumbnail}
      src={windowUrl(props.scene, rendering, props.hit.window)}
      width={52}
      height={52}
      loading="lazy"
      decoding="async"
      alt=""
    />
  );
}

function rowId(rank: number): string {
  return `hit-${rank}`;
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
    case 'Enter':
    case ' ':
      return Math.max(0, active);
    default:
      return null;
  }
}
