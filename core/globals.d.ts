/**
 * The globals that core, models and training use, all of which Node, Electron and browsers have. These folders are compiled without the
 * types of DOM and Node; where those types are present, they take the place of this file.
 */
interface AbortSignal {
  readonly aborted: boolean;
  readonly reason: unknown;
  throwIfAborted(): void;
  addEventListener(event: 'abort', listener: () => void, options?: { readonly once?: boolean }): void;
  removeEventListener(event: 'abort', listener: () => void): void;
}
declare const AbortSignal: {
  any(signals: readonly AbortSignal[]): AbortSignal;
  timeout(ms: number): AbortSignal;
};
declare class AbortController {
  readonly signal: AbortSignal;
  abort(reason?: unknown): void;
}
declare class DOMException extends Error {
  constructor(message?: string, name?: string);
}

declare class TextEncoder {
  encode(text?: string): Uint8Array<ArrayBuffer>;
  encodeInto(text: string, into: Uint8Array): { readonly read: number; readonly written: number };
}
declare class TextDecoder {
  constructor(label?: string, options?: { readonly fatal?: boolean; readonly ignoreBOM?: boolean });
  decode(
    bytes?: ArrayBuffer | ArrayBufferView<ArrayBufferLike>,
    options?: { readonly stream?: boolean },
  ): string;
}
declare function atob(base64: string): string;
declare function btoa(bytes: string): string;

declare const crypto: {
  randomUUID(): string;
  readonly subtle: {
    digest(algorithm: string, bytes: ArrayBuffer | ArrayBufferView<ArrayBuffer>): Promise<ArrayBuffer>;
  };
};

declare const performance: { now(): number };
interface Timer {
  readonly isOpaque: never;
}
declare function setTimeout(callback: (...none: never[]) => void, ms?: number): Timer;
declare function clearTimeout(timer: Timer): void;

/** A page's, or Node's of `node:buffer`. */
interface File {
  readonly name: string;
  readonly size: number;
}
/** Of pages alone, with what `SocketLike` asks for. */
declare class WebSocket {
  constructor(url: string);
  binaryType: string;
  readonly bufferedAmount: number;
  send(bytes: Uint8Array<ArrayBuffer>): void;
  close(code?: number, reason?: string): void;
  addEventListener(
    event: 'open' | 'error',
    listener: () => void,
    options?: { readonly once?: boolean },
  ): void;
  addEventListener(event: 'message', listener: (event: { readonly data: unknown }) => void): void;
  addEventListener(
    event: 'close',
    listener: (event: { readonly code: number; readonly reason: string }) => void,
    options?: { readonly once?: boolean },
  ): void;
}
