/** Drop target for the whole window: opens scenes, imports weights, and keeps the browser from navigating to a dropped file. */
import { Upload } from 'lucide-react';
import { type ReactNode, useEffect, useState } from 'react';
import { isCheckpointFile } from '../../core/documents/checkpoint-endings.ts';
import type { ReportUpload } from '../../core/rpc/shell.ts';
import { askBeforeImport } from '../features/models/model-actions.ts';
import { openScenes } from '../features/scenes/scene-actions.ts';
import type { Application } from '../state/application.ts';
import { useApplication } from '../state/application-context.ts';
import { attempt } from '../state/toasts.ts';
import { strings } from './strings.ts';
import style from './window.module.css';

export function DropTarget(): ReactNode {
  const app = useApplication();
  const [isOver, setOver] = useState(false);
  useEffect(() => {
    const abort = new AbortController();
    const { signal } = abort;
    const filesOf = ({ dataTransfer }: DragEvent): DataTransfer | null =>
      dataTransfer?.types.includes('Files') ? dataTransfer : null;
    window.addEventListener(
      'dragover',
      (event) => {
        if (!filesOf(event)) return;
        event.preventDefault();
        setOver(true);
      },
      { signal },
    );
    window.addEventListener('dragleave', (event) => event.relatedTarget === null && setOver(false), {
      signal,
    });
    window.addEventListener(
      'drop',
      (event) => {
        setOver(false);
        const transfer = filesOf(event);
        if (!transfer) return;
        event.preventDefault();
        // The file list is empty after the event.
        const files = [...transfer.files];
        const entries = [...transfer.items].map((item) => item.webkitGetAsEntry());
        const isCollection =
          entries.some((entry) => entry?.isDirectory) ||
          (event.target instanceof Element && event.target.closest('[data-panel=collections]'));
        attempt(app, strings.opening, async () =>
          isCollection
            ? (await import('../features/collections/take-dropped.ts')).takeDropped(app, files, entries)
            : takeFiles(app, files),
        );
      },
      { signal },
    );
    return () => abort.abort();
  }, [app]);
  return (
    <>
      {isOver && (
        <div className={style.drop}>
          <Upload size={32} aria-hidden />
          <strong>{strings.dropHere}</strong>
          <span>{strings.dropHint}</span>
        </div>
      )}
    </>
  );
}

async function takeFiles(app: Application, files: readonly File[]): Promise<void> {
  const report: ReportUpload = (sent, total, cancel) =>
    app.view.setState({ upload: { sent, total, cancel } });
  try {
    const scenes = files.filter(({ name }) => !isCheckpointFile(name));
    if (scenes.length > 0) await openScenes(app, await app.shell.grantDropped(scenes, report));
    const models = files.filter(({ name }) => isCheckpointFile(name));
    if (models.length > 0) askBeforeImport(app, await app.shell.grantDropped(models, report));
  } finally {
    app.view.setState({ upload: null });
  }
}
