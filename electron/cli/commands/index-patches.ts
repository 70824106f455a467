/** `longsight index FILE --patches`: encodes the patches of a whole scene; resumes an interrupted run. */
import { counted } from '../print/counted.ts';
import { duration } from '../print/duration.ts';
import { type Invocation, textOption, UsageError } from './command.ts';
import { openChosenScene } from './open-scene.ts';

export async function indexPatches(invocation: Invocation): Promise<void> {
  const given = ['sizes', 'metres', 'grid'].find((name) => invocation.values[name] !== undefined);
  if (given !== undefined)
    throw new UsageError(`--${given} has no effect on --patches, whose windows follow from scene and model`);
  const { models, patchIndexes } = await invocation.services();
  const scene = await openChosenScene(invocation);
  const model = await models.find(textOption(invocation, 'model'));
  const { windowPx, passes, passesDone, seconds, bytes } = await patchIndexes.plan(scene, model);
  invocation.console.note(
    `${passes - passesDone} passes over windows of ${windowPx} px: about ${duration(seconds)}, ${(bytes / 1e6).toFixed(1)} MB`,
  );
  const startedMs = Date.now();
  await patchIndexes.build(scene, model, {
    signal: invocation.signal,
    report: ({ done, total }) => invocation.console.progress(`patches: ${done} of ${total} windows`),
  });
  const took = (Date.now() - startedMs) / 1000;
  invocation.console.result(
    { ...(await patchIndexes.plan(scene, model)), seconds: took },
    `encoded the patches of ${counted(passes, 'window')} in ${duration(took)}`,
  );
}
