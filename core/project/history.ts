/** A document with its undo and redo stacks, which hold inverse transactions. */
import type { SceneId } from '../documents/ids.ts';
import type { ProjectDocument, Transaction } from '../documents/project.ts';
import { applyTransaction, isUndoable } from './document.ts';

const STEPS_KEPT = 200;

export type History = {
  readonly document: ProjectDocument;
  readonly undo: readonly Transaction[];
  readonly redo: readonly Transaction[];
};

export function newHistory(document: ProjectDocument): History {
  return { document, undo: [], redo: [] };
}

/** An edit clears the redo stack; any other change leaves both stacks as they are. */
export function commit(history: History, change: Transaction): History {
  const { document, inverse } = applyTransaction(history.document, change);
  if (!isUndoable(change) || inverse === null) return { ...history, document };
  return { document, undo: [...history.undo, inverse].slice(-STEPS_KEPT), redo: [] };
}

/** Drops the results of a deleted scene and the steps that refer to it, so that none can bring it back. */
export function forgetScene({ document, undo, redo }: History, scene: SceneId): History {
  const isOther = (step: Transaction): boolean => sceneOf(step) !== scene;
  const results = document.results.filter((each) => each.scene !== scene);
  return { document: { ...document, results }, undo: undo.filter(isOther), redo: redo.filter(isOther) };
}

function sceneOf(step: Transaction): SceneId | null {
  if ('layer' in step) return step.layer.scene;
  if ('review' in step) return step.review.scene;
  if ('result' in step) return step.result.scene;
  return 'scene' in step ? step.scene : null;
}

/** Returns the same history if there is nothing to undo. */
export function undo(history: History): History {
  const change = history.undo.at(-1);
  if (!change) return history;
  const { document, inverse } = applyTransaction(history.document, change);
  return {
    document,
    undo: history.undo.slice(0, -1),
    redo: inverse === null ? history.redo : [...history.redo, inverse],
  };
}

/** Returns the same history if there is nothing to redo. */
export function redo(history: History): History {
  const change = history.redo.at(-1);
  if (!change) return history;
  const { document, inverse } = applyTransaction(history.document, change);
  return {
    document,
    undo: inverse === null ? history.undo : [...history.undo, inverse],
    redo: history.redo.slice(0, -1),
  };
}
