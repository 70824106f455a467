/** Shows the window once the core has told of project, scenes, models and jobs; until then, that it is starting or why it cannot. */
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
  // A lost connection has its own message; the queries are asked again when the core is back.
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
