/**
 * Message channels between the stand-in's processes, as in Electron: an end can move to another process, and its messages
 * follow it. Messages wait for `start()`. Both sides get `close` when one side is closed or its process dies.
 * Main is the hub: every message between two processes passes through it.
 */
import { EventEmitter } from 'node:events';

let lastEnd = 0;
/** Peer of each end. */
const peers = new Map();
/** Process of each end; null for main. */
const homes = new Map();
/** Port object of each end in main. */
const local = new Map();

/** Sends to a child process. As in Electron, a message to a process that has just died is lost without an error. */
export const sendTo = (home, message) => {
  if (home.connected) home.send(message, () => undefined);
};

export class MessagePortMain extends EventEmitter {
  constructor(end, outgoing) {
    super();
    this.end = end;
    this.outgoing = outgoing;
    this.waiting = [];
    this.started = false;
    this.closed = false;
  }

  postMessage(data, transfer = []) {
    assertPorts(transfer);
    if (!this.closed) this.outgoing({ kind: 'data', end: this.end, data: structuredClone(data) });
  }

  start() {
    this.started = true;
    queueMicrotask(() => this.flush());
  }

  close() {
    if (this.closed) return;
    this.closed = true;
    this.outgoing({ kind: 'close', end: this.end });
    queueMicrotask(() => this.emit('close'));
  }

  receive(event) {
    this.waiting.push(event);
    if (this.started) queueMicrotask(() => this.flush());
  }

  flush() {
    for (const event of this.waiting.splice(0)) {
      if (event.kind === 'data' && !this.closed) this.emit('message', { data: event.data, ports: [] });
      if (event.kind === 'close' && !this.closed) {
        this.closed = true;
        this.emit('close');
      }
    }
  }
}

export class MessageChannelMain {
  constructor() {
    const [a, b] = [++lastEnd, ++lastEnd];
    peers.set(a, b).set(b, a);
    [this.port1, this.port2] = [a, b].map((end) => {
      const port = new MessagePortMain(end, route);
      homes.set(end, null);
      local.set(end, port);
      return port;
    });
  }
}

/** Only ports can be transferred: Electron drops anything else silently, the stand-in throws. */
export function assertPorts(transfer) {
  for (const each of transfer)
    if (!(each instanceof MessagePortMain)) throw new Error('stand-in: only ports may be in a transfer list');
}

/** Moves the port's end to the process `home` and returns the end. */
export function moveTo(home, port) {
  homes.set(port.end, home);
  local.delete(port.end);
  return port.end;
}

/** Passes a message or `close` from one end to the other. */
export function route({ kind, end, data }) {
  const peer = peers.get(end);
  if (peer === undefined) return;
  const home = homes.get(peer);
  if (home === null) local.get(peer)?.receive({ kind, data });
  else sendTo(home, { port: peer, kind, data });
  if (kind === 'close') for (const each of [end, peer]) peers.delete(each);
}

/** Closes the ends in a process that has exited. */
export function closeEndsOf(home) {
  for (const [end, each] of homes) if (each === home) route({ kind: 'close', end });
}
