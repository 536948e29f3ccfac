/** Series: history and what follows it, as one. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ApiProblemError, ProtocolError } from '@barwire/client';
import type { BarStreamError, BarSubscriptionAckOk } from '@barwire/client/bars';
import type { Bar } from '@barwire/client/datafeed';
import { createSeries, type Series, type SeriesChange, type SeriesState } from '@barwire/client/series';
import { bar, days, Fake, start, until } from './support/series.js';
import { skip } from './support/server.js';

const what = { symbol: 'aapl', resolution: '1D' };
const backoff = { minMs: 1, maxMs: 1 };
const ack = {} as BarSubscriptionAckOk;
const lost = { state: 'waiting', attempt: 1, retryAt: 0, close: { code: 1006, reason: '' } } as const;

/** What whoever follows a series has, drawn as a chart would. */
function drawn(series: Series): Map<number, Bar> {
  const bars = new Map<number, Bar>();
  series.follow((change) => {
    if (change.kind === 'all') bars.clear();
    if (change.kind === 'last') assert.ok(change.bar.time >= Math.max(0, ...bars.keys()), 'a chart takes no older bar');
    for (const bar of change.kind === 'last' ? [change.bar] : change.bars) bars.set(bar.time, bar);
  });
  return bars;
}
function sorted(bars: Map<number, Bar>): Bar[] {
  return [...bars.values()].sort((one, other) => one.time - other.time);
}
const times = ({ bars }: SeriesState): number[] => bars.map(({ time }) => time / 86_400_000);

test('history and what follows have every closed bar once, as later history has it', { skip }, async (t) => {
  const { client, api } = await start(t);
  const series = createSeries({ client, api, ...what, countBack: 50 });
  t.after(series.close);
  const chart = drawn(series);
  assert.deepEqual(series.get(), { ...what, bars: [], state: 'loading', hasMore: false });
  const first = await until(series, ({ state }) => state === 'live');
  assert.deepEqual([first.symbol, first.resolution, first.hasMore, first.bars.length], ['AAPL', '1D', true, 50]);
  const { bars } = await until(series, ({ bars }) => bars.length >= 56);
  const { bars: all } = await api.getBars({ symbol: 'AAPL', count_back: 80 });
  const begin = all.findIndex(({ time }) => time === bars[0]?.time);
  assert.deepEqual(bars.slice(0, -1), all.slice(begin, begin + bars.length - 1));
  assert.deepEqual(sorted(chart).slice(0, bars.length - 1), bars.slice(0, -1));
  assert.equal(series.ignored, 0);
});

test('a server that begins anew: the series has what the new one has', { skip }, async (t) => {
  const { server, client, api } = await start(t);
  const series = createSeries({ client, api, ...what, countBack: 20 });
  t.after(series.close);
  const chart = drawn(series);
  const seen: string[] = [];
  series.subscribe(({ state }) => seen.at(-1) === state || seen.push(state));
  const before = await until(series, ({ bars }) => bars.length >= 26);
  await server.kill();
  const stale = await until(series, ({ state }) => state === 'stale');
  assert.ok(stale.bars.length >= before.bars.length, 'the old bars stay');
  await server.restart();
  const { bars } = await until(series, ({ state }) => state === 'live');
  // A replay begins again, so the new server's newest bar is older than what the old one had.
  assert.ok((bars.at(-1)?.time ?? 0) < (before.bars.at(-1)?.time ?? 0));
  assert.equal(bars.length >= before.bars.length, true, 'as many as before');
  await until(series, ({ bars: now }) => now.length >= bars.length + 2);
  const now = series.get().bars;
  const { bars: all } = await api.getBars({ symbol: 'AAPL', count_back: 80 });
  const begin = all.findIndex(({ time }) => time === now[0]?.time);
  assert.deepEqual(now.slice(0, -1), all.slice(begin, begin + now.length - 1));
  assert.deepEqual(sorted(chart).slice(0, -1), now.slice(0, -1));
  assert.deepEqual(seen, ['loading', 'live', 'stale', 'live']);
});

test('what is not served fails, with the reason', { skip }, async (t) => {
  const { client, api } = await start(t);
  for (const [symbol, resolution, code] of [
    ['INVALID', '1D', 'unknown_symbol'],
    ['AAPL', '1h', 'unsupported_resolution'],
    ['', '1D', 'invalid_request'],
  ] as const) {
    const series = createSeries({ client, api, symbol, resolution });
    const { error, bars } = await until(series, ({ state }) => state === 'failed');
    assert.equal((error as ProtocolError).code, code);
    assert.deepEqual(bars, []);
    assert.equal(await series.loadMore(), false);
  }
});

