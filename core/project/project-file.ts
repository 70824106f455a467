/** The project file: JSON with a magic word and a version. */

import type { ProjectDocument } from '../documents/project.ts';
import { projectDocument } from '../documents/project-shapes.ts';
import { InvalidInput, Unsupported } from '../errors.ts';
import { isJsonObject } from '../json-object.ts';

const MAGIC = 'longsight-project';

export function encodeProject(document: ProjectDocument): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify({ magic: MAGIC, document }, null, 1)}\n`);
}

/** `name` appears in errors. Throws `InvalidInput` for any other file, `Unsupported` for a newer version. */
export function decodeProject(bytes: Uint8Array, name: string): ProjectDocument {
  let parsed: unknown;
  try {
    parsed = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new InvalidInput(`${name}: not a Longsight project (not valid JSON)`, { cause });
  }
  if (!isJsonObject(parsed) || parsed.magic !== MAGIC || !isJsonObject(parsed.document))
    throw new InvalidInput(`${name}: not a Longsight project`);
  if (parsed.document.version !== 1)
    throw new Unsupported(
      `${name}: written by a newer version of Longsight (project version ${String(parsed.document.version)}; this one reads version 1)`,
    );
  return projectDocument(parsed.document, name);
}
