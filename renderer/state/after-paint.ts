/** A window that is hidden or covered draws no frames. */
const PATIENCE_MS = 500;

/** Resolves once what React has just been given is on the screen: after the next two frames, or after half a second without them. */
export function afterPaint(): Promise<void> {
  return new Promise((resolve) => {
    const waiting = setTimeout(resolve, PATIENCE_MS);
    requestAnimationFrame(() =>
      requestAnimationFrame(() => {
        clearTimeout(waiting);
        resolve();
      }),
    );
  });
}
