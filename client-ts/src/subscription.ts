/** One listener of a stream, as its consumer sees it: to iterate, or with callbacks. */

import { makeDisposable, type MaybeAsyncDisposable } from './dispose.js';
import { ProtocolError } from './errors.js';
import { callSafely } from './events.js';
import { createPosition, type GapReason } from './position.js';
import type { Payload } from './protocol.js';
import type { Listener, Streams } from './streams.js';

/** What happens in a subscription. */
export type StreamEvent<Update, Ack, Failure> =
  /** What the stream delivers. */
  | { readonly kind: 'update'; readonly update: Update }
  /** The stream is open, for the first time or again: what follows is as it happens. */
  | { readonly kind: 'live'; readonly ack: Ack }
  /** Updates are missing from here to the next one: fetch anew what they would have told. */
  | { readonly kind: 'gap'; readonly reason: GapReason }
  /** The stream has failed for now and the server goes on with it. */
  | { readonly kind: 'failed'; readonly failure: Failure };

/** How to subscribe. */
export interface SubscribeOptions {
  /** Ends the subscription as `close()` does. */
  readonly signal?: AbortSignal;
  /**
   * How many events may wait for the consumer. One more, and they make place for a `gap`. Of updates about the same
   * thing, such as one bar as it forms, only the newest waits.
   * @default 1024
   */
  readonly buffer?: number;
}

/** How to subscribe with callbacks. They are called one at a time, never before `subscribe` has returned. */
export interface SubscribeCallbacks<Update, Ack, Failure> extends SubscribeOptions {
  readonly onUpdate: (update: Update) => void;
  /** Updates are missing: fetch anew what they would have told. */
  readonly onGap?: (reason: GapReason) => void;
  /** The stream is open, for the first time or again. */
  readonly onLive?: (ack: Ack) => void;
  /** The stream has failed for now and the server goes on with it. */
  readonly onFailed?: (failure: Failure) => void;
  /** The subscription ended, and not by its own doing. Called at most once. */
  readonly onError: (error: ProtocolError) => void;
}

/** What can be done with any subscription. */
export interface SubscriptionHandle<Ack> extends MaybeAsyncDisposable {
  /**
   * The server's first answer. Rejects with a `ProtocolError` if the subscription ends before.
   * Nothing has to wait for it: the same error also ends the subscription.
   */
  readonly ready: Promise<Ack>;
  /** How many updates were skipped, because a later one about the same thing came before the consumer took them. */
  readonly conflated: number;
  /**
   * Ends the subscription. No event is delivered after the call. The last listener of a stream ends it on the wire;
   * the promise resolves when that is answered, or the connection lost. Calling it again changes nothing.
   */
  close(): Promise<void>;
}

/**
 * A subscription to iterate, by one consumer. The iteration ends when the subscription or its client is closed, and
 * throws a `ProtocolError` when anything else ends it. Leaving a `for await` loop closes the subscription.
 */
export interface Subscription<Update, Ack, Failure>
  extends AsyncIterableIterator<StreamEvent<Update, Ack, Failure>>, SubscriptionHandle<Ack> {
  next(): Promise<IteratorResult<StreamEvent<Update, Ack, Failure>, undefined>>;
  return(): Promise<IteratorResult<StreamEvent<Update, Ack, Failure>, undefined>>;
}

type Event = StreamEvent<Payload, Payload, Payload>;

