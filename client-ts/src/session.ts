/** What comes in over one connection, and where it goes: to a request, to a stream, or to a listener. */

import { ClosedError, type CloseInfo } from './errors.js';
import { type BadFrame, Listeners } from './events.js';
import type { Frame, ProtocolDescriptor } from './protocol.js';
import { type RequestOptions, Requests } from './requests.js';
import { Streams } from './stream.js';

/** A protocol at work on one connection. Knows nothing of the protocol's own types. */
export class Session {
  readonly requests: Requests;
  readonly listeners: Listeners = new Listeners();
  readonly #protocol: ProtocolDescriptor;
  readonly #streams = new Map<string, Streams>();
  #over = false;

  constructor(protocol: ProtocolDescriptor, timeoutMs: number, transmit: (frame: string) => void) {
    this.#protocol = protocol;
    this.requests = new Requests(protocol, timeoutMs, transmit);
    for (const [name, descriptor] of Object.entries(protocol.streams)) {
      this.#streams.set(name, new Streams(name, descriptor, this.requests));
    }
  }

  /** @throws TypeError if the protocol has no such stream */
  streams(name: string): Streams {
    const streams = this.#streams.get(name);
    if (streams === undefined) throw new TypeError(`The protocol ${this.#protocol.name} has no stream ${name}`);
    return streams;
  }

  /** Sends a request of the user. Rejects with a TypeError what only subscriptions may send: see `RequestType`. */
  async request(type: string, payload: unknown, options?: RequestOptions): Promise<unknown> {
    for (const [name, { opens, closes }] of Object.entries(this.#protocol.streams)) {
      if (type === opens || type === closes) {
        throw new TypeError(`${type} is sent by the subscriptions to ${name}, and not as a request`);
      }
    }
    return await this.requests.request(type, payload, options);
  }

  /** Takes what came in one frame. */
  receive(data: unknown): void {
    if (this.#over) return;
    if (typeof data !== 'string') {
      const issues = [{ message: 'the frame is not text', path: [] }];
      return this.listeners.invalid({ reason: 'not-a-message', issues, data });
    }
    const parsed = this.#protocol.parse(data);
    if (parsed.ok) return this.#route(parsed.message);
    const { id, payload } = membersOf(data);
    for (const streams of this.#streams.values()) streams.routeInvalid(parsed.type, payload, parsed.issues);
    if (this.requests.answerInvalid(id, parsed.issues)) return;
    const { ok, ...why } = parsed;
    const frame: BadFrame = { ...why, data };
    if (why.reason === 'unknown-type' && this.#protocol.unknownMessages === 'ignore') this.listeners.unknown(frame);
    else this.listeners.invalid(frame);
  }

  /** Ends everything. What is under way fails, except where this client itself is the one that closes. */
  close(info: CloseInfo, byThisClient: boolean): void {
    if (this.#over) return;
    this.#over = true;
    for (const [name, streams] of this.#streams) {
      streams.close(byThisClient ? undefined : new ClosedError(`${name}: the connection closed`, info));
    }
    this.requests.close(info);
  }

  #route(message: Frame): void {
    if (this.requests.answer(message)) return;
    for (const streams of this.#streams.values()) if (streams.route(message)) return;
    this.listeners.message(message);
  }
}

/** What can be read of a frame that is no valid message. */
function membersOf(frame: string): { readonly id?: unknown; readonly payload?: unknown } {
  try {
    return (JSON.parse(frame) as object | null) ?? {};
  } catch {
    return {};
  }
}
