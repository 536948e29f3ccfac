/** The streams of one kind on one connection: which are open on the wire, and who listens to each. */

import { deadline } from './deadline.js';
import { ClosedError, InvalidMessageError, type ProtocolError, RefusedError, StreamError } from './errors.js';
import type { Frame, Issue, StreamDescriptor } from './protocol.js';
import type { Requests } from './requests.js';

/** Who listens to a stream. */
export interface Listener {
  readonly opened: (ack: unknown) => void;
  readonly update: (payload: unknown) => void;
  /** The stream failed and the server goes on with it. */
  readonly failed: (payload: unknown) => void;
  /** The stream is over. Without an error: this client ended it. */
  readonly end: (error?: ProtocolError) => void;
}

type Payload = Readonly<Record<string, unknown>>;

/** One stream on the wire, from its request on. */
interface Wire {
  readonly listeners: Set<Listener>;
  /** Settled when the request is answered or has timed out. */
  readonly asked: Promise<void>;
  /** What the server calls it. Unknown before the ack. */
  key?: string;
  /** The key's members as the server writes them. */
  members?: Payload;
  ack?: unknown;
  last?: { readonly payload: unknown };
  /** The open stream that this one turned out to be. */
  same?: Wire;
  /** Its end on the wire, once that is under way. Everyone who closes waits for it. */
  closing?: Promise<void>;
}

/** All streams that one descriptor describes. Listeners of one key share one stream on the wire. */
export class Streams {
  readonly #name: string;
  readonly #descriptor: StreamDescriptor;
  readonly #requests: Requests;
  readonly #asking = new Set<Wire>();
  readonly #open = new Map<string, Wire>();
  /** The streams by the key as requests spell it, for requests that say no more than the key. */
  readonly #spellings = new Map<string, Wire>();

  constructor(name: string, descriptor: StreamDescriptor, requests: Requests) {
    this.#name = name;
    this.#descriptor = descriptor;
    this.#requests = requests;
  }

