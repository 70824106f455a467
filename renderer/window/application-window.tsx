/** The window: waits for the core, then shows menu bar, toolbar, panels, status bar and overlays. */
import { lazy, type ReactNode, Suspense } from 'react';
import { I18nProvider } from 'react-aria-components';
import type { PanelId } from '../dock/panels.ts';
import { allFeatures } from '../features/all-features.ts';
import { useView } from '../state/application-context.ts';
import { LOCALE } from '../ui/locale.ts';
import { Dialogs } from './dialogs.tsx';
import { DockHost } from './dock-host.tsx';
import { DropTarget } from './drop-target.tsx';
import { FaultsNotice } from './faults-notice.tsx';
import { MenuBar } from './menu-bar.tsx';
import { PanelBoundary } from './panel-boundary.tsx';
import { Rail } from './rail.tsx';
import { StartGate } from './start-gate.tsx';
import { StatusBar } from './status-bar.tsx';
import { strings } from './strings.ts';
import { Toasts } from './toasts.tsx';
import { Toolbar } from './toolbar.tsx';
import { useGivenFiles } from './use-given-files.ts';
import { useMissingScene } from './use-missing-scene.ts';
import { useProjectWindow } from './use-project-window.ts';
import { useRestoredQuery } from './use-restored-query.ts';
import { useShortcuts } from './use-shortcuts.ts';
import style from './window.module.css';

const BusyCards = lazy(() => import('./busy-cards.tsx').then((file) => ({ default: file.BusyCards })));

export function ApplicationWindow(): ReactNode {
  return (
    <I18nProvider locale={LOCALE}>
      <div className={style.window}>
        <StartGate whileWaiting={<LostNotice />}>
          <LoadedWindow />
        </StartGate>
      </div>
    </I18nProvider>
  );
}

function LoadedWindow(): ReactNode {
  const isBusy = useView(({ upload, opening }) => upload !== null || opening.length > 0);
  useShortcuts();
  useGivenFiles();
  useRestoredQuery();
  useMissingScene();
  useProjectWindow();
  return (
    <>
      <header className={style.head}>
        <h1 className="visually-hidden">{strings.title}</h1>
        <MenuBar />
        <Toolbar />
      </header>
      <LostNotice />
      <FaultsNotice />
      <main className={style.main}>
        <Rail />
        <DockHost render={renderPanel} />
      </main>
      <StatusBar />
      <Dialogs />
      <DropTarget />
      {isBusy && (
        <Suspense>
          <BusyCards />
        </Suspense>
      )}
      <Toasts />
    </>
  );
}

function LostNotice(): ReactNode {
  const isLost = useView((state) => state.link === 'lost');
  return isLost ? (
    <div className={style.lost} role="alert">
      {strings.lost}
    </div>
  ) : null;
}

function renderPanel(panel: PanelId): ReactNode {
  const feature = allFeatures.find(({ id }) => id === panel);
  if (!feature?.panel) return null;
  const { component: Content } = feature.panel;
  return (
    <PanelBoundary>
      <Content />
    </PanelBoundary>
  );
}
