/** Job that converts a raster of another format and opens the copy as a scene. */
import { basename } from 'node:path';
import type { Announce } from '../../../core/documents/app.ts';
import type { SceneId } from '../../../core/documents/ids.ts';
import type { GrantTable } from '../disk/grant-table.ts';
import type { JobKinds } from '../jobs/job-kind.ts';
import type { ConversionService } from './conversion-service.ts';
import type { SceneService } from './scene-service.ts';

type Parts = {
  readonly conversions: ConversionService;
  readonly scenes: SceneService;
  readonly grants: GrantTable;
  readonly announce: Announce;
  /** Makes the scene the top layer of the project. */
  readonly show: (scene: SceneId) => Promise<void>;
};

export function convertJob({
  conversions,
  scenes,
  grants,
  announce,
  show,
}: Parts): JobKinds['convert-scene'] {
  return {
    title: ({ name }) => `Convert ${basename(name)}`,
    canResume: false,
    lane: 'conversions',
    run: async ({ source, target }, task) => {
      const asked = target === null ? null : grants.pathOf(target, 'write');
      const path = await conversions.convert(grants.pathOf(source, 'read'), asked, task);
      await show(await scenes.openPath(path, task));
      announce('scenes');
      return 'done';
    },
  };
}
