/** The datafeed between a chart and the real server, where BARWIRE_SERVER names its binary. */

import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { test, type TestContext } from 'node:test';
import { createApi, createClient } from '@barwire/client';
import { barsProtocol } from '@barwire/client/bars';
import { datafeedApi } from '@barwire/client/datafeed';
import { createDatafeed, type BarsDatafeed, type ChartQuote, type DatafeedOptions } from '@barwire/client/tradingview';
import { WebSocket } from 'ws';
import { FakeChart, until, type View } from './support/fake-chart.js';
import { Server, skip } from './support/server.js';

interface Setting {
  readonly server: Server;
  readonly datafeed: BarsDatafeed;
  readonly chart: FakeChart;
}

async function start(t: TestContext, options: Partial<DatafeedOptions> = {}, more: string[] = []): Promise<Setting> {
  const server = await Server.start(t, '--bar-duration', '300ms', '--update-interval', '100ms', ...more);
  const { url } = server;
  const client = createClient(barsProtocol, { url, WebSocket, backoff: { maxMs: 100 } });
  t.after(() => client.close());
  const onError = (error: unknown): never => assert.fail(String(error));
  const datafeed = createDatafeed({ client, api: createApi(datafeedApi, { url }), onError, ...options });
  return { server, datafeed, chart: new FakeChart(datafeed) };
}

/** Whether a chart shows what the server has, up to the last bar but one: the last may have changed since. */
async function assertSame(chart: FakeChart, view: View): Promise<void> {
  const shown = [...view.bars.values()].slice(-40, -1);
  const from = (shown[0]?.time ?? 0) / 1000;
  const to = (shown.at(-1)?.time ?? 0) / 1000 + 1;
  const { bars } = await chart.history(view, { from, to, countBack: 1, firstDataRequest: false });
  assert.deepEqual(shown, bars);
}

test('a chart is set up: configuration, search, symbol, time', { skip }, async (t) => {
  const { datafeed, chart } = await start(t);
  const config = await chart.call<{ supported_resolutions: string[]; supports_time: boolean }>((ok) =>
    datafeed.onReady(ok as never),
  );
  assert.ok(config.supported_resolutions.includes('1D') && config.supports_time);
  const [found] = await chart.call<{ ticker: string }[]>((ok) => datafeed.searchSymbols('apple', '', '', ok));
  assert.equal(found?.ticker, 'AAPL');
  assert.deepEqual(await chart.call((ok) => datafeed.searchSymbols('no such thing', '', '', ok)), []);
  const unknown = chart.call((ok, err) => datafeed.resolveSymbol('INVALID', ok, err));
  await assert.rejects(unknown, /^Error: unknown_symbol$/);
  const time = await chart.call<number>((ok) => datafeed.getServerTime(ok));
  assert.ok(Number.isInteger(time) && Math.abs(time - Date.now() / 1000) < 60);
  assert.deepEqual(chart.faults, []);
});

for (const [symbol, resolution] of [
  ['AAPL', 'D'],
  ['EURUSD', '60'],
  ['IBM', '1W'],
  ['BTCUSD', 'M'],
] as const) {
  test(
    `${symbol} at ${resolution}: history to its begin, then the stream, with every bar once`,
    { skip },
    async (t) => {
      const { datafeed, chart } = await start(t);
      const view = await chart.open(symbol, resolution);
      const before = view.bars.size;
      assert.ok(before > 20 && chart.requests > 1, `${before} bars in ${chart.requests} requests`);
      await until(() => view.bars.size > before + 1, 10_000);
      await assertSame(chart, view);
      assert.deepEqual([chart.faults, view.resets, datafeed.dropped], [[], 0, 0]);
    },
  );
}

test('what closed between history and the stream comes first', { skip }, async (t) => {
  const { datafeed, chart } = await start(t);
  const view = await chart.open('AAPL', '1D', 1);
  datafeed.unsubscribeBars(view.guid);
  await chart.load(view, 1);
  const before = view.bars.size;
  await sleep(1_500);
  chart.subscribe(view);
  await until(() => view.ticks > 0);
  assert.ok(view.bars.size >= before, 'a replay has begun');
  await until(() => view.bars.size >= before + 4);
  await assertSame(chart, view);
  assert.deepEqual([chart.faults, view.resets], [[], 0]);
});

