/** A valid call of every method of the contract that takes an input: a new method without one is a type error. */
import { contract, type MethodName } from '../../../core/rpc/contract.ts';
import type { CallsOf } from './call-parts.ts';
import { DESK_CALLS } from './desk-calls.ts';
import { QUESTION_CALLS } from './question-calls.ts';
import { TRANSACTIONS } from './transactions.ts';

const CALLS: CallsOf<string> = {
  ...DESK_CALLS,
  ...QUESTION_CALLS,
  'project.apply': TRANSACTIONS.map((transaction) => ({ transaction })),
};

/** Those above, and each method that takes none with null. */
export function allCalls(): readonly (readonly [method: MethodName, input: unknown])[] {
  const methods = Object.keys(contract) as readonly MethodName[];
  const given: Readonly<Partial<Record<MethodName, readonly unknown[]>>> = CALLS;
  return methods.flatMap((method) => (given[method] ?? [null]).map((input) => [method, input] as const));
}
