/** Asking: the query with its terms and area, and below it the answer down to the last hit. */
import { BoxSelect, MessageSquareOff, MessageSquarePlus, Search } from 'lucide-react';
import { lazy, type ReactNode, Suspense, useEffect, useRef } from 'react';
import { answeringIndexes } from '../../state/answering.ts';
import { useApplication, useView } from '../../state/application-context.ts';
import { useActiveModel, useActiveScene, useIndexes, useProject } from '../../state/core-queries.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { AreaMenu } from './area-menu.tsx';
import { addTextTerm, meaningfulTerms } from './query-draft.ts';
import { runQuery } from './run-query.ts';
import { strings } from './strings.ts';
import style from './style.module.css';
import { TextTerm } from './text-term.tsx';

const Answer = lazy(() => import('../results/panel.tsx'));
const IndexNotice = lazy(() => import('./index-notice.tsx').then((file) => ({ default: file.IndexNotice })));
/** Loaded on demand: a first question has none of them. */
const QueryHistory = lazy(() =>
  import('./query-history.tsx').then((file) => ({ default: file.QueryHistory })),
);
const IndexChoice = lazy(() => import('./index-choice.tsx').then((file) => ({ default: file.IndexChoice })));
const AskWhere = lazy(() =>
  import('../collections/ask-where.tsx').then((file) => ({ default: file.AskWhere })),
);
const AreaNote = lazy(() => import('./area-note.tsx').then((file) => ({ default: file.AreaNote })));
const EachNote = lazy(() => import('./each-note.tsx').then((file) => ({ default: file.EachNote })));
const WindowTerm = lazy(() => import('./window-term.tsx').then((file) => ({ default: file.WindowTerm })));
const WindowsTerm = lazy(() => import('./windows-term.tsx').then((file) => ({ default: file.WindowsTerm })));

export default function SearchPanel(): ReactNode {
  const draft = useView((state) => state.queryDraft);
  const scene = useActiveScene();
  const model = useActiveModel();
  const { queries, collectionQueries } = useProject();
  const hasHistory = queries.length + collectionQueries.length > 0;
  const isLimited = useView((state) => state.queryArea !== null);
  const indexes = useIndexes(scene ? scene.id : null).data;
  const isOfScene = useView((state) => state.askedCollection === null);
  if (!model || (!scene && isOfScene)) return <EmptyState title={strings.noScene} />;
  const hasChoice = answeringIndexes(indexes, model.id).length > 1;
  return (
    <div className={style.panel}>
      <div className={style.query}>
        <div className={style.terms} data-query-field>
          {draft.map((term, i) =>
            term.kind === 'text' ? (
              <TextTerm key={term.key} term={term} model={model} position={i} isOnly={draft.length === 1} />
            ) : (
              <Suspense key={term.key}>
                {!scene ? null : term.kind === 'window' ? (
                  <WindowTerm term={term} scene={scene} position={i} />
                ) : (
                  <WindowsTerm term={term} scene={scene} position={i} />
                )}
              </Suspense>
            ),
          )}
        </div>
        {draft.length > 1 && isOfScene && (
          <Suspense>
            <EachNote />
          </Suspense>
        )}
        <Suspense>
          <AskWhere />
        </Suspense>
        {isLimited && isOfScene && (
          <Suspense>
            <AreaNote />
          </Suspense>
        )}
      </div>
      <QueryActions />
      <div className={style.below}>
        {scene && isOfScene && (
          <Suspense>
            <IndexNotice scene={scene} model={model} />
          </Suspense>
        )}
        {scene && isOfScene && hasChoice && (
          <Suspense>
            <IndexChoice scene={scene} model={model} />
          </Suspense>
        )}
        {hasHistory && (
          <Suspense>
            <QueryHistory />
          </Suspense>
        )}
      </div>
      <AnswerSection />
    </div>
  );
}

/** Comes into sight with a new question where the column has to scroll. */
function AnswerSection(): ReactNode {
  const section = useRef<HTMLElement>(null);
  const query = useView((state) => state.query);
  const shown = useRef(query);
  useEffect(() => {
    if (query !== shown.current && section.current) section.current.scrollIntoView({ block: 'nearest' });
    shown.current = query;
  }, [query]);
  return (
    <section ref={section} className={style.answer} aria-label={strings.answer}>
      <Suspense>
        <Answer />
      </Suspense>
    </section>
  );
}

function QueryActions(): ReactNode {
  const app = useApplication();
  const isEmpty = useView((state) => meaningfulTerms(state.queryDraft).length === 0);
  const isOfScene = useView((state) => state.askedCollection === null);
  return (
    <div className={style.actions}>
      <Button icon={MessageSquarePlus} tone="quiet" onPress={() => addTextTerm(app, 1)}>
        <span className={style.label}>{strings.addSentence}</span>
      </Button>
      <Button icon={MessageSquareOff} tone="quiet" onPress={() => addTextTerm(app, -1)}>
        <span className={style.label}>{strings.addWithout}</span>
      </Button>
      <IconButton
        label={strings.addWindow}
        icon={BoxSelect}
        onPress={() => app.view.setState({ tool: 'window' })}
      />
      {isOfScene && <AreaMenu />}
      <span className={style.spring} />
      <Button tone="primary" icon={Search} isDisabled={isEmpty} onPress={() => runQuery(app)}>
        {strings.ask}
      </Button>
    </div>
  );
}