test('where that is more than the server can make up for, the chart loads anew, once', { skip }, async (t) => {
  const resets: string[] = [];
  const options = { onReset: ({ listenerGuid = '' }) => void resets.push(listenerGuid) };
  const { datafeed, chart } = await start(t, options, ['--recover-bars', '1']);
  const view = await chart.open('AAPL', '1D', 1);
  datafeed.unsubscribeBars(view.guid);
  await chart.load(view, 1);
  await sleep(1_500);
  chart.subscribe(view);
  await until(() => view.resets > 0);
  assert.deepEqual(resets, [view.guid]);
  await chart.load(view, 1);
  await until(() => view.ticks > 8);
  await assertSame(chart, view);
  assert.deepEqual([chart.faults, view.resets, resets.length], [[], 1, 1]);
});

test('a server that begins anew is a gap: the chart loads anew, once, and goes on', { skip }, async (t) => {
  const setting = await start(t, { onReset: () => void setting.chart.load(setting.chart.view as View, 1) });
  const { server, chart } = setting;
  const view = await chart.open('AAPL', '1D', 1);
  await until(() => view.ticks > 8);
  await server.kill();
  await sleep(200);
  await server.restart();
  await until(() => view.resets > 0);
  const { ticks } = view;
  await until(() => view.ticks > ticks + 8);
  await assertSame(chart, view);
  assert.deepEqual([chart.faults, view.resets], [[], 1]);
});

test('while symbols are switched, each listener gets its own bars until it is let go', { skip }, async (t) => {
  const { datafeed, chart } = await start(t);
  const apple = await chart.switchTo('AAPL', '1D', 0);
  const euro = await chart.switchTo('EURUSD', '60', 500);
  const again = await chart.switchTo('AAPL', '1D', 500);
  const at = [apple.ticks, euro.ticks, again.ticks] as const;
  await until(() => apple.ticks > at[0] && euro.ticks > at[1] && again.ticks > at[2]);
  await sleep(700);
  const late = [apple.ticks, euro.ticks];
  const { ticks } = again;
  await until(() => again.ticks > ticks + 5);
  assert.deepEqual([apple.ticks, euro.ticks], late);
  for (const { close } of euro.bars.values()) assert.ok(close < 5, 'no price of a share is among those of a currency');
  await assertSame(chart, again);
  assert.deepEqual([chart.faults, datafeed.dropped], [[], 0]);
});

test('a resolution that is not served is a reason, and an error of its stream', { skip }, async (t) => {
  const errors: string[] = [];
  const onError = (error: unknown): number => errors.push((error as { code: string }).code);
  const { datafeed, chart } = await start(t, { onError });
  const period = { from: 0, to: 2_000_000_000, countBack: 1, firstDataRequest: true };
  const asked = chart.call((ok, err) => datafeed.getBars({ name: 'AAPL' }, '1h', period, ok, err));
  await assert.rejects(asked, /AAPL is not served at 1h/);
  datafeed.subscribeBars({ name: 'AAPL' }, '1h', () => {}, 'a', () => assert.fail('a reset')); // prettier-ignore
  await until(() => errors.length > 0);
  assert.deepEqual([errors, chart.faults], [['unsupported_resolution'], []]);
});

test('quotes are as they were asked for', { skip }, async (t) => {
  const { datafeed, chart } = await start(t, { quotesIntervalMs: 100 });
  const [apple, invalid] = await chart.call<ChartQuote[]>((ok, err) =>
    datafeed.getQuotes(['aapl', 'INVALID'], ok, err),
  );
  assert.ok(apple?.s === 'ok' && apple.n === 'aapl' && typeof apple.v.lp === 'number');
  assert.deepEqual(invalid, { s: 'error', n: 'INVALID', v: {} });
  const prices = new Set<number | undefined>();
  datafeed.subscribeQuotes(['AAPL'], [], ([quote]) => quote?.s === 'ok' && prices.add(quote.v.lp), 'q');
  await until(() => prices.size > 2);
  datafeed.unsubscribeQuotes('q');
  assert.deepEqual(chart.faults, []);
});
