/** Why the core cannot tell which indexes the scene has. */
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { retryQuery } from '../../state/refetch.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { strings } from './strings.ts';

/** Asks for nothing itself: asking again as it appears would make it disappear. */
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