/** Makes the listener behind every subscription, and joins it to its stream. */
export function createSubscription(
  streams: Streams,
  request: Payload,
  how: SubscribeOptions | SubscribeCallbacks<Payload, Payload, Payload>,
): Subscription<Payload, Payload, Payload> {
  const { signal, buffer = 1024 } = how;
  const { resume, latest } = streams.descriptor;
  const { opened, since, take } = createPosition(resume, resume && request[resume.since]);
  /** What wakes whoever waits for an event. */
  const waiters: (() => void)[] = [];
  let events: Event[] = [];
  let isOver = false;
  /** It is over by its owner's doing: nothing is told any more. */
  let isClosed = false;
  /** What is thrown once, after the events that wait. */
  let failure: ProtocolError | undefined;
  let left: Promise<void> | undefined;
  let answer: { readonly resolve: (ack: Payload) => void; readonly reject: (error: ProtocolError) => void };

  const push = (event: Event): void => {
    if (events.length >= buffer) events = [{ kind: 'gap', reason: 'overflow' }];
    events.push(event);
    waiters.shift()?.();
  };
  const isCounted = (update: Payload): unknown => resume && update[resume.counted];
  /** Whether an update says all that an earlier one said. */
  const replaces = (update: Payload, earlier: Payload): boolean =>
    !!latest && at(update, latest) === at(earlier, latest) && (!isCounted(earlier) || !!isCounted(update));

  const drop = (): void => {
    isClosed = true;
    events = [];
    failure = undefined;
  };
  const listener: Listener = {
    request,
    since,
    opened(ack) {
      answer.resolve(ack);
      const reason = opened(ack);
      if (reason) push({ kind: 'gap', reason });
      push({ kind: 'live', ack });
    },
    update(update) {
      const reason = take(update);
      if (!reason) return;
      if (reason !== true) push({ kind: 'gap', reason });
      const last = events.at(-1);
      if (last?.kind === 'update' && replaces(update, last.update)) {
        events.pop();
        subscription.conflated++;
      }
      push({ kind: 'update', update });
    },
    failed: (failure) => push({ kind: 'failed', failure }),
    end(error) {
      if (isOver) return;
      isOver = true;
      if (error) failure = error;
      else drop();
      signal?.removeEventListener('abort', close);
      answer.reject(error ?? new ProtocolError('aborted', 'the subscription is closed', { cause: signal?.reason }));
      for (const wake of waiters) wake();
    },
  };
  const close = (): Promise<void> => {
    drop();
    return (left ??= streams.leave(listener));
  };
  const subscription = {
    conflated: 0,
    ready: new Promise<Payload>((resolve, reject) => (answer = { resolve, reject })),
    close,
    async next() {
      // What waits is taken as late as can be: `close` drops it.
      while (!events.length && !isOver) await new Promise<void>((resolve) => waiters.push(resolve));
      const value = events.shift();
      if (value) return { done: false, value };
      const error = failure;
      failure = undefined;
      if (error) throw error;
      return { done: true, value: undefined };
    },
    return: () => close().then(() => ({ done: true as const, value: undefined })),
    [Symbol.asyncIterator]: () => subscription,
  } as Mutable<Subscription<Payload, Payload, Payload>>;
  subscription.ready.catch(() => {}); // The iteration throws the same error.
  makeDisposable(subscription, close);
  if (signal?.aborted) void close();
  else streams.join(listener);
  if (!isOver) signal?.addEventListener('abort', close);
  if ('onUpdate' in how) void deliver(subscription, how, () => isClosed);
  return subscription;
}

/** Calls back for each event until the end. What is on its way when the subscription is closed is dropped. */
async function deliver(
  subscription: Subscription<Payload, Payload, Payload>,
  { onUpdate, onGap, onLive, onFailed, onError }: SubscribeCallbacks<Payload, Payload, Payload>,
  isClosed: () => boolean,
): Promise<void> {
  const call = <T>(listener: ((value: T) => void) | undefined, value: T): void => {
    if (listener && !isClosed()) callSafely(listener, value);
  };
  try {
    for await (const event of subscription) {
      if (event.kind === 'update') call(onUpdate, event.update);
      else if (event.kind === 'gap') call(onGap, event.reason);
      else if (event.kind === 'live') call(onLive, event.ack);
      else call(onFailed, event.failure);
    }
  } catch (error) {
    call(onError, error as ProtocolError);
  }
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** What stands at a path. */
function at(value: unknown, path: readonly string[]): unknown {
  return path.reduce((inner, member) => Object(inner)[member] as unknown, value);
}
