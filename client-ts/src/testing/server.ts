/** A server in memory that speaks a generated protocol: `createMockServer`. */

import type { Validator } from '../api.js';
import type { ClientMessage, Frame, ProtocolDescriptor } from '../protocol.js';
import { type MockConnection, ServerEnd, write } from './connection.js';
import type {
  AnyReplyPayload,
  AnyRequestPayload,
  AnyRequestType,
  ServerMessageType,
  ServerPayload,
} from './messages.js';
import { type MockWebSocketConstructor, socketsOf, type Wire } from './socket.js';

/** What a handler gives: the payload of the declared reply, or `undefined` where no reply is to come. */
type Answer<T> = T | undefined | Promise<T | undefined>;

/**
 * Answers a request. `id` is the request's, for what the handler sends by itself.
 * What it throws is answered with the protocol's error message, code `internal`.
 */
export type MockHandler<P extends ProtocolDescriptor, T extends AnyRequestType<P>> = (
  payload: AnyRequestPayload<P, T>,
  connection: MockConnection<P>,
  id: string | undefined,
) => Answer<AnyReplyPayload<P, T>>;

/**
 * Handlers by the type of the request. The condition always holds: what is conditional is known as a whole
 * where a call infers `P`, so that literals in the answers of async handlers keep their types.
 */
export type MockHandlers<P extends ProtocolDescriptor> = P extends ProtocolDescriptor
  ? { readonly [T in AnyRequestType<P>]?: MockHandler<P, T> }
  : never;

/** How the server is. */
export interface MockServerOptions<P extends ProtocolDescriptor> {
  /** A request of a type that has none is answered with the protocol's error message, code `unknown_type`. */
  readonly handlers?: MockHandlers<P>;
  /** What request frames must be: the generated `…FrameSchema`s. What does not fit is answered with `invalid_payload`. */
  readonly schemas?: { readonly [T in AnyRequestType<P>]?: Validator };
  /** Called when a connection is open, before its first frame. */
  readonly onOpen?: (connection: MockConnection<P>) => void;
  /** Called when a connection is over, or half open. */
  readonly onOver?: (connection: MockConnection<P>) => void;
}

/** A server in memory. */
export interface MockServer<P extends ProtocolDescriptor> {
  /** The constructor to give to a client. Any URL of a WebSocket is one of this server. */
  readonly WebSocket: MockWebSocketConstructor;
  /** Those that are open now, the oldest first. */
  readonly connections: readonly MockConnection<P>[];
  /** What all clients have sent, in order. The types are those of the protocol, whatever came. */
  readonly received: readonly ClientMessage<P>[];
  /** How often a client has tried to connect. */
  readonly attempts: number;
  /** Sends a message to every open connection. */
  send<T extends ServerMessageType<P>>(type: T, payload: ServerPayload<P, T>): void;
  /** Sends a frame to every open connection, as it is. */
  sendRaw(text: string): void;
  /** Lets the next attempts to connect fail: `error`, then `close` with 1006. `Infinity`: until `accept()`. */
  refuse(attempts?: number): void;
  /** Gives the next attempts to connect no answer at all. `Infinity`: until `accept()`. */
  ignore(attempts?: number): void;
  /** Takes connections again. */
  accept(): void;
  /** Resolves with the connection number `n`, counted from 1 and from the beginning, once it is open. */
  connected(n?: number): Promise<MockConnection<P>>;
  /** Resolves with the frame number `n` of this type that came from any client, counted from 1, once it is there. */
  asked<T extends AnyRequestType<P>>(type: T, n?: number): Promise<Extract<ClientMessage<P>, { readonly type: T }>>;
}

/** Makes a server in memory that speaks `protocol`. */
export function createMockServer<P extends ProtocolDescriptor>(
  protocol: P,
  options: MockServerOptions<P> = {},
): MockServer<P> {
  return new Server(protocol, options);
}

/** A handler whose types are not known any more. */
type AnyHandler = (payload: unknown, connection: unknown, id: string | undefined) => unknown;

