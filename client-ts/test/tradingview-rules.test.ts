/** The ten things that go wrong between a datafeed and TradingView's charting library, and that they do not here. */

import assert from 'node:assert/strict';
import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises';
import { test } from 'node:test';
import { ProtocolError } from '@barwire/client';
import type { Series } from '@barwire/client/tradingview';
import { answerOf, BEGIN, day, DAY_MS, source, update } from './support/fake-source.js';

const days = Array.from({ length: 5 }, (_, number) => day(number));
const period = { from: BEGIN / 1000, to: BEGIN / 1000 + 10 * 86_400, countBack: 2, firstDataRequest: true };
const apple = { name: 'AAPL' };
const ignore = (): void => {};

test('1. a bar that is older than the newest one is left out and counted', async () => {
  const dropped: [number, Series][] = [];
  const { datafeed, chart, streams } = source(
    days,
    {},
    { onDropped: (bar, series) => dropped.push([bar.time, series]) },
  );
  const view = await chart.open('AAPL', '1D');
  const [stream] = streams;
  stream?.callbacks.onUpdate(update(day(3), 3)); // Older than what history ended with.
  stream?.callbacks.onUpdate(update(day(5), 5));
  stream?.callbacks.onUpdate(update(day(4), 5));
  stream?.callbacks.onUpdate(update(day(5, 7), 5));
  assert.deepEqual(chart.faults, []);
  assert.equal(view.bars.get(day(5).time)?.close, 7);
  assert.equal(datafeed.dropped, 2);
  const series = { symbol: 'AAPL', resolution: '1D', listenerGuid: view.guid };
  assert.deepEqual(dropped, [
    [day(3).time, series],
    [day(4).time, series],
  ]);
});

test('1. one listener has a newest bar of its own', async () => {
  const { datafeed, streams } = source(days);
  const times: string[] = [];
  for (const guid of ['a', 'b']) {
    datafeed.subscribeBars(apple, '1D', ({ time }) => times.push(`${guid}${(time - BEGIN) / DAY_MS}`), guid, ignore);
  }
  streams[0]?.callbacks.onUpdate(update(day(6), 6));
  streams[1]?.callbacks.onUpdate(update(day(5), 5, true));
  assert.deepEqual(times, ['a6', 'b5']);
});

test('2. each listener is fed until it is let go, in whatever order that comes', async () => {
  const { datafeed, streams } = source(days);
  const got: string[] = [];
  const listen = (guid: string): void => datafeed.subscribeBars(apple, '1D', () => got.push(guid), guid, ignore);
  const feed = (): void => streams.forEach(({ callbacks }) => callbacks.onUpdate(update(day(5), 5)));
  listen('a');
  listen('b');
  feed();
  assert.deepEqual(got.splice(0), ['a', 'b']);
  listen('c');
  datafeed.unsubscribeBars('b');
  datafeed.unsubscribeBars('nobody');
  feed();
  assert.deepEqual(got.splice(0), ['a', 'c']);
  datafeed.unsubscribeBars('a');
  datafeed.unsubscribeBars('a');
  feed();
  assert.deepEqual(got.splice(0), ['c']);
  datafeed.unsubscribeBars('c');
  assert.deepEqual(
    streams.map(({ isClosed }) => isClosed),
    [true, true, true],
  );
});

test('3. a gap throws the cache away, then tells the app, once', async () => {
  const events: string[] = [];
  const { datafeed, streams } = source(days, {}, { onReset: ({ listenerGuid }) => events.push(`app ${listenerGuid}`) });
  datafeed.subscribeBars(apple, '1D', ignore, 'a', () => events.push('cache a'));
  datafeed.subscribeBars({ name: 'MSFT' }, '1D', ignore, 'b', () => events.push('cache b'));
  streams[0]?.callbacks.onLive?.({} as never);
  streams[1]?.callbacks.onLive?.({} as never);
  assert.deepEqual(events, []);
  streams[0]?.callbacks.onGap?.('unrecovered');
  streams[0]?.callbacks.onLive?.({} as never);
  streams[0]?.callbacks.onUpdate(update(day(5), 5));
  assert.deepEqual(events, ['cache a', 'app a']);
  datafeed.unsubscribeBars('b');
  streams[1]?.callbacks.onGap?.('unrecovered');
  assert.equal(events.length, 2);
});

test('3. after a gap the chart may start from earlier bars', async () => {
  const bars = [...days];
  const { datafeed, chart, streams } = source(bars);
  const view = await chart.open('AAPL', '1D');
  streams[0]?.callbacks.onUpdate(update(day(9), 9));
  streams[0]?.callbacks.onGap?.('epoch');
  // The source has begun anew. As long as the chart has its old bars, it takes none of the new ones.
  streams[0]?.callbacks.onUpdate(update(day(1), 1));
  assert.equal(datafeed.dropped, 1);
  bars.splice(1);
  await chart.load(view);
  streams[0]?.callbacks.onUpdate(update(day(1), 1));
  assert.deepEqual([...view.bars.keys()], [day(0).time, day(1).time]);
  assert.deepEqual([chart.faults, datafeed.dropped, view.resets], [[], 1, 1]);
});

