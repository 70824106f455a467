/** The default layouts: a column on each side of the map; tabs within a group keep the order of `panels`. */
import type { IJsonModel, IJsonTabNode, IJsonTabSetNode } from 'flexlayout-react';
import type { Panel, PanelPlace } from './panels.ts';

export function defaultLayout(panels: readonly Panel[]): IJsonModel {
  const group = (place: PanelPlace, weight: number): IJsonTabSetNode => {
    const tabs = panels.filter((panel) => panel.place === place && !panel.isOnDemand);
    const name = tabs.map(({ title }) => title).join(', ');
    return { type: 'tabset', weight, name, children: tabs.map(panelTab) };
  };
  return {
    global: GLOBAL,
    borders: [],
    layout: {
      type: 'row',
      children: [group('left', 23), mapGroup(panels, 50), group('right', 27)],
    },
  };
}

/** For small windows and high zoom: one group of tabs, the question first, which the style sheet lays over the map. */
export function compactLayout(panels: readonly Panel[]): IJsonModel {
  const order: readonly PanelPlace[] = ['right', 'left'];
  const tabs = order.flatMap((place) => panels.filter((panel) => panel.place === place && !panel.isOnDemand));
  const name = tabs.map(({ title }) => title).join(', ');
  const group: IJsonTabSetNode = { type: 'tabset', weight: 48, name, children: tabs.map(panelTab) };
  return {
    global: { ...GLOBAL, tabEnableDrag: false },
    borders: [],
    layout: { type: 'row', children: [mapGroup(panels, 52), group] },
  };
}

/** Of every layout. Tabs that do not fit into one line get a second one. */
export const GLOBAL: NonNullable<IJsonModel['global']> = {
  tabEnableRename: false,
  tabSetEnableMaximize: false,
  tabSetEnableTabWrap: true,
  tabSetMinWidth: 180,
  tabSetMinHeight: 90,
};

/** The map has no tab and stays where it is. */
function mapGroup(panels: readonly Panel[], weight: number): IJsonTabSetNode {
  const tabs = panels.filter(({ place }) => place === 'centre');
  return {
    type: 'tabset',
    weight,
    name: tabs.map(({ title }) => title).join(', '),
    children: tabs.map((panel) => ({ ...panelTab(panel), enableClose: false, enableDrag: false })),
    enableTabStrip: false,
    enableDrop: false,
    enableDeleteWhenEmpty: false,
  };
}

export function panelTab({ id, title }: Panel): IJsonTabNode {
  return { type: 'tab', id, name: title, component: id };
}
