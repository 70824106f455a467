/** The default layouts; tabs within a group keep the order of `panels`. */
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
      children: [
        { type: 'row', weight: 21, children: [group('left-top', 36), group('left-bottom', 64)] },
        mapGroup(panels, 52),
        { type: 'row', weight: 27, children: [group('right-top', 31), group('right-bottom', 69)] },
      ],
    },
  };
}

/** For small windows and high zoom: the map beside one group of tabs with everything else, the question first. */
export function compactLayout(panels: readonly Panel[]): IJsonModel {
  const order: readonly PanelPlace[] = ['right-top', 'right-bottom', 'left-top', 'left-bottom'];
  const tabs = order.flatMap((place) => panels.filter((panel) => panel.place === place));
  const name = tabs.map(({ title }) => title).join(', ');
  const group: IJsonTabSetNode = {
    ...{ type: 'tabset', weight: 48, name, children: tabs.map(panelTab) },
    enableDeleteWhenEmpty: false,
  };
  return {
    global: GLOBAL,
    borders: [],
    layout: { type: 'row', children: [mapGroup(panels, 52), group] },
  };
}

const GLOBAL: NonNullable<IJsonModel['global']> = {
  tabEnableRename: false,
  tabSetEnableMaximize: false,
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