  /** Adds a listener: to a stream that the same request has opened, else to one that is asked for now. */
  join(payload: Payload, listener: Listener): void {
    const { key } = this.#descriptor;
    // A request that says more than the key (where to resume from, say) wants an answer of its own.
    const plain = Object.keys(payload).every((member) => key.includes(member));
    const spelling = plain ? keyOf(key, payload) : undefined;
    const shared = spelling === undefined ? undefined : (this.#spellings.get(spelling) ?? this.#open.get(spelling));
    if (shared === undefined) return this.#ask(payload, spelling, listener);
    shared.listeners.add(listener);
    if (shared.key === undefined) return;
    listener.opened(shared.ack);
    if (shared.last !== undefined) listener.update(shared.last.payload);
  }

  /**
   * Removes a listener. The last one of a stream ends it on the wire and waits for the answer.
   * @throws ProtocolError if the server does not answer, or answers with the protocol's error message
   */
  async leave(listener: Listener): Promise<void> {
    for (const wire of [...this.#asking, ...this.#open.values()]) {
      if (wire.listeners.delete(listener)) return await this.#release(wire);
    }
  }

  /** Hands a message to the stream it belongs to. `false`: it belongs to none. */
  route(message: Frame): boolean {
    const { key, update, failed } = this.#descriptor;
    if (message.type !== update && message.type !== failed) return false;
    const payload = (message.payload ?? {}) as Payload;
    const wire = this.#open.get(keyOf(key, payload));
    if (wire === undefined) return false;
    if (message.type === update) {
      wire.last = { payload };
      for (const listener of wire.listeners) listener.update(payload);
    } else if (payload['retry'] === true) {
      for (const listener of wire.listeners) listener.failed(payload);
    } else {
      this.#remove(wire);
      end(wire, new StreamError(this.#name, payload));
    }
    return true;
  }

  /**
   * Takes a frame that does not fit. If it was an update or a failure, the stream that it belongs to now has a hole and
   * ends; where the frame does not say which one, every open stream may have it.
   */
  routeInvalid(type: string | undefined, payload: unknown, issues: readonly Issue[]): void {
    const { key, update, failed } = this.#descriptor;
    if (type === undefined || (type !== update && type !== failed)) return;
    const named = readableKey(key, payload, issues);
    const wires = [...this.#open].filter(([open]) => named === undefined || named === open).map(([, wire]) => wire);
    for (const wire of wires) {
      this.#remove(wire); // Now, so that who subscribes from here on gets a stream without the hole.
      wire.closing = this.#close(wire);
      wire.closing.catch(() => {}); // The listeners are told of the hole, which comes before that.
      end(wire, new InvalidMessageError(`${this.#name}: a ${type} does not fit the protocol`, issues));
    }
  }

  /** Ends every stream, because the connection is over. */
  close(error?: ProtocolError): void {
    const wires = [...this.#asking, ...this.#open.values()];
    this.#asking.clear();
    this.#open.clear();
    this.#spellings.clear();
    for (const wire of wires) end(wire, error);
  }

  #ask(payload: Payload, spelling: string | undefined, listener: Listener): void {
    let settle = (): void => {};
    const asked = new Promise<void>((resolve) => (settle = resolve));
    const wire: Wire = { listeners: new Set([listener]), asked };
    this.#asking.add(wire);
    if (spelling !== undefined) this.#spellings.set(spelling, wire);
    const answered = (): void => {
      cancel();
      this.#asking.delete(wire);
      settle();
    };
    const refused = (error: ProtocolError): void => {
      answered();
      this.#remove(wire);
      end(wire, error);
    };
    // Only the listeners time out. The request stays, so that an ack that comes late finds the stream without
    // listeners and ends it.
    const { opens } = this.#descriptor;
    const cancel = deadline(opens, this.#requests.timeoutMs, undefined, refused);
    try {
      this.#requests.send(opens, payload, {
        fail: refused,
        reply: (ack) => {
          if ((ack as Payload | undefined)?.['status'] === 'error') return refused(new RefusedError(this.#name, ack));
          answered();
          this.#opened(wire, ack, payload, spelling);
        },
      });
    } catch (error) {
      // Nothing was sent, such as for a payload that has no JSON form. No answer will come to clear this away.
      answered();
      this.#remove(wire);
      throw error;
    }
  }

  /** Runs before the next frame is read: an update right behind the ack finds the stream open. */
  #opened(asked: Wire, ack: unknown, payload: Payload, spelling: string | undefined): void {
    const named = (ack ?? payload) as Payload;
    const { key } = this.#descriptor;
    asked.key = keyOf(key, named);
    asked.members = Object.fromEntries(key.map((member) => [member, named[member]]));
    asked.ack = ack;
    // Another request may have opened the same stream under another spelling. There is never a second one.
    const wire = this.#open.get(asked.key) ?? asked;
    this.#open.set(asked.key, wire);
    if (wire !== asked) asked.same = wire;
    if (spelling !== undefined) this.#spellings.set(spelling, wire);
    for (const listener of asked.listeners) {
      wire.listeners.add(listener);
      listener.opened(ack);
    }
    // Who has closed waits for this too and is told how it ends. Who has timed out does not care.
    if (wire.listeners.size === 0) this.#release(wire).catch(() => {});
  }

  /** Ends a stream on the wire if nobody listens to it, and waits for the answer, whoever has sent the request. */
  async #release(asked: Wire): Promise<void> {
    let wire = asked;
    // A request on its way may turn out to mean this stream. Closing behind its back would end its updates too.
    while (wire.listeners.size === 0 && this.#asking.size > 0) {
      await this.#answers();
      wire = wire.same ?? wire;
    }
    if (wire.listeners.size > 0) return;
    if (this.#descriptor.closes !== null && this.#isOpen(wire)) {
      this.#remove(wire);
      wire.closing = this.#close(wire);
    }
    await wire.closing;
  }

  /** Sends the closing request of a removed stream and waits for the answer. */
  async #close({ key, members }: Wire): Promise<void> {
    while (this.#asking.size > 0) await this.#answers();
    const { closes } = this.#descriptor;
    // A request that was on its way has opened it anew: it is no longer this one's to close.
    if (closes === null || key === undefined || this.#open.has(key)) return;
    try {
      await this.#requests.request(closes, members);
    } catch (error) {
      // With the connection the stream is over too, which is all that was wanted.
      if (!(error instanceof ClosedError)) throw error;
    }
  }

  /** Waits until the requests under way are answered or have timed out. */
  async #answers(): Promise<void> {
    await Promise.all([...this.#asking].map(({ asked }) => asked));
  }

  #isOpen(wire: Wire): boolean {
    return wire.key !== undefined && this.#open.get(wire.key) === wire;
  }

  #remove(wire: Wire): void {
    if (wire.key !== undefined && this.#isOpen(wire)) this.#open.delete(wire.key);
    for (const [spelling, other] of this.#spellings) if (other === wire) this.#spellings.delete(spelling);
  }
}

function keyOf(key: readonly string[], payload: Payload): string {
  return JSON.stringify(key.map((member) => payload[member]));
}

/** The key that an invalid frame's payload names. `undefined`: it names none, or what is wrong may be the key itself. */
function readableKey(key: readonly string[], payload: unknown, issues: readonly Issue[]): string | undefined {
  if (typeof payload !== 'object' || payload === null) return undefined;
  const isReadable = (member: string): boolean =>
    member in payload && !issues.some(({ path }) => path[0] === 'payload' && path[1] === member);
  return key.every(isReadable) ? keyOf(key, payload as Payload) : undefined;
}

function end(wire: Wire, error?: ProtocolError): void {
  const listeners = [...wire.listeners];
  wire.listeners.clear();
  for (const listener of listeners) listener.end(error);
}
