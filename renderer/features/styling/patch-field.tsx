/** The patches of the whole scene: what they cost, the button that encodes them, and the one that removes them. */
import type { ReactNode } from 'react';
import type { PatchPlan, QueryResult } from '../../../core/documents/search.ts';
import type { Application } from '../../state/application.ts';
import { useApplication } from '../../state/application-context.ts';
import { useJobs } from '../../state/core-queries.ts';
import { attempt } from '../../state/toasts.ts';
import { usePatchPlan } from '../../state/use-patch-plan.ts';
import { Button } from '../../ui/button.tsx';
import { formatBytes, formatCount, formatPercent, formatSeconds } from '../../ui/format.ts';
import { strings } from './map-strings.ts';
import style from './style.module.css';

export function PatchField({ result }: { readonly result: QueryResult }): ReactNode {
  const app = useApplication();
  const { scene, model } = result;
  const plan = usePatchPlan(scene, model).data;
  const job = useJobs().find(
    ({ spec, state }) =>
      spec.kind === 'index-patches' &&
      spec.scene === scene &&
      spec.model === model &&
      (state === 'running' || state === 'waiting'),
  );
  // Models without patches have no plan.
  if (!plan) return null;
  if (job) return <p className={style.muted}>{strings.patchesRunning(shareOf(job.done, job.total))}</p>;
  if (plan.passesDone === plan.passes)
    return (
      <div className={style.regions}>
        <span className={style.muted}>{strings.patchesThere(formatBytes(plan.bytes))}</span>
        <Button tone="quiet" onPress={() => attempt(app, strings.removePatches, () => remove(app, result))}>
          {strings.removePatches}
        </Button>
      </div>
    );
  return (
    <div className={style.regions}>
      <Button onPress={() => attempt(app, strings.wholeScene, () => start(app, result))}>
        {strings.wholeScene}
      </Button>
      <span className={style.muted}>{cost(plan)}</span>
    </div>
  );
}

function cost({ passes, passesDone, seconds, bytes }: PatchPlan): string {
  return strings.patchCost(formatCount(passes - passesDone), formatSeconds(seconds), formatBytes(bytes));
}

function shareOf(done: number, total: number): string {
  return formatPercent(total > 0 ? done / total : 0);
}

async function start(app: Application, { scene, model }: QueryResult): Promise<void> {
  await app.core.call('jobs.start', { spec: { kind: 'index-patches', scene, model } });
}

async function remove(app: Application, { scene }: QueryResult): Promise<void> {
  await app.core.call('index.removePatches', { scene });
}