test('loading more until there is no more makes what one big request answers', { skip }, async (t) => {
  const { client, api } = await start(t);
  const series = createSeries({ client, api, symbol: 'BTCUSD', resolution: '1M', countBack: 30 });
  t.after(series.close);
  const chart = drawn(series);
  let calls = 0;
  while (await series.loadMore()) calls++;
  assert.ok(calls >= 4);
  const { bars, hasMore } = series.get();
  assert.equal(hasMore, false);
  assert.equal(await series.loadMore(), false);
  const { bars: all } = await api.getBars({ symbol: 'BTCUSD', resolution: '1M', count_back: 100_000 });
  assert.deepEqual(bars.slice(0, -1), all.slice(0, bars.length - 1));
  assert.deepEqual(sorted(chart).slice(0, 100), all.slice(0, 100));
});

test('bars of the stream: a new one, another state of the last, and what is too old', async () => {
  const fake = new Fake();
  const series = createSeries({ ...fake, ...what, countBack: 3 });
  const seen: SeriesChange[] = [];
  series.follow((change) => seen.push(change));
  const { parameters, answer } = await fake.request(0);
  assert.deepEqual(parameters, { ...what, count_back: 3 });
  answer(days(1, 3));
  const { request, callbacks, update } = await fake.subscription(0);
  assert.deepEqual(request, { ...what, since: { epoch: 'e', closed_seq: 0 } });
  assert.equal(series.get().state, 'loading');
  callbacks.onLive?.(ack);
  const live = series.get();
  assert.equal(live.state, 'live');
  assert.equal(series.get(), live);
  update(bar(3));
  assert.equal(series.get(), live, 'nothing has changed');
  update(bar(3, 7));
  assert.notEqual(series.get(), live);
  assert.deepEqual(live.bars, days(1, 3), 'what was given out stays as it is');
  update(bar(4));
  update(bar(2, 9));
  assert.deepEqual(series.get().bars, [bar(1), bar(2), bar(3, 7), bar(4)]);
  assert.equal(series.ignored, 1);
  assert.deepEqual(seen, [
    { kind: 'all', bars: days(1, 3) },
    { kind: 'last', bar: bar(3, 7) },
    { kind: 'last', bar: bar(4) },
  ]);
  series.close();
  update(bar(5));
  assert.equal(series.get().bars.length, 4);
  assert.deepEqual([fake.listening[0]?.isOpen, fake.watching.size], [false, 0]);
});

test('a symbol without bars is live, and has its first when that comes', async () => {
  const fake = new Fake();
  const series = createSeries({ ...fake, ...what });
  const chart = drawn(series);
  (await fake.request(0)).answer([]);
  const { callbacks, update } = await fake.subscription(0);
  callbacks.onLive?.(ack);
  const { bars, state, hasMore } = series.get();
  assert.deepEqual([bars, state, hasMore], [[], 'live', false]);
  assert.equal(await series.loadMore(), false);
  update(bar(1));
  assert.deepEqual(sorted(chart), [bar(1)]);
  series.close();
});

test('a gap, and another one at once: history is fetched each time, and replaces what was there', async () => {
  const fake = new Fake();
  const series = createSeries({ ...fake, ...what, countBack: 3, backoff });
  (await fake.request(0)).answer(days(1, 3));
  (await fake.subscription(0)).callbacks.onLive?.(ack);
  fake.listening[0]?.update(bar(4));
  fake.listening[0]?.callbacks.onGap?.('epoch');
  assert.equal(fake.listening[0]?.isOpen, false);
  assert.deepEqual([series.get().state, times(series.get())], ['stale', [1, 2, 3, 4]]);
  const { parameters, answer } = await fake.request(1);
  assert.equal(parameters.count_back, 4, 'as many as there are');
  answer(days(11, 14));
  (await fake.subscription(1)).callbacks.onGap?.('unrecovered');
  (await fake.request(2)).answer(days(21, 24));
  const { request, callbacks } = await fake.subscription(2);
  assert.equal(request.since?.closed_seq, 2);
  assert.equal(series.get().state, 'stale');
  callbacks.onLive?.(ack);
  assert.deepEqual([series.get().state, times(series.get())], ['live', [21, 22, 23, 24]]);
  series.close();
});

test('what may pass is tried again, and said; what will not is the end', async () => {
  const fake = new Fake();
  const series = createSeries({ ...fake, ...what, backoff });
  const error = new ProtocolError('network', 'no reply');
  (await fake.request(0)).fail(error);
  await until(series, (state) => state.error === error && state.state === 'loading');
  (await fake.request(1)).answer(days(1, 3));
  const first = await fake.subscription(0);
  first.callbacks.onLive?.(ack);
  assert.deepEqual([series.get().state, series.get().error], ['live', undefined]);
  first.callbacks.onFailed?.({ code: 'feed_unavailable', error: 'stale' } as BarStreamError);
  const { state, error: why } = series.get();
  assert.deepEqual([state, (why as ProtocolError).code], ['stale', 'feed_unavailable']);
  first.update(bar(4));
  assert.equal(series.get().state, 'live');
  first.callbacks.onError(new ProtocolError('feed_unavailable', 'it ended'));
  (await fake.request(2)).answer(days(1, 4));
  await fake.subscription(1);
  fake.listening[1]?.callbacks.onError(new ProtocolError('forbidden', 'no longer'));
  const end = await until(series, ({ state }) => state === 'failed');
  assert.deepEqual([(end.error as ProtocolError).code, times(end)], ['forbidden', [1, 2, 3, 4]]);
  assert.equal(fake.watching.size, 0);
});

