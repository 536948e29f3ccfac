/** What a client tells beside replies and updates, and who listens. */

import type { Issue } from './protocol.js';

/** A frame that could not be used, and why. */
export interface BadFrame {
  readonly reason: 'not-json' | 'not-a-message' | 'unknown-type' | 'invalid';
  /** The message type, where one could be read. */
  readonly type?: string;
  readonly issues: readonly Issue[];
  /** The frame as it came: the text, or what the WebSocket gave for a binary frame. */
  readonly data: unknown;
}

/** The events of a client whose server sends messages `M`. */
export interface ClientEvents<M> {
  /** A frame that does not fit the protocol and answers no request. Without a listener it goes to `console.warn`. */
  readonly invalid: (frame: BadFrame) => void;
  /** A message of a type that this version of the protocol does not know, where the protocol ignores those. */
  readonly unknown: (frame: BadFrame) => void;
  /** A message that answers no waiting request and belongs to no open stream. */
  readonly message: (message: M) => void;
}

/** The listeners of one client. */
export class Listeners {
  readonly #sets: { readonly [E in keyof ClientEvents<unknown>]: Set<ClientEvents<unknown>[E]> } = {
    invalid: new Set(),
    unknown: new Set(),
    message: new Set(),
  };

  /** Adds a listener. Returns what removes it. */
  add<E extends keyof ClientEvents<unknown>>(event: E, listener: ClientEvents<unknown>[E]): () => void {
    const set = this.#sets[event];
    set.add(listener);
    return () => void set.delete(listener);
  }

  /** A frame that does not fit. */
  invalid(frame: BadFrame): void {
    if (this.#sets.invalid.size === 0) console.warn('barwire: a frame does not fit the protocol', frame);
    for (const listener of this.#sets.invalid) callSafely(listener, frame);
  }

  /** A message of a newer protocol. */
  unknown(frame: BadFrame): void {
    for (const listener of this.#sets.unknown) callSafely(listener, frame);
  }

  /** A message that nothing waits for. */
  message(message: unknown): void {
    for (const listener of this.#sets.message) callSafely(listener, message);
  }
}

/** Calls a listener. What it throws becomes an uncaught error and stops neither the runtime nor other listeners. */
export function callSafely<T>(listener: (value: T) => void, value: T): void {
  try {
    listener(value);
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}
