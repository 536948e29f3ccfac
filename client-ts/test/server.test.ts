/** The client and the real server, where BARWIRE_SERVER names its binary. */

import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import {
  ApiProblemError,
  type Client,
  createApi,
  createClient,
  isProblem,
  ProtocolError,
  type Subscription,
} from '@barwire/client';
import {
  type BarStreamError,
  type BarSubscriptionAckOk,
  BarSubscriptionAckOkSchema,
  type BarsProtocol,
  barsProtocol,
  type BarUpdateMessage,
  BarUpdateMessageSchema,
  type ErrorMessage,
} from '@barwire/client/bars';
import { datafeedApi } from '@barwire/client/datafeed';
import { WebSocket } from 'ws';
import { reaches } from './support/fake-server.js';
import { Server, skip } from './support/server.js';

async function start(
  t: TestContext,
  pace: readonly string[] = ['--bar-duration', '1s', '--update-interval', '100ms'],
): Promise<{ server: Server; client: Client<BarsProtocol>; url: string }> {
  const server = await Server.start(t, ...pace);
  const { url } = server;
  const client = createClient(barsProtocol, {
    url,
    WebSocket,
    on: { invalid: (frame) => assert.fail(JSON.stringify(frame)), unknown: (frame) => assert.fail(frame.type) },
  });
  t.after(() => client.close());
  return { server, client, url };
}

test('AAPL at 1D streams valid bars', { skip }, async (t) => {
  const { client } = await start(t);
  const subscription = client.subscribe('bars', { symbol: 'AAPL', resolution: '1D' });
  const ack = await subscription.ready;
  assert.ok(BarSubscriptionAckOkSchema.is(ack));
  let closed = 0;
  let last: { readonly seq: number; readonly closed_seq: number; readonly time: number } | undefined;
  for await (const event of subscription) {
    if (event.kind === 'live') continue;
    assert.ok(event.kind === 'update', JSON.stringify(event));
    const { update } = event;
    const { bar, seq, closed_seq } = update;
    assert.ok(BarUpdateMessageSchema.is(update));
    assert.deepEqual([update.symbol, update.resolution, update.epoch], ['AAPL', '1D', ack.epoch]);
    assert.ok(bar.low <= Math.min(bar.open, bar.close) && bar.high >= Math.max(bar.open, bar.close));
    assert.equal(bar.time % 86_400_000, 0, 'a day begins at 00:00:00 UTC');
    if (last !== undefined) {
      assert.ok(seq > last.seq && bar.time >= last.time);
      assert.ok(closed_seq === last.closed_seq + (update.closed ? 1 : 0), 'no closed bar is lost');
    }
    last = { seq, closed_seq, time: bar.time };
    if (update.closed && ++closed === 2) break;
  }
  assert.equal(closed, 2);
});

test('D is 1D, and both spellings are one stream', { skip }, async (t) => {
  const { client } = await start(t);
  const day = client.subscribe('bars', { symbol: 'aapl', resolution: 'D' });
  const { symbol, resolution } = await day.ready;
  assert.deepEqual([symbol, resolution], ['AAPL', '1D']);
  const same = client.subscribe('bars', { symbol: 'Aapl', resolution: '1D' });
  assert.equal((await nextUpdate(day)).resolution, '1D');
  assert.equal((await nextUpdate(same)).resolution, '1D');
  await day.close();
  assert.equal((await nextUpdate(same)).resolution, '1D');
  await same.close();
});

test('a symbol that is not there is refused', { skip }, async (t) => {
  const { client } = await start(t);
  const subscription = client.subscribe('bars', { symbol: 'INVALID' });
  await assert.rejects(subscription.ready, { name: 'ProtocolError', code: 'unknown_symbol' });
  const unsupported = client.subscribe('bars', { symbol: 'AAPL', resolution: '1h' });
  await assert.rejects(unsupported.ready, { code: 'unsupported_resolution' });
});

test('of three subscriptions, closing one ends exactly that', { skip }, async (t) => {
  const { client } = await start(t);
  const strays: string[] = [];
  client.on('message', (message) => strays.push(message.type));
  const [apple, microsoft, google] = ['AAPL', 'MSFT', 'GOOG'].map((symbol) => client.subscribe('bars', { symbol }));
  assert.ok(apple && microsoft && google);
  await Promise.all([apple, microsoft, google].map(nextUpdate));
  await microsoft.close();
  assert.equal((await microsoft.next()).done, true);
  strays.length = 0; // Until the closing request is answered, updates may still be on their way.
  const rest = [apple, google].map(async (subscription) => {
    for (let count = 0; count < 8; count++) await nextUpdate(subscription);
  });
  await Promise.all(rest);
  assert.deepEqual(strays, []);
});

test('a request that the server cannot take is answered with a path', { skip }, async (t) => {
  const { client } = await start(t);
  const { timestamp } = await client.request('ping');
  assert.ok(Math.abs(timestamp - Date.now()) < 60_000);
  const mistaken = client.subscribe('bars', { symbol: 1 as unknown as string });
  await assert.rejects(mistaken.ready, (error) => {
    assert.ok(error instanceof ProtocolError && error.code === 'invalid_payload');
    assert.equal((error.payload as ErrorMessage).path, '/payload/symbol');
    return true;
  });
});

