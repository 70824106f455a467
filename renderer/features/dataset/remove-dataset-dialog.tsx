/** Asks before a data set is deleted: that cannot be undone. */
import type { ReactNode } from 'react';
import type { DatasetId } from '../../../core/rpc/ids.ts';
import { useApplication } from '../../state/application-context.ts';
import { useDatasets } from '../../state/dataset-queries.ts';
import { attempt } from '../../state/toasts.ts';
import { Button } from '../../ui/button.tsx';
import { ModalDialog } from '../../ui/dialog.tsx';
import { strings } from './strings.ts';

type Props = { readonly dataset: DatasetId; readonly onClose: () => void };

export function RemoveDatasetDialog({ dataset, onClose }: Props): ReactNode {
  const app = useApplication();
  const found = useDatasets()?.find(({ id }) => id === dataset);
  if (!found) return null;
  const remove = (): void => {
    onClose();
    attempt(app, strings.removeSet, async () => {
      await app.core.call('datasets.remove', { dataset });
      app.view.setState({ dataset: null, activePair: null });
    });
  };
  return (
    <ModalDialog
      title={strings.removeTitle(found.name)}
      onClose={onClose}
      actions={
        <>
          <Button autoFocus onPress={onClose}>
            {strings.cancel}
          </Button>
          <Button tone="danger" onPress={remove}>
            {strings.removeConfirm}
          </Button>
        </>
      }
    >
      <p>{strings.removeText(found.pairs)}</p>
    </ModalDialog>
  );
}
