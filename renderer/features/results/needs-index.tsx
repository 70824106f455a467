/** The question that waits for an index, with a first look meanwhile. */
import type { ReactNode } from 'react';
import type { Query } from '../../../core/documents/search.ts';
import { useIndexes, useJobs } from '../../state/core-queries.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { termsInWords } from '../../ui/terms-in-words.ts';
import { indexJob } from '../scenes/index-badge.ts';
import { IndexesFault } from '../search/indexes-fault.tsx';
import { FirstLookView } from './first-look.tsx';
import { strings } from './first-look-strings.ts';
import { Offer } from './offer.tsx';
import { StoredAnswerView } from './stored-answer.tsx';
import style from './style.module.css';

export default function NeedsIndex({ query }: { readonly query: Query }): ReactNode {
  const isUnderWay = indexJob(useJobs(), query.scene, query.model) !== null;
  const indexes = useIndexes(query.scene);
  if (indexes.isError)
    return (
      <div className={style.pad}>
        <IndexesFault indexes={indexes} />
        <StoredAnswerView query={query} />
      </div>
    );
  return (
    <EmptyState title={termsInWords(query.terms)}>
      {isUnderWay ? strings.waiting : strings.needsIndex}
      <Offer />
      <StoredAnswerView query={query} />
      <FirstLookView query={query} />
    </EmptyState>
  );
}
