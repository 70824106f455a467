/** Job that encodes the patches of a scene. */
import type { Announce } from '../../../core/documents/app.ts';
import type { JobKinds } from '../jobs/job-kind.ts';
import type { SceneService } from '../scenes/scene-service.ts';
import type { PatchIndexService } from './patch-index-service.ts';

export function patchJob(
  scenes: SceneService,
  patches: PatchIndexService,
  announce: Announce,
): JobKinds['index-patches'] {
  return {
    title: ({ scene, model }) => `Patches of ${scenes.nameOf(scene)} with ${model}`,
    canResume: true,
    lane: 'compute',
    run: async ({ scene, model }, task) => {
      try {
        await patches.build(scene, model, task);
        return 'done';
      } finally {
        announce('scenes');
      }
    },
  };
}
