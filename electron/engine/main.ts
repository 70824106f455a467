/**
 * Entry of an engine process, the only place where ONNX Runtime runs. Under Electron (`utilityProcess`) each message of
 * the parent brings a port to a client; under Node (`fork`, advanced serialization) the parent itself is the client.
 */
import { type MainSidePort, portOverMainSidePort } from '../../core/rpc/message-port.ts';
import { queuedPort } from '../../core/rpc/queued-port.ts';
import { serveEngine } from './serve-engine.ts';

/** The part of Electron's `process.parentPort` that we use. */
type ParentPort = {
  on(event: 'message', listener: (event: { readonly ports: readonly MainSidePort[] }) => void): unknown;
};

const { parentPort } = process as { parentPort?: ParentPort };

if (parentPort)
  parentPort.on('message', ({ ports }) => {
    for (const channel of ports) {
      const port = portOverMainSidePort(channel);
      port.onClose(() => process.exit(0));
      serveEngine(port);
    }
  });
else serveParentProcess();

function serveParentProcess(): void {
  const send = process.send?.bind(process);
  if (!send) throw new Error('the engine has no parent: start it with fork or utilityProcess');
  const { port, deliver, closed } = queuedPort({
    post: (message) => send(message),
    close: () => process.disconnect(),
  });
  process.on('message', deliver);
  process.on('disconnect', () => {
    closed('the parent process ended');
    process.exit(0);
  });
  serveEngine(port);
}
