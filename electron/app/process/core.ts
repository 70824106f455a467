/** Interface of the core for its shells: handlers for the contract, answers to URLs, and grants for paths. */

import type { Grant, GrantId, PathAccess } from '../../../core/documents/ids.ts';
import type { LanguageChoice } from '../../../core/documents/language.ts';
import type { Handlers } from '../../../core/rpc/contract.ts';

/** A GET request; `path` starts with `/tiles/` or `/data/` and is still percent-encoded. */
export type BulkRequest = { readonly path: string; readonly signal: AbortSignal };

export type BulkResponse = {
  readonly status: 200 | 204 | 400 | 404 | 500 | 503;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
};

export interface Core {
  /** Serves one connected page. */
  readonly handlers: Handlers;
  /** Never throws: errors become a status and a text body. */
  handle(request: BulkRequest): Promise<BulkResponse>;
  /** Grants read access to an absolute path that the user chose outside the page. */
  grantRead(path: string): Promise<Grant>;
  /** Grants read access to a folder likewise. */
  grantFolder(path: string): Promise<Grant>;
  /** Grants write access likewise. */
  /** Throws `InvalidInput` unless `path` is absolute, `NotFound` when it names neither a file nor a folder. */
  grantEither(path: string): Promise<Grant>;
  grantWrite(path: string): Promise<Grant>;
  /** Restores a grant from an earlier core process. */
  restoreGrant(id: GrantId, path: string, access: PathAccess): Promise<void>;
  /** True when no project was ever saved here, so the demo scene may be shown. */
  readonly isFirstStart: () => boolean;
  /** Language of the window, as the user set it. */
  readonly language: () => LanguageChoice;
  /** Folder for files uploaded by a browser. */
  readonly uploadFolder: string;
  /** Stops jobs at their last saved state and closes all files. */
  close(): Promise<void>;
}
