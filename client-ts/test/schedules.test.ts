/**
 * Random faults: after each schedule of them, the bars of a series are the server's history. A seed makes a schedule, and
 * BARWIRE_SEEDS says how many there are, or which: `200`, or `17..18` for the one with 17.
 */

import assert from 'node:assert/strict';
import { setTimeout } from 'node:timers/promises';
import { test } from 'node:test';
import { type Api, createApi, createClient, type FetchLike } from '@barwire/client';
import { type Bar, barsProtocol } from '@barwire/client/bars';
import { type DatafeedApi, datafeedApi } from '@barwire/client/datafeed';
import { createSeries, type Series } from '@barwire/client/series';
import { WebSocket } from 'ws';
import { Proxy } from './support/proxy.js';
import { random } from './support/random.js';
import { Server, skip } from './support/server.js';

const [first = 1, last = 24] = seeds(process.env['BARWIRE_SEEDS'] ?? '24');
/** How many schedules run side by side, each with its server. */
const WORKERS = 6;
/** How long a series may take to be right after the last fault, in milliseconds. */
const PATIENCE_MS = 20_000;

function seeds(text: string): number[] {
  const [from = 0, to] = text.split('..').map(Number);
  return to === undefined ? [1, from] : [from, to - 1];
}

/** A fault, and what is there when it happens. */
type Fault = (world: { readonly proxy: Proxy; readonly server: Server; readonly next: () => number }) => unknown;

const FAULTS: Readonly<Record<string, Fault>> = {
  reset: ({ proxy }) => proxy.reset(),
  cut: ({ proxy }) => proxy.cut(),
  close: ({ proxy, next }) => proxy.close([1001, 1012, 1013, 4000, 4001, 4003][Math.floor(next() * 6)] ?? 1001),
  lose: ({ proxy, next }) => (proxy.loss = next() / 2),
  delay: ({ proxy, next }) => (proxy.delayMs = next() * 80),
  silence: ({ proxy }) => (proxy.isOpen = false),
  refuse: ({ proxy }) => {
    proxy.isRefusing = true;
    proxy.reset();
  },
  heal: ({ proxy }) => proxy.heal(),
  halt: async ({ server, next }) => {
    server.signal('SIGSTOP');
    await setTimeout(next() * 600);
    server.signal('SIGCONT');
  },
  restart: async ({ server }) => {
    await server.kill();
    await server.restart();
  },
};

/** A `fetch` of which some requests fail or take their time. */
function unsure(next: () => number): { readonly fetch: FetchLike; isSure: boolean } {
  const network = {
    isSure: false,
    fetch: (async (url, init) => {
      if (!network.isSure && next() < 0.2) throw new TypeError('lost on the way');
      if (!network.isSure && next() < 0.2) await setTimeout(next() * 200);
      return await fetch(url, init);
    }) satisfies FetchLike,
  };
  return network;
}

/** The bars that both have and that cannot change any more. */
function settled(series: Series, history: readonly Bar[]): readonly [held: readonly Bar[], served: readonly Bar[]] {
  const { bars } = series.get();
  const end = Math.min(bars.at(-1)?.time ?? 0, history.at(-1)?.time ?? 0);
  const start = Math.max(bars[0]?.time ?? 0, history[0]?.time ?? 0);
  const within = ({ time }: Bar): boolean => time >= start && time < end;
  return [bars.filter(within), history.filter(within)];
}

async function isRight(series: Series, api: Api<DatafeedApi>): Promise<boolean> {
  const { state, bars } = series.get();
  if (state !== 'live' || bars.length < 20) return false;
  const { bars: history } = await api.getBars({ symbol: 'AAPL', resolution: '1D', count_back: bars.length });
  const [held, served] = settled(series, history);
  return held.length > 15 && JSON.stringify(held) === JSON.stringify(served);
}

/** What happened, for the message of a failure. */
async function schedule(seed: number, server: Server): Promise<void> {
  const next = random(seed);
  const proxy = await Proxy.start(server.url, next);
  const network = unsure(next);
  const client = createClient(barsProtocol, {
    url: proxy.url,
    WebSocket,
    backoff: { minMs: 20, maxMs: 200 },
    heartbeat: { intervalMs: 150, timeoutMs: 150 },
    requestTimeoutMs: 500,
  });
  const direct = createApi(datafeedApi, { url: server.url });
  const api = createApi(datafeedApi, { url: server.url, fetch: network.fetch, requestTimeoutMs: 500 });
  const series = createSeries({ client, api, symbol: 'AAPL', resolution: '1D', countBack: 30 });
  const happened: string[] = [];
  try {
    for (let count = Math.ceil(next() * 8); count > 0; count--) {
      await setTimeout(next() * 250);
      const name = Object.keys(FAULTS)[Math.floor(next() * Object.keys(FAULTS).length)] ?? 'heal';
      happened.push(name);
      await FAULTS[name]?.({ proxy, server, next });
    }
    await setTimeout(next() * 250);
    proxy.heal();
    network.isSure = true;
    const end = Date.now() + PATIENCE_MS;
    while (!(await isRight(series, direct))) {
      const { state, error, bars } = series.get();
      assert.ok(
        Date.now() < end,
        `seed ${seed}: not the server's history after ${happened.join()}: ${state} ${String(error)} ${bars.length} bars, ${JSON.stringify(client.status.get())}`,
      );
      await setTimeout(50);
    }
  } finally {
    await series.close();
    await client.close();
    await proxy.stop();
  }
}

test(
  `after random faults a series is the server's history, seeds ${first} to ${last}`,
  { skip, timeout: 3_600_000 },
  async (t) => {
    let seed = first;
    const work = async (): Promise<void> => {
      const server = await Server.start(t, '--bar-duration', '60ms', '--update-interval', '0');
      while (seed <= last) await schedule(seed++, server);
    };
    await Promise.all(Array.from({ length: Math.min(WORKERS, last - first + 1) }, work));
  },
);
