/** The selected hit: its numbers, actions on it, a note, and why it was found. */
import { lazy, type ReactNode, Suspense, useState } from 'react';
import type { Hit, QueryResult } from '../../../core/documents/search.ts';
import { useApplication } from '../../state/application-context.ts';
import { useScene } from '../../state/core-queries.ts';
import { attempt } from '../../state/toasts.ts';
import { formatNumber, formatScore } from '../../ui/format.ts';
import { NoteField } from '../../ui/note-field.tsx';
import { HitActions } from './hit-actions.tsx';
import { sizeWords } from './hit-content.ts';
import { noteOnHit, useReviews } from './judge-hits.ts';
import { strings } from './strings.ts';
import style from './style.module.css';

const PhraseBars = lazy(() => import('./phrase-bars.tsx'));

type Props = { readonly result: QueryResult; readonly hit: Hit | null };

export function ActiveHit({ result, hit }: Props): ReactNode {
  const app = useApplication();
  const scene = useScene(result.scene);
  const review = useReviews(result);
  return (
    <section className={style.activeHit} aria-label={strings.selectedHit}>
      <div className={style.toolLine}>
        {hit ? (
          <span className={style.numbers}>
            <strong>{strings.hitNumber(hit.rank)}</strong> {formatScore(hit.score)}
            <span title={strings.percentile(formatNumber(hit.percentile, 1))}>
              {strings.percentileShort(formatNumber(hit.percentile, 1))}
            </span>
            <span>{sizeWords(hit, scene)}</span>
          </span>
        ) : (
          <span className={style.keysHint}>{strings.keysHint}</span>
        )}
        <HitActions hasHit={hit !== null} />
      </div>
      {hit && (
        <NoteField
          key={`${result.id} ${hit.rank}`}
          label={strings.note}
          stored={review(hit)?.note ?? ''}
          onCommit={(note) => attempt(app, strings.note, () => noteOnHit(app, result, hit, note))}
        />
      )}
      {hit && <Why result={result} hit={hit} />}
    </section>
  );
}

/** For single sentences only: other questions have no phrases to take away. */
function Why({ result, hit }: Props & { readonly hit: Hit }): ReactNode {
  const [isOpen, setOpen] = useState(false);
  const isSentence = result.terms.length === 1 && result.terms[0].kind === 'text';
  if (!isSentence) return null;
  return (
    <details className={style.why} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{strings.why}</summary>
      {isOpen && (
        <Suspense>
          <PhraseBars key={result.id} result={result} hit={hit} />
        </Suspense>
      )}
    </details>
  );
}
