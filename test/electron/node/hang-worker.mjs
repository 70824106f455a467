/** Answers `{ id, hang: false }` with its id and hangs on `{ hang: true }`; for the tests of the time limit. */
import { parentPort } from 'node:worker_threads';

parentPort.on('message', ({ id, hang, fail }) => {
  if (fail) throw new Error('the worker broke');
  while (hang);
  parentPort.postMessage({ id, result: id });
});
parentPort.postMessage({ id: 0, result: null });
