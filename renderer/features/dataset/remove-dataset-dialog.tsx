/** Confirms deleting a data set, which cannot be undone. */
import type { ReactNode } from 'react';
import type { DatasetId } from '../../../core/documents/ids.ts';
import { useApplication } from '../../state/application-context.ts';
import { byId } from '../../state/by-id.ts';
import { useDatasets } from '../../state/dataset-queries.ts';
import { attempt } from '../../state/toasts.ts';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { strings } from './strings.ts';

type Props = { readonly dataset: DatasetId; readonly onClose: () => void };

export function RemoveDatasetDialog({ dataset, onClose }: Props): ReactNode {
  const app = useApplication();
  const { data: all = [] } = useDatasets();
  const found = byId(all, dataset);
  if (!found) return null;
  const remove = async (): Promise<void> => {
    await app.core.call('datasets.remove', { dataset });
    app.view.setState({ dataset: null, activePair: null });
  };
  return (
    <ConfirmDialog
      title={strings.removeTitle(found.name)}
      text={strings.removeText(found.pairs)}
      action={strings.removeConfirm}
      onConfirm={() => attempt(app, strings.removeSet, remove)}
      onClose={onClose}
    />
  );
}
