/** Questions of the project: those that are kept, then the earlier ones. Each can be asked again, also of another scene. */
import { ChevronRight, Star, StarOff, X } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { Button as AriaButton, Disclosure, DisclosurePanel, Heading } from 'react-aria-components';
import type { SavedCollectionQuery, SavedQuery } from '../../../core/documents/project.ts';
import { applyTransaction } from '../../state/application.ts';
import { useApplication } from '../../state/application-context.ts';
import { byId } from '../../state/by-id.ts';
import { useProject, useScenes } from '../../state/core-queries.ts';
import { attempt } from '../../state/toasts.ts';
import { IconButton } from '../../ui/button.tsx';
import { formatTime } from '../../ui/format.ts';
import { termsInWords } from '../../ui/terms-in-words.ts';
import { partInWords } from '../collections/part-in-words.ts';
import { changeSaved, showSavedQuestion } from '../collections/saved-questions.ts';
import { useCollections } from '../collections/use-collections.ts';
import { runSavedQuery } from './run-query.ts';
import { strings } from './strings.ts';
import style from './style.module.css';

type Asked =
  | { readonly of: 'scene'; readonly query: SavedQuery }
  | { readonly of: 'collection'; readonly query: SavedCollectionQuery };

export function QueryHistory(): ReactNode {
  const [isOpen, setOpen] = useState(false);
  const { queries, collectionQueries } = useProject();
  const { data: collections = [] } = useCollections();
  const askable = collectionQueries.filter(({ collection }) =>
    collections.some(({ id }) => id === collection),
  );
  const asked = inOrder(queries, askable);
  if (asked.length === 0) return null;
  return (
    <Disclosure className={style.history} isExpanded={isOpen} onExpandedChange={setOpen}>
      <Heading level={2}>
        <AriaButton slot="trigger" className={style.historyHead}>
          <ChevronRight size={14} aria-hidden />
          {strings.history} ({asked.length})
        </AriaButton>
      </Heading>
      <DisclosurePanel>
        {isOpen && (
          <ul aria-label={strings.history}>
            {asked.map(({ of, query }) =>
              of === 'scene' ? (
                <SceneRow key={query.id} query={query} />
              ) : (
                <CollectionRow key={query.id} query={query} />
              ),
            )}
          </ul>
        )}
      </DisclosurePanel>
    </Disclosure>
  );
}

function SceneRow({ query }: { readonly query: SavedQuery }): ReactNode {
  const app = useApplication();
  const active = useProject().activeScene;
  const scene = byId(useScenes(), query.scene);
  const { id, area } = query;
  return (
    <HistoryRow
      query={query}
      place={scene && query.scene !== active ? scene.name : null}
      part={area ? strings.areaShort : ''}
      onAsk={() => runSavedQuery(app, query)}
      onKeep={(isKept) => applyTransaction(app, { kind: 'keep-query', query: id, isKept })}
      onForget={() => applyTransaction(app, { kind: 'forget-query', query: id })}
    />
  );
}

function CollectionRow({ query }: { readonly query: SavedCollectionQuery }): ReactNode {
  const app = useApplication();
  return (
    <HistoryRow
      query={query}
      place={query.collectionName}
      part={partInWords(query)}
      onAsk={async () => showSavedQuestion(app, query)}
      onKeep={(isKept) => changeSaved(app, { ...query, isKept })}
      onForget={() => applyTransaction(app, { kind: 'forget-collection-query', id: query.id })}
    />
  );
}

type RowProps = {
  readonly query: SavedQuery | SavedCollectionQuery;
  /** Where it was asked; null for the active scene. */
  readonly place: string | null;
  /** What it was limited to; empty for everything. */
  readonly part: string;
  readonly onAsk: () => Promise<void>;
  readonly onKeep: (isKept: boolean) => Promise<void>;
  readonly onForget: () => Promise<void>;
};

function HistoryRow({ query, place, part, onAsk, onKeep, onForget }: RowProps): ReactNode {
  const app = useApplication();
  const { isKept, ranAt, terms } = query;
  return (
    <li className={style.historyRow}>
      <IconButton
        label={isKept ? strings.unkeep : strings.keep}
        icon={isKept ? StarOff : Star}
        onPress={() => attempt(app, strings.keep, () => onKeep(!isKept))}
      />
      <button
        type="button"
        className={style.historyQuery}
        data-kept={isKept || undefined}
        title={formatTime(ranAt)}
        onClick={() => attempt(app, strings.ask, onAsk)}
      >
        {termsInWords(terms)}
        {part !== '' && ` · ${part}`}
        {place !== null && <span className={style.historyScene}> · {place}</span>}
      </button>
      <IconButton label={strings.forget} icon={X} onPress={() => attempt(app, strings.forget, onForget)} />
    </li>
  );
}

/** Keeps the newest of equal queries; those that are kept come first, then the newest. */
function inOrder(
  queries: readonly SavedQuery[],
  ofCollections: readonly SavedCollectionQuery[],
): readonly Asked[] {
  const byWords = new Map<string, SavedQuery>();
  for (const query of queries) {
    const words = JSON.stringify([query.scene, query.model, query.terms, query.area]);
    if (!byWords.has(words)) byWords.set(words, query);
  }
  const all: readonly Asked[] = [
    ...[...byWords.values()].map((query) => ({ of: 'scene', query }) as const),
    ...ofCollections.map((query) => ({ of: 'collection', query }) as const),
  ];
  return all.toSorted(
    (a, b) =>
      Number(b.query.isKept) - Number(a.query.isKept) ||
      (a.query.ranAt < b.query.ranAt ? 1 : a.query.ranAt > b.query.ranAt ? -1 : 0),
  );
}
