/** What one input did to the code under test. */
import { Busy, InvalidInput, NotFound, Unreachable, Unsupported } from '../../core/errors.ts';

/** `faulty` is a finding. */
export type Outcome =
  | { readonly kind: 'done' }
  | { readonly kind: 'refused'; readonly message: string }
  | { readonly kind: 'faulty'; readonly fault: string };

/** Code under test, ready to be given inputs. `run` rejects with what that code throws. */
export type Target = {
  readonly run: (input: Uint8Array) => Promise<void>;
  /** What a message must contain to name the file; null where nothing is a file. */
  readonly fileName: (input: Uint8Array) => string | null;
};

/** A fault that the target itself noticed, such as a lost file. */
export class TargetFault extends Error {}

/** Paths may have thousands of characters. */
const LONGEST_MESSAGE = 8000;

export async function outcomeOf(target: Target, input: Uint8Array): Promise<Outcome> {
  try {
    await target.run(input);
    return { kind: 'done' };
  } catch (error) {
    return judged(error, target.fileName(input));
  }
}

function judged(error: unknown, name: string | null): Outcome {
  if (error instanceof TargetFault) return { kind: 'faulty', fault: error.message };
  if (!isTyped(error)) return { kind: 'faulty', fault: `untyped: ${stackOf(error)}` };
  const { message } = error;
  if (name !== null && !message.includes(name))
    return { kind: 'faulty', fault: `the error does not name the file: ${stackOf(error)}` };
  if (message.length > LONGEST_MESSAGE)
    return { kind: 'faulty', fault: `a message of ${message.length} characters: ${message.slice(0, 300)}` };
  return { kind: 'refused', message };
}

function isTyped(error: unknown): error is Error {
  return [InvalidInput, Unsupported, NotFound, Busy, Unreachable].some((kind) => error instanceof kind);
}

function stackOf(error: unknown): string {
  return error instanceof Error ? `${error.stack ?? error.message}`.slice(0, 3000) : String(error);
}
