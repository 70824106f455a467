/** Reads the saved project without holding it open, for the command line. */
import type { Storage } from '../../../core/host.ts';
import { emptyProject } from '../../../core/project/document.ts';
import { decodeProject, type WorkingCopy } from '../../../core/project/project-file.ts';
import { readStateText } from '../../../core/state-file.ts';

/** A missing file is an empty project. Throws `DamagedFile` or `Unsupported` for one that cannot be read. */
export async function readProject(storage: Storage, path: string): Promise<WorkingCopy> {
  const text = await readStateText(storage, path);
  return text === null ? { document: emptyProject, file: null } : decodeProject(text, path);
}
