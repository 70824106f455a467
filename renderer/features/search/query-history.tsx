/** Questions of the project: those that are kept, then the earlier ones. Each can be asked again, also of another scene. */
import { ChevronRight, Star, StarOff, X } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { Button as AriaButton, Disclosure, DisclosurePanel, Heading } from 'react-aria-components';
import type { SavedQuery } from '../../../core/documents/project.ts';
import { applyTransaction } from '../../state/application.ts';
import { useApplication } from '../../state/application-context.ts';
import { byId } from '../../state/by-id.ts';
import { useProject, useScenes } from '../../state/core-queries.ts';
import { attempt } from '../../state/toasts.ts';
import { IconButton } from '../../ui/button.tsx';
import { formatTime } from '../../ui/format.ts';
import { termsInWords } from '../../ui/terms-in-words.ts';
import { runSavedQuery } from './run-query.ts';
import { strings } from './strings.ts';
import style from './style.module.css';

export function QueryHistory(): ReactNode {
  const [isOpen, setOpen] = useState(false);
  const queries = inOrder(useProject().queries);
  if (queries.length === 0) return null;
  return (
    <Disclosure className={style.history} isExpanded={isOpen} onExpandedChange={setOpen}>
      <Heading level={2}>
        <AriaButton slot="trigger" className={style.historyHead}>
          <ChevronRight size={14} aria-hidden />
          {strings.history} ({queries.length})
        </AriaButton>
      </Heading>
      <DisclosurePanel>
        {isOpen && (
          <ul aria-label={strings.history}>
            {queries.map((query) => (
              <HistoryRow key={query.id} query={query} />
            ))}
          </ul>
        )}
      </DisclosurePanel>
    </Disclosure>
  );
}

function HistoryRow({ query }: { readonly query: SavedQuery }): ReactNode {
  const app = useApplication();
  const active = useProject().activeScene;
  const scene = byId(useScenes(), query.scene);
  const keep = (isKept: boolean): void =>
    attempt(app, strings.keep, () => applyTransaction(app, { kind: 'keep-query', query: query.id, isKept }));
  const forget = (): void =>
    attempt(app, strings.forget, () => applyTransaction(app, { kind: 'forget-query', query: query.id }));
  return (
    <li className={style.historyRow}>
      <IconButton
        label={query.isKept ? strings.unkeep : strings.keep}
        icon={query.isKept ? StarOff : Star}
        onPress={() => keep(!query.isKept)}
      />
      <button
        type="button"
        className={style.historyQuery}
        data-kept={query.isKept || undefined}
        title={formatTime(query.ranAt)}
        onClick={() => attempt(app, strings.ask, () => runSavedQuery(app, query))}
      >
        {termsInWords(query.terms)}
        {query.area && ` · ${strings.areaShort}`}
        {scene && query.scene !== active && <span className={style.historyScene}> · {scene.name}</span>}
      </button>
      <IconButton label={strings.forget} icon={X} onPress={forget} />
    </li>
  );
}

/** Keeps the newest of equal queries; those that are kept come first. */
function inOrder(queries: readonly SavedQuery[]): readonly SavedQuery[] {
  const byWords = new Map<string, SavedQuery>();
  for (const query of queries) {
    const words = JSON.stringify([query.scene, query.model, query.terms, query.area]);
    if (!byWords.has(words)) byWords.set(words, query);
  }
  const distinct = [...byWords.values()];
  return [...distinct.filter(({ isKept }) => isKept), ...distinct.filter(({ isKept }) => !isKept)];
}
