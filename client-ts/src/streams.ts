/** The streams of one kind: which are open on the wire, and who listens to each. Listeners outlive connections. */

import { closedError, type CloseInfo, invalidError, OWN_CLOSE, type ProtocolError, serverError } from './errors.js';
import { afterPause, retryAfterMs } from './pause.js';
import type { Frame, Issue, Payload, StreamDescriptor } from './protocol.js';
import type { Requests } from './requests.js';

/** Who listens to a stream. */
export interface Listener {
  /** What asks for the stream. */
  readonly request: Payload;
  /** Where to go on, as a member of the request. */
  readonly since: () => Payload;
  /** The stream is open, for the first time or again. */
  readonly opened: (answer: Payload) => void;
  readonly update: (payload: Payload) => void;
  /** The stream failed and the server goes on with it. */
  readonly failed: (payload: Payload) => void;
  /** The stream is over. Without an error: this client ended it. */
  readonly end: (error?: ProtocolError) => void;
  wasOpened?: boolean;
}

/** A stream that is open on this connection. */
interface Open {
  /** What closes it: its key, as the server writes it. */
  readonly request: Payload;
  readonly listeners: Set<Listener>;
  isClosing?: boolean;
}

/** All streams that one descriptor describes. */
export interface Streams {
  readonly descriptor: StreamDescriptor;
  readonly isEmpty: () => boolean;
  /** Adds a listener, and asks for what it listens to. The server never opens a second stream of one key. */
  readonly join: (listener: Listener) => void;
  /** Removes a listener. The last one of a stream ends it on the wire. Resolves when that is answered. */
  readonly leave: (listener: Listener) => Promise<void>;
  /** Hands a message to the stream it belongs to. `false`: it belongs to none. */
  readonly route: (message: Frame) => boolean;
  /**
   * Takes a frame that does not fit. If it was an update or a failure, the stream that it belongs to now has a hole and
   * ends; where the frame does not say which one, every open stream may have it.
   */
  readonly routeInvalid: (type: string | undefined, payload: Payload, issues: readonly Issue[]) => void;
  /** There is a connection: every stream is asked for. */
  readonly opened: () => void;
  /** The connection is lost. What is listened to is asked for again on the next one. */
  readonly lost: () => void;
  /** There will be no other connection. */
  readonly ended: (close: CloseInfo) => void;
}

/** `changed` is called when a listener may have gone. */
export function createStreams(
  name: string,
  descriptor: StreamDescriptor,
  requests: Requests,
  changed: () => void,
): Streams {
  const { opens, closes, key, update, failed } = descriptor;
  const listeners = new Set<Listener>();
  const streams = new Map<string, Open>();
  /** How many requests that open a stream are under way. Any of them may turn out to mean one that is open. */
  let asking = 0;
  /** The connection that there is, by its identity. */
  let connection: object | undefined;
  let end: CloseInfo | undefined;
  const left: (() => void)[] = [];

  const keyOf = (payload: Payload): string => JSON.stringify(key.map((member) => payload[member]));
  const remove = (listener: Listener, error?: ProtocolError): void => {
    listeners.delete(listener);
    for (const stream of streams.values()) stream.listeners.delete(listener);
    listener.end(error);
  };
  const ask = (listener: Listener): void => {
    const mine = connection;
    const settle = (then: () => void): void => {
      if (mine !== connection) return; // With the connection, the answer is of no interest.
      asking--;
      if (listeners.has(listener)) then();
      sweep();
    };
    const refused = (error: ProtocolError): void => {
      const pauseMs = retryAfterMs(error);
      // What was open before is asked for again, where the server says when.
      if (!listener.wasOpened || pauseMs === undefined) return remove(listener, error);
      const again = (): unknown => mine === connection && listeners.has(listener) && ask(listener);
      const timer = afterPause(pauseMs * (1 + Math.random()), again);
      // In Node it is the connection that keeps the process alive.
      (Object(timer) as { unref?(): void }).unref?.();
    };
    asking++;
    requests.send(
      opens,
      { ...listener.request, ...listener.since() },
      {
        fail: (error) => settle(() => refused(error)),
        reply: (payload) => {
          const answer = (payload ?? listener.request) as Payload;
          if (answer['status'] === 'error') return settle(() => refused(serverError(`${name} was refused`, answer)));
          // Also where nobody listens any more: it is open, and has to be closed.
          const stream = streams.get(keyOf(answer)) ?? {
            request: Object.fromEntries(key.map((member) => [member, answer[member]])),
            listeners: new Set(),
          };
          streams.set(keyOf(answer), stream);
          settle(() => {
            stream.listeners.add(listener);
            listener.wasOpened = true;
            listener.opened(answer);
          });
        },
      },
    );
  };
  /** Ends on the wire what nobody listens to. */
  const sweep = (): void => {
    let isClean = asking === 0;
    for (const [key, stream] of streams) {
      if (stream.listeners.size > 0) continue;
      isClean = false;
      // While a request is under way that may mean this stream, closing it would end that one's updates too.
      if (asking > 0 || stream.isClosing) continue;
      stream.isClosing = true;
      const closed = (): void => {
        if (streams.get(key) === stream) streams.delete(key);
        sweep();
      };
      if (closes === null) closed();
      else requests.send(closes, stream.request, { reply: closed, fail: closed });
    }
    if (isClean) for (const resolve of left.splice(0)) resolve();
    changed();
  };
  const lost = (): void => {
    connection = undefined;
    asking = 0;
    streams.clear();
    sweep();
  };

  return {
    descriptor,
    isEmpty: () => listeners.size === 0,
    join(listener) {
      JSON.stringify(listener.request); // Throws now what would be thrown when there is a connection.
      if (end) return listener.end(closedError(name, end));
      listeners.add(listener);
      if (connection) ask(listener);
      changed();
    },
    leave(listener) {
      remove(listener);
      // A moment later: whoever replaces a listener, as a user interface does that draws anew, keeps the stream.
      setTimeout(sweep);
      return new Promise((resolve) => left.push(resolve));
    },
    route({ type, payload = {} }) {
      if (type !== update && type !== failed) return false;
      const said = payload as Payload;
      const stream = streams.get(keyOf(said));
      const isOver = type === failed && said['retry'] !== true;
      if (isOver) streams.delete(keyOf(said));
      for (const listener of stream?.listeners ?? []) {
        if (isOver) remove(listener, serverError(`${name} failed`, said));
        else if (type === failed) listener.failed(said);
        else listener.update(said);
      }
      return stream !== undefined;
    },
    routeInvalid(type, payload, issues) {
      if (type !== update && type !== failed) return;
      const named = streams.get(keyOf(payload));
      for (const stream of named ? [named] : streams.values()) {
        for (const listener of stream.listeners) remove(listener, invalidError(`${name}: ${type}`, issues));
      }
      sweep();
    },
    opened() {
      connection = {};
      // The frames are heard of: who hears may close the client, or subscribe.
      for (const listener of [...listeners]) if (connection) ask(listener);
    },
    lost,
    ended(close) {
      for (const listener of listeners) remove(listener, close === OWN_CLOSE ? undefined : closedError(name, close));
      end = close;
      lost();
    },
  };
}
