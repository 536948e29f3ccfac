/** What is asked of a client, over all its connections, and where what comes in goes: to a request, a stream or a listener. */

import type { CloseInfo, ProtocolError } from './errors.js';
import { type ClientEvents, createEmitter, type Emitter } from './events.js';
import type { Frame, Parsed, Payload, ProtocolDescriptor } from './protocol.js';
import { createRequests, type RequestOptions } from './requests.js';
import { createStreams, type Streams } from './streams.js';

/** A protocol at work. Knows nothing of the protocol's own types. */
export interface Session {
  /** Whether anything is asked of the client. */
  isWanted(): boolean;
  on(event: keyof ClientEvents<unknown>, listener: (value: never) => void): () => void;
  /** @throws TypeError if the protocol has no such stream */
  streams(name: string): Streams;
  /** Sends a request of the user. Rejects with a TypeError what only subscriptions may send: see `RequestType`. */
  request(type: string, payload: unknown, options?: RequestOptions): Promise<unknown>;
  /** Says who is asking, before anything else. How the connection ends if the server does not take the token. */
  authenticate(token: string): Promise<CloseInfo | undefined>;
  /** Asks for a sign of life. Whatever comes is one. */
  ping(): void;
  /** Takes what came in one frame. */
  received(data: unknown): void;
  /** There is a connection. */
  opened(): void;
  /** The connection is lost. */
  lost(close: CloseInfo): void;
  /** There will be no other connection. What is under way fails, except where this client itself is the one that closes. */
  ended(close: CloseInfo): void;
}

/** `unanswered`: the connection does not answer. `changed`: what is asked of the client may have changed. */
export function createSession(
  protocol: ProtocolDescriptor,
  timeoutMs: number,
  send: (frame: string) => void,
  unanswered: (error: ProtocolError) => void,
  changed: () => void,
): Session {
  const events: { readonly [event in keyof ClientEvents<unknown>]: Emitter<never> } = {
    frame: createEmitter(),
    invalid: createEmitter(),
    unknown: createEmitter(),
    message: createEmitter(),
  };
  const emit = (event: keyof ClientEvents<unknown>, value: object): boolean => events[event].emit(value as never);
  const transmit = (data: string): void => {
    emit('frame', { direction: 'out', data });
    send(data);
  };
  const requests = createRequests(protocol, timeoutMs, transmit, unanswered);
  const kinds = new Map(
    Object.entries(protocol.streams).map(([name, descriptor]) => [
      name,
      createStreams(name, descriptor, requests, changed),
    ]),
  );
  const parse = (data: unknown): Parsed<Frame> =>
    typeof data === 'string'
      ? protocol.parse(data)
      : { ok: false, reason: 'not-a-message', issues: [{ message: 'the frame is not text', path: [] }] };

  return {
    isWanted: () => !requests.isEmpty() || [...kinds.values()].some((streams) => !streams.isEmpty()),
    on: (event, listener) => events[event].add(listener),
    streams(name) {
      const streams = kinds.get(name);
      if (!streams) throw new TypeError(`${protocol.name} has no stream ${name}`);
      return streams;
    },
    async request(type, payload, options = {}) {
      for (const { opens, closes } of Object.values(protocol.streams)) {
        if (type === opens || type === closes) throw new TypeError(`${type} is sent by subscriptions`);
      }
      const answer = requests.request(type, payload, options);
      changed();
      return await answer.finally(changed);
    },
    async authenticate(token) {
      const answer = await new Promise<unknown>((reply, fail) => requests.send('auth', { token }, { reply, fail }));
      const { status, code, message = '' } = answer as Readonly<Record<string, string>>;
      if (status !== 'error') return undefined;
      // 4502 as the server would: another token is needed, not another attempt.
      return { code: code === 'unauthorized' ? 4502 : 1006, reason: message };
    },
    ping: () => void requests.request('ping', {}, { timeoutMs: Infinity }).catch(() => {}),
    received(data) {
      const parsed = parse(data);
      emit('frame', { direction: 'in', data, parsed });
      if (parsed.ok) {
        const { message } = parsed;
        if (requests.answer(message)) return;
        for (const streams of kinds.values()) if (streams.route(message)) return;
        emit('message', message);
        return;
      }
      const { reason, type, issues, value } = parsed;
      const { id, payload } = Object(value) as { readonly id?: unknown; readonly payload?: unknown };
      for (const streams of kinds.values()) streams.routeInvalid(type, Object(payload) as Payload, issues);
      if (requests.answerInvalid(id, issues)) return;
      const frame = { ...parsed, data };
      if (reason === 'unknown-type' && protocol.unknownMessages === 'ignore') emit('unknown', frame);
      else if (!emit('invalid', frame)) console.warn('barwire: a frame does not fit the protocol', frame);
    },
    opened() {
      for (const streams of kinds.values()) streams.opened();
      requests.opened();
    },
    lost(close) {
      for (const streams of kinds.values()) streams.lost();
      requests.lost(close);
    },
    ended(close) {
      for (const streams of kinds.values()) streams.ended(close);
      requests.ended(close);
    },
  };
}
