/** The server's end of a mock connection. */

import type { ClientMessage, Frame, ProtocolDescriptor } from '../protocol.js';
import type { ServerMessageType, ServerPayload } from './messages.js';
import type { Peer, Wire } from './socket.js';

/** One connection, as the mock server has it. */
export interface MockConnection<P extends ProtocolDescriptor> {
  /** What the client connected to. */
  readonly url: string;
  /** Whether frames still go both ways. */
  readonly open: boolean;
  /** What the client has sent on it, in order. The types are those of the protocol, whatever came. */
  readonly received: readonly ClientMessage<P>[];
  /**
   * Sends a message. Once the connection is over, it does nothing.
   * @throws TypeError if the message does not fit the protocol: for those there is `sendRaw`
   */
  send<T extends ServerMessageType<P>>(type: T, payload: ServerPayload<P, T>, id?: string): void;
  /** Sends a frame as it is. */
  sendRaw(text: string): void;
  /** Closes the connection. 1006: it breaks, without a closing handshake. */
  close(code?: number, reason?: string): void;
  /** From now on nothing comes or goes, and the client is not told: the connection is half open. */
  hang(): void;
}

/** What the connection tells its server. */
export interface ConnectionEvents {
  /** A frame has come. */
  received(text: string): void;
  /** The connection is over, or half open. */
  over(): void;
}

/** The server's end. */
export class ServerEnd<P extends ProtocolDescriptor> implements MockConnection<P>, Peer {
  readonly url: string;
  readonly frames: ClientMessage<P>[] = [];
  open = true;
  readonly #protocol: P;
  readonly #wire: Wire;
  readonly #events: ConnectionEvents;

  constructor(protocol: P, wire: Wire, events: (connection: ServerEnd<P>) => ConnectionEvents) {
    this.url = wire.url;
    this.#protocol = protocol;
    this.#wire = wire;
    this.#events = events(this);
  }

  get received(): readonly ClientMessage<P>[] {
    return this.frames;
  }

  send<T extends ServerMessageType<P>>(type: T, payload: ServerPayload<P, T>, id?: string): void {
    this.sendRaw(write(this.#protocol, { type, ...(id !== undefined && { id }), payload }));
  }

  sendRaw(text: string): void {
    if (this.open) this.#wire.deliver(text);
  }

  close(code = 1000, reason = ''): void {
    if (!this.open) return;
    this.#wire.end(code, reason, code !== 1006);
    this.#over();
  }

  hang(): void {
    if (!this.open) return;
    this.#wire.detach();
    this.#over();
  }

  receive(text: string): void {
    if (this.open) this.#events.received(text);
  }

  left(): void {
    if (this.open) this.#over();
  }

  #over(): void {
    this.open = false;
    this.#events.over();
  }
}

/** The frame of a message. */
export function write(protocol: ProtocolDescriptor, message: Frame): string {
  const text = JSON.stringify(message);
  const parsed = protocol.parse(text);
  if (parsed.ok) return text;
  const issues = parsed.issues.map(({ path, message }) => `/${path.join('/')}: ${message}`);
  throw new TypeError(`${message.type} does not fit the protocol: ${issues.join('; ') || parsed.reason}`);
}
