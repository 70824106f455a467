/** The project. */
import type { OpenedProject, ProjectState, RecentProject } from '../../documents/project.ts';
import { transaction } from '../../documents/project-shapes.ts';
import { nothing, object, string } from '../../documents/shape.ts';
import { askedQuestion, type StoredAnswer } from '../../documents/stored-answer.ts';
import type { Progress } from '../../task.ts';
import { call } from './call.ts';
import { grant } from './call-fields.ts';

export const projectCalls = {
  'project.get': call(nothing).gives<ProjectState>(),
  'project.apply': call(object({ transaction })).gives<ProjectState>(),
  'project.undo': call(nothing).gives<ProjectState>(),
  'project.redo': call(nothing).gives<ProjectState>(),
  /** Begins an empty project. */
  'project.begin': call(nothing).gives<ProjectState>(),
  /** Opens a project file in the place of the present project. */
  'project.open': call(object({ grant })).gives<OpenedProject, Progress>(),
  'project.recent': call(nothing).gives<readonly RecentProject[]>(),
  'project.openRecent': call(object({ id: string(64) })).gives<OpenedProject, Progress>(),
  /** Goes back to the project's file. */
  'project.revert': call(nothing).gives<OpenedProject, Progress>(),
  /** Writes to the project's own file. */
  'project.save': call(nothing).gives<ProjectState>(),
  /** Writes to the granted file, which becomes the project's own. */
  'project.saveAs': call(object({ target: grant })).gives<ProjectState>(),
  /** Writes to the data folder, for download by URL. */
  'project.download': call(nothing).gives<{ readonly state: ProjectState; readonly url: string }>(),
  /** After a crash: keeps the changes that were not saved. */
  'project.keepRecovered': call(nothing).gives<ProjectState>(),
  /** The last answer to the question, whichever model gave it; null if there is none. */
  'project.answer': call(object({ question: askedQuestion })).gives<StoredAnswer | null>(),
} as const;
