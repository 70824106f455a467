/** The ranked hits of a collection's answer: picture, score, scene and date. Arrow keys choose. */
import { type CSSProperties, type KeyboardEvent, type ReactNode, useMemo, useRef } from 'react';
import type {
  AnsweringScene,
  CollectionAnswer,
  PageCollectionHit,
} from '../../../core/documents/collection.ts';
import type { RasterWindow } from '../../../core/documents/scene.ts';
import { teamWindowUrl } from '../../../core/urls/team-window-url.ts';
import { windowUrl } from '../../../core/urls/window-url.ts';
import { useApplication } from '../../state/application-context.ts';
import { attempt } from '../../state/toasts.ts';
import { formatScore } from '../../ui/format.ts';
import rows from '../../ui/row-list.module.css';
import { useRowWindow } from '../../ui/use-row-window.ts';
import { targetOf } from '../results/hit-keys.ts';
import { chooseHit } from './collection-map-actions.ts';
import { dayOf, edgeInWords } from './collection-words.ts';
import { strings } from './strings.ts';
import style from './style.module.css';

const ROW_PX = 60;
const EDGE_PX = 52;

type Props = { readonly answer: CollectionAnswer; readonly active: number | null };

export function AnswerHits({ answer, active: activeRank }: Props): ReactNode {
  'use no memo';
  const app = useApplication();
  const scroller = useRef<HTMLDivElement>(null);
  const { hits, scenes } = answer;
  const byKey = useMemo(() => new Map(scenes.map((scene) => [scene.key, scene])), [scenes]);
  const active = hits.findIndex(({ rank }) => rank === activeRank);
  const virtualizer = useRowWindow(scroller, hits.length, ROW_PX, active);
  const choose = (index: number): void => {
    const hit = hits[Math.max(0, Math.min(hits.length - 1, index))];
    if (hit) attempt(app, strings.opening(hit.scene), () => chooseHit(app, answer, hit));
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const perPage = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / ROW_PX));
    const target = targetOf(event.key, active, hits.length, perPage);
    if (target === null) return;
    event.preventDefault();
    choose(target);
  };
  return (
    <div
      ref={scroller}
      className={`${rows.list} ${style.scenes}`}
      role="listbox"
      aria-label={strings.hitList}
      tabIndex={0}
      {...(active >= 0 && { 'aria-activedescendant': hitId(hits[active]) })}
      onKeyDown={onKeyDown}
    >
      <div role="presentation" style={{ height: virtualizer.getTotalSize(), position: 'relative' }}>
        {virtualizer.getVirtualItems().map(({ index, start }) => (
          // biome-ignore lint/a11y/useFocusableInteractive: the listbox has the focus and names the active option
          // biome-ignore lint/a11y/useKeyWithClickEvents: the listbox handles the keys
          <div
            key={hits[index].rank}
            id={hitId(hits[index])}
            className={`${rows.row} ${style.hit}`}
            role="option"
            aria-selected={index === active}
            aria-posinset={index + 1}
            aria-setsize={hits.length}
            style={{ transform: `translateY(${start}px)` }}
            onClick={() => choose(index)}
          >
            <HitRow hit={hits[index]} scene={byKey.get(hits[index].key)} answer={answer} />
          </div>
        ))}
      </div>
    </div>
  );
}

type RowProps = {
  readonly hit: PageCollectionHit;
  readonly scene: AnsweringScene | undefined;
  readonly answer: CollectionAnswer;
};

function HitRow({ hit, scene, answer }: RowProps): ReactNode {
  const { rank, score, scene: name, date, merged, window: win } = hit;
  const day = date === null ? strings.noDate : dayOf(date);
  return (
    <>
      <span className={style.rank} aria-hidden>
        {rank}
      </span>
      {scene ? (
        <img
          className={rows.thumbnail}
          src={pictureOf(scene, win)}
          width={EDGE_PX}
          height={EDGE_PX}
          loading="lazy"
          decoding="async"
          alt=""
        />
      ) : (
        <span />
      )}
      <span className={rows.words} aria-hidden>
        <span className={style.score}>
          {formatScore(score)}
          <span className={style.bar} style={{ '--share': shareOf(hit, answer) } as CSSProperties} />
        </span>
        <span className={style.name} title={name}>
          {name}
        </span>
        <span className={rows.meta}>
          {[day, ...(scene ? [edgeInWords(win, scene)] : []), ...(merged > 0 ? [`+${merged}`] : [])].join(
            ' · ',
          )}
        </span>
      </span>
      <span className="visually-hidden">{strings.hitLabel(rank, formatScore(score), name, day)}</span>
    </>
  );
}

function pictureOf({ key, pictures }: AnsweringScene, win: RasterWindow): string {
  return pictures === null ? teamWindowUrl({ key, window: win }) : windowUrl(pictures, pictures.style, win);
}

/** Length (0-1) of the score bar, from the worst hit in the list to the best one. */
function shareOf({ score }: PageCollectionHit, { hits }: CollectionAnswer): number {
  const [best, worst] = [hits[0].score, hits[hits.length - 1].score];
  return best > worst ? Math.max(0.05, (score - worst) / (best - worst)) : 1;
}

function hitId({ rank }: PageCollectionHit): string {
  return `collection-hit-${rank}`;
}
