/** Worker for tests of the time limit: takes two seconds to start, then returns the id of each message. */
import { parentPort } from 'node:worker_threads';

parentPort.on('message', ({ id }) => parentPort.postMessage({ id, result: id }));
setTimeout(() => parentPort.postMessage({ id: 0, result: null }), 2000);
