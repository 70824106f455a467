/** What a job did and why it ended, as it is kept on disk. */
import { useQuery } from '@tanstack/react-query';
import { Copy } from 'lucide-react';
import type { ReactNode } from 'react';
import type { JobSummary } from '../../../core/documents/job.ts';
import { useApplication } from '../../state/application-context.ts';
import { queryKeys } from '../../state/query-keys.ts';
import { attempt } from '../../state/toasts.ts';
import { Button } from '../../ui/button.tsx';
import { strings } from './strings.ts';
import style from './style.module.css';

export function JobLog({ job: { id, title } }: { readonly job: JobSummary }): ReactNode {
  const app = useApplication();
  const { data: lines } = useQuery({
    queryKey: queryKeys.jobLog(id),
    queryFn: () => app.core.call('jobs.log', { job: id }),
  });
  if (!lines) return null;
  if (lines.length === 0) return <p className={style.words}>{strings.noLog}</p>;
  const text = lines.join('\n');
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section className={style.log} tabIndex={0} aria-label={strings.logOf(title)}>
        {text}
      </section>
      <span>
        <Button
          icon={Copy}
          onPress={() => attempt(app, strings.copyLog, () => navigator.clipboard.writeText(text))}
        >
          {strings.copyLog}
        </Button>
      </span>
    </>
  );
}