test('4. history has an end, and nothing else looks like one', async () => {
  const { chart } = source(days);
  const view = await chart.open('AAPL', '1D');
  assert.deepEqual([view.bars.size, chart.requests, chart.faults], [5, 2, []]);
  const info = { info: view.info, resolution: '1D' };
  // A hole in mid-history is empty, but no end.
  const hole = source(days, { getBars: async (p) => ({ ...answerOf([], p), no_data: false }) });
  assert.deepEqual(await hole.chart.history(info, period), { bars: [], noData: false });
  // The end is told with no bars.
  const both = source(days, { getBars: async (p) => ({ ...answerOf(days, p), no_data: true }) });
  assert.equal((await both.chart.history(info, period)).noData, false);
});

test('4. a source that always answers one window is a fault, and not a loop', async () => {
  const { chart } = source(days, { getBars: async () => answerOf(days, { symbol: 'AAPL' }) });
  await assert.rejects(chart.open('AAPL', '1D'), /no bar opens before 2024-01-01/);
  assert.deepEqual([chart.requests, chart.faults], [2, []]);
});

test('5. no bar is at `to`, or twice, or out of order', async () => {
  const { chart } = source(days, {
    // One that takes `to` in, and has its bars backwards, and one of them twice.
    getBars: async ({ to_time = 0, ...parameters }) => {
      const answer = answerOf(days, { ...parameters, to_time: to_time + 1 });
      return { ...answer, bars: [...answer.bars, ...answer.bars.slice(0, 1)].reverse() };
    },
  });
  const info = { info: await chart.call<never>((ok, err) => chart.datafeed.resolveSymbol('AAPL', ok as never, err)) };
  const to = day(3).time / 1000;
  const { bars } = await chart.history({ ...info, resolution: '1D' }, { ...period, to });
  assert.deepEqual(
    bars.map(({ time }) => time),
    [day(0), day(1), day(2)].map(({ time }) => time),
  );
});

test('5. `countBack` outranks `from`', async () => {
  const { chart } = source(days);
  const view = await chart.open('AAPL', '1D');
  const from = day(4).time / 1000;
  assert.equal((await chart.history(view, { ...period, from, countBack: 4 })).bars.length, 4);
  // And a range that has more is not cut.
  assert.equal((await chart.history(view, { ...period, countBack: 2 })).bars.length, 5);
});

test('6. a day that does not open at 00:00 UTC is told, and not shifted', async () => {
  const faults: [string, Series | undefined][] = [];
  const shifted = days.map((bar) => ({ ...bar, time: bar.time + 14.5 * 3_600_000 }));
  const onError = (error: unknown, series?: Series): number => faults.push([(error as Error).message, series]);
  const { datafeed, chart, streams } = source(shifted, {}, { onError });
  const view = await chart.open('AAPL', '1D');
  assert.equal(view.bars.has(shifted[0]?.time ?? 0), true);
  const text = 'AAPL at 1D: a bar opens at 2024-01-01T14:30:00.000Z and not at 00:00:00 UTC';
  assert.deepEqual(faults.splice(0), [[text, { symbol: 'AAPL', resolution: '1D' }]]);
  // Live ones as well, once a listener.
  for (let count = 0; count < 3; count++) streams[0]?.callbacks.onUpdate(update(shifted[4] ?? day(4), 4));
  assert.deepEqual(
    faults.splice(0).map(([, series]) => series?.listenerGuid),
    [view.guid],
  );
  // At minutes it is as it should be.
  await chart.call((ok, err) => datafeed.getBars(apple, '1', period, ok, err));
  assert.deepEqual([faults, chart.faults], [[], []]);
});

test('7. periods and the time of the server are seconds, bars are milliseconds', async () => {
  const { datafeed, chart, asked } = source(days);
  assert.equal(await chart.call((ok) => datafeed.getServerTime(ok)), 1_700_000_000);
  const view = await chart.open('AAPL', '1D', 1);
  assert.equal([...view.bars.keys()][0], BEGIN);
  asked.length = 0;
  await chart.history(view, { ...period, from: -5, to: 100 });
  await chart.history(view, { ...period, from: 1.5, to: BEGIN / 1000 });
  assert.deepEqual(
    asked.map(({ from_time, to_time, count_back }) => [from_time, to_time, count_back]),
    [
      [0, 100, 2],
      [1, BEGIN / 1000, 2],
    ],
  );
  // Nothing was before 1970, and the server takes no time that is.
  assert.deepEqual(await chart.history(view, { ...period, from: -10, to: 0 }), { bars: [], noData: true });
  assert.equal(asked.length, 2);
});

