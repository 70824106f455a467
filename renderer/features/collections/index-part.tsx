/** What indexing the collection would take; then its progress. */
import { CircleStop, Play, Zap } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { type CollectionPlan, DEFAULT_SIZES } from '../../../core/documents/collection.ts';
import type { CollectionId, ModelId } from '../../../core/documents/ids.ts';
import type { JobSummary } from '../../../core/documents/job.ts';
import { useApplication } from '../../state/application-context.ts';
import { useJobs } from '../../state/core-queries.ts';
import { attempt } from '../../state/toasts.ts';
import { Button } from '../../ui/button.tsx';
import { coreStrings } from '../../ui/core-strings.ts';
import { formatBytes, formatCount, formatSeconds } from '../../ui/format.ts';
import { Notice } from '../../ui/notice.tsx';
import panel from '../../ui/panel.module.css';
import { ProgressBar } from '../../ui/progress-bar.tsx';
import { cancelIndexing, isOpen, jobOf, startIndexing } from './index-actions.ts';
import { SizesDialog } from './sizes-dialog.tsx';
import { strings } from './strings.ts';
import style from './style.module.css';
import { useCollectionPlan } from './use-collections.ts';

type Props = { readonly collection: CollectionId; readonly model: ModelId };

export function IndexPart({ collection, model }: Props): ReactNode {
  const app = useApplication();
  const job = jobOf(useJobs(), collection, model);
  const { data: plan, error } = useCollectionPlan(collection, model, DEFAULT_SIZES);
  const [isSizing, setSizing] = useState(false);
  if (job && isOpen(job)) return <Running job={job} />;
  if (error)
    return (
      <Notice tone="bad" title={strings.noPlan}>
        {error.message}
      </Notice>
    );
  if (!plan) return null;
  if (plan.scenesDone === plan.scenes)
    return <p className={style.done}>{strings.allIndexed(formatCount(plan.scenes))}</p>;
  const hasBegun = job !== null && job.state !== 'done';
  return (
    <div className={style.plan}>
      <p role="status">{planInWords(plan)}</p>
      {job?.error && (
        <Notice tone="bad" title={strings.failed}>
          {job.error}
        </Notice>
      )}
      {hasBegun && !job.error && <p className={panel.hint}>{strings.kept}</p>}
      <span className={panel.buttons}>
        <Button
          tone="primary"
          icon={hasBegun ? Play : Zap}
          onPress={() => attempt(app, strings.index, () => startIndexing(app, collection, model))}
        >
          {hasBegun ? strings.resume : strings.index}
        </Button>
        <Button onPress={() => setSizing(true)}>{strings.sizes}</Button>
      </span>
      {isSizing && <SizesDialog collection={collection} model={model} onClose={() => setSizing(false)} />}
    </div>
  );
}

function Running({ job }: { readonly job: JobSummary }): ReactNode {
  const app = useApplication();
  return (
    <div className={style.plan}>
      <p role="status">{progressInWords(job)}</p>
      <ProgressBar label={strings.indexing} share={job.total > 0 ? job.done / job.total : null} />
      <Button icon={CircleStop} onPress={() => attempt(app, strings.cancel, () => cancelIndexing(app, job))}>
        {strings.cancel}
      </Button>
    </div>
  );
}

/** "468 of 480 scenes to index: 120,340 windows, about 3 h 5 min, 1.2 GB" */
function planInWords({ scenes, scenesDone, windows, windowsDone, seconds, bytes }: CollectionPlan): string {
  return strings.plan(
    formatCount(scenes - scenesDone),
    formatCount(scenes),
    formatCount(windows - windowsDone),
    formatSeconds(Math.max(1, seconds)),
    formatBytes(bytes),
  );
}

/** "12 of 480 scenes, 3 h 5 min left" */
function progressInWords({ state, phase, secondsLeft }: JobSummary): string {
  if (state === 'waiting') return strings.waiting;
  const place = phase === '' ? strings.begins : coreStrings.said(phase);
  return secondsLeft === null ? place : `${place}, ${strings.left(formatSeconds(secondsLeft))}`;
}
