/** Compiled with the parts that must not see the DOM: where they do, an expected error is missing and the type check fails. */

// @ts-expect-error: a page's
export type NoDocument = typeof document;
// @ts-expect-error: a page's
export type NoElement = HTMLElement;
// @ts-expect-error: a page's
export type NoWindow = typeof window;
