/** Notices for a scene that is not fully indexed, with a button to index it, and for unreadable index files. */
import type { ReactNode } from 'react';
import type { ModelSummary } from '../../../core/documents/model.ts';
import type { SceneDetail } from '../../../core/documents/scene.ts';
import { useApplication } from '../../state/application-context.ts';
import { useIndexes, useJobs, useUnreadableIndexes } from '../../state/core-queries.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { ProgressBar } from '../../ui/progress-bar.tsx';
import { indexJob, indexOf, indexWords, skippedWords } from '../scenes/index-badge.ts';
import { IndexesFault } from './indexes-fault.tsx';
import { strings } from './strings.ts';
import style from './style.module.css';

type Props = { readonly scene: SceneDetail; readonly model: ModelSummary };

export function IndexNotice({ scene, model }: Props): ReactNode {
  return (
    <>
      <IndexesFault indexes={useIndexes(scene.id)} />
      <IndexProgress scene={scene} model={model} />
      {useUnreadableIndexes(scene.id).map((fault) => (
        <Notice key={fault} tone="warn" title={strings.unreadable}>
          {fault}
        </Notice>
      ))}
    </>
  );
}

function IndexProgress({ scene, model }: Props): ReactNode {
  const app = useApplication();
  const { data: indexes } = useIndexes(scene.id);
  const index = indexOf(indexes, model.id);
  const job = indexJob(useJobs(), scene.id, model.id);
  const offer = (
    <Button tone="primary" onPress={() => app.view.setState({ dialog: { kind: 'index', scene: scene.id } })}>
      {strings.indexNow}
    </Button>
  );
  if (job)
    return (
      <p className={style.indexing} title={strings.indexingText}>
        {indexWords(index, job)}
        <ProgressBar label={strings.indexing} share={job.total > 0 ? job.done / job.total : null} />
      </p>
    );
  if (!indexes || (index && index.state === 'complete' && index.windowsSkipped < index.windows)) return null;
  // The answer below offers to index a scene that is not indexed.
  if (!index) return null;
  if (index.state === 'stale')
    return (
      <Notice tone="warn" title={strings.stale} actions={offer}>
        {strings.staleText}
      </Notice>
    );
  return (
    <Notice tone="warn" title={indexWords(index, null)} actions={offer}>
      {index.state === 'complete' && skippedWords(index)}
    </Notice>
  );
}
