/** A server that does what a test tells it to, frame by frame, on a real WebSocket. */

import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import type { TestContext } from 'node:test';
import { type Client, connect, type ConnectOptions, type Frame, type ServerMessage } from '@barwire/client';
import { type BarsProtocol, barsProtocol } from '@barwire/client/bars';
import { WebSocket, WebSocketServer } from 'ws';

/** How long a test waits for a frame, in milliseconds. */
const PATIENCE_MS = 2_000;

export class FakeServer {
  readonly url: string;
  /** The paths that were asked for. */
  readonly paths: string[] = [];
  readonly #frames: Frame[] = [];
  #peer: WebSocket | undefined;
  #socket: Socket | undefined;
  #wake: () => void = () => {};

  static async start(t: TestContext, greeting?: Frame): Promise<FakeServer> {
    const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
    await once(server, 'listening');
    const fake = new FakeServer(server, greeting);
    t.after(() => {
      for (const peer of server.clients) peer.terminate();
      server.close();
    });
    return fake;
  }

  private constructor(server: WebSocketServer, greeting: Frame | undefined) {
    this.url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}`;
    server.on('connection', (peer, request) => {
      this.#peer = peer;
      this.#socket = request.socket;
      this.paths.push(request.url ?? '');
      if (greeting !== undefined) this.send(greeting);
      peer.on('message', (data) => {
        this.#frames.push(JSON.parse(String(data)) as Frame);
        this.#wake();
      });
    });
  }

  /** The next frame that came in. */
  async next(): Promise<Frame & { readonly id: string }> {
    const deadline = Date.now() + PATIENCE_MS;
    for (;;) {
      const frame = this.#frames.shift();
      if (frame !== undefined) return frame as Frame & { readonly id: string };
      if (Date.now() > deadline) throw new Error('the client sent nothing');
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
        setTimeout(resolve, PATIENCE_MS).unref();
      });
    }
  }

  /** Whether nothing has come in, after a round trip that would have brought it. */
  async isQuiet(client: Client<BarsProtocol>): Promise<boolean> {
    const pong = client.request('ping');
    const frame = await this.next();
    if (frame.type !== 'ping') return false;
    this.send({ type: 'pong', id: frame.id, payload: { timestamp: 1 } });
    await pong;
    return true;
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

  /** Stops reading, so that not even a closing handshake is answered. */
  freeze(): void {
    this.#socket?.pause();
  }

  /** Answers the next `bars.subscribe` with `ok` and the updates. */
  async accept(...updates: readonly Frame[]): Promise<Frame> {
    const request = await this.next();
    this.send(ack(request), ...updates);
    return request;
  }

  /** Answers the next `bars.unsubscribe` with `ok`. */
  async release(): Promise<Frame> {
    const request = await this.next();
    const { symbol, resolution } = request.payload as { symbol: string; resolution: string };
    const payload = { status: 'ok', symbol, resolution, message: 'ended' };
    this.send({ type: 'bars.unsubscribe.ack', id: request.id, payload });
    return request;
  }
}

/** A server and a client of it, both gone after the test. */
export async function pair(
  t: TestContext,
  options: Partial<ConnectOptions<ServerMessage<BarsProtocol>>> = {},
): Promise<{ server: FakeServer; client: Client<BarsProtocol> }> {
  const server = await FakeServer.start(t);
  const client = await connect(barsProtocol, { url: server.url, WebSocket, ...options });
  t.after(() => client.close());
  return { server, client };
}

/** The `ok` ack of a `bars.subscribe`. The resolution `D` becomes `1D`. */
export function ack(request: Frame, members: object = {}): Frame & { readonly id: string } {
  const { symbol, resolution = '1D' } = request.payload as { symbol: string; resolution?: string };
  const canonical = resolution === 'D' ? '1D' : resolution;
  const payload = { status: 'ok', symbol: symbol.toUpperCase(), resolution: canonical, message: 'streaming', ...at(0) };
  return { type: 'bars.ack', id: request.id ?? '', payload: { ...payload, ...members } };
}

/** The update number `seq` of a stream. */
export function update(seq: number, symbol = 'AAPL', resolution = '1D'): Frame {
  const bar = { time: 86_400_000, open: 1, high: 2, low: 0.5, close: 1 + seq, volume: 10 };
  return { type: 'bars.update', payload: { symbol, resolution, bar, timestamp: 1, closed: false, ...at(seq) } };
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
