/** Types of the DOM, compiled with the parts that must not see it: if they do, an expected error is missing and the type check fails. */

// @ts-expect-error: exists only in a page
export type NoDocument = typeof document;
// @ts-expect-error: exists only in a page
export type NoElement = HTMLElement;
// @ts-expect-error: exists only in a page
export type NoWindow = typeof window;
