/** What tests of series share: the real server, and a client and an API that do what a test tells them to. */

import type { TestContext } from 'node:test';
import {
  type Api,
  type Client,
  createApi,
  createClient,
  type ProtocolError,
  type Status,
  type Store,
  type SubscribeCallbacks,
} from '@barwire/client';
import {
  type BarsProtocol,
  barsProtocol,
  type BarStreamError,
  type BarSubscriptionAckOk,
  type BarSubscriptionRequest,
  type BarUpdateMessage,
} from '@barwire/client/bars';
import {
  type Bar,
  type BarsAnswer,
  type DatafeedApi,
  datafeedApi,
  type GetBarsParameters,
} from '@barwire/client/datafeed';
import type { SeriesOptions } from '@barwire/client/series';
import { WebSocket } from 'ws';
import { Server } from './server.js';

/** How long a test waits for what must come, in milliseconds. */
const PATIENCE_MS = 15_000;

/** Starts the server, and a client and an API of it. */
export async function start(
  t: TestContext,
): Promise<{ server: Server; client: Client<BarsProtocol>; api: Api<DatafeedApi> }> {
  const server = await Server.start(t, '--bar-duration', '300ms', '--update-interval', '100ms');
  const { url } = server;
  const client = createClient(barsProtocol, { url, WebSocket, backoff: { minMs: 50 } });
  t.after(() => client.close());
  return { server, client, api: createApi(datafeedApi, { url }) };
}

/** Waits until something is so in a store. */
export async function until<T>(store: Store<T>, isSo: (value: T) => boolean): Promise<T> {
  return await new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      stop();
      reject(new Error(`it did not come to that: ${JSON.stringify(store.get()).slice(0, 300)}`));
    }, PATIENCE_MS);
    const stop = store.subscribe((value) => {
      if (!isSo(value)) return;
      clearTimeout(timer);
      queueMicrotask(() => stop());
      resolve(value);
    });
  });
}

/** A bar that opens `day` days after 1970. */
export function bar(day: number, close = day): Bar {
  return { time: day * 86_400_000, open: day, high: day + 1, low: 0, close, volume: day };
}

/** Bars of the days from the first to the last. */
export function days(first: number, last: number): Bar[] {
  return Array.from({ length: last - first + 1 }, (_, index) => bar(first + index));
}

type Callbacks = SubscribeCallbacks<BarUpdateMessage, BarSubscriptionAckOk, BarStreamError>;

/** A request for bars that waits for a test to answer it. */
export interface Asked {
  readonly parameters: GetBarsParameters;
  readonly signal: AbortSignal;
  readonly answer: (bars: readonly Bar[]) => void;
  readonly fail: (error: Error) => void;
}

/** A subscription that gets what a test gives it. */
export interface Listening {
  readonly request: BarSubscriptionRequest;
  readonly callbacks: Callbacks;
  readonly update: (bar: Bar) => void;
  isOpen: boolean;
}

/** A client and an API without a server. */
export class Fake {
  readonly asked: Asked[] = [];
  readonly listening: Listening[] = [];
  readonly client: SeriesOptions['client'];
  readonly api: SeriesOptions['api'];
  status: Status = { state: 'open' };
  readonly watching = new Set<(status: Status) => void>();

  constructor() {
    this.client = {
      status: {
        get: () => this.status,
        subscribe: (listener) => {
          this.watching.add(listener);
          listener(this.status);
          return () => void this.watching.delete(listener);
        },
      },
      subscribe: ((_: 'bars', request: BarSubscriptionRequest, callbacks: Callbacks) => {
        const update = (bar: Bar): void => callbacks.onUpdate({ bar } as BarUpdateMessage);
        const listening: Listening = { request, callbacks, update, isOpen: true };
        this.listening.push(listening);
        const close = (): Promise<void> => Promise.resolve(void (listening.isOpen = false));
        callbacks.signal?.addEventListener('abort', close);
        return { close };
      }) as unknown as SeriesOptions['client']['subscribe'],
    };
    this.api = {
      getBars: (parameters, { signal = new AbortController().signal } = {}) =>
        new Promise((resolve, reject) => {
          const { symbol, resolution = '1D' } = parameters;
          const since = parameters.to_time === undefined && { since: { epoch: 'e', closed_seq: this.asked.length } };
          this.asked.push({
            parameters,
            signal,
            answer: (bars) =>
              resolve({ symbol: symbol.toUpperCase(), resolution, bars, no_data: false, ...since } as BarsAnswer),
            fail: reject,
          });
          signal.addEventListener('abort', () => reject(signal.reason as ProtocolError));
        }),
    };
  }

  /** Changes what the client is doing. */
  become(status: Status): void {
    this.status = status;
    for (const listener of this.watching) listener(status);
  }

  /** The request for bars with this number, once it is there. */
  async request(number: number): Promise<Asked> {
    return await this.#nth(this.asked, number);
  }

  /** The subscription with this number, once it is there. */
  async subscription(number: number): Promise<Listening> {
    return await this.#nth(this.listening, number);
  }

  async #nth<T>(list: readonly T[], number: number): Promise<T> {
    for (const deadline = Date.now() + PATIENCE_MS; Date.now() < deadline;) {
      const value = list[number];
      if (value !== undefined) return value;
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    throw new Error(`number ${number} did not come`);
  }
}
