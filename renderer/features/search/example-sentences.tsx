/** Example sentences; clicking one runs it as a query. */
import type { ReactNode } from 'react';
import { useApplication } from '../../state/application-context.ts';
import { useActiveModel, useActiveScene } from '../../state/core-queries.ts';
import { Button } from '../../ui/button.tsx';
import { setDraft } from './query-draft.ts';
import { runQuery } from './run-query.ts';
import { strings } from './strings.ts';
import style from './style.module.css';

export function ExampleSentences(): ReactNode {
  const app = useApplication();
  const hasScene = useActiveScene() !== null;
  const hasModel = useActiveModel() !== null;
  if (!hasScene || !hasModel) return null;
  return (
    <div className={style.examples}>
      <span>{strings.examples}</span>
      {strings.exampleSentences.map((text) => (
        <Button
          key={text}
          tone="link"
          onPress={() => {
            setDraft(app, [{ kind: 'text', text, weight: 1 }]);
            runQuery(app);
          }}
        >
          {text}
        </Button>
      ))}
    </div>
  );
}
