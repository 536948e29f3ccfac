/** The client's end of a mock connection: what a program has for its WebSocket. */

/** What a `close` event says. */
export interface MockCloseEvent {
  readonly code: number;
  readonly reason: string;
  readonly wasClean: boolean;
}

/** What a `message` event says. */
export interface MockMessageEvent {
  /** A string. As in browsers it is `any`, so that what takes any WebSocket takes this one. */
  readonly data: any;
}

/** A handler that a program assigns. As a method, its event may also be taken for something less exact. */
type Handler<E> = { handle(event: E): void }['handle'] | null;

/** A listener, as `addEventListener` takes it. */
type Listener<E> = { handle(event: E): void }['handle'] | { handleEvent(event: E): void };

/** How to listen. */
type ListenerOptions = boolean | { readonly once?: boolean };

/** The WebSocket of a mock server, as the client has it. */
export interface MockWebSocket {
  readonly url: string;
  /** 0: connecting, 1: open, 2: closing, 3: closed. */
  readonly readyState: 0 | 1 | 2 | 3;
  readonly bufferedAmount: number;
  readonly extensions: string;
  readonly protocol: string;
  binaryType: string;
  onopen: Handler<object>;
  onmessage: Handler<MockMessageEvent>;
  onerror: Handler<object>;
  onclose: Handler<MockCloseEvent>;
  send(data: string): void;
  close(code?: number, reason?: string): void;
  addEventListener(type: 'open' | 'error', listener: Listener<object>, options?: ListenerOptions): void;
  addEventListener(type: 'message', listener: Listener<MockMessageEvent>, options?: ListenerOptions): void;
  addEventListener(type: 'close', listener: Listener<MockCloseEvent>, options?: ListenerOptions): void;
  removeEventListener(type: string, listener: Listener<never>): void;
}

/** The constructor of a {@link MockWebSocket}. */
export interface MockWebSocketConstructor {
  new (url: string | URL, protocols?: string | readonly string[]): MockWebSocket;
  readonly CONNECTING: 0;
  readonly OPEN: 1;
  readonly CLOSING: 2;
  readonly CLOSED: 3;
}

/** The server's end, as the client's end has it. */
export interface Peer {
  receive(text: string): void;
  /** The client has closed. */
  left(): void;
}

/** The client's end, as the server has it. What is done here reaches the client later, in order. */
export interface Wire {
  readonly url: string;
  /** Answers the attempt to connect. */
  open(peer: Peer): void;
  /** Ends the attempt to connect. */
  fail(): void;
  deliver(text: string): void;
  end(code: number, reason: string, wasClean: boolean): void;
  /** From now on, the client waits for an end that does not come. */
  detach(): void;
}

/** Does `work` soon, and in order. No timers: those of a test may stand still. */
function later(work: () => void): void {
  void Promise.resolve().then(work);
}

/** The error that a WebSocket throws. */
function mistake(name: 'InvalidAccessError' | 'InvalidStateError' | 'SyntaxError', message: string): Error {
  return Object.assign(new Error(message), { name });
}

// Of one realm: where a test has a DOM of its own, it has put its classes here before this is loaded.
const { Event: BaseEvent, EventTarget: BaseTarget } = globalThis;

class MockSocket extends BaseTarget {
  static readonly CONNECTING = 0;
  static readonly OPEN = 1;
  static readonly CLOSING = 2;
  static readonly CLOSED = 3;
  readonly CONNECTING = 0;
  readonly OPEN = 1;
  readonly CLOSING = 2;
  readonly CLOSED = 3;
  readonly url: string;
  readonly bufferedAmount: number = 0;
  readonly extensions: string = '';
  readonly protocol: string = '';
  readyState: 0 | 1 | 2 | 3 = 0;
  binaryType = 'blob';
  onopen: Handler<object> = null;
  onmessage: Handler<MockMessageEvent> = null;
  onerror: Handler<object> = null;
  onclose: Handler<MockCloseEvent> = null;
  #peer: Peer | undefined;

  constructor(url: string | URL, attempt: (wire: Wire) => void) {
    super();
    this.url = addressOf(url);
    for (const type of ['open', 'message', 'error', 'close'] as const) {
      this.addEventListener(type, (event) => this[`on${type}`]?.(event as never));
    }
    later(() => {
      if (this.readyState === 0) attempt(this.#wire());
    });
  }

  send(data: string): void {
    if (this.readyState === 0) throw mistake('InvalidStateError', 'The WebSocket is not open yet');
    const peer = this.#peer;
    if (this.readyState === 1) later(() => peer?.receive(data));
  }

  close(code?: number, reason = ''): void {
    if (code !== undefined && code !== 1000 && !(code >= 3000 && code <= 4999)) {
      throw mistake('InvalidAccessError', `A client cannot close with ${code}`);
    }
    if (new TextEncoder().encode(reason).length > 123) throw mistake('SyntaxError', 'The reason is too long');
    if (this.readyState > 1) return;
    const connecting = this.readyState === 0;
    const peer = this.#peer;
    this.readyState = 2;
    later(() => {
      if (connecting) return this.#fail();
      if (peer === undefined || this.#peer === undefined) return;
      peer.left();
      later(() => this.#end(code ?? 1005, reason, true));
    });
  }

  #wire(): Wire {
    return {
      url: this.url,
      open: (peer) => {
        this.#peer = peer;
        this.readyState = 1;
        this.#tell('open', {});
      },
      fail: () => this.#fail(),
      deliver: (text) =>
        later(() => {
          if (this.readyState === 1 && this.#peer !== undefined) this.#tell('message', { data: text });
        }),
      end: (code, reason, wasClean) => later(() => this.#end(code, reason, wasClean)),
      // What is on its way still arrives.
      detach: () => later(() => (this.#peer = undefined)),
    };
  }

  #fail(): void {
    this.readyState = 3;
    this.#tell('error', {});
    this.#tell('close', { code: 1006, reason: '', wasClean: false });
  }

  #end(code: number, reason: string, wasClean: boolean): void {
    if (this.readyState === 3) return;
    this.readyState = 3;
    this.#peer = undefined;
    this.#tell('close', { code, reason, wasClean });
  }

  #tell(type: string, members: object): void {
    this.dispatchEvent(Object.assign(new BaseEvent(type), members));
  }
}

/** The constructor of WebSockets whose attempts to connect go to `attempt`. */
export function socketsOf(attempt: (wire: Wire) => void): MockWebSocketConstructor {
  class ServedSocket extends MockSocket {
    constructor(url: string | URL) {
      super(url, attempt);
    }
  }
  // The listeners of an EventTarget do not know which events there are.
  return ServedSocket as unknown as MockWebSocketConstructor;
}

/** The address of a WebSocket, or the error that it throws. */
function addressOf(url: string | URL): string {
  let parsed: URL;
  try {
    parsed = new URL(url);
  } catch {
    throw mistake('SyntaxError', `No URL: ${String(url)}`);
  }
  if (!/^(ws|http)s?:$/.test(parsed.protocol) || parsed.hash !== '') {
    throw mistake('SyntaxError', `No URL of a WebSocket: ${parsed.href}`);
  }
  parsed.protocol = parsed.protocol.replace('http', 'ws');
  return parsed.href;
}
