/** The ranked hits of a collection's answer: picture, score, scene and date. Arrow keys choose. */
import { type CSSProperties, type ReactNode, useMemo } from 'react';
import type {
  AnsweringScene,
  CollectionAnswer,
  PageCollectionHit,
} from '../../../core/documents/collection.ts';
import { reviewOf } from '../../../core/documents/reviews.ts';
import type { RasterWindow } from '../../../core/documents/scene.ts';
import { teamWindowUrl } from '../../../core/urls/team-window-url.ts';
import { windowUrl } from '../../../core/urls/window-url.ts';
import { useApplication } from '../../state/application-context.ts';
import { useProject } from '../../state/core-queries.ts';
import { attempt } from '../../state/toasts.ts';
import { formatScore } from '../../ui/format.ts';
import rows from '../../ui/row-list.module.css';
import { RowListbox } from '../../ui/row-listbox.tsx';
import { judgementOfKey } from '../results/hit-keys.ts';
import { strings as result } from '../results/strings.ts';
import { judgeCollectionHit } from './collection-hits.ts';
import { chooseHit } from './collection-map-actions.ts';
import { dayOf, edgeInWords } from './collection-words.ts';
import { strings } from './strings.ts';
import style from './style.module.css';

const ROW_PX = 60;
const EDGE_PX = 52;

type Props = { readonly answer: CollectionAnswer; readonly active: number | null };

export function AnswerHits({ answer, active: activeRank }: Props): ReactNode {
  const app = useApplication();
  const { hits, scenes } = answer;
  const byKey = useMemo(() => new Map(scenes.map((scene) => [scene.key, scene])), [scenes]);
  return (
    <RowListbox
      label={strings.hitList}
      rows={hits}
      rowPx={ROW_PX}
      active={hits.findIndex(({ rank }) => rank === activeRank)}
      idOf={({ rank }) => `collection-hit-${rank}`}
      rowClass={style.hit}
      onOtherKey={(key) => {
        const judgement = judgementOfKey(key);
        if (judgement) attempt(app, result[judgement], () => judgeCollectionHit(app, judgement));
        return judgement !== null;
      }}
      onSelect={(hit) => attempt(app, strings.opening(hit.scene), () => chooseHit(app, answer, hit))}
    >
      {(hit) => <HitRow hit={hit} scene={byKey.get(hit.key)} answer={answer} />}
    </RowListbox>
  );
}

type RowProps = {
  readonly hit: PageCollectionHit;
  readonly scene: AnsweringScene | undefined;
  readonly answer: CollectionAnswer;
};

function HitRow({ hit, scene, answer }: RowProps): ReactNode {
  const { rank, score, scene: name, date, merged, window: win } = hit;
  const { reviews } = useProject();
  const review = hit.sceneId && reviewOf(reviews, { scene: hit.sceneId, terms: answer.terms, window: win });
  const judgement = review ? review.judgement : null;
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
          {judgement && <em data-judgement={judgement}>{`${result.judged[judgement]} · `}</em>}
          {[day, ...(scene ? [edgeInWords(win, scene)] : []), ...(merged > 0 ? [`+${merged}`] : [])].join(
            ' · ',
          )}
        </span>
      </span>
      <span className="visually-hidden">
        {[
          strings.hitLabel(rank, formatScore(score), name, day),
          ...(judgement ? [result.judged[judgement]] : []),
        ].join(', ')}
      </span>
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
