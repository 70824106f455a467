/** A project as one file: the document, where its scenes lie from the file's folder, what is known of them, and the last answers. */
import { dirname, isAbsolute, relative, sep } from 'node:path';
import type { ProjectDocument } from '../../../core/documents/project.ts';
import { projectDocument } from '../../../core/documents/project-shapes.ts';
import {
  array,
  atLeast,
  integer,
  literal,
  nullable,
  record,
  type Shape,
  string,
} from '../../../core/documents/shape.ts';
import { type StoredAnswer, storedAnswer } from '../../../core/documents/stored-answer.ts';
import { isWebAddress } from '../../../core/documents/web.ts';
import { Unsupported } from '../../../core/errors.ts';
import type { JsonObject } from '../../../core/json-object.ts';
import { parseState } from '../../../core/state-file.ts';
import { jsonOfRecord, type SceneRecord, sceneRecord } from '../scenes/scene-record.ts';

const MAGIC = 'longsight-project-file';
const VERSION = 1;

export type SavedScene = {
  /** From the folder of the project file, with `/` between folders; null for a file on another drive. */
  readonly relative: string | null;
  readonly record: SceneRecord;
};

export type SavedProject = {
  readonly document: ProjectDocument;
  readonly scenes: readonly SavedScene[];
  readonly answers: readonly StoredAnswer[];
};

/** `program` is the version that writes it. */
export function encodeSavedProject({ document, scenes, answers }: SavedProject, program: string): Uint8Array {
  const stored = scenes.map((scene) => ({ ...scene, record: jsonOfRecord(scene.record) }));
  const file = {
    ...{ magic: MAGIC, version: VERSION, writtenBy: program, savedAt: new Date().toISOString() },
    ...{ document, scenes: stored, answers },
  };
  return new TextEncoder().encode(`${JSON.stringify(file, null, 1)}\n`);
}

const head = atLeast({ magic: literal(MAGIC), version: integer(1, 0x7fff_ffff), writtenBy: string(64) });
const anyFields: Shape<JsonObject> = record((value) => value);
const body = atLeast({
  document: projectDocument,
  scenes: array(atLeast({ relative: nullable(string(32_768)), record: sceneRecord }), 10_000),
  answers: array(storedAnswer, 10_000),
});

/** `path` appears in errors. Throws `DamagedFile` for text that is no project file, `Unsupported` for one of a newer version. */
export function decodeSavedProject(text: string, path: string): SavedProject {
  return parseState(text, path, (json, at) => {
    const { version, writtenBy } = head(anyFields(json, at), at);
    if (version > VERSION)
      throw new Unsupported(
        `${path}: was written by Longsight ${writtenBy}, which is newer (format ${version}; this one reads format ${VERSION}): open it with that version`,
      );
    return body(json, at);
  });
}

/** From the folder of `projectPath` to `path`, as `SavedScene` has it. */
export function relativeTo(projectPath: string, path: string): string | null {
  if (isWebAddress(path)) return null;
  const found = relative(dirname(projectPath), path);
  return isAbsolute(found) || found === '' ? null : found.split(sep).join('/');
}
