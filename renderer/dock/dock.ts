/** The panel layout, stored per browser. Only this folder and `window/dock-host.tsx` use FlexLayout. */
import {
  Actions,
  DockLocation,
  type IJsonModel,
  Model,
  type Node,
  TabNode,
  TabSetNode,
} from 'flexlayout-react';
import { defaultLayout, panelTab } from './default-layout.ts';
import type { Panel, PanelId } from './panels.ts';

const STORAGE_KEY = 'longsight.layout.1';

export type Dock = {
  readonly panels: readonly Panel[];
  readonly model: () => Model;
  readonly subscribe: (listener: () => void) => () => void;
  /** Brings the panel to the front and opens it if necessary. Throws if there is no such panel. */
  readonly show: (panel: PanelId) => void;
  readonly close: (panel: PanelId) => void;
  readonly isOpen: (panel: PanelId) => boolean;
  /** Open, and not behind another tab. */
  readonly isInFront: (panel: PanelId) => boolean;
  /** Moves the panel into the next group of tabs, as dragging its tab does. */
  readonly moveOn: (panel: PanelId) => void;
  /** The panel that last had the focus. */
  readonly activePanel: () => PanelId | null;
  readonly noteFocus: (panel: PanelId) => void;
  /** Moves the focus to the next or previous group of panels, the map included. */
  readonly focusGroup: (by: -1 | 1) => void;
  readonly reset: () => void;
  readonly remember: () => void;
};

export function createDock(panels: readonly Panel[]): Dock {
  let model = storedModel(panels);
  let activePanel: PanelId | null = null;
  const listeners = new Set<() => void>();
  const tab = (panel: PanelId): TabNode | null => {
    const node = model.getNodeById(panel);
    return node instanceof TabNode ? node : null;
  };
  const add = (panel: PanelId): void => {
    const found = panels.find(({ id }) => id === panel);
    if (!found) throw new Error(`No feature has a panel "${panel}".`);
    model.doAction(addPanel(model, found, panels));
  };
  return {
    panels,
    model: () => model,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    show: (panel) => {
      const node = tab(panel);
      if (!node) add(panel);
      else if (!node.isVisible()) model.doAction(Actions.selectTab(panel));
    },
    close: (panel) => {
      if (tab(panel)) model.doAction(Actions.deleteTab(panel));
    },
    isOpen: (panel) => tab(panel) !== null,
    isInFront: (panel) => {
      const node = tab(panel);
      return node ? node.isVisible() : false;
    },
    moveOn: (panel) => {
      const parent = tab(panel)?.getParent()?.getId();
      const groups = tabSets(model).filter((group) => !holdsMap(group));
      const from = groups.findIndex((group) => group.getId() === parent);
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
      const next = stops.at((at + by) % stops.length);
      if (next) next.element.focus();
    },
    reset: () => {
      localStorage.removeItem(STORAGE_KEY);
      model = Model.fromJson(defaultLayout(panels));
      for (const listener of listeners) listener();
    },
    remember: () => localStorage.setItem(STORAGE_KEY, JSON.stringify(model.toJson())),
  };
}

/** Elements that take the focus, one per group: the selected tab, or the map, which has no tab. */
function groupStops(): readonly { readonly panel: PanelId | null; readonly element: HTMLElement }[] {
  const tabs = document.querySelectorAll<HTMLElement>(
    '[role=tab][aria-selected=true], [data-panel=map] [role=application]',
  );
  return [...tabs].map((element) => ({ panel: panelAt(element), element }));
}

/** The panel that contains the element or whose tab contains it; null outside the panels. */
export function panelAt(element: Element): PanelId | null {
  const tab = element.closest('[role=tab]');
  const content = tab && document.getElementById(`${tab.getAttribute('aria-controls')}`);
  const body = content ? content.querySelector('[data-panel]') : element.closest('[data-panel]');
  return body ? body.getAttribute('data-panel') : null;
}

/** A layout that is damaged, or from another version, is replaced by the default one. */
function storedModel(panels: readonly Panel[]): Model {
  const stored = localStorage.getItem(STORAGE_KEY);
  if (stored === null) return Model.fromJson(defaultLayout(panels));
  try {
    const model = Model.fromJson(JSON.parse(stored) as IJsonModel);
    const unknown: string[] = [];
    model.visitNodes((node: Node) => {
      if (node instanceof TabNode && !panels.some(({ id }) => id === node.getId()))
        unknown.push(node.getId());
    });
    for (const id of unknown) model.doAction(Actions.deleteTab(id));
    return model.getNodeById('map') ? model : Model.fromJson(defaultLayout(panels));
  } catch (cause) {
    console.warn('The stored panel layout cannot be read; the default one is used.', cause);
    return Model.fromJson(defaultLayout(panels));
  }
}

/** Beside panels of the same place, else in the first group. */
function addPanel(model: Model, panel: Panel, panels: readonly Panel[]): ReturnType<typeof Actions.addTab> {
  const groups = tabSets(model).filter((group) => !holdsMap(group));
  const isBeside = (id: string): boolean =>
    panels.some((other) => other.id === id && other.place === panel.place);
  const home =
    groups.find((group) => group.getChildren().some((child) => isBeside(child.getId()))) ?? groups[0];
  return home
    ? Actions.addTab(panelTab(panel), home.getId(), DockLocation.CENTER, -1, true)
    : Actions.addTab(panelTab(panel), model.getRootRow()!.getId(), DockLocation.RIGHT, -1, true);
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
