/** A datafeed for TradingView's charting library: `createDatafeed`. */

import type { Api } from './api.js';
import type { Client } from './client.js';
import type { BarsProtocol, EpochMillis } from './generated/bars.js';
import type { DatafeedApi } from './generated/datafeed.js';
import { answer } from './tradingview/answer.js';
import { pauseMs, type Pauses } from './tradingview/backoff.js';
import { canonical, faultOf, getHistory } from './tradingview/history.js';
import { createListener, type Listener, type Place } from './tradingview/listener.js';
import { getQuotes, pollQuotes } from './tradingview/quotes.js';
import type { ChartBar, ChartConfig, ChartSymbol, ChartSymbolInfo, Datafeed } from './tradingview/types.js';

export type { Pauses } from './tradingview/backoff.js';
export type {
  ChartBar,
  ChartConfig,
  ChartQuote,
  ChartSymbol,
  ChartSymbolInfo,
  Datafeed,
  EpochMillis,
  EpochSeconds,
  PeriodParams,
} from './tradingview/types.js';

/** Which bars of a chart it is about. */
export interface Series {
  readonly symbol: string;
  readonly resolution: string;
  /** The listener, as the library calls it; absent where it is about history. */
  readonly listenerGuid?: string;
}

/** What a datafeed is made of, and whom it tells. */
export interface DatafeedOptions {
  /** For live bars and the server's time. */
  readonly client: Client<BarsProtocol>;
  /** For all else. */
  readonly api: Api<DatafeedApi>;
  /**
   * Bars are missing in a chart, and the library was told that its cache is of no use. It gets the bars anew when
   * `resetData()` of the chart is called, which is for here.
   */
  readonly onReset?: (series: Series) => void;
  /** A bar came that is older than the chart's newest one. It was left out, for the library throws at one. */
  readonly onDropped?: (bar: ChartBar, series: Series) => void;
  /**
   * What cannot be told to the library: a stream that is over for good, an answer that was not there to give, a bar of
   * days that does not open at 00:00:00 UTC.
   */
  readonly onError?: (error: unknown, series?: Series) => void;
  /**
   * How long after one answer `subscribeQuotes` asks for the next, in milliseconds.
   * @default 5000
   */
  readonly quotesIntervalMs?: number;
  /**
   * How long to pause before a stream that has ended is asked for again, in milliseconds: from 1000, doubling up to
   * 30000, and up to a half of it less by chance.
   */
  readonly backoff?: Pauses;
}

/** The datafeed, and what is for the app that made it. */
export interface BarsDatafeed<R extends string = string, Z extends string = string> extends Datafeed<R, Z> {
  /** How many bars were left out because a chart had a newer one. */
  readonly dropped: number;
  /** Ends what the library has not ended, such as after a widget was removed. The client stays open. */
  close(): void;
}

/**
 * Makes a datafeed. It fits the library's `IBasicDataFeed` and `IDatafeedQuotesApi` without a cast: what is narrower there
 * than a string is inferred from where the datafeed is used.
 */
