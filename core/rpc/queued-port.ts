/** Rules common to all ports: early messages wait for the listener, closing is reported once, nothing is sent after it. */
import type { Port } from './port.ts';

type Channel = {
  readonly post: (message: unknown) => void;
  readonly close: () => void;
  /** Absent for a channel that cannot report it. */
  readonly bufferedBytes?: () => number;
};

export type QueuedPort = {
  readonly port: Port;
  /** Call when a message arrives. */
  readonly deliver: (message: unknown) => void;
  /** Call when the channel is closed; further calls do nothing. */
  readonly closed: (reason: string) => void;
};

/** A port over `channel` that keeps these rules. */
export function queuedPort(channel: Channel): QueuedPort {
  const { bufferedBytes = () => 0 } = channel;
  let waiting: unknown[] = [];
  let onMessage: ((message: unknown) => void) | null = null;
  const closeListeners: ((reason: string) => void)[] = [];
  let closedBecause: string | null = null;

  const closed = (reason: string): void => {
    if (closedBecause !== null) return;
    closedBecause = reason;
    for (const listener of closeListeners) listener(reason);
  };
  const port: Port = {
    post: (message) => {
      if (closedBecause === null) channel.post(message);
    },
    onMessage: (listener) => {
      onMessage = listener;
      const early = waiting;
      waiting = [];
      for (const message of early) listener(message);
    },
    onClose: (listener) => {
      if (closedBecause === null) closeListeners.push(listener);
      else listener(closedBecause);
    },
    close: () => {
      if (closedBecause !== null) return;
      channel.close();
      closed('closed on this side');
    },
    bufferedBytes,
  };
  return {
    port,
    deliver: (message) => {
      if (closedBecause !== null) return;
      if (onMessage === null) waiting.push(message);
      else onMessage(message);
    },
    closed,
  };
}
