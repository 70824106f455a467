/** Choice of the data set, undo and redo, and actions on the whole set. */
import { Download, Ellipsis, FolderPlus, Gauge, Redo2, Trash2, Undo2, Upload } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button as AriaButton, Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components';
import type { DatasetDetail } from '../../../core/documents/dataset.ts';
import { useApplication } from '../../state/application-context.ts';
import { useDatasets } from '../../state/dataset-queries.ts';
import { attempt } from '../../state/toasts.ts';
import { IconButton } from '../../ui/button.tsx';
import { SelectField } from '../../ui/fields.tsx';
import ui from '../../ui/ui.module.css';
import { proposeEvaluation } from '../evaluation/propose-evaluation.ts';
import { chooseDataset, createDataset, exportDataset, importPairs, stepHistory } from './dataset-actions.ts';
import { strings } from './strings.ts';
import style from './style.module.css';

export function DatasetBar({ dataset }: { readonly dataset: DatasetDetail }): ReactNode {
  const app = useApplication();
  const { data: all = [] } = useDatasets();
  return (
    <div className={style.bar}>
      <SelectField
        label={strings.dataset}
        hidesLabel
        value={dataset.id}
        choices={all.map(({ id, name }) => ({ id, label: name }))}
        onChange={(id) => chooseDataset(app, id)}
      />
      <IconButton
        label={strings.undo}
        icon={Undo2}
        isDisabled={!dataset.canUndo}
        onPress={() => attempt(app, strings.undo, () => stepHistory(app, 'undo'))}
      />
      <IconButton
        label={strings.redo}
        icon={Redo2}
        isDisabled={!dataset.canRedo}
        onPress={() => attempt(app, strings.redo, () => stepHistory(app, 'redo'))}
      />
      <MoreMenu dataset={dataset} />
    </div>
  );
}

function MoreMenu({ dataset }: { readonly dataset: DatasetDetail }): ReactNode {
  const app = useApplication();
  const entries = [
    {
      label: strings.newSet,
      icon: FolderPlus,
      run: async () => {
        await createDataset(app);
      },
    },
    { label: strings.import, icon: Upload, run: () => importPairs(app) },
    { label: strings.export, icon: Download, run: () => exportDataset(app) },
    {
      label: strings.evaluate,
      icon: Gauge,
      run: async () =>
        proposeEvaluation(app, {
          data: { kind: 'collected', dataset: dataset.id },
          models: null,
        }),
    },
    {
      label: strings.removeSet,
      icon: Trash2,
      run: async () => app.view.setState({ dialog: { kind: 'remove-dataset', dataset: dataset.id } }),
    },
  ];
  return (
    <MenuTrigger>
      <AriaButton className={`${ui.button} ${ui.icon}`} aria-label={strings.more}>
        <Ellipsis size={16} aria-hidden />
      </AriaButton>
      <Popover className={ui.popover} placement="bottom end">
        <Menu className={ui.menu} aria-label={strings.more}>
          {entries.map(({ label, icon: Icon, run }) => (
            <MenuItem
              key={label}
              id={label}
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
    </MenuTrigger>
  );
}
