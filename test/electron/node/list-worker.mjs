/**
 * Worker for tests of requests that go out together: answers each list with one list of the same numbers, unless a number is that of
 * `workerData.hang`. `workerData.gate`, if there is one: [1 to let it go on, whether it waits, requests that it began]; it waits at number 1.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { claim } from '../../../electron/node/claims.mjs';

parentPort.on('message', (requests) => {
  const answers = [];
  for (const { id, number } of requests) {
    if (!claim(workerData.begun, id)) continue;
    workerData.begun[0] = id;
    while (number === workerData.hang);
    if (workerData.gate) pass(workerData.gate, number);
    answers.push(id, `${number} of ${requests.length}`);
  }
  parentPort.postMessage(answers);
});
parentPort.postMessage({ id: 0, result: null });

function pass(gate, number) {
  Atomics.add(gate, 2, 1);
  if (number !== 1) return;
  Atomics.store(gate, 1, 1);
  Atomics.wait(gate, 0, 0);
}
