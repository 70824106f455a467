/** Earlier queries of the scene, which can be run again. */
import { ChevronRight, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button as AriaButton, Disclosure, DisclosurePanel, Heading } from 'react-aria-components';
import type { SceneId } from '../../../core/documents/ids.ts';
import type { SavedQuery } from '../../../core/documents/project.ts';
import { applyTransaction } from '../../state/application.ts';
import { useApplication } from '../../state/application-context.ts';
import { useProject } from '../../state/core-queries.ts';
import { attempt } from '../../state/toasts.ts';
import { IconButton } from '../../ui/button.tsx';
import { formatTime } from '../../ui/format.ts';
import { termsInWords } from '../../ui/terms-in-words.ts';
import { runSavedQuery } from './run-query.ts';
import { strings } from './strings.ts';
import style from './style.module.css';

export function QueryHistory({ scene }: { readonly scene: SceneId }): ReactNode {
  const app = useApplication();
  const queries = distinct(useProject().queries.filter((query) => query.scene === scene));
  if (queries.length === 0) return null;
  const forget = (query: SavedQuery): void =>
    attempt(app, strings.forget, () => applyTransaction(app, { kind: 'forget-query', query: query.id }));
  return (
    <Disclosure className={style.history}>
      <Heading level={2}>
        <AriaButton slot="trigger" className={style.historyHead}>
          <ChevronRight size={14} aria-hidden />
          {strings.history} ({queries.length})
        </AriaButton>
      </Heading>
      <DisclosurePanel>
        <ul>
          {queries.map((query) => (
            <li key={query.id} className={style.historyRow}>
              <button
                type="button"
                className={style.historyQuery}
                title={formatTime(query.ranAt)}
                onClick={() => runSavedQuery(app, query)}
              >
                {termsInWords(query.terms)}
              </button>
              <IconButton label={strings.forget} icon={X} onPress={() => forget(query)} />
            </li>
          ))}
        </ul>
      </DisclosurePanel>
    </Disclosure>
  );
}

/** Keeps the newest of equal queries. */
function distinct(queries: readonly SavedQuery[]): readonly SavedQuery[] {
  const byWords = new Map<string, SavedQuery>();
  for (const query of queries) {
    const words = JSON.stringify([query.model, query.terms]);
    if (!byWords.has(words)) byWords.set(words, query);
  }
  return [...byWords.values()];
}