test('history and the stream from there have every bar once', { skip }, async (t) => {
  const { client, url } = await start(t);
  const datafeed = createApi(datafeedApi, { url });
  const { bars, since } = await datafeed.getBars({ symbol: 'aapl', resolution: 'D', count_back: 50 });
  assert.ok(bars.length === 50 && since !== undefined);
  const times = bars.map((bar) => bar.time);
  await new Promise((resolve) => setTimeout(resolve, 2_500));
  const subscription = client.subscribe('bars', { symbol: 'AAPL', since });
  assert.equal((await subscription.ready).recovered, true);
  let closedSeq = since.closed_seq;
  for await (const event of subscription) {
    if (event.kind === 'live') continue;
    assert.ok(event.kind === 'update', JSON.stringify(event));
    const { bar, closed, closed_seq } = event.update;
    if (closed) assert.equal(closed_seq, ++closedSeq, 'a closed bar is missing, or comes twice');
    const last = times.at(-1);
    assert.ok(last !== undefined && bar.time >= last);
    if (bar.time > last) times.push(bar.time);
    if (closed_seq >= since.closed_seq + 4) break;
  }
  const again = await datafeed.getBars({ symbol: 'AAPL', count_back: 60 });
  const all = again.bars.map((bar) => bar.time);
  assert.deepEqual(times, all.slice(all.indexOf(times[0] ?? 0), all.indexOf(times.at(-1) ?? 0) + 1));
});

test(
  'at 200 moments, history and the stream from there have every closed bar once, with its values',
  { skip },
  async (t) => {
    const { client, url } = await start(t, ['--bar-duration', '40ms', '--update-interval', '0']);
    const datafeed = createApi(datafeedApi, { url });
    const series = [
      ['AAPL', '1D'],
      ['IBM', '1W'],
      ['EURUSD', '240'],
      ['BTCUSD', '1M'],
    ] as const;
    let recovered = 0;
    let missed = 0;
    for (let round = 0; round < 200; round++) {
      const [symbol = 'AAPL', resolution = '1D'] = series[round % series.length] ?? [];
      const { bars, since } = await datafeed.getBars({ symbol, resolution, count_back: 5 });
      assert.ok(since !== undefined);
      const values = new Map(bars.map((bar) => [bar.time, bar]));
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 120));
      await using subscription = client.subscribe('bars', { symbol, resolution, since });
      const ack = await subscription.ready;
      // A file that has begun again has another epoch.
      if (ack.recovered !== true) continue;
      recovered++;
      missed += ack.closed_seq - since.closed_seq;
      let closedSeq = since.closed_seq;
      for await (const event of subscription) {
        if (event.kind === 'live') continue;
        if (event.kind === 'gap' && event.reason === 'epoch') break;
        assert.ok(event.kind === 'update', JSON.stringify(event));
        const { bar, closed, closed_seq } = event.update;
        assert.equal(
          closed_seq,
          closed ? ++closedSeq : closedSeq,
          `${symbol} at ${resolution}: a bar is missing, or twice`,
        );
        values.set(bar.time, bar);
        if (!closed && closed_seq >= ack.closed_seq) break;
      }
      const last = Math.max(...values.keys());
      const after = await datafeed.getBars({ symbol, resolution, count_back: 40 });
      const now = new Map(after.bars.map((bar) => [bar.time, bar]));
      if (after.since?.epoch !== ack.epoch) continue;
      for (const [time, bar] of values)
        if (time < last) assert.deepEqual(bar, now.get(time), `${symbol} at ${resolution}`);
    }
    assert.ok(recovered > 150 && missed > 50, `${recovered} rounds, ${missed} bars`);
  },
);

test('what the datafeed does not have is a problem, and the rest is typed', { skip }, async (t) => {
  const { url } = await start(t);
  const datafeed = createApi(datafeedApi, { url });
  const info = await datafeed.resolveSymbol({ symbol: 'eurusd' });
  assert.deepEqual([info.name, info.session, info.has_intraday], ['EURUSD', '1700-1700', true]);
  const [found] = await datafeed.searchSymbols({ user_input: 'apple' });
  assert.equal(found?.symbol, 'AAPL');
  const [quote, unknown] = await datafeed.getQuotes({ symbols: ['aapl', 'INVALID'] });
  assert.ok(quote?.s === 'ok' && quote.n === 'aapl' && unknown?.s === 'error');
  await assert.rejects(datafeed.resolveSymbol({ symbol: 'INVALID' }), (error) => {
    assert.ok(error instanceof ApiProblemError && isProblem(datafeedApi, error, 'resolveSymbol'));
    return error.status === 404 && error.problem.code === 'unknown_symbol';
  });
});

test('a server that is stopped closes with 1012, and one that comes back goes on', { skip }, async (t) => {
  const { server, client } = await start(t);
  const subscription = client.subscribe('bars', { symbol: 'AAPL' });
  const ack = await subscription.ready;
  await nextUpdate(subscription);
  const closed = reaches(client, 'waiting');
  server.signal('SIGTERM');
  assert.equal((await closed).close.code, 1012);
  await server.kill();
  await server.restart();
  client.reconnectNow();
  const kinds: string[] = [];
  for await (const event of subscription) {
    if (event.kind === 'update' && event.update.epoch !== ack.epoch) break;
    if (event.kind !== 'update') kinds.push(event.kind);
  }
  assert.deepEqual(kinds, ['gap', 'live'], 'another server has no memory of what this one sent');
});

/** The next update of a subscription without gaps. */
async function nextUpdate(
  subscription: Subscription<BarUpdateMessage, BarSubscriptionAckOk, BarStreamError>,
): Promise<BarUpdateMessage> {
  for (;;) {
    const { value: event } = await subscription.next();
    if (event?.kind === 'live') continue;
    assert.ok(event?.kind === 'update', JSON.stringify(event));
    return event.update;
  }
}