test('pauses grow to the longest, and are not shorter than the server says', async (t) => {
  const fake = new Fake();
  t.mock.method(Math, 'random', () => 1);
  const timers = t.mock.method(globalThis, 'setTimeout').mock;
  const series = createSeries({ ...fake, ...what, backoff: { minMs: 20, maxMs: 50 } });
  for (const number of [0, 1, 2]) {
    const busy = new ApiProblemError('datafeed', 'getBars', 429, undefined);
    (await fake.request(number)).fail(number === 1 ? busy : new ProtocolError('network', 'no reply'));
  }
  (await fake.request(3)).answer(days(1, 3));
  const payload = { retry_after_ms: 30 };
  (await fake.subscription(0)).callbacks.onError(new ProtocolError('rate_limited', 'too many', { payload }));
  await fake.request(4);
  series.close();
  const pauses = timers.calls.map(({ arguments: [, pause] }) => pause ?? 0).filter((pause) => pause > 10);
  assert.deepEqual(pauses, [20, 40, 50, 80]);
});

test('a connection that is lost makes it stale, and the next one live; a client that closes ends it', async () => {
  const fake = new Fake();
  const series = createSeries({ ...fake, ...what });
  (await fake.request(0)).answer(days(1, 3));
  const { callbacks, update } = await fake.subscription(0);
  fake.become(lost);
  assert.equal(series.get().state, 'stale', 'history is there, the stream may never be');
  callbacks.onLive?.(ack);
  update(bar(4));
  assert.deepEqual([series.get().state, times(series.get())], ['stale', [1, 2, 3, 4]], 'they come late');
  fake.become({ state: 'open' });
  assert.equal(series.get().state, 'stale');
  callbacks.onLive?.(ack);
  assert.equal(series.get().state, 'live');
  fake.become({ state: 'closed', close: { code: 4502, reason: 'unauthorized' } });
  assert.equal(series.get().state, 'failed');
  assert.match(series.get().error?.message ?? '', /4502 unauthorized/);
  assert.equal(createSeries({ ...fake, ...what }).get().state, 'failed');
  assert.equal(fake.asked.length, 1);
});

test('history is fetched anew while more is being loaded: what belongs to the old one is not mixed in', async () => {
  const fake = new Fake();
  const series = createSeries({ ...fake, ...what, countBack: 3, backoff });
  const chart = drawn(series);
  const early = series.loadMore(2);
  assert.equal(series.loadMore(2), early, 'two calls at a time are one');
  (await fake.request(0)).answer(days(11, 13));
  const old = await fake.request(1);
  assert.deepEqual(old.parameters, { ...what, to_time: 11 * 86_400, count_back: 2 });
  (await fake.subscription(0)).callbacks.onGap?.('epoch');
  const anew = await fake.request(2);
  old.answer(days(9, 10));
  await new Promise((resolve) => setTimeout(resolve, 10));
  assert.equal(fake.asked.length, 3, 'it waits for the new history');
  anew.answer(days(21, 23));
  const older = await fake.request(3);
  assert.equal(older.parameters.to_time, 21 * 86_400);
  older.answer(days(19, 21));
  assert.equal(await early, true);
  assert.deepEqual(times(series.get()), [19, 20, 21, 22, 23], 'a bar that is there is not taken twice');
  assert.deepEqual(sorted(chart), series.get().bars);

  const next = series.loadMore(5);
  (await fake.request(4)).fail(new ProtocolError('network', 'no reply'));
  await assert.rejects(next, { code: 'network' });
  const last = series.loadMore(5);
  (await fake.request(5)).answer(days(17, 18));
  assert.equal(await last, true);
  assert.equal(series.get().hasMore, false, 'fewer than were asked for');
  series.close();
});

test('closing gives up what is asked for', async () => {
  const fake = new Fake();
  const series = createSeries({ ...fake, ...what, countBack: 3 });
  const more = series.loadMore();
  series.close();
  assert.equal(fake.asked[0]?.signal.aborted, true);
  assert.equal(await more, false);
  const late = createSeries({ ...fake, ...what, countBack: 3 });
  (await fake.request(1)).answer(days(1, 3));
  late.close();
  await new Promise((resolve) => setTimeout(resolve, 5));
  assert.deepEqual([late.get().bars, fake.listening.length], [[], 0], 'nothing changes, whatever was on its way');
  const other = createSeries({ ...fake, ...what, countBack: 3 });
  (await fake.request(2)).answer(days(1, 3));
  await fake.subscription(0);
  const older = other.loadMore();
  const { signal } = await fake.request(3);
  other.close();
  other.close();
  assert.equal(signal.aborted, true);
  assert.equal(await older, false);
  assert.deepEqual([fake.listening.length, fake.listening[0]?.isOpen], [1, false]);
});
