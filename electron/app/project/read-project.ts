/** Reads the saved project without holding it open, for the command line. */
import type { ProjectDocument } from '../../../core/documents/project.ts';
import type { Storage } from '../../../core/host.ts';
import { emptyProject } from '../../../core/project/document.ts';
import { decodeProject } from '../../../core/project/project-file.ts';
import { readStateText } from '../../../core/state-file.ts';

/** A missing file is an empty project. Throws `DamagedFile` or `Unsupported` for one that cannot be read. */
export async function readProject(storage: Storage, path: string): Promise<ProjectDocument> {
  const text = await readStateText(storage, path);
  return text === null ? emptyProject : decodeProject(text, path);
}
