/**
 * Error classes by kind of failure. Messages name the file or field, what is wrong and what was expected; `code` is stable
 * and crosses the RPC.
 */

/** The input (file, argument, message) is malformed or inconsistent. */
export class InvalidInput extends Error {
  override readonly name = 'InvalidInput';
  readonly code = 'INVALID';
}

/** The input is valid, but this program does not support it. */
export class Unsupported extends Error {
  override readonly name = 'Unsupported';
  readonly code = 'UNSUPPORTED';
}

/** The named thing does not exist, or no longer does. */
export class NotFound extends Error {
  override readonly name = 'NotFound';
  readonly code = 'NOT_FOUND';
}

/** The requested resource is in use by another process or job. */
export class Busy extends Error {
  override readonly name = 'Busy';
  readonly code = 'BUSY';
}

/** A server or the network does not respond as expected; a retry may succeed later. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable';
  readonly code = 'UNREACHABLE';
}

/** An error of these kinds: its message is for the user, and work on other things may go on. */
export function isExpected(error: unknown): error is InvalidInput | Unsupported | NotFound | Busy {
  return [InvalidInput, Unsupported, NotFound, Busy].some((kind) => error instanceof kind);
}
