/** Preload of the stand-in's utility processes: `process.parentPort` as in Electron, which queues messages for the first listener. */
import { EventEmitter } from 'node:events';
import { isMainThread } from 'node:worker_threads';
import { assertPorts, MessagePortMain } from './ports.mjs';

const ports = new Map();
const send = process.send?.bind(process);

class ParentPort extends EventEmitter {
  waiting = [];

  constructor() {
    super();
    this.on('newListener', (event) => {
      if (event !== 'message') return;
      queueMicrotask(() => {
        for (const each of this.waiting.splice(0)) this.emit('message', each);
      });
    });
  }

  // As in Electron, messages in this direction have no transfer list.
  postMessage(data, transfer) {
    if (transfer !== undefined) assertPorts([transfer]);
    send({ kind: 'from-child', data });
  }

  deliver(event) {
    if (this.listenerCount('message') === 0) this.waiting.push(event);
    else this.emit('message', event);
  }
}

// Worker threads inherit this preload, but they are not utility processes.
if (isMainThread) becomeUtilityProcess();

function becomeUtilityProcess() {
  process.parentPort = new ParentPort();
  process.on('message', (message) => {
    if (message.port !== undefined) ports.get(message.port)?.receive(message);
    else {
      const received = message.ends.map((end) => {
        const port = new MessagePortMain(end, (outgoing) =>
          send({ ...outgoing, kind: `port-${outgoing.kind}` }),
        );
        ports.set(end, port);
        return port;
      });
      process.parentPort.deliver({ data: message.data, ports: received });
    }
  });
  process.on('disconnect', () => process.exit(0));
  // A utility process does not have Node's own IPC.
  delete process.send;
}
