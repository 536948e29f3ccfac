/** A client and an API that have what a test gives them. */

import type { Api, Client, SubscribeCallbacks } from '@barwire/client';
import type {
  BarsProtocol,
  BarSubscriptionAckOk,
  BarSubscriptionRequest,
  BarUpdateMessage,
} from '@barwire/client/bars';
import type { Bar, BarsAnswer, DatafeedApi, GetBarsParameters, SymbolInfo } from '@barwire/client/datafeed';
import { createDatafeed, type BarsDatafeed, type DatafeedOptions } from '@barwire/client/tradingview';
import { FakeChart } from './fake-chart.js';

export const DAY_MS = 86_400_000;
/** The first day, in milliseconds. */
export const BEGIN = Date.UTC(2024, 0, 1);

/** A stream that was subscribed to. */
export interface FakeStream {
  readonly payload: BarSubscriptionRequest;
  readonly callbacks: SubscribeCallbacks<BarUpdateMessage, BarSubscriptionAckOk, unknown>;
  isClosed: boolean;
}

/** What stands in for a server. */
export interface Source {
  readonly datafeed: BarsDatafeed;
  readonly chart: FakeChart;
  readonly streams: FakeStream[];
  /** What was asked for. */
  readonly asked: GetBarsParameters[];
}

/** The bar of a day, counted from the first. */
export function day(number: number, close = 1): Bar {
  return { time: BEGIN + number * DAY_MS, open: 1, high: 2, low: 0.5, close, volume: 10 };
}

/** An update with a bar. */
export function update(bar: Bar, closed_seq: number, closed = false): BarUpdateMessage {
  return { symbol: 'AAPL', resolution: '1D', bar, timestamp: 1, epoch: 'e', seq: 1, closed_seq, closed };
}

/** A datafeed whose history has `bars` at each resolution. Members of `api` come instead of those that are here. */
export function source(
  bars: readonly Bar[],
  api: Partial<Api<DatafeedApi>> = {},
  options: Partial<DatafeedOptions> = {},
): Source {
  const streams: FakeStream[] = [];
  const asked: GetBarsParameters[] = [];
  const client = {
    request: () => Promise.resolve({ timestamp: 1_700_000_000_999 }),
    subscribe(_: string, payload: BarSubscriptionRequest, callbacks: FakeStream['callbacks']) {
      const stream = { payload, callbacks, isClosed: false };
      streams.push(stream);
      return { close: () => Promise.resolve((stream.isClosed = true)) };
    },
  };
  const getBars = (parameters: GetBarsParameters): Promise<BarsAnswer> => {
    asked.push(parameters);
    return Promise.resolve(answerOf(bars, parameters));
  };
  const all = { getBars, resolveSymbol: ({ symbol }: { symbol: string }) => Promise.resolve(infoOf(symbol)), ...api };
  const datafeed = createDatafeed({
    client: client as unknown as Client<BarsProtocol>,
    api: all as unknown as Api<DatafeedApi>,
    ...options,
  });
  return { datafeed, chart: new FakeChart(datafeed), streams, asked };
}

/** What the server answers. */
export function answerOf(bars: readonly Bar[], parameters: GetBarsParameters): BarsAnswer {
  const { symbol, from_time = 0, to_time = Infinity, count_back = 0 } = parameters;
  const before = bars.filter(({ time }) => time < to_time * 1000);
  const found = before.filter(({ time }, index) => time >= from_time * 1000 || index >= before.length - count_back);
  const since = { epoch: 'e', closed_seq: bars.length - 1 };
  return {
    symbol,
    resolution: '1D',
    bars: found,
    no_data: before.length === 0,
    ...(found.length > 0 && found.at(-1) === bars.at(-1) && { since }),
  };
}

function infoOf(name: string): SymbolInfo {
  return {
    name,
    ticker: name,
    description: name,
    type: 'stock',
    session: '24x7',
    timezone: 'Etc/UTC',
    exchange: '',
    listed_exchange: '',
    format: 'price',
    pricescale: 100,
    minmov: 1,
    has_intraday: true,
    has_seconds: false,
    has_daily: true,
    has_weekly_and_monthly: true,
    intraday_multipliers: ['1'],
    seconds_multipliers: [],
    daily_multipliers: ['1'],
    weekly_multipliers: ['1'],
    monthly_multipliers: ['1'],
    supported_resolutions: ['1', '1D', '1W', '1M'],
    volume_precision: 0,
    data_status: 'streaming',
    visible_plots_set: 'ohlcv',
  };
}
