/** Messages between Electron's main process and the core process (or the installed command line). Ports are sent along with them. */
import type { Grant, GrantId, PathAccess } from '../documents/ids.ts';
import type { WireError } from './protocol.ts';

export type MainToCore =
  /** Sent with a port: a page connects. */
  | { readonly kind: 'client' }
  /** Sent with a port, on which one `BulkReply` is expected. A closed port means that nobody waits for it any more. */
  | { readonly kind: 'bulk'; readonly path: string }
  | { readonly kind: 'grant'; readonly request: number; readonly path: string; readonly access: GrantAccess }
  /** A grant from a previous core process that the page still holds. Sent before any client. */
  | {
      readonly kind: 'restore-grant';
      readonly grant: GrantId;
      readonly path: string;
      readonly access: PathAccess;
    }
  /** Sent with a port: the engine process requested by `start-engine` with the same number is running. */
  | { readonly kind: 'engine-started'; readonly engine: number }
  | { readonly kind: 'engine-exited'; readonly engine: number; readonly reason: string }
  | { readonly kind: 'interrupt' }
  | { readonly kind: 'close' };

export type CoreToMain =
  | { readonly kind: 'granted'; readonly request: number; readonly outcome: Outcome<Grant | null> }
  | { readonly kind: 'start-engine'; readonly engine: number }
  | { readonly kind: 'kill-engine'; readonly engine: number }
  | { readonly kind: 'jobs-at-work'; readonly isAtWork: boolean }
  /** A long job has ended, and the user wants to be told. */
  | { readonly kind: 'job-ended'; readonly title: string; readonly state: 'done' | 'stopped' | 'failed' }
  /** The core cannot start, and a retry would not help. */
  | { readonly kind: 'unusable'; readonly error: WireError }
  | { readonly kind: 'closed' };

/** `read-either`: a file or a folder. `read-if-first` gives no grant (null) if a project was saved before. */
export type GrantAccess = 'read' | 'read-folder' | 'read-either' | 'read-if-first' | 'write';

/** Errors are sent as values, because Electron drops the name and code of a rejection. */
export type Outcome<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: WireError };

export type BulkReply = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array<ArrayBuffer>;
};
