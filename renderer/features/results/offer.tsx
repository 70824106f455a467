/** Offer to index the active scene. */
import { lazy, type ReactNode, Suspense } from 'react';
import { useActiveModel, useActiveScene, useIndexes, useJobs } from '../../state/core-queries.ts';
import { indexJob, indexOf } from '../scenes/index-badge.ts';

const IndexOffer = lazy(() =>
  import('../indexing/index-offer.tsx').then((file) => ({ default: file.IndexOffer })),
);

/** To index the active scene, unless it is indexed or about to be. */
export function Offer(): ReactNode {
  const scene = useActiveScene();
  const model = useActiveModel();
  const { data: indexes } = useIndexes(scene ? scene.id : null);
  const jobs = useJobs();
  if (!scene || !model || !indexes) return null;
  if (indexOf(indexes, model.id) || indexJob(jobs, scene.id, model.id)) return null;
  return (
    <Suspense>
      <IndexOffer scene={scene} model={model} />
    </Suspense>
  );
}
