/** Job that indexes a scene. */
import type { Announce } from '../../../core/documents/app.ts';
import type { JobKinds } from '../jobs/job-kind.ts';
import type { SceneService } from '../scenes/scene-service.ts';
import type { IndexService } from './index-service.ts';

export function indexJob(scenes: SceneService, indexes: IndexService, announce: Announce): JobKinds['index'] {
  return {
    title: ({ scene, model }) => `Index ${scenes.nameOf(scene)} with ${model}`,
    canResume: true,
    lane: 'compute',
    run: async ({ scene, model, grid }, task) => {
      try {
        await indexes.build(scene, model, grid, task);
        return 'done';
      } finally {
        // Windows indexed so far can answer queries even if the job did not finish.
        announce('scenes');
      }
    },
  };
}