class Server<P extends ProtocolDescriptor> implements MockServer<P> {
  readonly WebSocket: MockWebSocketConstructor = socketsOf((wire) => this.#attempt(wire));
  readonly received: ClientMessage<P>[] = [];
  attempts = 0;
  readonly #protocol: P;
  readonly #options: MockServerOptions<P>;
  readonly #all: ServerEnd<P>[] = [];
  readonly #waiting = new Set<() => void>();
  #refuse = 0;
  #ignore = 0;

  constructor(protocol: P, options: MockServerOptions<P>) {
    this.#protocol = protocol;
    this.#options = options;
  }

  get connections(): readonly MockConnection<P>[] {
    return this.#all.filter(({ open }) => open);
  }

  send<T extends ServerMessageType<P>>(type: T, payload: ServerPayload<P, T>): void {
    this.sendRaw(write(this.#protocol, { type, payload }));
  }

  sendRaw(text: string): void {
    for (const connection of this.connections) connection.sendRaw(text);
  }

  refuse(attempts = 1): void {
    this.#refuse = attempts;
  }

  ignore(attempts = 1): void {
    this.#ignore = attempts;
  }

  accept(): void {
    this.#refuse = 0;
    this.#ignore = 0;
  }

  connected(n = 1): Promise<MockConnection<P>> {
    return this.#until(() => this.#all[n - 1]);
  }

  asked<T extends AnyRequestType<P>>(type: T, n = 1): Promise<Extract<ClientMessage<P>, { readonly type: T }>> {
    const isOne = (frame: ClientMessage<P>): frame is Extract<ClientMessage<P>, { readonly type: T }> =>
      frame.type === type;
    return this.#until(() => this.received.filter(isOne)[n - 1]);
  }

  #until<V>(find: () => V | undefined): Promise<V> {
    return new Promise((resolve) => {
      const look = (): void => {
        const found = find();
        if (found === undefined) return;
        this.#waiting.delete(look);
        resolve(found);
      };
      this.#waiting.add(look);
      look();
    });
  }

  #attempt(wire: Wire): void {
    this.attempts++;
    if (this.#ignore > 0) {
      this.#ignore--;
      return;
    }
    if (this.#refuse > 0) {
      this.#refuse--;
      wire.fail();
      return;
    }
    let last = Promise.resolve();
    const connection = new ServerEnd<P>(this.#protocol, wire, (end) => ({
      // One after the other, so that replies are in order.
      received: (text) => (last = last.then(() => this.#receive(end, text))),
      over: () => this.#options.onOver?.(end),
    }));
    this.#all.push(connection);
    wire.open(connection);
    this.#options.onOpen?.(connection);
    for (const look of this.#waiting) look();
  }

  async #receive(connection: ServerEnd<P>, text: string): Promise<void> {
    const { frame, complaint } = read(text);
    if (frame === undefined) return this.#complain(connection, complaint);
    const { type, id, payload = {} } = frame;
    connection.frames.push(frame as ClientMessage<P>);
    this.received.push(frame as ClientMessage<P>);
    for (const look of this.#waiting) look();

    const handler = lookUp(this.#options.handlers, type) as AnyHandler | undefined;
    if (handler === undefined) {
      const message = `no message has the type ${JSON.stringify(type)}`;
      return this.#complain(connection, { code: 'unknown_type', message, received: type, path: '/type', id });
    }
    const schema = lookUp(this.#options.schemas, type) as Validator | undefined;
    const [issue] = schema?.['~standard'].validate({ ...frame, payload }).issues ?? [];
    if (issue !== undefined) {
      const path = `/${issue.path.join('/')}`;
      return this.#complain(connection, { code: 'invalid_payload', message: issue.message, received: type, path, id });
    }
    try {
      const answer = await handler(payload, connection, id);
      const reply = this.#protocol.requests[type];
      if (answer === undefined || typeof reply !== 'string') return;
      connection.sendRaw(write(this.#protocol, { type: reply, ...(id !== undefined && { id }), payload: answer }));
    } catch (error) {
      this.#complain(connection, { code: 'internal', message: String(error), received: type, id });
    }
  }

  /** Sends the protocol's error message. A server whose protocol has none can only close. */
  #complain(connection: ServerEnd<P>, { id, ...payload }: Complaint): void {
    const type = this.#protocol.error;
    if (type === null) return connection.close(1011, payload.code);
    connection.sendRaw(write(this.#protocol, { type, ...(id !== undefined && { id }), payload }));
  }
}

/** Why a frame was not handled. */
interface Complaint {
  readonly code: 'invalid_message' | 'unknown_type' | 'invalid_payload' | 'internal';
  readonly message: string;
  readonly received?: string;
  readonly path?: string;
  readonly id?: string | undefined;
}

/** The frame that a text is, or why it is none. */
function read(text: string): { frame: Frame; complaint?: never } | { frame?: never; complaint: Complaint } {
  const invalid = (message: string, more?: Partial<Complaint>): { complaint: Complaint } => ({
    complaint: { code: 'invalid_message', message, ...more },
  });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return invalid(String(error));
  }
  const { type, id } = (value ?? {}) as { readonly type?: unknown; readonly id?: unknown };
  if (typeof type !== 'string') return invalid('expected an object with a `type`');
  if (id !== undefined && (typeof id !== 'string' || id.length < 1 || id.length > 64)) {
    return invalid('id: expected a string of 1 to 64 characters', { received: type, path: '/id' });
  }
  return { frame: value as Frame };
}

/** The own member of an object. */
function lookUp(members: object | undefined, name: string): unknown {
  return members !== undefined && Object.hasOwn(members, name) ? members[name as keyof typeof members] : undefined;
}
