/** A network that fails: it stands between a client and a server, and passes, keeps, loses or cuts what goes by. */

import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { type RawData, WebSocket, WebSocketServer } from 'ws';

/** One connection that goes through. */
interface Pair {
  readonly client: WebSocket;
  readonly socket: Socket;
  readonly server: WebSocket;
}

/** Passes frames from clients to one server and back. */
export class Proxy {
  readonly url: string;
  /** The part of the server's frames that is lost, 0 to 1. */
  loss = 0;
  /** How late frames are, in milliseconds. Their order stays. */
  delayMs = 0;
  /** Whether frames pass at all. Those that come while they do not are lost, and nothing is closed. */
  isOpen = true;
  /** Whether new connections are refused. */
  isRefusing = false;
  readonly #listener: WebSocketServer;
  readonly #upstream: string;
  readonly #random: () => number;
  readonly #pairs = new Set<Pair>();

  private constructor(listener: WebSocketServer, upstream: string, random: () => number) {
    this.url = `ws://127.0.0.1:${(listener.address() as AddressInfo).port}`;
    this.#listener = listener;
    this.#upstream = upstream;
    this.#random = random;
    listener.on('connection', (client, { socket, url = '/' }) => this.#connect(client, socket, url));
  }

  /** Starts one in front of a server. `random` decides which frames are lost. */
  static async start(upstream: string, random: () => number = Math.random): Promise<Proxy> {
    const listener = new WebSocketServer({ host: '127.0.0.1', port: 0 });
    await once(listener, 'listening');
    return new Proxy(listener, upstream.replace(/^http/, 'ws'), random);
  }

  /** How many connections go through. */
  get size(): number {
    return this.#pairs.size;
  }

  /** Breaks every connection, without a close. */
  reset(): void {
    for (const { client, server } of this.#pairs) {
      client.terminate();
      server.terminate();
    }
  }

  /** Breaks every connection in the middle of a frame. */
  cut(): void {
    for (const { socket } of this.#pairs) socket.write(Buffer.from([0x81, 126, 1, 0, 0x7b, 0x22]));
    this.reset();
  }

  /** Closes every connection to a client in order, with a code. */
  close(code: number): void {
    for (const { client } of this.#pairs) client.close(code, 'by the proxy');
  }

  /** Everything passes again. */
  heal(): void {
    this.loss = this.delayMs = 0;
    this.isOpen = true;
    this.isRefusing = false;
  }

  async stop(): Promise<void> {
    this.reset();
    await new Promise((resolve) => this.#listener.close(resolve));
  }

  #connect(client: WebSocket, socket: Socket, path: string): void {
    client.on('error', () => {});
    if (this.isRefusing) return client.terminate();
    const server = new WebSocket(this.#upstream + path);
    const pair = { client, socket, server };
    this.#pairs.add(pair);
    const over = (): void => {
      this.#pairs.delete(pair);
      client.terminate();
      server.terminate();
    };
    server.on('error', over);
    server.on('close', (code, reason) => {
      this.#pairs.delete(pair);
      if (code >= 1000 && code !== 1005 && code !== 1006) client.close(code, reason);
      else client.terminate();
    });
    client.on('close', over);
    const opened = once(server, 'open').catch(() => {});
    client.on('message', (data, isBinary) => void opened.then(() => this.#pass(server, data, isBinary, 0)));
    server.on('message', (data, isBinary) => this.#pass(client, data, isBinary, this.loss));
  }

  #pass(to: WebSocket, data: RawData, isBinary: boolean, loss: number): void {
    if (!this.isOpen || this.#random() < loss) return;
    const send = (): void => {
      if (to.readyState === WebSocket.OPEN) to.send(data, { binary: isBinary });
    };
    if (this.delayMs > 0) setTimeout(send, this.delayMs);
    else send();
  }
}
