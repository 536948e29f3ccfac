/** One listener of a stream, as its consumer sees it: to iterate, or with callbacks. */

import { makeDisposable, type MaybeAsyncDisposable } from './dispose.js';
import { AbortedError, OverflowError, type ProtocolError } from './errors.js';
import { callSafely } from './events.js';
import { Queue } from './queue.js';
import type { Listener, Streams } from './stream.js';

/** How to subscribe. */
export interface SubscribeOptions<Failure> {
  /** Ends the subscription as `close()` does. */
  readonly signal?: AbortSignal;
  /**
   * How many updates may wait for the consumer. One more ends the subscription with an `OverflowError`, after those
   * that wait have been delivered.
   * @default 1024
   */
  readonly buffer?: number;
  /** The stream has failed for now and the server goes on with it. */
  readonly onFailed?: (failure: Failure) => void;
}

/** How to subscribe with callbacks. They are called one at a time, never before `subscribe` has returned. */
export interface SubscribeCallbacks<Update, Failure> extends SubscribeOptions<Failure> {
  readonly onUpdate: (update: Update) => void;
  /** The subscription ended, and not by its own doing. Called at most once. */
  readonly onError: (error: ProtocolError) => void;
}

/** What can be done with any subscription. */
export interface SubscriptionHandle<Ack> extends MaybeAsyncDisposable {
  /**
   * The server's answer. Rejects with a `RefusedError` if the server says no, or with another `ProtocolError`.
   * Nothing has to wait for it: the same error also ends the subscription.
   */
  readonly ready: Promise<Ack>;
  /**
   * Ends the subscription. No update is delivered after the call. The last listener of a stream ends it on the wire
   * and waits for the answer. Calling it again changes nothing.
   * @throws ProtocolError if the server does not answer the closing request
   */
  close(): Promise<void>;
}

/**
 * A subscription to iterate, by one consumer. The iteration ends when the subscription or its client is closed, and
 * throws a `ProtocolError` when anything else ends it. Leaving a `for await` loop closes the subscription.
 */
export interface Subscription<Update, Ack> extends AsyncIterableIterator<Update>, SubscriptionHandle<Ack> {
  next(): Promise<IteratorResult<Update, undefined>>;
  return(): Promise<IteratorResult<Update, undefined>>;
}

/**
 * The listener behind every subscription. It does not say that it implements `Subscription`: where the consumer's
 * library has `Symbol.asyncDispose`, its declaration would lack that member.
 */
export class Subscriber implements Listener, AsyncIterableIterator<unknown> {
  readonly ready: Promise<unknown>;
  readonly #name: string;
  readonly #streams: Streams;
  readonly #options: SubscribeOptions<never>;
  readonly #buffer: number;
  readonly #queue: Queue<unknown>;
  readonly #abort = (): void => ignoreFailure(this.close());
  #resolve: (ack: unknown) => void = () => {};
  #reject: (error: ProtocolError) => void = () => {};
  #closed = false;
  #left: Promise<void> | undefined;

  constructor(name: string, streams: Streams, payload: object, options: SubscribeOptions<never>) {
    this.#name = name;
    this.#streams = streams;
    this.#options = options;
    this.#buffer = options.buffer ?? 1024;
    this.#queue = new Queue(this.#buffer);
    this.ready = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    this.ready.catch(() => {}); // The iteration throws the same error.
    makeDisposable(this, () => this.close());
    if (options.signal?.aborted === true) {
      this.#abort();
    } else {
      options.signal?.addEventListener('abort', this.#abort);
      try {
        streams.join(payload as Readonly<Record<string, unknown>>, this);
      } catch (error) {
        options.signal?.removeEventListener('abort', this.#abort); // There is no subscription to close.
        throw error;
      }
    }
  }

  opened(ack: unknown): void {
    this.#resolve(ack);
  }

  update(payload: unknown): void {
    if (this.#queue.push(payload)) return;
    this.end(new OverflowError(this.#name, this.#buffer));
    ignoreFailure(this.#leave());
  }

  failed(payload: unknown): void {
    if (this.#options.onFailed !== undefined) callSafely(this.#options.onFailed, payload as never);
  }

  end(error?: ProtocolError): void {
    const { signal } = this.#options;
    signal?.removeEventListener('abort', this.#abort);
    this.#reject(error ?? new AbortedError(this.#name, signal?.reason));
    this.#queue.end(error);
  }

  close(): Promise<void> {
    this.#closed = true;
    this.#queue.clear();
    this.end();
    return this.#leave();
  }

  next(): Promise<IteratorResult<unknown, undefined>> {
    return this.#queue.next();
  }

  async return(): Promise<IteratorResult<unknown, undefined>> {
    await this.close();
    return { done: true, value: undefined };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** Calls back for each update until the end. */
  async deliver({ onUpdate, onError }: SubscribeCallbacks<never, never>): Promise<void> {
    try {
      for await (const update of this) if (!this.#closed) callSafely(onUpdate, update as never);
    } catch (error) {
      callSafely(onError, error as ProtocolError);
    }
  }

  #leave(): Promise<void> {
    return (this.#left ??= this.#streams.leave(this));
  }
}

/** For what nobody waits for. If the closing request fails, what still comes goes to the client's `message` event. */
function ignoreFailure(left: Promise<void>): void {
  left.catch(() => {});
}
