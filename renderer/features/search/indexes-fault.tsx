/** The error shown if the scene's indexes cannot be listed. */
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { retryQuery } from '../../state/refetch.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { strings } from './strings.ts';

/** Takes the query result as a prop: a query of its own would refetch on mount and hide the error. */
export function IndexesFault({ indexes }: { readonly indexes: UseQueryResult }): ReactNode {
  if (!indexes.error) return null;
  return (
    <Notice
      tone="bad"
      title={strings.indexesUnknown}
      actions={<Button onPress={() => retryQuery(indexes)}>{strings.lookAgain}</Button>}
    >
      {indexes.error.message}
    </Notice>
  );
}
