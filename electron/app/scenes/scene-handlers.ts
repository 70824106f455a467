/** Handlers for scenes. */
import type { Announce } from '../../../core/documents/app.ts';
import type { Handlers } from '../../../core/rpc/contract.ts';
import type { GrantTable } from '../disk/grant-table.ts';
import type { ConversionService } from './conversion-service.ts';
import type { SceneService } from './scene-service.ts';

type Parts = {
  readonly scenes: SceneService;
  readonly conversions: ConversionService;
  readonly grants: GrantTable;
  readonly announce: Announce;
};

export function sceneHandlers({ scenes, conversions, grants, announce }: Parts) {
  return {
    'scenes.open': async ({ grant }, task) => {
      const id = await scenes.openPath(grants.pathOf(grant, 'read'), task);
      announce('scenes');
      return scenes.detail(id);
    },
    'scenes.openKnown': async ({ scene }, task) => {
      const id = await scenes.openPath(scenes.pathOf(scene), task);
      announce('scenes');
      return scenes.detail(id);
    },
    'scenes.planConversion': ({ grant }, { signal }) =>
      conversions.plan(grants.pathOf(grant, 'read'), signal),
    'scenes.setCrs': async ({ scene, crs }) => {
      await scenes.setCrs(scene, crs);
      announce('scenes');
      return scenes.detail(scene);
    },
    'scenes.list': () => scenes.list(),
    'scenes.setModelView': async ({ scene, view }) => {
      await scenes.setModelView(scene, view);
      announce('scenes');
      return scenes.detail(scene);
    },
    'scenes.bandRanges': ({ scene }, { signal }) => scenes.bandRanges(scene, signal),
    'scenes.identify': ({ scene, col, row }) => scenes.identify(scene, col, row),
  } satisfies Partial<Handlers>;
}
