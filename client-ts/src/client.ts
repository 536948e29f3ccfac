/** The client as its users see it: `createClient`, and the types that a protocol gives it. */

import { makeDisposable, type MaybeAsyncDisposable } from './dispose.js';
import { callSafely, type ClientEvents, createEmitter } from './events.js';
import { type Backoff, createLink, type Heartbeat, type WebSocketConstructor } from './link.js';
import type {
  Payload,
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
import { createSession } from './session.js';
import type { Status, Store } from './status.js';
import {
  createSubscription,
  type SubscribeCallbacks,
  type SubscribeOptions,
  type Subscription,
  type SubscriptionHandle,
} from './subscription.js';

/** How to connect. `M` is what the server sends. */
export interface ClientOptions<M> {
  /**
   * `ws:`, `wss:`, `http:` or `https:`, or what gives it before each attempt. The protocol's own path is used where the
   * URL has none. A `#fragment` is dropped.
   */
  readonly url: string | URL | (() => string | URL | Promise<string | URL>);
  /** Gives the token for an attempt; asked before each. Without it no token is sent. */
  readonly token?: () => string | Promise<string>;
  /** The WebSocket to use. Default: the global one, which Node 20 does not have: pass that of `ws`. */
  readonly WebSocket?: WebSocketConstructor;
  /**
   * How long an attempt to connect, a reply and the ack of a subscription may each take, in milliseconds. `Infinity`: no
   * limit.
   * @default 10000
   */
  readonly requestTimeoutMs?: number;
  /** How long to pause before the next attempt to connect. */
  readonly backoff?: Backoff;
  /** When a connection that is silent is dead, for protocols with a request `ping`. */
  readonly heartbeat?: Heartbeat;
  /** Closes the client. */
  readonly signal?: AbortSignal;
  /** Listeners from the first frame on. `client.on` adds more. */
  readonly on?: Partial<ClientEvents<M>>;
}

/** The arguments of `request` after the type. The payload may be left out where the protocol says so. */
export type RequestArguments<P extends ProtocolDescriptor, T extends RequestType<P>> =
  PayloadIsOptional<P, T> extends true
    ? [payload?: RequestPayload<P, T>, options?: RequestOptions]
    : [payload: RequestPayload<P, T>, options?: RequestOptions];

/** Speaks the protocol `P` with a server, over one connection after the other. */
export interface Client<P extends ProtocolDescriptor> extends MaybeAsyncDisposable {
  /** What the client is doing. */
  readonly status: Store<Status>;

  /**
   * Sends a request as soon as there is a connection, and resolves with the payload of its declared reply; where none is
   * declared, once it is sent. A request whose connection is lost before the reply is not sent again: the server may have
   * carried it out. A reply that says `status: 'error'` is a value, not an error.
   * What opens or closes a stream is no request of its own: that is for `subscribe`.
   * @throws ProtocolError with the server's code if it answers with the protocol's error message, else with the code
   * `timeout`, `aborted`, `closed` or `invalid`
   */
  request<T extends RequestType<P>>(type: T, ...args: RequestArguments<P, T>): Promise<ReplyPayload<P, T>>;

  /**
   * Subscribes to a stream, with callbacks. Listeners of one stream share it on the wire; one that joins later gets
   * the last update at once. A lost connection does not end it: the stream is asked for again on the next.
   */
  subscribe<S extends StreamName<P>>(
    stream: S,
    payload: StreamRequest<P, S>,
    options: SubscribeCallbacks<StreamUpdate<P, S>, StreamAck<P, S>, StreamFailure<P, S>>,
  ): SubscriptionHandle<StreamAck<P, S>>;
  /** Subscribes to a stream, to iterate over its events. */
  subscribe<S extends StreamName<P>>(
    stream: S,
    payload: StreamRequest<P, S>,
    options?: SubscribeOptions,
  ): Subscription<StreamUpdate<P, S>, StreamAck<P, S>, StreamFailure<P, S>>;

  /** Listens to an event. Returns what removes the listener. */
  on<E extends keyof ClientEvents<unknown>>(event: E, listener: ClientEvents<ServerMessage<P>>[E]): () => void;

  /** Ends the pause before the next attempt, if there is one. An open connection is asked for a sign of life. */
  reconnectNow(): void;

  /**
   * Closes the client. Iterations end, no callback hears of more, requests under way reject with the code `closed`. Resolves when the connection is
   * over, after two seconds at the latest.
   */
  close(): Promise<void>;
}

/**
 * Makes a client that speaks `protocol`. It connects when the first request or subscription asks for it, and stays
 * connected; a connection that is lost is made again as long as something is asked for.
 * @throws TypeError if the URL is none that a WebSocket takes
 */
export function createClient<P extends ProtocolDescriptor>(
  protocol: P,
  options: ClientOptions<ServerMessage<P>>,
): Client<P> {
  const { url, token, signal, requestTimeoutMs: timeoutMs = 10_000, backoff, heartbeat } = options;
  if (typeof url !== 'function') socketUrl(url, protocol.address);
  if (token && !protocol.requests['auth']) throw new TypeError(`${protocol.name} takes no token`);
  const statuses = createEmitter<Status>();
  let status: Status = { state: 'idle' };
  let awake: AbortController | undefined;
  let credential: string | undefined;

  const session = createSession(
    protocol,
    timeoutMs,
    (frame) => link.send(frame),
    ({ message }) => link.drop(message),
    () => link.update(),
  );
  const link = createLink({
    ...session,
    timeoutMs,
    backoff,
    heartbeat,
    ping: !!protocol.requests['ping'] && session.ping,
    setStatus: (now) => statuses.emit((status = now)),
    async prepare() {
      awake ??= onWake(link.wake);
      const address = socketUrl(await (typeof url === 'function' ? url() : url), protocol.address);
      const given = await token?.();
      return () => {
        credential = given; // Of this attempt, however late those of others come.
        return new (webSocket())(address);
      };
    },
    greet: async () => (credential === undefined ? undefined : await session.authenticate(credential)),
    ended(close) {
      awake?.abort();
      signal?.removeEventListener('abort', link.close);
      session.ended(close);
    },
  });
  /** @throws TypeError if there is none */
  const webSocket = (): WebSocketConstructor => {
    const WebSocket: WebSocketConstructor | undefined = options.WebSocket ?? globalThis.WebSocket;
    if (!WebSocket) throw new TypeError('There is no global WebSocket here: pass one, such as that of ws');
    return WebSocket;
  };
  for (const [event, listener] of Object.entries(options.on ?? {}))
    if (listener) session.on(event as 'frame', listener);
  signal?.addEventListener('abort', link.close);
  if (signal?.aborted) void link.close();

  const client = {
    status: {
      get: () => status,
      subscribe(listener: (value: Status) => void) {
        // A listener may change the status while others are still told: they hear what it is then.
        const stop = statuses.add(() => listener(status));
        callSafely(listener, status);
        return stop;
      },
    },
    close: link.close,
    reconnectNow: link.wake,
    on: session.on,
    async request(type: string, payload?: unknown, how?: RequestOptions) {
      webSocket();
      return await session.request(type, payload, how);
    },
    subscribe(
      stream: string,
      payload: Payload,
      how: SubscribeOptions | SubscribeCallbacks<Payload, Payload, Payload> = {},
    ) {
      webSocket();
      return createSubscription(session.streams(stream), payload, how);
    },
  };
  makeDisposable(client, link.close);
  // The protocol's types hold no values to check by: what `parse` lets through is what they say.
  return client as unknown as Client<P>;
}

/** Calls back when the page is seen again and when the network is back, until that is aborted. */
function onWake(wake: () => void): AbortController {
  const controller = new AbortController();
  const { document } = globalThis as { readonly document?: Document };
  const seen = (): void => {
    if (!document?.hidden) wake();
  };
  // Node has neither of the two.
  globalThis.addEventListener?.('online', seen, controller);
  document?.addEventListener('visibilitychange', seen, controller);
  return controller;
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
