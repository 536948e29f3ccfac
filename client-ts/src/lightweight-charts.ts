/** A series of bars in a chart of lightweight-charts 5. Nothing is imported from there: what is used of it is named here. */

import type { Bar, EpochMillis } from './generated/datafeed.js';
import type { Series } from './series.js';

/** Seconds since 1970-01-01T00:00:00Z. It is the library's `UTCTimestamp`, which no other number is: see {@link toSeconds}. */
export type ChartTime = number & { [Symbol.species]: 'UTCTimestamp' };

/** A bar as a candlestick series takes it, and a bar series too. */
export interface Candle {
  time: ChartTime;
  open: number;
  high: number;
  low: number;
  close: number;
}

/** A volume as a histogram series takes it. */
export interface VolumeBar {
  time: ChartTime;
  value: number;
  color?: string;
}

/** The colours of volumes, by the direction of their bars. */
export interface VolumeColours {
  /** Of bars that close where they opened, or higher. */
  readonly up: string;
  /** Of bars that close lower. */
  readonly down: string;
}

/** What is used of the library's `ISeriesApi`. */
export interface ChartSeries<K extends string, T> {
  /** Tells kinds apart: but for it, any would take any, as if its values were still to come. */
  seriesType(): K;
  setData(data: T[]): void;
  update(item: T): void;
}

/** What is used of the library's `IChartApi`. */
export interface Chart {
  timeScale(): TimeScale;
}

/** What is used of the library's `ITimeScaleApi`. */
export interface TimeScale {
  subscribeVisibleLogicalRangeChange(handler: (range: LogicalRange | null) => void): void;
  unsubscribeVisibleLogicalRangeChange(handler: (range: LogicalRange | null) => void): void;
}

/** Which bars are seen, by number: the first one has 0, and what is left of it is negative. */
export interface LogicalRange {
  readonly from: number;
  readonly to: number;
}

/** What to draw, and where. */
export interface AttachOptions {
  readonly series: Pick<Series, 'get' | 'follow' | 'loadMore'>;
  /** `chart.addSeries(CandlestickSeries)`, or `BarSeries`. */
  readonly candles: ChartSeries<'Candlestick' | 'Bar', Candle>;
  /** `chart.addSeries(HistogramSeries)`. */
  readonly volume?: ChartSeries<'Histogram', VolumeBar>;
  /** Without them volumes have the colour of their series. */
  readonly colours?: VolumeColours;
  /** With it, older bars are loaded when the user scrolls to where there are none. */
  readonly chart?: Chart;
}

/** A bar's time as the chart has it. */
export function toSeconds(time: EpochMillis): ChartTime {
  return Math.floor(time / 1000) as ChartTime;
}

/** A bar as a candlestick series takes it. */
export function toCandle({ time, open, high, low, close }: Bar): Candle {
  return { time: toSeconds(time), open, high, low, close };
}

/** A bar's volume as a histogram series takes it. A bar without one has 0. */
export function toVolume({ time, open, close, volume = 0 }: Bar, colours?: VolumeColours): VolumeBar {
  const color = close < open ? colours?.down : colours?.up;
  return { time: toSeconds(time), value: volume, ...(color !== undefined && { color }) };
}

/** Draws a series as it changes, until it is detached. */
export function attach({ series, candles, volume, colours, chart }: AttachOptions): { readonly detach: () => void } {
  const stop = series.follow((change) => {
    if (change.kind === 'last') {
      // The library throws at a bar that is older than the last. A series tells of none.
      candles.update(toCandle(change.bar));
      volume?.update(toVolume(change.bar, colours));
    } else {
      const { bars } = series.get();
      candles.setData(bars.map(toCandle));
      volume?.setData(bars.map((bar) => toVolume(bar, colours)));
    }
  });
  const scrolled = (range: LogicalRange | null): void => {
    // Half a screen ahead. What does not succeed is asked for again at the next move.
    if (range && range.from < (range.to - range.from) / 2) series.loadMore().catch(() => {});
  };
  const scale = chart?.timeScale();
  scale?.subscribeVisibleLogicalRangeChange(scrolled);
  return {
    detach() {
      stop();
      scale?.unsubscribeVisibleLogicalRangeChange(scrolled);
    },
  };
}
