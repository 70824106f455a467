/** One line of the tree of results: visibility, mark, name, opacity and menu. */
import { EllipsisVertical } from 'lucide-react';
import { type ReactNode, Suspense, useState } from 'react';
import { Button as AriaButton, MenuTrigger } from 'react-aria-components';
import { CheckField } from '../../ui/fields.tsx';
import { OpacitySlider } from '../../ui/opacity-slider.tsx';
import ui from '../../ui/ui.module.css';
import { strings } from './result-strings.ts';
import style from './style.module.css';

type Props = {
  readonly title: string;
  /** Where it was asked, if that is not in front. */
  readonly note: string | null;
  /** Whether its answer is in the Ask column. */
  readonly isShown: boolean;
  /** Whether the drawer shows its style. */
  readonly isChosen: boolean;
  readonly visible: boolean;
  readonly opacity: number;
  readonly mark: ReactNode;
  /** Null shows the words of the question. */
  readonly onName: (name: string | null) => void;
  readonly onVisible: (visible: boolean) => void;
  readonly onOpacity: (opacity: number) => void;
  readonly onChoose: () => void;
  readonly menu: (rename: () => void) => ReactNode;
};

export function ResultLine(props: Props): ReactNode {
  const { title, note, isShown, isChosen, visible, opacity, mark, menu } = props;
  const [isRenamed, setRenamed] = useState(false);
  return (
    <li className={style.result} data-chosen={isChosen || undefined}>
      <CheckField label={strings.visibility(title)} isSelected={visible} onChange={props.onVisible}>
        {null}
      </CheckField>
      {mark}
      {isRenamed ? (
        <Rename title={title} onName={props.onName} onEnd={() => setRenamed(false)} />
      ) : (
        <button
          type="button"
          className={style.resultName}
          title={title}
          aria-pressed={isShown}
          onClick={props.onChoose}
        >
          {title}
          {note !== null && <small> · {note}</small>}
        </button>
      )}
      <OpacitySlider label={strings.opacityOf(title)} value={opacity} onCommit={props.onOpacity} />
      <MenuTrigger>
        <AriaButton className={`${ui.button} ${ui.icon}`} aria-label={strings.actionsOf(title)}>
          <EllipsisVertical size={16} aria-hidden />
        </AriaButton>
        <Suspense>{menu(() => setRenamed(true))}</Suspense>
      </MenuTrigger>
    </li>
  );
}

type RenameProps = Pick<Props, 'title' | 'onName'> & { readonly onEnd: () => void };

function Rename({ title, onName, onEnd }: RenameProps): ReactNode {
  return (
    <input
      // biome-ignore lint/a11y/noAutofocus: the user has just asked to rename
      autoFocus
      className={style.rename}
      aria-label={strings.nameOf}
      defaultValue={title}
      maxLength={200}
      onBlur={({ currentTarget }) => {
        onEnd();
        onName(currentTarget.value.trim() || null);
      }}
      onKeyDown={({ key, currentTarget }) => {
        if (key === 'Escape') currentTarget.value = title;
        if (key === 'Enter' || key === 'Escape') currentTarget.blur();
      }}
    />
  );
}
