/** The default layout; tabs within a group keep the order of `panels`. */
import type { IJsonModel, IJsonTabNode, IJsonTabSetNode } from 'flexlayout-react';
import type { Panel, PanelPlace } from './panels.ts';

export function defaultLayout(panels: readonly Panel[]): IJsonModel {
  const group = (
    place: PanelPlace,
    weight: number,
    restrictions: Partial<IJsonTabNode> = {},
  ): IJsonTabSetNode => {
    const tabs = panels.filter((panel) => panel.place === place && !panel.isOnDemand);
    const name = tabs.map(({ title }) => title).join(', ');
    const children = tabs.map((panel) => ({ ...panelTab(panel), ...restrictions }));
    return { type: 'tabset', weight, name, children };
  };
  return {
    global: {
      tabEnableRename: false,
      tabSetEnableMaximize: false,
      tabSetMinWidth: 180,
      tabSetMinHeight: 90,
    },
    borders: [],
    layout: {
      type: 'row',
      children: [
        { type: 'row', weight: 21, children: [group('left-top', 36), group('left-bottom', 64)] },
        {
          ...group('centre', 52, { enableClose: false, enableDrag: false }),
          enableTabStrip: false,
          enableDrop: false,
          enableDeleteWhenEmpty: false,
        },
        { type: 'row', weight: 27, children: [group('right-top', 36), group('right-bottom', 64)] },
      ],
    },
  };
}

export function panelTab({ id, title }: Panel): IJsonTabNode {
  return { type: 'tab', id, name: title, component: id };
}
