/** A further sentence as a tag: what it says, whether it is avoided, its weight. Pressing it edits it. */
import { Minus, Plus, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { useApplication } from '../../state/application-context.ts';
import type { DraftTerm } from '../../state/view-state.ts';
import { IconButton } from '../../ui/button.tsx';
import { removeTerm } from './query-draft.ts';
import { strings } from './strings.ts';
import style from './style.module.css';

type Props = {
  readonly term: DraftTerm & { readonly kind: 'text' };
  readonly name: string;
  readonly onEdit: () => void;
};

export function TermTag({ term, name, onEdit }: Props): ReactNode {
  const app = useApplication();
  const isAvoided = term.weight < 0;
  const Sign = isAvoided ? Minus : Plus;
  const weight = Math.abs(term.weight);
  return (
    <div className={style.tag} data-tag data-avoided={isAvoided || undefined}>
      <button type="button" className={style.tagWords} title={term.text} onClick={onEdit}>
        <Sign size={14} aria-hidden />
        <span className="visually-hidden">{isAvoided ? strings.avoided : strings.furtherSentence}: </span>
        <span className={style.tagText}>{term.text}</span>
        {weight !== 1 && <span> × {weight}</span>}
      </button>
      <IconButton label={strings.removeTerm(name)} icon={X} onPress={() => removeTerm(app, term.key)} />
    </div>
  );
}
