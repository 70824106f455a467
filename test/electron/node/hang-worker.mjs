/** Worker for tests of the time limit: returns the id of a message, hangs if it has `hang` and throws if it has `fail`. */
import { parentPort } from 'node:worker_threads';

parentPort.on('message', ({ id, hang, fail }) => {
  if (fail) throw new Error('the worker broke');
  while (hang);
  parentPort.postMessage({ id, result: id });
});
parentPort.postMessage({ id: 0, result: null });
