/** A server that does what a test tells it to, frame by frame and connection by connection, on a real WebSocket. */

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { TestContext } from 'node:test';
import {
  type Client,
  type ClientOptions,
  createClient,
  type Frame,
  type ServerMessage,
  type Status,
  type Subscription,
} from '@barwire/client';
import {
  type BarsProtocol,
  barsProtocol,
  type BarStreamError,
  type BarSubscriptionAckOk,
  type BarUpdateMessage,
} from '@barwire/client/bars';
import { WebSocket, WebSocketServer } from 'ws';

/** How long a test waits for what must come, in milliseconds. */
const PATIENCE_MS = 15_000;

export class FakeServer {
  readonly url: string;
  /** The paths that were asked for, one for each attempt to connect. */
  readonly paths: string[] = [];
  /** What becomes of an attempt to connect: it is accepted, refused, or never answered. */
  mood: 'accept' | 'refuse' | 'hang' = 'accept';
  /** How many connections were accepted. */
  connections = 0;
  readonly #frames: Frame[] = [];
  #peer: WebSocket | undefined;
  #socket: Socket | undefined;
  #wake: () => void = () => {};

  /** Starts a server, which greets each connection with `greeting`. */
  static async start(t: TestContext, greeting?: Frame): Promise<FakeServer> {
    const http = createServer();
    http.listen(0, '127.0.0.1');
    await once(http, 'listening');
    const sockets = new Set<Socket>();
    http.on('connection', (socket) => sockets.add(socket));
    const fake = new FakeServer((http.address() as AddressInfo).port);
    const upgrades = new WebSocketServer({ noServer: true });
    http.on('upgrade', (request, socket: Socket, head) => {
      fake.paths.push(request.url ?? '');
      fake.#wake();
      socket.on('error', () => {});
      if (fake.mood === 'refuse') socket.end('HTTP/1.1 503 Service Unavailable\r\n\r\n');
      if (fake.mood !== 'accept') return;
      upgrades.handleUpgrade(request, socket, head, (peer) => fake.#accept(peer, socket, greeting));
    });
    t.after(() => {
      for (const socket of sockets) socket.destroy();
      http.close();
    });
    return fake;
  }

  private constructor(port: number) {
    this.url = `ws://127.0.0.1:${port}`;
  }

  #accept(peer: WebSocket, socket: Socket, greeting: Frame | undefined): void {
    this.connections++;
    this.#peer = peer;
    this.#socket = socket;
    this.#wake();
    if (greeting !== undefined) this.send(greeting);
    peer.on('error', () => {});
    peer.on('message', (data) => {
      this.#frames.push(JSON.parse(String(data)) as Frame);
      this.#wake();
    });
    peer.on('close', () => this.#wake());
  }

  /** Waits until something is so. It is looked at again whenever something comes in. */
  async until(isSo: () => unknown, what: string): Promise<void> {
    const deadline = Date.now() + PATIENCE_MS;
    while (!isSo()) {
      assert.ok(Date.now() < deadline, `never came: ${what}`);
      const { promise, stop } = pause(PATIENCE_MS);
      this.#wake = stop;
      await promise;
    }
  }

  /** The next frame that came in, on whatever connection. */
  async next(): Promise<Frame & { readonly id: string }> {
    await this.until(() => this.#frames.length > 0, 'a frame');
    return this.#frames.shift() as Frame & { readonly id: string };
  }

  /** How many frames have come in and were not looked at. */
  get unread(): number {
    return this.#frames.length;
  }

  /** Waits for so many attempts to connect, all in all. */
  attempts(count: number): Promise<void> {
    return this.until(() => this.paths.length >= count, `attempt ${count}`);
  }

  /** Whether nothing has come in, after a round trip that would have brought it. Connects where there is no connection. */
  async isQuiet(client: Client<BarsProtocol>): Promise<boolean> {
    const pong = client.request('ping');
    pong.catch(() => {});
    const frame = await this.next();
    if (frame.type !== 'ping') return false;
    this.pong(frame);
    await pong;
    return true;
  }

  /** Answers a ping. */
  pong({ id }: Frame): void {
    this.send({ type: 'pong', id: id ?? '', payload: { timestamp: 1 } });
  }

  /** Sends frames in one TCP segment, so that the client reads them in one go. */
  send(...frames: readonly (Frame | string | Buffer)[]): void {
    this.#socket?.cork();
    for (const frame of frames) {
      this.#peer?.send(typeof frame === 'string' || Buffer.isBuffer(frame) ? frame : JSON.stringify(frame));
    }
    this.#socket?.uncork();
  }

  /** Closes the connection in order. */
  hangUp(code: number, reason: string): void {
    this.#peer?.close(code, reason);
  }

  /** Ends the connection without a word: 1006. */
  cut(): void {
    this.#peer?.terminate();
  }

  /** Stops reading, so that not even a closing handshake is answered. */
  freeze(): void {
    this.#socket?.pause();
  }

  /** Waits until the client has ended the connection. */
  gone(): Promise<void> {
    const peer = this.#peer;
    return this.until(() => peer?.readyState === WebSocket.CLOSED, 'the end of the connection');
  }

  /** Answers the next `bars.subscribe` with `ok` and the updates. */
  async accept(...updates: readonly Frame[]): Promise<Frame & { readonly id: string }> {
    const request = await this.next();
    assert.equal(request.type, 'bars.subscribe');
    this.send(ack(request), ...updates);
    return request;
  }

  /** Answers the next `bars.subscribe` with an ack of these members, and then the updates. */
  async answer(members: object, ...updates: readonly Frame[]): Promise<Frame & { readonly id: string }> {
    const request = await this.next();
    assert.equal(request.type, 'bars.subscribe');
    this.send(ack(request, members), ...updates);
    return request;
  }

  /** Answers the next `bars.unsubscribe` with `ok`. */
  async release(): Promise<Frame> {
    const request = await this.next();
    assert.equal(request.type, 'bars.unsubscribe');
    const { symbol, resolution } = request.payload as { symbol: string; resolution: string };
    const payload = { status: 'ok', symbol, resolution, message: 'ended' };
    this.send({ type: 'bars.unsubscribe.ack', id: request.id, payload });
    return request;
  }
}

/** Options for tests: pauses are short. */
export type TestOptions = Partial<ClientOptions<ServerMessage<BarsProtocol>>>;

/** A client of a server, gone after the test. */
export function clientOf(t: TestContext, server: FakeServer, options: TestOptions = {}): Client<BarsProtocol> {
  const backoff = { minMs: 1, maxMs: 20, ...options.backoff };
  const client = createClient(barsProtocol, { url: server.url, WebSocket, ...options, backoff });
  t.after(() => client.close());
  return client;
}

/** A server and a client of it, both gone after the test. The client connects when it is asked for something. */
export async function pair(
  t: TestContext,
  options: TestOptions = {},
): Promise<{ server: FakeServer; client: Client<BarsProtocol> }> {
  const server = await FakeServer.start(t);
  return { server, client: clientOf(t, server, options) };
}

/** Waits until a client is in a state, and gives the status that says so. */
export async function reaches<S extends Status['state']>(
  client: Client<BarsProtocol>,
  state: S,
): Promise<Extract<Status, { readonly state: S }>> {
  const { promise, stop } = pause(PATIENCE_MS);
  const leave = client.status.subscribe((status) => {
    if (status.state === state) stop(status);
  });
  const status = await promise;
  leave();
  assert.ok(status, `never came: ${state}; it is ${JSON.stringify(client.status.get())}`);
  return status as Extract<Status, { readonly state: S }>;
}

/** Waits, at most for so long; `stop` ends it. */
function pause(ms: number): { promise: Promise<unknown>; stop: (value?: unknown) => void } {
  let stop: (value?: unknown) => void = () => {};
  const promise = new Promise<unknown>((resolve) => (stop = resolve));
  const timer = setTimeout(stop, ms);
  return { promise: promise.finally(() => clearTimeout(timer)), stop };
}

/** The `ok` ack of a `bars.subscribe`. The resolution `D` becomes `1D`. */
export function ack(request: Frame, members: object = {}): Frame & { readonly id: string } {
  const { symbol, resolution = '1D' } = request.payload as { symbol: string; resolution?: string };
  const canonical = resolution === 'D' ? '1D' : resolution;
  const payload = { status: 'ok', symbol: symbol.toUpperCase(), resolution: canonical, message: 'streaming', ...at(0) };
  return { type: 'bars.ack', id: request.id ?? '', payload: { ...payload, ...members } };
}

/** The refusal of a `bars.subscribe`. */
export function refusal({ id = '', payload }: Frame, members: object = {}): Frame {
  const { symbol, resolution = '1D' } = payload as { symbol: string; resolution?: string };
  const said = { status: 'error', symbol, resolution, code: 'unknown_symbol', message: `no ${symbol}`, ...members };
  return { type: 'bars.ack', id, payload: said };
}

const DAY = 86_400_000;

/** The forming update number `seq` of a stream. Each is about a bar of its own, as far as its time says. */
export function update(seq: number, symbol = 'AAPL', resolution = '1D', members: object = {}): Frame {
  const bar = { time: seq * DAY, open: 1, high: 2, low: 0.5, close: 1 + seq, volume: 10 };
  const payload = { symbol, resolution, bar, timestamp: 1, closed: false, ...at(seq), ...members };
  return { type: 'bars.update', payload };
}

/** The update that closes bar number `count` of AAPL, or one of the bar that forms after it. */
export function bar(count: number, closed: boolean, { epoch = 'e1', seq = 2 * count + (closed ? 0 : 1) } = {}): Frame {
  const time = (count + (closed ? 0 : 1)) * DAY;
  const values = { open: 1, high: 2, low: 0.5, close: seq, volume: 10 };
  return update(seq, 'AAPL', '1D', { epoch, seq, closed_seq: count, closed, bar: { time, ...values } });
}

/** An update without its bar. What stream it belongs to can still be read. */
export function broken({ type, payload }: Frame): Frame {
  return { type, payload: { ...(payload as object), bar: undefined } };
}

/** A failure of the stream of AAPL at 1D. */
export function failure(retry: boolean): Frame {
  const payload = { symbol: 'AAPL', resolution: '1D', code: 'feed_unavailable', error: 'the feed is stale', retry };
  return { type: 'bars.error', payload };
}

function at(seq: number): object {
  return { epoch: 'e1', seq, closed_seq: 0 };
}

/** The next events of a subscription, in brief: `live`, `gap <reason>`, `failed`, the `seq` of an update, or `done`. */
export async function take(
  subscription: Subscription<BarUpdateMessage, BarSubscriptionAckOk, BarStreamError>,
  count: number,
): Promise<(string | number)[]> {
  const taken: (string | number)[] = [];
  while (taken.length < count) {
    const { value: event } = await subscription.next();
    if (event === undefined) taken.push('done');
    else if (event.kind === 'update') taken.push(event.update.seq);
    else taken.push(event.kind === 'gap' ? `gap ${event.reason}` : event.kind);
  }
  return taken;
}
