/** What the data folder takes on the disk; what is made again when it is needed can be cleared. */
import { useQuery } from '@tanstack/react-query';
import { Trash2 } from 'lucide-react';
import type { ReactNode } from 'react';
import { CLEARABLE_PARTS, type ClearablePart, type DiskPart } from '../../../core/documents/app.ts';
import { useApplication } from '../../state/application-context.ts';
import { queryKeys } from '../../state/query-keys.ts';
import { attempt } from '../../state/toasts.ts';
import { IconButton } from '../../ui/button.tsx';
import { Facts } from '../../ui/facts.tsx';
import { formatBytes } from '../../ui/format.ts';
import { strings } from './strings.ts';
import style from './style.module.css';

export function DiskView(): ReactNode {
  const app = useApplication();
  // Anything may have been written since the dialog was last open.
  const { data } = useQuery({
    queryKey: queryKeys.disk,
    queryFn: () => app.core.call('app.disk', null),
    gcTime: 0,
  });
  if (!data) return null;
  const clear = async (part: ClearablePart): Promise<void> => {
    app.cache.setQueryData(queryKeys.disk, await app.core.call('app.clear', { part }));
  };
  return (
    <>
      <Facts
        rows={data.parts.map(({ part, bytes, limitBytes }) => [
          strings.parts[part],
          <span key={part} className={style.part}>
            {formatBytes(bytes)}
            {limitBytes !== null && strings.limit(formatBytes(limitBytes))}
            {isClearable(part) && bytes > 0 && (
              <IconButton
                label={strings.clear(strings.parts[part])}
                icon={Trash2}
                onPress={() => attempt(app, strings.clear(strings.parts[part]), () => clear(part))}
              />
            )}
          </span>,
        ])}
      />
      {data.freeBytes !== null && <p className={style.hint}>{strings.free(formatBytes(data.freeBytes))}</p>}
    </>
  );
}

function isClearable(part: DiskPart): part is ClearablePart {
  return CLEARABLE_PARTS.some((each) => each === part);
}
