/** One end of a message channel: MessagePort, WebSocket or a child process, behind one face. */
export interface Port {
  post(message: unknown): void;
  /** Replaces the listener; messages that came earlier are kept for it. */
  onMessage(listener: (message: unknown) => void): void;
  /** Called once, with the reason. */
  onClose(listener: (reason: string) => void): void;
  close(): void;
  /** Bytes accepted but not yet sent, where the channel can tell. */
  bufferedBytes?(): number;
}
