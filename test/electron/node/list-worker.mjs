/** Worker for tests of requests that go out together: answers each list with one list of the same numbers, unless a number is that of `workerData.hang`. */
import { parentPort, workerData } from 'node:worker_threads';

parentPort.on('message', (requests) => {
  const answers = [];
  for (const { id, number } of requests) {
    workerData.begun[0] = id;
    while (number === workerData.hang);
    answers.push(id, `${number} of ${requests.length}`);
  }
  parentPort.postMessage(answers);
});
parentPort.postMessage({ id: 0, result: null });
