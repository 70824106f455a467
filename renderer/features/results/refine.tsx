/** Asks the question again, led by the hits that were accepted and rejected. */
import { Sparkles } from 'lucide-react';
import type { ReactNode } from 'react';
import { refinedTerms, reviewsOf } from '../../../core/documents/reviews.ts';
import type { QueryResult } from '../../../core/documents/search.ts';
import { useApplication } from '../../state/application-context.ts';
import { useProject } from '../../state/core-queries.ts';
import { Button } from '../../ui/button.tsx';
import { setDraft } from '../search/query-draft.ts';
import { runQuery } from '../search/run-query.ts';
import { strings } from './strings.ts';
import style from './style.module.css';

/** Shown once a hit is accepted, until the question holds all judgements. */
export function Refine({ result }: { readonly result: QueryResult }): ReactNode {
  const app = useApplication();
  const reviews = reviewsOf(useProject().reviews, result);
  const terms = refinedTerms(result.terms, reviews);
  if (terms === null || JSON.stringify(terms) === JSON.stringify(result.terms)) return null;
  const count = (judgement: string) => reviews.filter((review) => review.judgement === judgement).length;
  return (
    <p className={style.refine}>
      {strings.refineText(count('accepted'), count('rejected'))}
      <Button
        icon={Sparkles}
        onPress={() => {
          setDraft(app, terms);
          runQuery(app);
        }}
      >
        {strings.refine}
      </Button>
    </p>
  );
}
