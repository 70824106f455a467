/** Messages between client and server of the contract; every value in them is portable. */
import { InvalidInput } from '../errors.ts';

/** An error as sent to the other side. `code` is null if the error had none. */
export type WireError = { readonly name: string; readonly message: string; readonly code: string | null };

export type ClientMessage =
  | { readonly kind: 'req'; readonly id: number; readonly method: string; readonly input: unknown }
  | { readonly kind: 'cancel'; readonly id: number };

export type ServerMessage =
  | { readonly kind: 'prog'; readonly id: number; readonly progress: unknown }
  | { readonly kind: 'res'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'err'; readonly id: number; readonly error: WireError };

/** Limit on concurrent calls per port. */
export const MAX_OPEN_CALLS = 256;
/** Minimum time between two progress messages of a call. */
export const PROGRESS_INTERVAL_MS = 33;
/** Progress is held back while more bytes than this are waiting to be sent. */
export const MAX_BUFFERED_BYTES = 1 << 20;

type Fields = { readonly [key: string]: unknown };

function fieldsOf(message: unknown): Fields | null {
  return typeof message === 'object' && message !== null ? { ...message } : null;
}

/** `message` as a client message; null for anything else, which the receiver ignores. */
export function readClientMessage(message: unknown): ClientMessage | null {
  const fields = fieldsOf(message);
  if (fields === null || !isCallId(fields.id)) return null;
  const id = fields.id;
  if (fields.kind === 'cancel') return { kind: 'cancel', id };
  const method = fields.method;
  return fields.kind === 'req' && typeof method === 'string'
    ? { kind: 'req', id, method, input: fields.input }
    : null;
}

/** `message` as a server message; null for anything else, which the receiver ignores. */
export function readServerMessage(message: unknown): ServerMessage | null {
  const fields = fieldsOf(message);
  if (fields === null || !isCallId(fields.id)) return null;
  const id = fields.id;
  if (fields.kind === 'prog') return { kind: 'prog', id, progress: fields.progress };
  if (fields.kind === 'res') return { kind: 'res', id, value: fields.value };
  const error = fieldsOf(fields.error);
  if (fields.kind !== 'err' || error === null) return null;
  const { name, message: text, code } = error;
  if (typeof name !== 'string' || typeof text !== 'string') return null;
  return { kind: 'err', id, error: { name, message: text, code: typeof code === 'string' ? code : null } };
}

function isCallId(value: unknown): value is number {
  return Number.isSafeInteger(value);
}

/** Name, message and code of anything thrown. */
export function toWireError(error: unknown): WireError {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error), code: null };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : null;
  return { name: error.name, message: error.message, code };
}

/**
 * Throws `InvalidInput`, with the path `at`, unless the value survives both structured clone and JSON: null, booleans, finite numbers,
 * strings, typed arrays, and plain objects and arrays of these.
 */
export function checkPortable(value: unknown, at: string): void {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return;
  if (typeof value === 'number' && Number.isFinite(value)) return;
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) checkPortable(value[i], `${at}[${i}]`);
    return;
  }
  if (isTypedArray(value)) return;
  if (!isPlainObject(value))
    throw new InvalidInput(`${at}: ${describe(value)} cannot be sent between page and core`);
  if (Object.hasOwn(value, '$b')) throw new InvalidInput(`${at}: the field name $b is reserved`);
  for (const [key, each] of Object.entries(value)) checkPortable(each, `${at}.${key}`);
}

/** True for typed arrays but not for Node's `Buffer`, a subclass that would lose its class when sent. */
export function isTypedArray(value: unknown): value is ArrayBufferView {
  if (!ArrayBuffer.isView(value) || value instanceof DataView) return false;
  return Object.getPrototypeOf(Object.getPrototypeOf(value)) === Object.getPrototypeOf(Uint8Array.prototype);
}

function isPlainObject(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  // A clone from another realm has that realm's Object.prototype, whose own prototype is null.
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function describe(value: unknown): string {
  if (typeof value === 'object' && value !== null) return `a ${value.constructor.name}`;
  return typeof value === 'undefined' || typeof value === 'number' ? String(value) : `a ${typeof value}`;
}
