/** Common interface for one end of a message channel: MessagePort, WebSocket or child process. */
export interface Port {
  post(message: unknown): void;
  /** Replaces the listener. Messages received before the first listener are delivered to it. */
  onMessage(listener: (message: unknown) => void): void;
  /** Calls `listener` once with the reason. */
  onClose(listener: (reason: string) => void): void;
  close(): void;
  /** Bytes accepted but not yet sent; 0 if the channel cannot report it. */
  bufferedBytes(): number;
}
