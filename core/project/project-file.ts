/** The project file: JSON with a magic word and a version. */

import type { ProjectDocument } from '../documents/project.ts';
import { projectDocument } from '../documents/project-shapes.ts';
import { literal, object, record, type Shape } from '../documents/shape.ts';
import { Unsupported } from '../errors.ts';
import type { JsonObject } from '../json-object.ts';
import { parseState } from '../state-file.ts';

const MAGIC = 'longsight-project';

export function encodeProject(document: ProjectDocument): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify({ magic: MAGIC, document }, null, 1)}\n`);
}

const anyFields: Shape<JsonObject> = record((value) => value);
const projectFile = object({ magic: literal(MAGIC), document: anyFields });

/** `name` appears in errors. Throws `DamagedFile` if the text is not a project, `Unsupported` for a newer version. */
export function decodeProject(text: string, name: string): ProjectDocument {
  return parseState(text, name, (json, at) => {
    const { document } = projectFile(json, at);
    if (typeof document.version === 'number' && document.version > 1)
      throw new Unsupported(
        `${name}: written by a newer version of Longsight (project version ${document.version}; this one reads version 1): use that version, or move the file elsewhere to begin a new project`,
      );
    return projectDocument(document, at);
  });
}
