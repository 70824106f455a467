/** Shows the dialog that is open. */
import { type ComponentType, createElement, type ReactNode, Suspense } from 'react';
import { allFeatures } from '../features/all-features.ts';
import type { DialogProps, DialogTable } from '../features/feature.ts';
import { useApplication, useView } from '../state/application-context.ts';
import type { DialogKind, DialogOf } from '../state/view-state.ts';

const table: DialogTable = Object.assign({}, ...allFeatures.map(({ dialogs }) => dialogs));

export function Dialogs(): ReactNode {
  const app = useApplication();
  const dialog = useView((state) => state.dialog);
  if (dialog === null) return null;
  return <Suspense>{render(dialog, () => app.view.setState({ dialog: null }))}</Suspense>;
}

function render<K extends DialogKind>(dialog: DialogOf<K>, onClose: () => void): ReactNode {
  const Component: ComponentType<DialogProps<K>> | undefined = table[dialog.kind];
  if (!Component) throw new Error(`No feature has a dialog "${dialog.kind}".`);
  return createElement(Component, { ...dialog, onClose });
}
