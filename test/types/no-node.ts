/** Compiled with the parts that must not see Node: where they do, an expected error is missing and the type check fails. */

// @ts-expect-error: Node's
export type NoProcess = typeof process;
// @ts-expect-error: Node's
export type NoBuffer = Buffer;
// @ts-expect-error: Node's
export type NoFileSystem = typeof import('node:fs');
