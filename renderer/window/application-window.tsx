/** The window: menu bar, toolbar, panels, status bar, and what comes up over them. */
import { type ReactNode, useCallback } from 'react';
import { I18nProvider } from 'react-aria-components';
import type { PanelId } from '../dock/panels.ts';
import { panelComponents } from '../features/feature-table.ts';
import { useView } from '../state/application-context.ts';
import { Dialogs } from './dialogs.tsx';
import { DockHost } from './dock-host.tsx';
import { DropTarget } from './drop-target.tsx';
import { MenuBar } from './menu-bar.tsx';
import { PanelBoundary } from './panel-boundary.tsx';
import { StatusBar } from './status-bar.tsx';
import { strings } from './strings.ts';
import { Toasts } from './toasts.tsx';
import { Toolbar } from './toolbar.tsx';
import { useGivenFiles } from './use-given-files.ts';
import { useMissingScene } from './use-missing-scene.ts';
import { useRestoredQuery } from './use-restored-query.ts';
import { useShortcuts } from './use-shortcuts.ts';
import style from './window.module.css';

export function ApplicationWindow(): ReactNode {
  useShortcuts();
  useGivenFiles();
  useRestoredQuery();
  useMissingScene();
  const isLost = useView((state) => state.link === 'lost');
  const renderPanel = useCallback((panel: PanelId): ReactNode => {
    const Panel = panelComponents[panel];
    return (
      <PanelBoundary>
        <Panel />
      </PanelBoundary>
    );
  }, []);
  return (
    <I18nProvider locale="en-GB">
      <div className={style.window}>
        <header className={style.head}>
          <h1 className="visually-hidden">{strings.title}</h1>
          <MenuBar />
          <Toolbar />
        </header>
        {isLost && (
          <div className={style.lost} role="alert">
            {strings.lost}
          </div>
        )}
        <main className={style.main}>
          <DockHost render={renderPanel} />
        </main>
        <StatusBar />
        <Dialogs />
        <DropTarget />
        <Toasts />
      </div>
    </I18nProvider>
  );
}
