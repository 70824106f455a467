/** A hit as a thumbnail with its rank, its score as a number and a bar, and its review. */
import { Check, StickyNote, X } from 'lucide-react';
import type { CSSProperties, ReactNode } from 'react';
import { formatScore } from '../../ui/format.ts';
import { barShare, type HitContentProps, hitWords, NO_REVIEW, sizeWords } from './hit-content.ts';
import style from './style.module.css';
import { Thumbnail } from './thumbnail.tsx';

const EDGE_PX = 128;

export function HitTile(props: HitContentProps): ReactNode {
  const { result, hit, scene, picture, review } = props;
  const { judgement, note } = review ?? NO_REVIEW;
  return (
    <>
      {picture && <Thumbnail src={picture} className={style.tilePicture} edgePx={EDGE_PX} />}
      <span className={style.tileRank} aria-hidden>
        {hit.rank}
      </span>
      <span className={style.tileMarks} aria-hidden>
        {note !== '' && <StickyNote size={12} strokeWidth={2.5} />}
        {judgement === 'accepted' && <Check size={14} strokeWidth={3} data-judgement="accepted" />}
        {judgement === 'rejected' && <X size={14} strokeWidth={3} data-judgement="rejected" />}
      </span>
      <span className={style.tileScore} title={`${sizeWords(hit, scene)}${note && ` · ${note}`}`} aria-hidden>
        {formatScore(hit.score)}
        <span className={style.bar} style={{ '--share': barShare(hit, result) } as CSSProperties} />
      </span>
      <span className="visually-hidden">{hitWords(props)}</span>
    </>
  );
}
