/** The queue of the team store and its workers. */
import type { ReactNode } from 'react';
import type { TeamOverview, TeamWorker } from '../../../core/documents/team.ts';
import { formatCount } from '../../ui/format.ts';
import { Notice } from '../../ui/notice.tsx';
import { ProgressBar } from '../../ui/progress-bar.tsx';
import { strings } from './strings.ts';
import style from './style.module.css';
import { queueInWords } from './team-words.ts';

export function WorkPart({ overview }: { readonly overview: TeamOverview }): ReactNode {
  const { windows, windowsDone, blocks, failures, workers } = overview;
  const isDone = windowsDone === windows;
  return (
    <section className={style.part} aria-label={strings.work}>
      <h3>{strings.work}</h3>
      {windows > 0 && (
        <p role="status">
          {isDone ? strings.allIndexed : strings.windows(formatCount(windowsDone), formatCount(windows))}
        </p>
      )}
      {!isDone && <ProgressBar label={strings.work} share={windowsDone / windows} />}
      <p className={style.hint}>{queueInWords(overview)}</p>
      {blocks.failed > 0 && (
        <Notice tone="bad" title={strings.failed(formatCount(blocks.failed))}>
          {failures.map(({ reason }) => (
            <p key={reason}>{reason}</p>
          ))}
        </Notice>
      )}
      <h3>{strings.workers}</h3>
      {workers.length === 0 && <p className={style.hint}>{strings.noWorkers}</p>}
      <ul className={style.list} aria-label={strings.workers}>
        {workers.map((worker) => (
          <WorkerRow key={`${worker.host} ${worker.processId} ${worker.startedAt}`} worker={worker} />
        ))}
      </ul>
    </section>
  );
}

function WorkerRow({ worker }: { readonly worker: TeamWorker }): ReactNode {
  const { name, host, device, blocks, isAlive } = worker;
  return (
    <li className={style.worker}>
      <span className={style.name}>{strings.workerOn(name, host)}</span>
      <span data-alive={isAlive}>{isAlive ? strings.alive : strings.silent}</span>
      <small>{strings.workerDid(device, formatCount(blocks))}</small>
    </li>
  );
}
