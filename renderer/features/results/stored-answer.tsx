/** The last answer to a question, as the project keeps it, for a scene without an index. */
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { reviewOf } from '../../../core/documents/reviews.ts';
import type { Query } from '../../../core/documents/search.ts';
import type { StoredAnswer } from '../../../core/documents/stored-answer.ts';
import { useApplication } from '../../state/application-context.ts';
import { useProject, useScene } from '../../state/core-queries.ts';
import { usePictureOf } from '../../state/use-picture-of.ts';
import { Button } from '../../ui/button.tsx';
import { coreStrings } from '../../ui/core-strings.ts';
import { formatScore, formatTime } from '../../ui/format.ts';
import rows from '../../ui/row-list.module.css';
import { verdictStrings } from '../../ui/verdict-strings.ts';
import { strings as looked } from './first-look-strings.ts';
import { strings } from './stored-answer-strings.ts';
import style from './style.module.css';
import { Thumbnail } from './thumbnail.tsx';

const SHOWN = 30;
const EDGE_PX = 52;

/** Nothing if the question was never answered. */
export function StoredAnswerView({ query }: { readonly query: Query }): ReactNode {
  const app = useApplication();
  const { scene, terms, area } = query;
  const question = { scene, terms, area };
  const { data: answer } = useQuery({
    queryKey: ['storedAnswer', question],
    queryFn: () => app.core.call('project.answer', { question }),
    gcTime: 0,
  });
  const pictureOf = usePictureOf(useScene(scene));
  if (!answer) return null;
  return (
    <section className={style.stored} aria-label={strings.title}>
      <p>
        <strong>{verdictStrings[answer.verdict.kind]}</strong> {coreStrings.said(answer.verdict.reason)}
      </p>
      <p className={style.note}>{strings.origin(answer.model, formatTime(answer.ranAt))}</p>
      <ol className={style.storedHits} aria-label={strings.hits}>
        {answer.hits.slice(0, SHOWN).map((hit, i) => (
          <StoredHit
            key={keyOf(answer, i)}
            answer={answer}
            index={i}
            picture={pictureOf ? pictureOf(hit.window) : null}
          />
        ))}
      </ol>
    </section>
  );
}

type StoredHitProps = {
  readonly answer: StoredAnswer;
  readonly index: number;
  readonly picture: string | null;
};

function StoredHit({ answer, index, picture }: StoredHitProps): ReactNode {
  const app = useApplication();
  const { reviews } = useProject();
  const { window: win, score } = answer.hits[index];
  const review = reviewOf(reviews, { scene: answer.scene, terms: answer.terms, window: win });
  const words = [review?.judgement && strings.judged[review.judgement], review?.note].filter(Boolean);
  return (
    <li>
      {picture && <Thumbnail src={picture} className={rows.thumbnail} edgePx={EDGE_PX} />}
      <Button tone="link" onPress={() => app.map.view.zoomToWindow(win)}>
        {looked.zoomTo(index + 1, formatScore(score))}
      </Button>
      <span className={style.note}>{words.join(' · ')}</span>
    </li>
  );
}

function keyOf({ hits }: StoredAnswer, index: number): string {
  const { col, row, widthPx } = hits[index].window;
  return `${col} ${row} ${widthPx}`;
}
