/** The arrangement of panels, kept for this browser. FlexLayout is known in this folder only. */
import {
  Actions,
  DockLocation,
  type IJsonModel,
  Model,
  type Node,
  TabNode,
  TabSetNode,
} from 'flexlayout-react';
import { defaultLayout } from './default-layout.ts';
import { type PanelId, panelIds, panelTitles } from './panels.ts';

const STORAGE_KEY = 'longsight.layout.1';

export type Dock = {
  readonly model: () => Model;
  readonly subscribe: (listener: () => void) => () => void;
  /** Brings the panel to the front, opening it where it was closed. */
  readonly show: (panel: PanelId) => void;
  readonly close: (panel: PanelId) => void;
  readonly isOpen: (panel: PanelId) => boolean;
  /** Open, and not behind another tab. */
  readonly isInFront: (panel: PanelId) => boolean;
  /** Moves the panel into the next group of tabs: what dragging its tab does. */
  readonly moveOn: (panel: PanelId) => void;
  /** The panel that had the focus last. */
  readonly activePanel: () => PanelId | null;
  readonly noteFocus: (panel: PanelId) => void;
  /** Moves the focus to the next (or previous) group of panels; the map is one of them. */
  readonly focusGroup: (by: -1 | 1) => void;
  readonly reset: () => void;
  readonly remember: () => void;
};

export function createDock(): Dock {
  let model = storedModel();
  let activePanel: PanelId | null = null;
  const listeners = new Set<() => void>();
  const tab = (panel: PanelId): TabNode | null => {
    const node = model.getNodeById(panel);
    return node instanceof TabNode ? node : null;
  };
  return {
    model: () => model,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    show: (panel) => {
      if (!tab(panel)) model.doAction(addPanel(model, panel));
      else if (!tab(panel)?.isVisible()) model.doAction(Actions.selectTab(panel));
    },
    close: (panel) => {
      if (tab(panel)) model.doAction(Actions.deleteTab(panel));
    },
    isOpen: (panel) => tab(panel) !== null,
    isInFront: (panel) => tab(panel)?.isVisible() ?? false,
    moveOn: (panel) => {
      const groups = tabSets(model).filter((group) => !holdsMap(group));
      const from = groups.findIndex((group) => group.getId() === tab(panel)?.getParent()?.getId());
      const to = groups[(from + 1) % groups.length];
      if (from >= 0 && to) model.doAction(Actions.moveNode(panel, to.getId(), DockLocation.CENTER, -1));
    },
    activePanel: () => activePanel,
    noteFocus: (panel) => {
      activePanel = panel;
    },
    focusGroup: (by) => {
      const stops = groupStops();
      const at = stops.findIndex(({ panel }) => panel === activePanel);
      stops.at((at + by) % stops.length)?.element.focus();
    },
    reset: () => {
      localStorage.removeItem(STORAGE_KEY);
      model = Model.fromJson(defaultLayout);
      for (const listener of listeners) listener();
    },
    remember: () => localStorage.setItem(STORAGE_KEY, JSON.stringify(model.toJson())),
  };
}

/** Where the focus can go group by group: the tabs in front, and the map, which has none. */
function groupStops(): readonly { readonly panel: PanelId | null; readonly element: HTMLElement }[] {
  const tabs = document.querySelectorAll<HTMLElement>(
    '[role=tab][aria-selected=true], [data-panel=map] [role=application]',
  );
  return [...tabs].map((element) => ({ panel: panelAt(element), element }));
}

/** The panel an element belongs to, itself or by its tab. */
export function panelAt(element: Element): PanelId | null {
  const controls = element.closest('[role=tab]')?.getAttribute('aria-controls');
  const body = controls
    ? document.getElementById(controls)?.querySelector('[data-panel]')
    : element.closest('[data-panel]');
  const id = body?.getAttribute('data-panel');
  return panelIds.find((panel) => panel === id) ?? null;
}

/** A layout of an older version, or one damaged in the store, gives way to the default. */
function storedModel(): Model {
  const stored = localStorage.getItem(STORAGE_KEY);
  if (stored === null) return Model.fromJson(defaultLayout);
  try {
    const model = Model.fromJson(JSON.parse(stored) as IJsonModel);
    const unknown: string[] = [];
    model.visitNodes((node: Node) => {
      if (node instanceof TabNode && !panelIds.some((id) => id === node.getId())) unknown.push(node.getId());
    });
    for (const id of unknown) model.doAction(Actions.deleteTab(id));
    return model.getNodeById('map') ? model : Model.fromJson(defaultLayout);
  } catch (cause) {
    console.warn('The stored panel layout cannot be read; the default one is used.', cause);
    return Model.fromJson(defaultLayout);
  }
}

function addPanel(model: Model, panel: PanelId): ReturnType<typeof Actions.addTab> {
  const home = tabSets(model).find((group) => !holdsMap(group));
  const json = { type: 'tab', id: panel, name: panelTitles[panel], component: panel };
  return home
    ? Actions.addTab(json, home.getId(), DockLocation.CENTER, -1, true)
    : Actions.addTab(json, model.getRootRow()!.getId(), DockLocation.RIGHT, -1, true);
}

function tabSets(model: Model): readonly TabSetNode[] {
  const found: TabSetNode[] = [];
  model.visitNodes((node: Node) => {
    if (node instanceof TabSetNode) found.push(node);
  });
  return found;
}

function holdsMap(group: TabSetNode): boolean {
  return group.getChildren().some((child) => child.getId() === 'map');
}
