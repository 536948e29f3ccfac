/** Requests under way: each has an id, and gets the answer that carries it. */

import { deadline } from './deadline.js';
import { ClosedError, type CloseInfo, InvalidMessageError, type ProtocolError, RequestError } from './errors.js';
import type { Frame, Issue, ProtocolDescriptor } from './protocol.js';

/** How long a request may take. */
export interface RequestOptions {
  /** How long to wait for the reply, in milliseconds. `Infinity`: without limit. Default: the client's `requestTimeoutMs`. */
  readonly timeoutMs?: number;
  /** Gives the request up. The server may carry it out all the same. */
  readonly signal?: AbortSignal;
}

/** Who waits for an answer. Called once, before the next frame is read. */
export interface Waiter {
  readonly reply: (payload: unknown) => void;
  readonly fail: (error: ProtocolError) => void;
}

/** The requests of one connection. */
export class Requests {
  readonly timeoutMs: number;
  readonly #protocol: ProtocolDescriptor;
  readonly #transmit: (frame: string) => void;
  readonly #waiting = new Map<string, { readonly type: string; readonly reply: string; readonly waiter: Waiter }>();
  #count = 0;
  #closed: CloseInfo | undefined;

  constructor(protocol: ProtocolDescriptor, timeoutMs: number, transmit: (frame: string) => void) {
    this.#protocol = protocol;
    this.timeoutMs = timeoutMs;
    this.#transmit = transmit;
  }

  /**
   * Sends a request and leaves the waiting to the caller. Returns what forgets the request.
   * @throws TypeError if the protocol has no such request, or the payload is not JSON
   */
  send(type: string, payload: unknown, waiter: Waiter): () => void {
    const reply = this.#protocol.requests[type];
    if (reply === undefined) throw new TypeError(`The protocol ${this.#protocol.name} has no request ${type}`);
    const id = String(++this.#count);
    const frame = JSON.stringify({ type, id, payload });
    if (this.#closed !== undefined) {
      waiter.fail(new ClosedError(`${type}: the connection is closed`, this.#closed));
    } else if (reply === null) {
      this.#transmit(frame);
      waiter.reply(undefined);
    } else {
      this.#waiting.set(id, { type, reply, waiter });
      this.#transmit(frame);
    }
    return () => void this.#waiting.delete(id);
  }

  /** Sends a request and waits for the payload of its reply. */
  request(type: string, payload: unknown, options: RequestOptions = {}): Promise<unknown> {
    const { timeoutMs = this.timeoutMs, signal } = options;
    return new Promise((resolve, reject) => {
      let forget = (): void => {};
      const cancel = deadline(type, timeoutMs, signal, (error) => {
        forget();
        reject(error);
      });
      if (signal?.aborted === true) return;
      try {
        forget = this.send(type, payload, {
          reply: (answer) => {
            cancel();
            resolve(answer);
          },
          fail: (error) => {
            cancel();
            reject(error);
          },
        });
      } catch (error) {
        cancel();
        reject(error);
      }
    });
  }

  /** Hands a message to the request it answers. `false`: it answers none. */
  answer(message: Frame): boolean {
    const request = this.#take(message.id);
    if (request === undefined) return false;
    const { type, reply, waiter } = request;
    const payload = message.payload ?? {};
    if (message.type === reply) waiter.reply(payload);
    else if (message.type === this.#protocol.error) waiter.fail(new RequestError(type, payload));
    else waiter.fail(new InvalidMessageError(`${type} was answered by ${message.type} and not by ${reply}`));
    return true;
  }

  /** Fails the request that an invalid frame answers. `false`: it answers none. */
  answerInvalid(id: unknown, issues: readonly Issue[]): boolean {
    const request = this.#take(id);
    request?.waiter.fail(new InvalidMessageError(`The answer to ${request.type} does not fit the protocol`, issues));
    return request !== undefined;
  }

  /** Fails every request, those under way and those to come. */
  close(info: CloseInfo): void {
    this.#closed = info;
    const requests = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const { type, waiter } of requests) waiter.fail(new ClosedError(`${type}: the connection closed`, info));
  }

  #take(id: unknown): { readonly type: string; readonly reply: string; readonly waiter: Waiter } | undefined {
    if (typeof id !== 'string') return undefined;
    const request = this.#waiting.get(id);
    this.#waiting.delete(id);
    return request;
  }
}
