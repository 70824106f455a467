/** Progress of the last look for scenes, then what it found. */
import { CircleStop, X } from 'lucide-react';
import type { ReactNode } from 'react';
import type { ScanReport } from '../../../core/documents/collection.ts';
import type { CollectionId } from '../../../core/documents/ids.ts';
import { useApplication, useView } from '../../state/application-context.ts';
import { IconButton } from '../../ui/button.tsx';
import { formatCount } from '../../ui/format.ts';
import { ProgressBar } from '../../ui/progress-bar.tsx';
import { strings } from './strings.ts';
import style from './style.module.css';

export function ScanPart({ collection }: { readonly collection: CollectionId }): ReactNode {
  const app = useApplication();
  const scan = useView(({ collectionScan: last }) => (last?.collection === collection ? last : null));
  if (scan === null) return null;
  const isRunning = scan.state === 'running';
  return (
    <div className={style.line}>
      <div>
        <p role="status">
          {isRunning
            ? strings.reading(formatCount(scan.done), formatCount(scan.total))
            : inWords(scan.report)}
        </p>
        {isRunning && (
          <ProgressBar label={strings.lookAgain} share={scan.total > 0 ? scan.done / scan.total : null} />
        )}
      </div>
      <IconButton
        label={isRunning ? strings.stop : strings.dismiss}
        icon={isRunning ? CircleStop : X}
        onPress={() => (isRunning ? scan.cancel() : app.view.setState({ collectionScan: null }))}
      />
    </div>
  );
}

function inWords({ added, changed, gone, same }: ScanReport): string {
  if (added + changed + gone === 0) return strings.nothingNew(formatCount(same));
  return strings.found(formatCount(added), formatCount(changed), formatCount(gone), formatCount(same));
}
