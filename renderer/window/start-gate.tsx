/** Shows the window once project, scenes, models and jobs have loaded; until then a starting state, or the error. */
import type { ReactNode } from 'react';
import { isClosed } from '../state/core-link.ts';
import { useStartQueries } from '../state/core-queries.ts';
import { retryQuery } from '../state/refetch.ts';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import { strings } from './strings.ts';
import style from './window.module.css';

type Props = { readonly whileWaiting: ReactNode; readonly children: ReactNode };

export function StartGate({ whileWaiting, children }: Props): ReactNode {
  const queries = useStartQueries();
  if (queries.every(({ data }) => data !== undefined)) return children;
  // A lost connection has its own message, and the queries run again when the core is back.
  const failed = queries.find(({ error }) => error !== null && !isClosed(error));
  const retry = (): void => {
    for (const query of queries) if (query.error) retryQuery(query);
  };
  return (
    <>
      {whileWaiting}
      {failed?.error ? (
        <div className={style.fault}>
          <Notice
            tone="bad"
            title={strings.startFailed}
            actions={<Button onPress={retry}>{strings.startRetry}</Button>}
          >
            {failed.error.message}
          </Notice>
        </div>
      ) : (
        <p className={style.starting} role="status">
          {strings.starting}
        </p>
      )}
    </>
  );
}
