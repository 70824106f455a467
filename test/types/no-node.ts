/** Types of Node, compiled with the parts that must not see it: if they do, an expected error is missing and the type check fails. */

// @ts-expect-error: exists only in Node
export type NoProcess = typeof process;
// @ts-expect-error: exists only in Node
export type NoBuffer = Buffer;
// @ts-expect-error: exists only in Node
export type NoFileSystem = typeof import('node:fs');
