/** Where the panels stand at first: layers and styling left, the map in the middle, search and results right. */
import type { IJsonModel, IJsonTabNode } from 'flexlayout-react';
import { type PanelId, panelTitles } from './panels.ts';

function tab(panel: PanelId): IJsonTabNode {
  return { type: 'tab', id: panel, name: panelTitles[panel], component: panel };
}

export const defaultLayout: IJsonModel = {
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
      {
        type: 'row',
        weight: 21,
        children: [
          { type: 'tabset', weight: 36, name: 'Layers', children: [tab('layers')] },
          {
            type: 'tabset',
            weight: 64,
            name: 'Styling, models and jobs',
            children: [tab('styling'), tab('models'), tab('jobs')],
          },
        ],
      },
      {
        type: 'tabset',
        weight: 52,
        name: 'Map',
        enableTabStrip: false,
        enableDrop: false,
        enableDeleteWhenEmpty: false,
        children: [{ ...tab('map'), enableClose: false, enableDrag: false }],
      },
      {
        type: 'row',
        weight: 27,
        children: [
          {
            type: 'tabset',
            weight: 36,
            name: 'Search',
            children: [tab('search')],
          },
          {
            type: 'tabset',
            weight: 64,
            name: 'Results, data set, training and comparison',
            children: [tab('results'), tab('dataset'), tab('training'), tab('compare')],
          },
        ],
      },
    ],
  },
};
