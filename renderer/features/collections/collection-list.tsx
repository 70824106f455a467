/** All collections by name, and how to make one. */
import { FolderPlus } from 'lucide-react';
import type { ReactNode } from 'react';
import type { CollectionSummary } from '../../../core/documents/collection.ts';
import { useApplication } from '../../state/application-context.ts';
import { Button } from '../../ui/button.tsx';
import panel from '../../ui/panel.module.css';
import { datesInWords, scenesInWords } from './collection-words.ts';
import { strings } from './strings.ts';
import style from './style.module.css';
import { titles } from './titles.ts';

export function CollectionList({ all }: { readonly all: readonly CollectionSummary[] }): ReactNode {
  const app = useApplication();
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className={panel.scrolling} tabIndex={0} aria-label={strings.collections}>
      <p className={panel.hint}>{all.length === 0 ? strings.intro : strings.choose}</p>
      <ul className={`${panel.list} ${style.collections}`} aria-label={strings.collections}>
        {all.map((each) => (
          <li key={each.id}>
            <button type="button" onClick={() => app.view.setState({ collection: each.id })}>
              <strong>{each.name}</strong>
              <small>
                {[scenesInWords(each), ...(each.dates ? [datesInWords(each.dates)] : [])].join(' · ')}
              </small>
            </button>
          </li>
        ))}
      </ul>
      <span className={panel.buttons}>
        <Button
          icon={FolderPlus}
          tone={all.length === 0 ? 'primary' : 'plain'}
          onPress={() => app.view.setState({ dialog: { kind: 'add-scenes', grants: [], to: null } })}
        >
          {titles.newCollection}
        </Button>
      </span>
    </section>
  );
}
