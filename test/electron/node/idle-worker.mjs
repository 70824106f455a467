/** Worker for tests of the time limit: uses no processor time for `idleMs` of a message, then returns its id. */
import { parentPort } from 'node:worker_threads';

parentPort.on('message', ({ id, idleMs }) => {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, idleMs);
  parentPort.postMessage({ id, result: id });
});
parentPort.postMessage({ id: 0, result: null });
