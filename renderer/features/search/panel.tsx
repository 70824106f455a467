/** Editor for the query: sentences and example windows, each with a weight. */
import { BoxSelect, MessageSquarePlus, Search } from 'lucide-react';
import type { ReactNode } from 'react';
import { shownKeys } from '../../commands/keys.ts';
import type { Application } from '../../state/application.ts';
import { useApplication, useView } from '../../state/application-context.ts';
import { useActiveModel, useActiveScene } from '../../state/core-queries.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
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
  const app = useApplication();
  const draft = useView((state) => state.queryDraft);
  const scene = useActiveScene();
  const model = useActiveModel();
  if (!scene || !model) return <EmptyState title={strings.noScene} />;
  const isEmpty = meaningfulTerms(draft).length === 0;
  return (
    <div className={style.panel}>
      <div className={style.query}>
        <IndexNotice scene={scene} model={model} />
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
        <IndexChoice scene={scene} model={model} />
        <UnreadableIndexes scene={scene.id} />
      </div>
      <div className={style.actions}>
        <Button icon={MessageSquarePlus} tone="quiet" onPress={() => addSentence(app)}>
          <span className={style.label}>{strings.addSentence}</span>
        </Button>
        <Button icon={BoxSelect} tone="quiet" onPress={() => app.view.setState({ tool: 'window' })}>
          <span className={style.label}>{strings.addWindow}</span>
        </Button>
        <span className={style.spring} />
        <Button tone="primary" icon={Search} isDisabled={isEmpty} onPress={() => runQuery(app)}>
          {strings.ask}
          <kbd className={style.key}>{shownKeys('Mod+Enter')}</kbd>
        </Button>
      </div>
      <QueryHistory scene={scene.id} />
    </div>
  );
}

function addSentence(app: Application): void {
  addTextTerm(app);
  focusLastSentence();
}
