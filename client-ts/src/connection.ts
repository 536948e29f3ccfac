/** One WebSocket, from its opening to its end. */

import { deadline } from './deadline.js';
import { ClosedError, type CloseInfo } from './errors.js';

/** How long the other side may take to close in order, in milliseconds. A dead connection never does. */
const CLOSING_MS = 2_000;

/** What the runtime uses of a WebSocket. That of browsers, of Node 22 and of `ws` have it. */
export interface WebSocketLike {
  send(data: string): void;
  close(code?: number, reason?: string): void;
  addEventListener(type: 'open' | 'error', listener: (event: object) => void): void;
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
  addEventListener(type: 'close', listener: (event: CloseInfo) => void): void;
}

/** The constructor of a WebSocket. */
export type WebSocketConstructor = new (url: string) => WebSocketLike;

/** Where a connection is made to, and how. */
export interface ConnectionSettings {
  readonly WebSocket: WebSocketConstructor;
  readonly url: string;
  /** How long the opening may take, in milliseconds. */
  readonly timeoutMs: number;
  /** Gives the opening up. */
  readonly signal: AbortSignal | undefined;
  /** Receives what comes in each frame. */
  readonly onFrame: (data: unknown) => void;
  /** Called once, when an open connection is over. */
  readonly onClosed: (info: CloseInfo) => void;
}

/** One WebSocket. */
export class Connection {
  /**
   * Resolves when the WebSocket is open. Rejects with a ClosedError if it cannot be opened, a TimeoutError if that takes
   * too long, an AbortedError if the signal is aborted first.
   */
  readonly opened: Promise<void>;
  readonly #socket: WebSocketLike;
  #over: ((info: CloseInfo) => void) | undefined;
  #closing: ReturnType<typeof setTimeout> | undefined;

  constructor(settings: ConnectionSettings) {
    const { WebSocket, url, timeoutMs, signal, onFrame, onClosed } = settings;
    const what = `connecting to ${url}`;
    const socket = new WebSocket(url);
    this.#socket = socket;
    this.opened = new Promise((resolve, reject) => {
      let opened = false;
      let detail: string | undefined;
      const cancel = deadline(what, timeoutMs, signal, (error) => {
        socket.close();
        reject(error);
      });
      this.#over = (info) => {
        this.#over = undefined;
        cancel();
        clearTimeout(this.#closing);
        if (opened) onClosed(info);
        else reject(new ClosedError(`${what}: failed`, info, detail));
      };
      socket.addEventListener('open', () => {
        opened = true;
        cancel();
        resolve();
      });
      socket.addEventListener('message', ({ data }) => onFrame(data));
      // Only outside of browsers does an error say more, and Node 22 sends no close event after one that comes before the
      // opening. Later ones are always followed by it.
      socket.addEventListener('error', (event) => {
        if ('message' in event && typeof event.message === 'string') detail = event.message;
        if (!opened) this.#over?.({ code: 1006, reason: '', wasClean: false });
      });
      socket.addEventListener('close', ({ code, reason, wasClean }) => this.#over?.({ code, reason, wasClean }));
    });
  }

  /** Sends one text frame. */
  send(frame: string): void {
    this.#socket.send(frame);
  }

  /** Closes in order, or gives the other side up after two seconds. */
  close(): void {
    if (this.#over === undefined) return;
    this.#socket.close(1000);
    this.#closing ??= setTimeout(() => this.#over?.({ code: 1006, reason: '', wasClean: false }), CLOSING_MS);
  }
}
