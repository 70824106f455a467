/** Answers `{ id, hang: false }` with its id and hangs on `{ hang: true }`; for the tests of the time limit. It is ready after `startMs`. */
import { parentPort } from 'node:worker_threads';

parentPort.on('message', ({ id, hang, fail }) => {
  if (fail) throw new Error('the worker broke');
  while (hang);
  parentPort.postMessage({ id, result: id });
});
const startMs = Number(new URL(import.meta.url).searchParams.get('startMs') ?? 0);
setTimeout(() => parentPort.postMessage({ id: 0, result: null }), startMs);
