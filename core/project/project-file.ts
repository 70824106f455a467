/** The working copy of the project in the data folder: JSON with a magic word and a version. */

import type { ProjectDocument } from '../documents/project.ts';
import { projectDocument } from '../documents/project-shapes.ts';
import {
  absentAs,
  integer,
  literal,
  nullable,
  number,
  object,
  record,
  type Shape,
  string,
} from '../documents/shape.ts';
import { Unsupported } from '../errors.ts';
import type { JsonObject } from '../json-object.ts';
import { parseState } from '../state-file.ts';

const MAGIC = 'longsight-project';

/** The project file that the working copy belongs to. */
export type ProjectLink = {
  /** Null for one that a browser sent or was sent. */
  readonly path: string | null;
  readonly name: string;
  /** Digest of the content that the file holds. */
  readonly saved: string;
  /** Size and time of the file after it was read or written; null without a path. */
  readonly stat: { readonly sizeBytes: number; readonly modifiedMs: number } | null;
};

/** `file` is null for a project that was never saved. */
export type WorkingCopy = { readonly document: ProjectDocument; readonly file: ProjectLink | null };

export function encodeProject({ document, file }: WorkingCopy): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify({ magic: MAGIC, file, document }, null, 1)}\n`);
}

const anyFields: Shape<JsonObject> = record((value) => value);
const projectLink: Shape<ProjectLink> = object({
  path: nullable(string(32_768)),
  name: string(1024),
  saved: string(128),
  stat: nullable(object({ sizeBytes: integer(0, Number.MAX_SAFE_INTEGER), modifiedMs: number() })),
});
const workingCopy = object({
  magic: literal(MAGIC),
  file: absentAs(null, nullable(projectLink)),
  document: anyFields,
});

/** `name` appears in errors. Throws `DamagedFile` if the text is not a project, `Unsupported` for a newer version. */
export function decodeProject(text: string, name: string): WorkingCopy {
  return parseState(text, name, (json, at) => {
    const { document, file } = workingCopy(json, at);
    if (typeof document.version === 'number' && document.version > 1)
      throw new Unsupported(
        `${name}: written by a newer version of Longsight (project version ${document.version}; this one reads version 1): use that version, or move the file elsewhere to begin a new project`,
      );
    return { document: projectDocument(document, at), file };
  });
}
