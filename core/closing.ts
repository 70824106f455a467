/** Closes resources, whatever happens to one of them. */

/** Lets `await using` close a resource at the end of a block, whether or not the block throws. */
export function closing<T extends { close(): Promise<void> }>(resource: T): T & AsyncDisposable {
  return Object.assign(resource, { [Symbol.asyncDispose]: () => resource.close() });
}

/** Runs all steps in order, even after one has failed. Throws the first error at the end. */
export async function closeAll(steps: readonly (() => Promise<void>)[]): Promise<void> {
  const errors: unknown[] = [];
  for (const step of steps)
    try {
      await step();
    } catch (error) {
      errors.push(error);
    }
  if (errors.length > 0) throw errors[0];
}