test('8. callbacks come later, and errors are strings', async () => {
  const refuse = (code: string) => () => Promise.reject(new ProtocolError(code, `${code} it is`));
  const { datafeed, chart } = source([], {
    getBars: refuse('unavailable'),
    resolveSymbol: refuse('unknown_symbol'),
    searchSymbols: refuse('internal'),
    getQuotes: () => Promise.reject(undefined as never),
  });
  await assert.rejects(
    chart.call((ok, err) => datafeed.getBars(apple, '1D', period, ok, err)),
    /^Error: unavailable it is/,
  );
  // Exactly this shows the ghost.
  await assert.rejects(
    chart.call((ok, err) => datafeed.resolveSymbol('X', ok, err)),
    /^Error: unknown_symbol$/,
  );
  await assert.rejects(
    chart.call((ok, err) => datafeed.getQuotes(['X'], ok, err)),
    /undefined/,
  );
  assert.deepEqual(await chart.call((ok) => datafeed.searchSymbols('', '', '', ok)), []);
  const well = source(days);
  await well.chart.open('AAPL', '1D');
  await well.chart.call((ok) => well.datafeed.getServerTime(ok));
  assert.deepEqual([...chart.faults, ...well.chart.faults], []);
});

test('8. a callback that throws is not called again, nor is the other', async (t) => {
  const { datafeed } = source(days);
  const calls: string[] = [];
  const tasks: (() => void)[] = [];
  t.mock.method(globalThis, 'setTimeout', (task: () => void) => tasks.push(task));
  datafeed.getBars(
    apple,
    '1D',
    period,
    () => {
      calls.push('result');
      throw new Error('from the library');
    },
    () => calls.push('error'),
  );
  await turn();
  assert.deepEqual([calls, tasks.length], [[], 1]);
  assert.throws(() => tasks[0]?.(), /from the library/);
  await turn();
  assert.deepEqual([calls, tasks.length], [['result'], 1]);
});

test('9. `D` is `1D`, for history, for the stream, and from one to the other', async () => {
  const { datafeed, chart, streams, asked } = source(days);
  const view = await chart.open('AAPL', 'D');
  datafeed.subscribeBars(apple, '1D', ignore, 'b', ignore);
  await chart.open('AAPL', 'W', 1);
  await chart.open('AAPL', '1', 1);
  assert.deepEqual([...new Set(asked.map(({ resolution }) => resolution))], ['1D', '1W', '1']);
  const since = { epoch: 'e', closed_seq: 4 };
  const resolutions = streams.map(({ payload }) => [payload.resolution, payload.since]);
  assert.deepEqual(
    resolutions,
    ['1D', '1D', '1W', '1'].map((resolution) => [resolution, since]),
  );
  assert.deepEqual([view.info.has_daily, view.info.daily_multipliers], [true, ['1']]);
  assert.deepEqual(chart.faults, []);
});

test('10. nothing is left of what was shown, no matter how often', async () => {
  const { datafeed, chart, streams } = source(days);
  for (let mount = 0; mount < 3; mount++) {
    // As React does in its Strict Mode: in, out, in.
    const { guid } = await chart.open('AAPL', '1D', 1);
    datafeed.unsubscribeBars(guid);
    datafeed.subscribeBars(apple, '1D', ignore, guid, ignore);
    datafeed.subscribeBars(apple, '1D', ignore, guid, ignore); // The same name again, in its place.
    datafeed.unsubscribeBars(guid);
  }
  datafeed.subscribeBars(apple, '1D', ignore, 'last', () => assert.fail('an eager reset'));
  await sleep(20);
  assert.deepEqual(streams.map(({ isClosed }) => isClosed).indexOf(false), streams.length - 1);
  datafeed.close();
  assert.ok(streams.every(({ isClosed }) => isClosed));
  assert.deepEqual(chart.faults, []);
});

test('10. two resolutions of a symbol have nothing in common, and neither have two listeners', async () => {
  const { chart, streams } = source(days, {
    // The history of minutes does not reach the newest bar: what is known of days says nothing about them.
    getBars: async (parameters) => {
      const { since, ...answer } = answerOf(days, parameters);
      return parameters.resolution === '1D' && since ? { ...answer, since } : answer;
    },
  });
  const daily = await chart.open('AAPL', '1D', 1);
  const minutes = await chart.open('AAPL', '1', 1);
  const [first, second] = streams;
  assert.ok(first?.payload.since !== undefined && second?.payload.since === undefined);
  first?.callbacks.onUpdate(update(day(20), 5));
  second?.callbacks.onUpdate(update(day(5), 5));
  assert.deepEqual([daily.ticks, minutes.ticks], [1, 1]);
  // The same bar for both: each has a copy, which the chart spoils.
  const same = update(day(21), 6);
  first?.callbacks.onUpdate(same);
  second?.callbacks.onUpdate(same);
  assert.equal(minutes.bars.get(same.bar.time)?.close, 1);
  assert.equal(days[0]?.close, 1);
  assert.deepEqual(chart.faults, []);
});
