/** Questions to collections in the tree of results: the eye and the opacity of their hits and footprints. */
import { Library, Pencil, Trash2 } from 'lucide-react';
import type { ReactNode } from 'react';
import { Menu, MenuItem, Popover } from 'react-aria-components';
import type { SavedCollectionQuery } from '../../../core/documents/project.ts';
import { asksCollectionTheSame } from '../../../core/documents/result-layers.ts';
import { useApplication, useView } from '../../state/application-context.ts';
import { useProject } from '../../state/core-queries.ts';
import { attempt } from '../../state/toasts.ts';
import { termsInWords } from '../../ui/terms-in-words.ts';
import ui from '../../ui/ui.module.css';
import { ResultLine } from '../scenes/result-line.tsx';
import { strings as results } from '../scenes/result-strings.ts';
import { changeSaved, removeQuestionLayer, showSavedQuestion } from './saved-questions.ts';
import { strings } from './strings.ts';
import { useCollections } from './use-collections.ts';

export function QuestionLines(): ReactNode {
  const { collectionQueries } = useProject();
  const { data: collections = [] } = useCollections();
  // Collections that were removed, or that another machine has, cannot be asked.
  return collectionQueries
    .filter(({ layer, collection }) => layer !== null && collections.some(({ id }) => id === collection))
    .map((saved) => <QuestionLine key={saved.id} saved={saved} />);
}

function QuestionLine({ saved }: { readonly saved: SavedCollectionQuery }): ReactNode {
  const app = useApplication();
  const question = useView((state) => state.collectionQuestion);
  const { layer, name, terms, collectionName } = saved;
  if (layer === null) return null;
  const change = (next: Partial<SavedCollectionQuery>): void =>
    attempt(app, results.results, () => changeSaved(app, { ...saved, ...next }));
  return (
    <ResultLine
      title={name ?? termsInWords(terms)}
      note={collectionName}
      isShown={question !== null && asksCollectionTheSame(saved, question)}
      isChosen={false}
      visible={layer.visible}
      opacity={layer.opacity}
      mark={<Library size={16} aria-label={strings.ofCollection} />}
      onName={(next) => change({ name: next })}
      onVisible={(visible) => change({ layer: { ...layer, visible } })}
      onOpacity={(opacity) => change({ layer: { ...layer, opacity } })}
      onChoose={() => showSavedQuestion(app, saved)}
      menu={(rename) => <QuestionMenu saved={saved} onRename={rename} />}
    />
  );
}

type MenuProps = { readonly saved: SavedCollectionQuery; readonly onRename: () => void };

function QuestionMenu({ saved, onRename }: MenuProps): ReactNode {
  const app = useApplication();
  const entries = [
    { label: results.rename, icon: Pencil, run: async () => onRename() },
    { label: results.removeResult, icon: Trash2, run: () => removeQuestionLayer(app, saved) },
  ];
  return (
    <Popover className={ui.popover} placement="bottom end">
      <Menu className={ui.menu} aria-label={results.results}>
        {entries.map(({ label, icon: Icon, run }) => (
          <MenuItem
            key={label}
            textValue={label}
            className={ui.menuItem}
            onAction={() => attempt(app, label, run)}
          >
            <Icon size={14} aria-hidden />
            {label}
          </MenuItem>
        ))}
      </Menu>
    </Popover>
  );
}
