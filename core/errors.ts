/**
 * What can go wrong, told apart by class: the input is wrong, we cannot do it (yet), or it is not there.
 * Messages say what, where, what was expected and what was found; `code` is stable and crosses the RPC.
 */

/** The input (file, argument, message) breaks its own format's rules. */
export class InvalidInput extends Error {
  override readonly name = 'InvalidInput';
  readonly code = 'INVALID';
}

/** The input is legitimate, but this program does not read or do it. */
export class Unsupported extends Error {
  override readonly name = 'Unsupported';
  readonly code = 'UNSUPPORTED';
}

/** The thing named does not exist (any more). */
export class NotFound extends Error {
  override readonly name = 'NotFound';
  readonly code = 'NOT_FOUND';
}

/** Another process or job holds what was asked for. */
export class Busy extends Error {
  override readonly name = 'Busy';
  readonly code = 'BUSY';
}

/** A server or the network does not answer as it should; trying again later may help. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable';
  readonly code = 'UNREACHABLE';
}
