/** The current question: the last one asked of the active scene, once an index can answer it. */
import { answering } from './answering.ts';
import { useView } from './application-context.ts';
import { useIndexes, useProject } from './core-queries.ts';
import type { Asked } from './view-state.ts';

export function useAsked(): Asked | null {
  const asked = useQuestion();
  const { data: indexes } = useIndexes(asked ? asked.scene : null);
  return asked && answering(indexes, asked.model).length > 0 ? asked : null;
}

/** Whether or not an index can answer it yet. */
export function useQuestion(): Asked | null {
  const asked = useView((state) => state.asked);
  const activeScene = useProject().activeScene;
  return asked && asked.scene === activeScene ? asked : null;
}
