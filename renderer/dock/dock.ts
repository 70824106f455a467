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
import { compactLayout, defaultLayout, GLOBAL, panelTab } from './default-layout.ts';
import type { Panel, PanelId } from './panels.ts';

/** The number changes with the panels of the default layout: an older layout would hide the new ones. */
const STORAGE_KEY = 'longsight.layout.2';
const OLDER_KEYS = ['longsight.layout.1'];

export type Dock = {
  readonly panels: readonly Panel[];
  readonly model: () => Model;
  readonly subscribe: (listener: () => void) => () => void;
  /** Brings the panel to the front and opens it if necessary. Throws if there is no such panel. */
  readonly show: (panel: PanelId) => void;
  readonly close: (panel: PanelId) => void;
  /** As `close`; in a small window, closes all that lies over the map. */
  readonly putAway: (panel: PanelId) => void;
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
  /** Switches between the user's layout and the one for small windows, which is not stored. */
  readonly setCompact: (isCompact: boolean) => void;
  readonly isCompact: () => boolean;
  /** Whether panels lie over the map. */
  readonly coversMap: () => boolean;
  /** Stores the layout and tells the listeners; called after each change of it. */
  readonly remember: () => void;
};

export function createDock(panels: readonly Panel[]): Dock {
  let wide = storedModel(panels);
  let compact = Model.fromJson(compactLayout(panels));
  let isCompact = false;
  const current = (): Model => (isCompact ? compact : wide);
  let activePanel: PanelId | null = null;
  const listeners = new Set<() => void>();
  const tellAll = (): void => {
    for (const listener of listeners) listener();
  };
  const tab = (panel: PanelId): TabNode | null => {
    const node = current().getNodeById(panel);
    return node instanceof TabNode ? node : null;
  };
  const add = (panel: PanelId): void => {
    const found = panels.find(({ id }) => id === panel);
    if (!found) throw new Error(`No feature has a panel "${panel}".`);
    current().doAction(isCompact ? addOverMap(current(), found) : addPanel(current(), panels, found));
  };
  return {
    panels,
    model: current,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    show: (panel) => {
      const node = tab(panel);
      if (!node) add(panel);
      else if (!isSelected(node)) current().doAction(Actions.selectTab(panel));
    },
    close: (panel) => {
      if (tab(panel)) current().doAction(Actions.deleteTab(panel));
    },
    putAway: (panel) => {
      const away = isCompact ? tabsOf(compact).filter((each) => each.getId() !== 'map') : [tab(panel)];
      for (const node of away) if (node) current().doAction(Actions.deleteTab(node.getId()));
    },
    isOpen: (panel) => tab(panel) !== null,
    isInFront: (panel) => {
      const node = tab(panel);
      return node !== null && isSelected(node);
    },
    moveOn: (panel) => {
      const parent = tab(panel)?.getParent()?.getId();
      const groups = tabSets(current()).filter((group) => !holdsMap(group));
      const from = groups.findIndex((group) => group.getId() === parent);
      const to = groups[(from + 1) % groups.length];
      if (from >= 0 && to) current().doAction(Actions.moveNode(panel, to.getId(), DockLocation.CENTER, -1));
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
      wide = Model.fromJson(defaultLayout(panels));
      compact = Model.fromJson(compactLayout(panels));
      tellAll();
    },
    setCompact: (next) => {
      if (next === isCompact) return;
      isCompact = next;
      tellAll();
    },
    isCompact: () => isCompact,
    coversMap: () => isCompact && tabSets(compact).length > 1,
    remember: () => {
      localStorage.setItem(STORAGE_KEY, JSON.stringify(wide.toJson()));
      tellAll();
    },
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
  for (const key of OLDER_KEYS) localStorage.removeItem(key);
  const stored = localStorage.getItem(STORAGE_KEY);
  if (stored === null) return Model.fromJson(defaultLayout(panels));
  try {
    const model = Model.fromJson({ ...(JSON.parse(stored) as IJsonModel), global: GLOBAL });
    for (const tab of tabsOf(model)) adoptTab(model, panels, tab);
    nameGroups(model);
    return model.getNodeById('map') ? model : Model.fromJson(defaultLayout(panels));
  } catch (cause) {
    console.warn('The stored panel layout cannot be read; the default one is used.', cause);
    return Model.fromJson(defaultLayout(panels));
  }
}

/** Removes the tab of an unknown panel; others get their titles, which may have been stored in another language. */
function adoptTab(model: Model, panels: readonly Panel[], tab: TabNode): void {
  const panel = panels.find(({ id }) => id === tab.getId());
  if (!panel) model.doAction(Actions.deleteTab(tab.getId()));
  else if (tab.getName() !== panel.title) model.doAction(Actions.renameTab(panel.id, panel.title));
}

/** After their tabs, as in the default layout. */
function nameGroups(model: Model): void {
  for (const group of tabSets(model)) {
    const titles = group.getChildren().map((tab) => (tab instanceof TabNode ? tab.getName() : ''));
    model.doAction(Actions.updateNodeAttributes(group.getId(), { name: titles.join(', ') }));
  }
}

/** Into the only group of a small window, which begins again if all its panels were closed. */
function addOverMap(model: Model, panel: Panel): ReturnType<typeof Actions.addTab> {
  const group = tabSets(model).find((each) => !holdsMap(each));
  return group
    ? Actions.addTab(panelTab(panel), group.getId(), DockLocation.CENTER, -1, true)
    : Actions.addTab(panelTab(panel), model.getRootRow()!.getId(), DockLocation.RIGHT, -1, true);
}

/** Into the group that holds most of the panels of its place, else a new group at that edge. */
function addPanel(model: Model, panels: readonly Panel[], panel: Panel): ReturnType<typeof Actions.addTab> {
  const neighbours = panels.filter(({ place }) => place === panel.place).map(({ id }) => id);
  const count = (group: TabSetNode): number =>
    group.getChildren().filter((child) => neighbours.includes(child.getId())).length;
  const [home] = tabSets(model)
    .filter((group) => !holdsMap(group) && count(group) > 0)
    .toSorted((a, b) => count(b) - count(a));
  if (home) return Actions.addTab(panelTab(panel), home.getId(), DockLocation.CENTER, -1, true);
  const edge = panel.place === 'left' ? DockLocation.LEFT : DockLocation.RIGHT;
  return Actions.addTab(panelTab(panel), model.getRootRow()!.getId(), edge, -1, true);
}

function tabsOf(model: Model): readonly TabNode[] {
  const found: TabNode[] = [];
  model.visitNodes((node: Node) => {
    if (node instanceof TabNode) found.push(node);
  });
  return found;
}

function tabSets(model: Model): readonly TabSetNode[] {
  const found: TabSetNode[] = [];
  model.visitNodes((node: Node) => {
    if (node instanceof TabSetNode) found.push(node);
  });
  return found;
}

function isSelected(tab: TabNode): boolean {
  const group = tab.getParent();
  return group instanceof TabSetNode && group.getSelectedNode() === tab;
}

function holdsMap(group: TabSetNode): boolean {
  return group.getChildren().some((child) => child.getId() === 'map');
}
