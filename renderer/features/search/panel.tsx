/** Editor for the query: sentences and example windows, each with a weight, and the area to search. */
import { BoxSelect, MessageSquareOff, MessageSquarePlus, Search } from 'lucide-react';
import type { ReactNode } from 'react';
import { useApplication, useView } from '../../state/application-context.ts';
import { useActiveModel, useActiveScene } from '../../state/core-queries.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { AreaMenu, AreaNote } from './area-menu.tsx';
import { focusLastSentence } from './focus-query.ts';
import { IndexChoice } from './index-choice.tsx';
import { IndexNotice, UnreadableIndexes } from './index-notice.tsx';
import { addTextTerm, meaningfulTerms } from './query-draft.ts';
import { QueryHistory } from './query-history.tsx';
import { runQuery } from './run-query.ts';
import { strings } from './strings.ts';
import style from './style.module.css';
import { TextTerm } from './text-term.tsx';
import { WindowTerm } from './window-term.tsx';
import { WindowsTerm } from './windows-term.tsx';

export default function SearchPanel(): ReactNode {
  const draft = useView((state) => state.queryDraft);
  const scene = useActiveScene();
  const model = useActiveModel();
  if (!scene || !model) return <EmptyState title={strings.noScene} />;
  return (
    <div className={style.panel}>
      <div className={style.query}>
        <div className={style.terms} data-query-field>
          {draft.map((term, i) =>
            term.kind === 'text' ? (
              <TextTerm key={term.key} term={term} model={model} position={i} isOnly={draft.length === 1} />
            ) : term.kind === 'window' ? (
              <WindowTerm key={term.key} term={term} scene={scene} position={i} />
            ) : (
              <WindowsTerm key={term.key} term={term} scene={scene} position={i} />
            ),
          )}
        </div>
        <AreaNote />
      </div>
      <QueryActions />
      <div className={style.below}>
        <IndexNotice scene={scene} model={model} />
        <IndexChoice scene={scene} model={model} />
        <UnreadableIndexes scene={scene.id} />
        <QueryHistory />
      </div>
    </div>
  );
}

function QueryActions(): ReactNode {
  const app = useApplication();
  const isEmpty = useView((state) => meaningfulTerms(state.queryDraft).length === 0);
  const addSentence = (weight: 1 | -1): void => {
    addTextTerm(app, weight);
    focusLastSentence();
  };
  return (
    <div className={style.actions}>
      <Button icon={MessageSquarePlus} tone="quiet" onPress={() => addSentence(1)}>
        <span className={style.label}>{strings.addSentence}</span>
      </Button>
      <Button icon={MessageSquareOff} tone="quiet" onPress={() => addSentence(-1)}>
        <span className={style.label}>{strings.addWithout}</span>
      </Button>
      <IconButton
        label={strings.addWindow}
        icon={BoxSelect}
        onPress={() => app.view.setState({ tool: 'window' })}
      />
      <AreaMenu />
      <span className={style.spring} />
      <Button tone="primary" icon={Search} isDisabled={isEmpty} onPress={() => runQuery(app)}>
        {strings.ask}
      </Button>
    </div>
  );
}
