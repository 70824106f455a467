/** Which component each panel shows: one line a panel. */
import { type ComponentType, lazy } from 'react';
import type { PanelId } from '../dock/panels.ts';
import { MapPanel } from './map/panel.tsx';

export const panelComponents: Readonly<Record<PanelId, ComponentType>> = {
  map: MapPanel,
  layers: lazy(() => import('./scenes/panel.tsx')),
  styling: lazy(() => import('./styling/panel.tsx')),
  search: lazy(() => import('./search/panel.tsx')),
  compare: lazy(() => import('./compare/panel.tsx')),
  dataset: lazy(() => import('./dataset/panel.tsx')),
  training: lazy(() => import('./training/panel.tsx')),
  results: lazy(() => import('./results/panel.tsx')),
  models: lazy(() => import('./models/panel.tsx')),
  jobs: lazy(() => import('./jobs/panel.tsx')),
};
