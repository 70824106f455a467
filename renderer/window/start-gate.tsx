/**
 * Shows the window once project, scenes, models and jobs have loaded; until then a starting state, which says after some seconds what is
 * still missing, or the error.
 */
import { type ReactNode, useEffect, useState } from 'react';
import { useApplication, useView } from '../state/application-context.ts';
import { isClosed } from '../state/core-link.ts';
import { useStartQueries } from '../state/core-queries.ts';
import { retryQuery } from '../state/refetch.ts';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import { strings } from './strings.ts';
import style from './window.module.css';

type Props = { readonly whileWaiting: ReactNode; readonly children: ReactNode };

/** Longer than any usual start. */
const SLOW_MS = 8000;

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
      <main className={style.main}>
        <h1 className="visually-hidden">{strings.title}</h1>
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
          <Waiting missing={strings.startParts.filter((_, i) => queries[i].data === undefined)} />
        )}
      </main>
    </>
  );
}

/** `missing` as parts of the message. */
function Waiting({ missing }: { readonly missing: readonly string[] }): ReactNode {
  const app = useApplication();
  const isConnected = useView((state) => state.link === 'connected');
  const [isSlow, setSlow] = useState(false);
  useEffect(() => {
    const slow = setTimeout(() => setSlow(true), SLOW_MS);
    return () => clearTimeout(slow);
  }, []);
  if (!isSlow)
    return (
      <p className={style.starting} role="status">
        {strings.starting}
      </p>
    );
  const renew = (): void => void app.core.renew().catch(reportError);
  return (
    <div className={style.fault} role="status">
      <Notice
        tone="warn"
        title={strings.startSlow}
        actions={isConnected && <Button onPress={renew}>{strings.startRetry}</Button>}
      >
        {isConnected ? strings.startWaits(missing.join(', ')) : strings.startConnects}
      </Notice>
    </div>
  );
}
