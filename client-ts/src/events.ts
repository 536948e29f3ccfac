/** What a client tells beside replies and updates, and who listens. */

import type { Issue, Parsed } from './protocol.js';

/** A frame that could not be used, and why. */
export interface BadFrame {
  readonly reason: 'not-json' | 'not-a-message' | 'unknown-type' | 'invalid';
  /** The message type, where one could be read. */
  readonly type?: string;
  readonly issues: readonly Issue[];
  /** The frame as it came: the text, or what the WebSocket gave for a binary frame. */
  readonly data: unknown;
}

/** A frame as it passes. */
export type PassingFrame<M> =
  | { readonly direction: 'out'; readonly data: string }
  | {
      readonly direction: 'in';
      readonly data: unknown;
      /** What was read of it, or why it could not be. */
      readonly parsed: Parsed<M>;
    };

/** The events of a client whose server sends messages `M`. */
export interface ClientEvents<M> {
  /** Each frame, in and out, before anything is made of it. For inspectors. */
  readonly frame: (frame: PassingFrame<M>) => void;
  /** A frame that does not fit the protocol and answers no request. Without a listener it goes to `console.warn`. */
  readonly invalid: (frame: BadFrame) => void;
  /** A message of a type that this version of the protocol does not know, where the protocol ignores those. */
  readonly unknown: (frame: BadFrame) => void;
  /** A message that answers no waiting request and belongs to no open stream. */
  readonly message: (message: M) => void;
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

/** Who listens to one kind of event. */
export interface Emitter<T> {
  /** Adds a listener. Returns what removes it. */
  add(listener: (value: T) => void): () => void;
  /** Calls every listener. `false`: there is none. */
  emit(value: T): boolean;
}

/** Makes an emitter. */
export function createEmitter<T>(): Emitter<T> {
  // Each has an identity of its own: the same function may listen twice.
  const listeners = new Set<{ readonly listener: (value: T) => void }>();
  return {
    add(listener) {
      const entry = { listener };
      listeners.add(entry);
      return () => void listeners.delete(entry);
    },
    emit(value) {
      // Who is added by a listener hears of the next event, who is removed by one of none.
      for (const entry of [...listeners]) if (listeners.has(entry)) callSafely(entry.listener, value);
      return listeners.size > 0;
    },
  };
}
