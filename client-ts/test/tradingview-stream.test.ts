/** A datafeed for TradingView's charting library: where its streams begin and end, its quotes, its configuration. */

import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { test } from 'node:test';
import { ProtocolError } from '@barwire/client';
import type { Series } from '@barwire/client/tradingview';
import { until } from './support/fake-chart.js';
import { day, source, update } from './support/fake-source.js';

const days = Array.from({ length: 5 }, (_, number) => day(number));
const apple = { name: 'AAPL' };
const ignore = (): void => {};

test('a stream that comes to an end is asked for again, and the chart loads anew when it is live', async () => {
  const errors: unknown[] = [];
  const options = { onError: (error: unknown) => errors.push(error), backoff: { minMs: 20, maxMs: 200 } };
  const { datafeed, chart, streams } = source(days, {}, options);
  const view = await chart.open('AAPL', '1D');
  const fail = (code: string): void => streams.at(-1)?.callbacks.onError(new ProtocolError(code, code));
  const begin = Date.now();
  for (const [index, code] of ['feed_unavailable', 'internal', 'invalid'].entries()) {
    fail(code);
    await until(() => streams.length === index + 2);
  }
  assert.ok(Date.now() - begin >= 10 + 20 + 40 - 3, 'the pauses grow');
  const limited = { status: 'error', code: 'rate_limited', retry_after_ms: 150 };
  streams.at(-1)?.callbacks.onError(new ProtocolError('rate_limited', 'slowly', { payload: limited }));
  await sleep(100);
  assert.equal(streams.length, 4);
  await until(() => streams.length === 5);
  assert.deepEqual([view.resets, streams.at(-1)?.payload.since, errors], [0, undefined, []]);
  streams.at(-1)?.callbacks.onLive?.({} as never);
  streams.at(-1)?.callbacks.onLive?.({} as never);
  streams.at(-1)?.callbacks.onUpdate(update(day(6), 6));
  assert.deepEqual([view.resets, view.ticks], [1, 1]);
  fail('internal');
  datafeed.unsubscribeBars(view.guid);
  fail('internal');
  await sleep(300);
  assert.equal(streams.length, 5);
});

test('a stream that is over for good is told to the app', async () => {
  for (const code of ['unknown_symbol', 'unsupported_resolution', 'forbidden', 'unauthorized', 'closed']) {
    const errors: unknown[] = [];
    const onError = (error: unknown, series?: Series): number => errors.push([error, series?.listenerGuid]);
    const { datafeed, streams } = source(days, {}, { onError, backoff: { minMs: 1 } });
    datafeed.subscribeBars(apple, '1D', ignore, 'a', ignore);
    const error = new ProtocolError(code, code);
    streams[0]?.callbacks.onError(error);
    await sleep(10);
    assert.deepEqual([streams.length, errors], [1, [[error, 'a']]]);
  }
});

test('a subscription goes on from the newest history, and from what was seen since', async () => {
  const { datafeed, chart, streams } = source(days);
  const { guid } = await chart.open('AAPL', '1D');
  assert.deepEqual(streams[0]?.payload, { symbol: 'AAPL', resolution: '1D', since: { epoch: 'e', closed_seq: 4 } });
  streams[0].callbacks.onUpdate(update(day(6), 6));
  datafeed.unsubscribeBars(guid);
  // The library may still have its bars, and asks for none.
  datafeed.subscribeBars(apple, '1D', ignore, 'again', ignore);
  assert.deepEqual(streams[1]?.payload.since, { epoch: 'e', closed_seq: 6 });
  streams[1].callbacks.onUpdate(update(day(5), 6));
  assert.equal(datafeed.dropped, 1);
});

test('quotes have a `v`, the name as it was asked for, and come over and over', async () => {
  const asked: number[] = [];
  const { datafeed, chart } = source(
    [],
    {
      getQuotes: async ({ symbols }) => {
        asked.push(symbols.length);
        return symbols.map((n) => (n === 'X' ? { s: 'error', n, errmsg: 'none' } : { s: 'ok', n, v: { lp: 1 } }));
      },
    },
    { quotesIntervalMs: 10 },
  );
  const quotes = await chart.call((ok, err) => datafeed.getQuotes(['aapl', 'X'], ok, err));
  assert.deepEqual(quotes, [
    { s: 'ok', n: 'aapl', v: { lp: 1 } },
    { s: 'error', n: 'X', v: {} },
  ]);
  assert.deepEqual(await chart.call((ok, err) => datafeed.getQuotes([], ok, err)), []);
  asked.length = 0;
  const many = Array.from({ length: 130 }, (_, index) => `S${index}`);
  assert.equal((await chart.call<unknown[]>((ok, err) => datafeed.getQuotes(many, ok, err))).length, 130);
  assert.deepEqual(asked.splice(0), [100, 30]);
  let count = 0;
  datafeed.subscribeQuotes(['A', 'B'], ['B', 'C'], (quotes) => (count += quotes.length), 'q');
  await until(() => count >= 9);
  datafeed.unsubscribeQuotes('q');
  const after = count;
  await sleep(30);
  assert.deepEqual([count, asked[0]], [after, 3]);
});

test('the configuration is asked for until it is there', async () => {
  let attempts = 0;
  const errors: unknown[] = [];
  const config = { supported_resolutions: ['1D'], supports_time: false };
  const getConfig = (): Promise<never> =>
    ++attempts < 3 ? Promise.reject(new ProtocolError('network', 'no reply')) : Promise.resolve(config as never);
  const { datafeed, chart } = source(
    [],
    { getConfig },
    { backoff: { minMs: 1 }, onError: (error) => errors.push(error) },
  );
  assert.deepEqual(await chart.call((ok) => datafeed.onReady(ok)), { ...config, supports_time: true });
  assert.deepEqual([attempts, errors.length, chart.faults], [3, 2, []]);
});
