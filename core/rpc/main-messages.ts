/** What Electron's main process and the core process (or the installed command line) tell each other. Ports travel beside. */
import type { Grant, GrantId } from '../documents/ids.ts';
import type { WireError } from './protocol.ts';

export type MainToCore =
  /** With a port: a page wants to talk. */
  | { readonly kind: 'client' }
  /** With a port, on which one `BulkReply` is expected; its closing means that nobody waits any more. */
  | { readonly kind: 'bulk'; readonly path: string }
  | { readonly kind: 'grant'; readonly request: number; readonly path: string; readonly access: GrantAccess }
  /** Given to a core process before this one: the page still holds it. Comes before any client. */
  | {
      readonly kind: 'restore-grant';
      readonly grant: GrantId;
      readonly path: string;
      readonly access: 'read' | 'write';
    }
  /** With a port: the engine process asked for by `start-engine` of the same number runs. */
  | { readonly kind: 'engine-started'; readonly engine: number }
  | { readonly kind: 'engine-exited'; readonly engine: number; readonly reason: string }
  | { readonly kind: 'interrupt' }
  | { readonly kind: 'close' };

export type CoreToMain =
  | { readonly kind: 'granted'; readonly request: number; readonly outcome: Outcome<Grant | null> }
  | { readonly kind: 'start-engine'; readonly engine: number }
  | { readonly kind: 'kill-engine'; readonly engine: number }
  /** It cannot start; trying again would not help. */
  | { readonly kind: 'unusable'; readonly error: WireError }
  | { readonly kind: 'closed' };

/** `read-if-first` grants nothing (null) when a project was saved before. */
export type GrantAccess = 'read' | 'read-if-first' | 'write';

/** Errors cross as values: what Electron makes of a rejection loses name and code. */
export type Outcome<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: WireError };

export type BulkReply = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array<ArrayBuffer>;
};
