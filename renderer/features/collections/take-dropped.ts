/** Files and folders that were dropped, as sources of a collection. */
import type { Grant } from '../../../core/documents/ids.ts';
import type { NamedFile, ReportUpload } from '../../../core/rpc/shell.ts';
import type { Application } from '../../state/application.ts';

/** `entries` in the order of `files`. Opens the dialog that makes a collection of them or adds them to the one in the panel. */
export async function takeDropped(
  app: Application,
  files: readonly File[],
  entries: readonly (FileSystemEntry | null)[],
): Promise<void> {
  const report: ReportUpload = (sent, total, cancel) =>
    app.view.setState({ upload: { sent, total, cancel } });
  try {
    const grants: Grant[] = [];
    for (const [i, file] of files.entries()) {
      const entry = entries[i];
      grants.push(
        ...(entry?.isDirectory
          ? [await app.shell.grantFolder(file, () => filesBelow(entry, ''), report)]
          : await app.shell.grantDropped([file], report)),
      );
    }
    const { collection } = app.view.getState();
    const to = app.dock.isInFront('collections') ? collection : null;
    app.view.setState({ dialog: { kind: 'add-scenes', grants, to } });
  } finally {
    app.view.setState({ upload: null });
  }
}

/** With their paths from the dropped folder on. */
async function filesBelow(entry: FileSystemEntry, above: string): Promise<readonly NamedFile[]> {
  const name = `${above}${entry.name}`;
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) =>
      (entry as FileSystemFileEntry).file(resolve, reject),
    );
    return [{ file, name }];
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const found: NamedFile[] = [];
  // A reader gives a part of the folder at a time.
  for (;;) {
    const some = await new Promise<readonly FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (some.length === 0) return found;
    for (const each of some) found.push(...(await filesBelow(each, `${name}/`)));
  }
}
