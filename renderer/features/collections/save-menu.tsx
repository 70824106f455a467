/** Saves the hits of an answer as one file, in a format of the user's choice. */
import type { ReactNode } from 'react';
import { type CollectionAnswer, HIT_FILE_FORMATS } from '../../../core/documents/collection.ts';
import { useApplication } from '../../state/application-context.ts';
import { type ExportEntry, ExportMenu } from '../exporting/export-menu.tsx';
import { strings as exporting } from '../exporting/strings.ts';

export function SaveMenu({ answer: { id, hits } }: { readonly answer: CollectionAnswer }): ReactNode {
  const { core } = useApplication();
  const entries = HIT_FILE_FORMATS.map(
    (format): ExportEntry => ({
      label: exporting.formats[format],
      fileName: `hits.${format}`,
      make: (target) => core.call('collections.export', { answer: id, format, target }),
    }),
  );
  return <ExportMenu entries={entries} isDisabled={hits.length === 0} />;
}
