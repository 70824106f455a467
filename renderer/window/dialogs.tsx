/** The dialog that is open, if one is. */
import type { ReactNode } from 'react';
import { AboutDialog } from '../features/help/about-dialog.tsx';
import { Palette } from '../features/help/palette.tsx';
import { ShortcutsDialog } from '../features/help/shortcuts-dialog.tsx';
import { IndexDialog } from '../features/indexing/index-dialog.tsx';
import { DownloadModelDialog } from '../features/models/download-model-dialog.tsx';
import { ImportModelsDialog } from '../features/models/import-models-dialog.tsx';
import { RemoveModelDialog } from '../features/models/remove-model-dialog.tsx';
import { SeenPixelsDialog } from '../features/results/seen-pixels-dialog.tsx';
import { LocateDialog } from '../features/scenes/locate-dialog.tsx';
import { ModelViewDialog } from '../features/scenes/model-view-dialog.tsx';
import { PropertiesDialog } from '../features/scenes/properties-dialog.tsx';
import { RemoveLayerDialog } from '../features/scenes/remove-layer-dialog.tsx';
import { useApplication, useView } from '../state/application-context.ts';

export function Dialogs(): ReactNode {
  const app = useApplication();
  const dialog = useView((state) => state.dialog);
  const onClose = (): void => app.view.setState({ dialog: null });
  switch (dialog?.kind) {
    case 'index':
      return <IndexDialog {...dialog} onClose={onClose} />;
    case 'properties':
      return <PropertiesDialog {...dialog} onClose={onClose} />;
    case 'locate':
      return <LocateDialog {...dialog} onClose={onClose} />;
    case 'model-view':
      return <ModelViewDialog {...dialog} onClose={onClose} />;
    case 'remove-layer':
      return <RemoveLayerDialog {...dialog} onClose={onClose} />;
    case 'import-models':
      return <ImportModelsDialog key={dialog.grants[0]?.id} {...dialog} onClose={onClose} />;
    case 'download-model':
      return <DownloadModelDialog onClose={onClose} />;
    case 'remove-model':
      return <RemoveModelDialog {...dialog} onClose={onClose} />;
    case 'seen-pixels':
      return <SeenPixelsDialog {...dialog} onClose={onClose} />;
    case 'palette':
      return <Palette onClose={onClose} />;
    case 'shortcuts':
      return <ShortcutsDialog onClose={onClose} />;
    case 'about':
      return <AboutDialog onClose={onClose} />;
    default:
      return null;
  }
}
