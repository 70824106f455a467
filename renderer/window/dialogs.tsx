/** The dialog that is open, if one is. */
import { lazy, type ReactNode, Suspense } from 'react';
import { useApplication, useView } from '../state/application-context.ts';

/** They come when they are asked for. */
const IndexDialog = lazy(() =>
  import('../features/indexing/index-dialog.tsx').then((file) => ({ default: file.IndexDialog })),
);
const RemoveLayerDialog = lazy(() =>
  import('../features/scenes/remove-layer-dialog.tsx').then((file) => ({ default: file.RemoveLayerDialog })),
);
const RemoveIndexDialog = lazy(() =>
  import('../features/search/remove-index-dialog.tsx').then((file) => ({ default: file.RemoveIndexDialog })),
);
const RemoveModelDialog = lazy(() =>
  import('../features/models/remove-model-dialog.tsx').then((file) => ({ default: file.RemoveModelDialog })),
);
const DownloadModelDialog = lazy(() =>
  import('../features/models/download-model-dialog.tsx').then((file) => ({
    default: file.DownloadModelDialog,
  })),
);
const ImportModelsDialog = lazy(() =>
  import('../features/models/import-models-dialog.tsx').then((file) => ({
    default: file.ImportModelsDialog,
  })),
);

const Palette = lazy(() =>
  import('../features/help/palette.tsx').then((file) => ({ default: file.Palette })),
);
const AboutDialog = lazy(() =>
  import('../features/help/about-dialog.tsx').then((file) => ({ default: file.AboutDialog })),
);
const ShortcutsDialog = lazy(() =>
  import('../features/help/shortcuts-dialog.tsx').then((file) => ({ default: file.ShortcutsDialog })),
);
const SeenPixelsDialog = lazy(() =>
  import('../features/results/seen-pixels-dialog.tsx').then((file) => ({ default: file.SeenPixelsDialog })),
);
const ModelViewDialog = lazy(() =>
  import('../features/scenes/model-view-dialog.tsx').then((file) => ({ default: file.ModelViewDialog })),
);
const PropertiesDialog = lazy(() =>
  import('../features/scenes/properties-dialog.tsx').then((file) => ({ default: file.PropertiesDialog })),
);
const LocateDialog = lazy(() =>
  import('../features/scenes/locate-dialog.tsx').then((file) => ({ default: file.LocateDialog })),
);
const RemoveDatasetDialog = lazy(() =>
  import('../features/dataset/remove-dataset-dialog.tsx').then((file) => ({
    default: file.RemoveDatasetDialog,
  })),
);
const RemoveRunDialog = lazy(() =>
  import('../features/training/remove-run-dialog.tsx').then((file) => ({ default: file.RemoveRunDialog })),
);
const DiscardLeftoverDialog = lazy(() =>
  import('../features/models/discard-leftover-dialog.tsx').then((file) => ({
    default: file.DiscardLeftoverDialog,
  })),
);

export function Dialogs(): ReactNode {
  return (
    <Suspense>
      <OpenDialog />
    </Suspense>
  );
}

function OpenDialog(): ReactNode {
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
    case 'remove-index':
      return <RemoveIndexDialog {...dialog} onClose={onClose} />;
    case 'import-models':
      return <ImportModelsDialog key={dialog.grants[0]?.id} {...dialog} onClose={onClose} />;
    case 'download-model':
      return <DownloadModelDialog onClose={onClose} />;
    case 'remove-dataset':
      return <RemoveDatasetDialog {...dialog} onClose={onClose} />;
    case 'remove-model':
      return <RemoveModelDialog {...dialog} onClose={onClose} />;
    case 'remove-run':
      return <RemoveRunDialog {...dialog} onClose={onClose} />;
    case 'discard-leftover':
      return <DiscardLeftoverDialog {...dialog} onClose={onClose} />;
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
