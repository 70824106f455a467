/** Runs asynchronous tasks one after another, in the order in which they were added. */

/** Settles as `task` does. A failed task does not stop those that wait behind it. */
export type SerialQueue = <T>(task: () => Promise<T>) => Promise<T>;

export function serialQueue(): SerialQueue {
  let last: Promise<unknown> = Promise.resolve();
  return (task) => {
    const result = last.then(task, task);
    last = result;
    return result;
  };
}