export function createDatafeed<R extends string = string, Z extends string = string>(
  options: DatafeedOptions,
): BarsDatafeed<R, Z> {
  const { client, api, onReset, onDropped, onError, quotesIntervalMs = 5_000, backoff = {} } = options;
  const listeners = new Map<string, Listener & { readonly key: string }>();
  const quotes = new Map<string, () => void>();
  /** How far the newest history goes, by series. Without bars: the library keeps those. */
  const places = new Map<string, Place>();
  let dropped = 0;
  let isClosed = false;
  let retry: ReturnType<typeof setTimeout> | undefined;

  const check = (time: EpochMillis, series: Series): boolean => {
    const fault = faultOf(time, series.symbol, series.resolution);
    if (fault) onError?.(fault, series);
    return !fault;
  };
  const remember = (key: string, place: Place): void => {
    places.set(key, place);
    for (const listener of listeners.values()) if (listener.key === key) listener.moveTo(place);
  };
  const stop = (listenerGuid: string): void => {
    listeners.get(listenerGuid)?.stop();
    listeners.delete(listenerGuid);
  };
  const stopQuotes = (listenerGuid: string): void => {
    quotes.get(listenerGuid)?.();
    quotes.delete(listenerGuid);
  };
  const ready = (callback: (config: ChartConfig<R>) => void, failures: number): void =>
    answer(
      api.getConfig(),
      // The server answers no time over HTTP, but `ping` does.
      (config) => callback({ ...(structuredClone(config) as unknown as ChartConfig<R>), supports_time: true }),
      (_, error) => {
        onError?.(error);
        // The library has no way to hear of it, and waits.
        if (!isClosed) retry = setTimeout(ready, pauseMs(backoff, failures + 1), callback, failures + 1);
      },
    );

  return {
    get dropped() {
      return dropped;
    },
    onReady: (callback) => ready(callback, 0),
    searchSymbols(user_input, exchange, symbol_type, onResult) {
      const nothing = (_: string, error: unknown): void => {
        onError?.(error);
        onResult([]);
      };
      answer(api.searchSymbols({ user_input, exchange, symbol_type }), (items) => onResult([...items]), nothing);
    },
    resolveSymbol(symbol, onResolve, onError) {
      answer(
        api.resolveSymbol({ symbol }),
        (info) => onResolve(structuredClone(info) as unknown as ChartSymbolInfo<R, Z>),
        // By this reason the library knows that there is no such symbol ("Datafeed API: required methods").
        (reason, error) => onError(Object(error).code === 'unknown_symbol' ? 'unknown_symbol' : reason),
      );
    },
    getBars(of, resolution, period, onResult, onError) {
      const series = seriesOf(of, resolution);
      answer(
        getHistory(api, series.symbol, series.resolution, period),
        ({ bars, noData, since }) => {
          bars.every(({ time }) => check(time, series)); // The first that is wrong says it for all.
          if (since) remember(keyOf(series), { since, time: bars.at(-1)?.time ?? -Infinity });
          onResult(bars, { noData });
        },
        onError,
      );
    },
    subscribeBars(of, resolution, onTick, listenerGuid, onResetCacheNeededCallback) {
      stop(listenerGuid);
      const series = { ...seriesOf(of, resolution), listenerGuid };
      const key = keyOf(series);
      let isWell = true;
      const listener = createListener({
        client,
        ...series,
        place: places.get(key),
        backoff,
        onTick,
        onBar(time) {
          isWell &&= check(time, series);
        },
        onReset() {
          onResetCacheNeededCallback();
          onReset?.(series);
        },
        onDropped(bar) {
          dropped++;
          onDropped?.(bar, series);
        },
        onError: (error) => onError?.(error, series),
      });
      listeners.set(listenerGuid, { ...listener, key });
    },
    unsubscribeBars: stop,
    getServerTime(callback) {
      const seconds = (timestamp: EpochMillis): void => callback(Math.floor(timestamp / 1000));
      answer(
        client.request('ping'),
        ({ timestamp }) => seconds(timestamp),
        (_, error) => {
          onError?.(error);
          seconds(Date.now());
        },
      );
    },
    getQuotes: (symbols, onData, onError) => answer(getQuotes(api, symbols), onData, onError),
    subscribeQuotes(symbols, fastSymbols, onData, listenerGuid) {
      stopQuotes(listenerGuid);
      const all = [...new Set([...symbols, ...fastSymbols])];
      const fail = (error: unknown): void => onError?.(error);
      quotes.set(
        listenerGuid,
        pollQuotes(() => getQuotes(api, all), quotesIntervalMs, onData, fail),
      );
    },
    unsubscribeQuotes: stopQuotes,
    close() {
      isClosed = true;
      clearTimeout(retry);
      for (const listenerGuid of listeners.keys()) stop(listenerGuid);
      for (const listenerGuid of quotes.keys()) stopQuotes(listenerGuid);
    },
  };
}

function seriesOf({ name, ticker = name }: ChartSymbol, resolution: string): Series {
  return { symbol: ticker, resolution: canonical(resolution) };
}

function keyOf({ symbol, resolution }: Series): string {
  return JSON.stringify([symbol, resolution]);
}
