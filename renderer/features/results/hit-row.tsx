/** A hit as a row: rank, thumbnail, score, size, review and percentile. */
import type { CSSProperties, ReactNode } from 'react';
import { formatNumber, formatScore } from '../../ui/format.ts';
import rows from '../../ui/row-list.module.css';
import { barShare, type HitContentProps, hitWords, NO_REVIEW, sizeWords } from './hit-content.ts';
import { strings } from './strings.ts';
import style from './style.module.css';
import { Thumbnail } from './thumbnail.tsx';

const EDGE_PX = 52;

export function HitRow(props: HitContentProps): ReactNode {
  const { result, hit, scene, picture, review } = props;
  const { rank, window: win, score, percentile, merged } = hit;
  const { judgement, note } = review ?? NO_REVIEW;
  return (
    <>
      <span className={style.rank} aria-hidden>
        {rank}
      </span>
      {picture ? (
        <Thumbnail src={picture} className={rows.thumbnail} edgePx={EDGE_PX} />
      ) : (
        <span className={rows.thumbnail} style={{ width: EDGE_PX, height: EDGE_PX }} />
      )}
      <span className={rows.words} aria-hidden>
        <span className={style.score}>
          {formatScore(score)}
          <span className={style.bar} style={{ '--share': barShare(hit, result) } as CSSProperties} />
        </span>
        <span className={`${rows.meta} ${style.meta}`}>
          {judgement && <em data-judgement={judgement}>{`${strings.judged[judgement]} · `}</em>}
          {note && `${note} · `}
          {sizeWords(hit, scene)}
          {scene?.metresPerPixel && ` · ${strings.sizePx(win.widthPx)}`}
          {merged.length > 0 && ` · +${merged.length}`}
        </span>
      </span>
      <span className={style.percentile} title={strings.percentile(formatNumber(percentile, 1))} aria-hidden>
        {strings.percentileShort(formatNumber(percentile, 1))}
      </span>
      <span className="visually-hidden">{hitWords(props)}</span>
    </>
  );
}
