/** Job that copies a scene's index into the team store, or from there. */
import type { Announce } from '../../../core/documents/app.ts';
import type { JobKinds } from '../jobs/job-kind.ts';
import type { SceneService } from '../scenes/scene-service.ts';
import type { TeamAccess } from './team-access.ts';

export function copyIndexJob(
  scenes: SceneService,
  team: TeamAccess,
  announce: Announce,
): JobKinds['copy-index'] {
  return {
    title: ({ direction, scene, model }) =>
      direction === 'publish'
        ? `Share the index of ${scenes.nameOf(scene)} with ${model}`
        : `Copy the index of ${scenes.nameOf(scene)} with ${model} from the team store`,
    canResume: true,
    lane: 'network',
    run: async ({ direction, scene, model }, task) => {
      const room = await team.room();
      try {
        await room[direction](scene, model, task);
        return 'done';
      } finally {
        announce(direction === 'publish' ? 'team' : 'scenes');
      }
    },
  };
}
