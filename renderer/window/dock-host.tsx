/** Renders the panels in their layout. */
import { Layout, type TabNode } from 'flexlayout-react';
import { type ReactNode, Suspense, useCallback, useEffect, useSyncExternalStore } from 'react';
import { panelAt } from '../dock/dock.ts';
import type { PanelId } from '../dock/panels.ts';
import { useApplication } from '../state/application-context.ts';
import style from './dock.module.css';
import { dockStrings } from './dock-strings.ts';

/** Windows in which three columns leave no room for the map: the panels lie over it. High zoom counts as a small window. */
const SMALL_WINDOW = '(max-width: 1099px), (max-height: 559px)';
/** Width of the panels over the map; see `dock.css`. */
const OVERLAY_PX = 368;
const LABELS: Readonly<Record<string, string>> = dockStrings;
const KEYS = { focusTabToggle: 'Alt+F6' } as const;

export function DockHost({ render }: { readonly render: (panel: PanelId) => ReactNode }): ReactNode {
  const { dock, map } = useApplication();
  const model = useSyncExternalStore(dock.subscribe, dock.model);
  const isCompact = useSyncExternalStore(dock.subscribe, dock.isCompact);
  const isCovered = useSyncExternalStore(dock.subscribe, dock.coversMap);
  useEffect(() => map.view.setCovered(isCovered ? OVERLAY_PX : 0), [map, isCovered]);
  useEffect(() => {
    const small = matchMedia(SMALL_WINDOW);
    const follow = (): void => dock.setCompact(small.matches);
    follow();
    small.addEventListener('change', follow);
    return () => small.removeEventListener('change', follow);
  }, [dock]);
  const factory = useCallback(
    (node: TabNode): ReactNode => {
      const panel = node.getId();
      return <PanelHost panel={panel}>{render(panel)}</PanelHost>;
    },
    [render],
  );
  return (
    <div
      className={style.host}
      data-compact={isCompact || undefined}
      data-covers-map={isCovered || undefined}
      onFocusCapture={(event) => {
        const panel = panelAt(event.target);
        if (panel) dock.noteFocus(panel);
      }}
    >
      <Layout
        model={model}
        factory={factory}
        keyMap={KEYS}
        onModelChange={dock.remember}
        i18nTranslator={(key) => LABELS[key] ?? key}
        invalidateTabContentOnParentRender={false}
        realtimeResize
      />
    </div>
  );
}

function PanelHost({
  panel,
  children,
}: {
  readonly panel: PanelId;
  readonly children: ReactNode;
}): ReactNode {
  return (
    <div className={style.panel} data-panel={panel}>
      <Suspense fallback={null}>{children}</Suspense>
    </div>
  );
}
