/** The client as its users see it: `connect`, and the types that a protocol gives it. */

import { Connection, type WebSocketConstructor } from './connection.js';
import { makeDisposable, type MaybeAsyncDisposable } from './dispose.js';
import type { CloseInfo } from './errors.js';
import type { ClientEvents } from './events.js';
import type {
  PayloadIsOptional,
  ProtocolDescriptor,
  ReplyPayload,
  RequestPayload,
  RequestType,
  ServerMessage,
  StreamAck,
  StreamFailure,
  StreamName,
  StreamRequest,
  StreamUpdate,
} from './protocol.js';
import type { RequestOptions } from './requests.js';
import { Session } from './session.js';
import {
  type SubscribeCallbacks,
  type SubscribeOptions,
  Subscriber,
  type Subscription,
  type SubscriptionHandle,
} from './subscription.js';

/** How to connect. `M` is what the server sends. */
export interface ConnectOptions<M> {
  /** `ws:`, `wss:`, `http:` or `https:`. The protocol's own path is used where the URL has none. A `#fragment` is dropped. */
  readonly url: string | URL;
  /** The WebSocket to use. Default: the global one, which Node 20 does not have: pass that of `ws`. */
  readonly WebSocket?: WebSocketConstructor;
  /**
   * How long the opening, a reply and the ack of a subscription may each take, in milliseconds. `Infinity`: no limit.
   * @default 10000
   */
  readonly requestTimeoutMs?: number;
  /** Gives the opening up, and later closes the client. */
  readonly signal?: AbortSignal;
  /** Listeners from the first frame on. `client.on` adds more. */
  readonly on?: Partial<ClientEvents<M>>;
}

/** The arguments of `request` after the type. The payload may be left out where the protocol says so. */
export type RequestArguments<P extends ProtocolDescriptor, T extends RequestType<P>> =
  PayloadIsOptional<P, T> extends true
    ? [payload?: RequestPayload<P, T>, options?: RequestOptions]
    : [payload: RequestPayload<P, T>, options?: RequestOptions];

/** A connection on which the protocol `P` is spoken. */
export interface Client<P extends ProtocolDescriptor> extends MaybeAsyncDisposable {
  /** How the connection ended, once it has. Never rejects. */
  readonly closed: Promise<CloseInfo>;

  /**
   * Sends a request and resolves with the payload of its declared reply; where none is declared, once it is sent.
   * A reply that says `status: 'error'` is a value, not an error.
   * What opens or closes a stream is no request of its own: that is for `subscribe`.
   * @throws RequestError if the server answers with the protocol's error message
   * @throws TimeoutError, AbortedError, ClosedError, InvalidMessageError
   */
  request<T extends RequestType<P>>(type: T, ...args: RequestArguments<P, T>): Promise<ReplyPayload<P, T>>;

  /**
   * Subscribes to a stream, with callbacks. Listeners of one stream share it on the wire; one that joins later gets
   * the last update at once.
   */
  subscribe<S extends StreamName<P>>(
    stream: S,
    payload: StreamRequest<P, S>,
    options: SubscribeCallbacks<StreamUpdate<P, S>, StreamFailure<P, S>>,
  ): SubscriptionHandle<StreamAck<P, S>>;
  /** Subscribes to a stream, to iterate over its updates. */
  subscribe<S extends StreamName<P>>(
    stream: S,
    payload: StreamRequest<P, S>,
    options?: SubscribeOptions<StreamFailure<P, S>>,
  ): Subscription<StreamUpdate<P, S>, StreamAck<P, S>>;

  /** Listens to an event. Returns what removes the listener. */
  on<E extends keyof ClientEvents<unknown>>(event: E, listener: ClientEvents<ServerMessage<P>>[E]): () => void;

  /**
   * Closes the connection. Iterations end, requests under way reject with a `ClosedError`. Resolves when the
   * connection is over, after two seconds at the latest.
   */
  close(): Promise<void>;
}

/**
 * Connects to a server that speaks `protocol`. Resolves when the connection is open.
 * @throws ClosedError if the connection cannot be made
 * @throws TimeoutError if it is not open in time
 * @throws AbortedError if `options.signal` is aborted first
 * @throws TypeError if the URL is none that a WebSocket takes, or there is no WebSocket to use
 */
export async function connect<P extends ProtocolDescriptor>(
  protocol: P,
  options: ConnectOptions<ServerMessage<P>>,
): Promise<Client<P>> {
  const { requestTimeoutMs: timeoutMs = 10_000, signal } = options;
  const WebSocket: WebSocketConstructor | undefined = options.WebSocket ?? globalThis.WebSocket;
  if (WebSocket === undefined) throw new TypeError('There is no global WebSocket here: pass one, such as that of ws');

  const session = new Session(protocol, timeoutMs, (frame) => connection.send(frame));
  for (const [event, listener] of Object.entries(options.on ?? {})) {
    session.listeners.add(event as keyof ClientEvents<unknown>, listener as (value: unknown) => void);
  }
  let settle: (info: CloseInfo) => void = () => {};
  const closed = new Promise<CloseInfo>((resolve) => (settle = resolve));
  const connection = new Connection({
    WebSocket,
    url: socketUrl(options.url, protocol.address),
    timeoutMs,
    signal,
    onFrame: (data) => session.receive(data),
    onClosed: (info) => {
      session.close(info, false);
      settle(info);
    },
  });
  await connection.opened;

  const close = async (): Promise<void> => {
    session.close({ code: 1000, reason: 'closed by this client', wasClean: true }, true);
    connection.close();
    await closed;
  };
  const abort = (): void => void close();
  if (signal?.aborted === true) abort();
  signal?.addEventListener('abort', abort);
  void closed.then(() => signal?.removeEventListener('abort', abort));

  const client = {
    closed,
    close,
    on: session.listeners.add.bind(session.listeners),
    request: (type: string, payload?: unknown, requestOptions?: RequestOptions) =>
      session.request(type, payload, requestOptions),
    subscribe: (
      stream: string,
      payload: object,
      how: SubscribeOptions<never> | SubscribeCallbacks<never, never> = {},
    ) => {
      const subscriber = new Subscriber(stream, session.streams(stream), payload, how);
      if ('onUpdate' in how) void subscriber.deliver(how);
      return subscriber satisfies Subscription<unknown, unknown>;
    },
  };
  makeDisposable(client, close);
  // The protocol's types hold no values to check by: what `parse` lets through is what they say.
  return client as unknown as Client<P>;
}

/** The address of the WebSocket. */
function socketUrl(base: string | URL, address: string): string {
  const url = new URL(base);
  // A WebSocket would throw a SyntaxError for another scheme, and for a fragment, which no server ever sees.
  if (!/^(ws|http)s?:$/.test(url.protocol))
    throw new TypeError(`A WebSocket has no URL that begins with ${url.protocol}`);
  url.protocol = url.protocol.replace('http', 'ws');
  url.hash = '';
  if (url.pathname === '/') url.pathname = address;
  return url.href;
}
