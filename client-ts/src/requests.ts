/** Requests under way: each has an id, and gets the answer that carries it. */

import { deadline } from './deadline.js';
import { closedError, type CloseInfo, invalidError, ProtocolError, serverError } from './errors.js';
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

interface Request extends Waiter {
  readonly id: string;
  readonly type: string;
  readonly expects: string | null;
  readonly frame: string;
  isSent?: boolean;
  /** Calls off the waiting. */
  cancel?: () => void;
}

/** The requests of a client, over all its connections. */
export interface Requests {
  /** Whether any waits for a connection or an answer. */
  isEmpty(): boolean;
  /**
   * Sends a request over the connection that there is. Without an answer in time the connection is of no use.
   * @throws TypeError if the protocol has no such request, or the payload is not JSON
   */
  send(type: string, payload: unknown, waiter: Waiter): void;
  /** Sends a request as soon as there is a connection, and resolves with the payload of its reply. */
  request(type: string, payload: unknown, options: RequestOptions): Promise<unknown>;
  /** Hands a message to the request it answers. `false`: it answers none. */
  answer(message: Frame): boolean;
  /** Fails the request that an invalid frame answers. `false`: it answers none. */
  answerInvalid(id: unknown, issues: readonly Issue[]): boolean;
  /** There is a connection: what has waited for it is sent. */
  opened(): void;
  /** The connection is lost, and with it the answers to what was sent. */
  lost(close: CloseInfo): void;
  /** There will be no other connection. */
  ended(close: CloseInfo): void;
}

/** `unanswered` is called when a request of the runtime's own has no answer in time. */
export function createRequests(
  protocol: ProtocolDescriptor,
  defaultTimeoutMs: number,
  transmit: (frame: string) => void,
  unanswered: (error: ProtocolError) => void,
): Requests {
  const waiting = new Map<unknown, Request>();
  let count = 0;
  let isOpen = false;
  let end: CloseInfo | undefined;

  const add = (type: string, payload: unknown, waiter: Waiter): Request => {
    const expects = Object.hasOwn(protocol.requests, type) ? protocol.requests[type] : undefined;
    if (expects === undefined) throw new TypeError(`${protocol.name} has no request ${type}`);
    const id = `${++count}`;
    const request = { id, type, expects, frame: JSON.stringify({ type, id, payload }), ...waiter };
    waiting.set(id, request);
    return request;
  };
  const take = (id: unknown): Request | undefined => {
    const request = waiting.get(id);
    waiting.delete(id);
    request?.cancel?.();
    return request;
  };
  const start = (request: Request): void => {
    request.isSent = true;
    transmit(request.frame);
    if (request.expects === null) take(request.id)?.reply(undefined);
  };
  const failAll = (close: CloseInfo, which: (request: Request) => unknown): void => {
    isOpen = false;
    for (const request of waiting.values()) {
      if (which(request)) take(request.id)?.fail(closedError(request.type, close));
    }
  };

  return {
    isEmpty: () => waiting.size === 0,
    send(type, payload, waiter) {
      const request = add(type, payload, waiter);
      request.cancel = deadline(type, defaultTimeoutMs, undefined, unanswered);
      start(request);
    },
    request: (type, payload, { timeoutMs = defaultTimeoutMs, signal }) =>
      new Promise((reply, fail) => {
        if (end !== undefined) throw closedError(type, end);
        const request = add(type, payload, { reply, fail });
        request.cancel = deadline(type, timeoutMs, signal, (error) => {
          waiting.delete(request.id);
          fail(error);
        });
        if (isOpen && waiting.has(request.id)) start(request);
      }),
    answer({ id, type, payload = {} }) {
      const request = take(id);
      if (type === request?.expects) request.reply(payload);
      else if (type === protocol.error) request?.fail(serverError(request.type, payload));
      else request?.fail(new ProtocolError('invalid', `${request.type} was answered by ${type}`));
      return request !== undefined;
    },
    answerInvalid(id, issues) {
      const request = take(id);
      request?.fail(invalidError(`the answer to ${request.type}`, issues));
      return request !== undefined;
    },
    opened() {
      isOpen = true;
      for (const request of waiting.values()) if (!request.isSent) start(request);
    },
    lost: (close) => failAll(close, ({ isSent }) => isSent),
    ended: (close) => failAll((end = close), () => true),
  };
}
