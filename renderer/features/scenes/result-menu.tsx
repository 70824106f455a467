/** Menu of one result. */
import { ClipboardCopy, ClipboardPaste, Columns2, CopyPlus, Pencil, Trash2 } from 'lucide-react';
import type { ReactNode } from 'react';
import { Menu, MenuItem, Popover } from 'react-aria-components';
import type { ResultLayer } from '../../../core/documents/project.ts';
import { useApplication, useView } from '../../state/application-context.ts';
import { attempt } from '../../state/toasts.ts';
import { NOT_COMPARED } from '../../state/view-state.ts';
import ui from '../../ui/ui.module.css';
import { copyStyle, duplicateResult, pasteStyle, removeResult } from './result-layer-actions.ts';
import { strings } from './result-strings.ts';

type Props = {
  readonly result: ResultLayer;
  readonly isShown: boolean;
  readonly onRename: () => void;
};

export function ResultMenu({ result, isShown, onRename }: Props): ReactNode {
  const app = useApplication();
  const hasCopied = useView((state) => state.copiedStyle !== null);
  const hasQuery = useView((state) => state.query !== null && state.query.scene === result.scene);
  const entries = [
    { label: strings.rename, icon: Pencil, isOff: false, run: onRename },
    { label: strings.duplicate, icon: CopyPlus, isOff: false, run: () => duplicateResult(app, result) },
    {
      label: strings.swipeWith,
      icon: Columns2,
      isOff: isShown || !hasQuery,
      run: () => app.view.setState({ ...NOT_COMPARED, comparedLayer: result.id }),
    },
    {
      label: strings.copyStyle,
      icon: ClipboardCopy,
      isOff: false,
      run: () => copyStyle(app, result),
    },
    {
      label: strings.pasteStyle,
      icon: ClipboardPaste,
      isOff: !hasCopied,
      run: () => pasteStyle(app, result),
    },
    { label: strings.removeResult, icon: Trash2, isOff: false, run: () => removeResult(app, result) },
  ];
  return (
    <Popover className={ui.popover} placement="bottom end">
      <Menu
        className={ui.menu}
        aria-label={strings.results}
        disabledKeys={entries.filter(({ isOff }) => isOff).map(({ label }) => label)}
      >
        {entries.map(({ label, icon: Icon, run }) => (
          <MenuItem
            key={label}
            id={label}
            textValue={label}
            className={ui.menuItem}
            onAction={() => attempt(app, label, async () => run())}
          >
            <Icon size={14} aria-hidden />
            {label}
          </MenuItem>
        ))}
      </Menu>
    </Popover>
  );
}
