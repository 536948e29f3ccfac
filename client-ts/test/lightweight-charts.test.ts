/** Series in a chart of lightweight-charts: its types as they are, and what is drawn. The library itself needs a canvas. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { BarSubscriptionAckOk } from '@barwire/client/bars';
import type { EpochSeconds } from '@barwire/client/datafeed';
import {
  attach,
  type AttachOptions,
  type Candle,
  type ChartSeries,
  toCandle,
  toSeconds,
  toVolume,
  type VolumeBar,
} from '@barwire/client/lightweight-charts';
import { createSeries } from '@barwire/client/series';
import type { CandlestickData, HistogramData, IChartApi, ISeriesApi, UTCTimestamp } from 'lightweight-charts';
import { bar, days, Fake } from './support/series.js';

/** What compiles with the library's own types, and what does not. Never called. */
export function types(
  series: AttachOptions['series'],
  chart: IChartApi,
  candles: ISeriesApi<'Candlestick'>,
  volume: ISeriesApi<'Histogram'>,
  bars: ISeriesApi<'Bar'>,
  line: ISeriesApi<'Line'>,
): void {
  attach({ series, chart, candles, volume });
  attach({ series, candles: bars });
  candles.setData([toCandle(bar(1))]);
  volume.update(toVolume(bar(1), { up: 'green', down: 'red' }));
  const time: UTCTimestamp = toSeconds(bar(1).time);
  const data: CandlestickData = toCandle(bar(1));
  const value: HistogramData = toVolume(bar(1));
  void [time, data, value];
  // @ts-expect-error: a line has no candles
  attach({ series, candles: line });
  // @ts-expect-error: the one for the other
  attach({ series, candles, volume: candles });
  // @ts-expect-error: milliseconds
  candles.update(bar(1));
  // @ts-expect-error: any number
  const candle: Candle = { ...toCandle(bar(1)), time: 1_700_000_000_000 };
  // @ts-expect-error: seconds already
  toSeconds(1_700_000_000 as EpochSeconds);
  void candle;
}

/** A series of the library, as far as it is used: an older bar throws. */
class Drawn<K extends string, T extends Candle | VolumeBar> implements ChartSeries<K, T> {
  data: T[] = [];
  readonly #kind: K;
  constructor(kind: K) {
    this.#kind = kind;
  }
  seriesType(): K {
    return this.#kind;
  }
  setData(data: T[]): void {
    data.forEach(({ time }, index) => assert.ok(index === 0 || time > (data[index - 1]?.time ?? 0)));
    this.data = [...data];
  }
  update(item: T): void {
    const last = this.data.at(-1);
    if (last && item.time < last.time) throw new Error('Cannot update oldest data');
    if (item.time === last?.time) this.data.pop();
    this.data.push(item);
  }
}

const candlesticks = (): Drawn<'Candlestick', Candle> => new Drawn('Candlestick');
const what = { symbol: 'AAPL', resolution: '1D', countBack: 3, backoff: { minMs: 1, maxMs: 1 } };

test('times are seconds, and volumes have the colour of their direction', () => {
  assert.equal(toSeconds(1_700_000_000_999), 1_700_000_000);
  const colours = { up: 'green', down: 'red' };
  assert.deepEqual(toCandle(bar(2)), { time: 172_800, open: 2, high: 3, low: 0, close: 2 });
  assert.deepEqual(toVolume(bar(2), colours), { time: 172_800, value: 2, color: 'green' });
  assert.deepEqual(toVolume(bar(2, 1), colours), { time: 172_800, value: 2, color: 'red' });
  const { time, open, high, low, close } = bar(2);
  assert.deepEqual(toVolume({ time, open, high, low, close }), { time: 172_800, value: 0 });
});

test('a chart has what the series has: all, what changes, what is older, and all others after a gap', async () => {
  const fake = new Fake();
  const series = createSeries({ ...fake, ...what });
  const candles = candlesticks();
  const volume = new Drawn<'Histogram', VolumeBar>('Histogram');
  const isDrawn = (count: number): void => {
    const { bars } = series.get();
    assert.equal(bars.length, count);
    assert.deepEqual(candles.data, bars.map(toCandle));
    assert.deepEqual(
      volume.data,
      bars.map((bar) => toVolume(bar)),
    );
  };
  const { detach } = attach({ series, candles, volume });
  (await fake.request(0)).answer(days(11, 13));
  const { callbacks, update } = await fake.subscription(0);
  callbacks.onLive?.({} as BarSubscriptionAckOk);
  isDrawn(3);
  update(bar(13, 20));
  update(bar(14));
  update(bar(12)); // The library would throw.
  isDrawn(4);
  const older = series.loadMore();
  (await fake.request(1)).answer(days(8, 10));
  await older;
  isDrawn(7);
  callbacks.onGap?.('epoch');
  (await fake.request(2)).answer(days(1, 7));
  const second = await fake.subscription(1);
  isDrawn(7);
  assert.equal(candles.data[0]?.time, 86_400);

  const late = candlesticks();
  attach({ series, candles: late }).detach();
  assert.deepEqual(late.data, candles.data, 'a chart that comes later has all at once');
  detach();
  second.update(bar(8));
  assert.equal(candles.data.length, 7);
  assert.equal(late.data.length, 7);
  series.close();
});

test('older bars are loaded when the user comes near the first one, and no longer once detached', async () => {
  const fake = new Fake();
  const series = createSeries({ ...fake, ...what });
  const handlers = new Set<(range: { from: number; to: number } | null) => void>();
  const chart = {
    timeScale: () => ({
      subscribeVisibleLogicalRangeChange: (handler: (range: { from: number; to: number } | null) => void) =>
        handlers.add(handler),
      unsubscribeVisibleLogicalRangeChange: (handler: (range: { from: number; to: number } | null) => void) =>
        handlers.delete(handler),
    }),
  };
  const scroll = (from: number, to: number): void => handlers.forEach((handler) => handler({ from, to }));
  const candles = candlesticks();
  const { detach } = attach({ series, candles, chart });
  (await fake.request(0)).answer(days(11, 13));
  await fake.subscription(0);
  handlers.forEach((handler) => handler(null));
  scroll(60, 160);
  await new Promise((resolve) => setTimeout(resolve, 5));
  assert.equal(fake.asked.length, 1, 'far away');
  scroll(40, 140);
  await fake.request(1);
  scroll(-10, 90);
  (await fake.request(1)).fail(new Error('no reply'));
  await new Promise((resolve) => setTimeout(resolve, 5));
  scroll(-10, 90);
  (await fake.request(2)).answer(days(8, 10));
  await new Promise((resolve) => setTimeout(resolve, 5));
  assert.equal(candles.data.length, 6);
  detach();
  assert.equal(handlers.size, 0);
  assert.equal(fake.asked.length, 3);
  series.close();
});
