/**
 * Typed contract between page and core, identical over MessagePort and WebSocket. Tiles, maps, pictures and exported files go by URL: each
 * address is defined in `core/urls`.
 */
import type { Task } from '../task.ts';
import { appCalls } from './calls/app-calls.ts';
import type { Call } from './calls/call.ts';
import { collectionCalls } from './calls/collection-calls.ts';
import { evaluationCalls } from './calls/evaluation-calls.ts';
import { modelCalls } from './calls/model-calls.ts';
import { projectCalls } from './calls/project-calls.ts';
import { questionCalls } from './calls/question-calls.ts';
import { sceneCalls } from './calls/scene-calls.ts';
import { trainingCalls } from './calls/training-calls.ts';

/** Protocol version: increased whenever the meaning of a message changes; both ends must have the same. */
export const PROTOCOL = 2;

export const contract = {
  ...appCalls,
  ...sceneCalls,
  ...modelCalls,
  ...trainingCalls,
  ...collectionCalls,
  ...evaluationCalls,
  ...questionCalls,
  ...projectCalls,
} as const;

export type Contract = typeof contract;
export type MethodName = keyof Contract;
export type InputOf<M extends MethodName> = Contract[M] extends Call<infer In, unknown, unknown> ? In : never;
export type OutputOf<M extends MethodName> = NonNullable<Contract[M]['types']>['out'];
export type ProgressOf<M extends MethodName> = NonNullable<Contract[M]['types']>['progress'];

/** Implementation of the contract by the core. */
export type Handlers = {
  readonly [M in MethodName]: (input: InputOf<M>, task: Task<ProgressOf<M>>) => Promise<OutputOf<M>>;
};
