/**
 * What TradingView's charting library expects of a datafeed, by shape: `IExternalDatafeed`, `IDatafeedChartApi` and
 * `IDatafeedQuotesApi` of its page "Datafeed API: required methods". Nothing here is the library's own.
 *
 * `R` is the library's type of a resolution and `Z` that of a time zone. Both are narrower than a string, and TypeScript
 * infers them from where a datafeed is used.
 */

import type {
  Bar,
  DatafeedConfig,
  EpochMillis,
  EpochSeconds,
  QuoteValues,
  SearchResult,
  SymbolInfo,
} from '../generated/datafeed.js';

export type { EpochMillis, EpochSeconds };

/** `T` as the library takes it: with arrays that can be changed. */
type Mutable<T> = { -readonly [K in keyof T]: T[K] extends readonly (infer I)[] ? I[] : T[K] };

/** One bar. The library may change it. `time` is in milliseconds. */
export type ChartBar = Mutable<Bar>;

/** What the datafeed can do. */
export type ChartConfig<R extends string> = Omit<Mutable<DatafeedConfig>, 'supported_resolutions'> & {
  supported_resolutions: R[];
};

/** The facts of an instrument. */
export type ChartSymbolInfo<R extends string, Z extends string> = Omit<
  Mutable<SymbolInfo>,
  'supported_resolutions' | 'timezone'
> & { supported_resolutions: R[]; timezone: Z };

/** What the datafeed reads of the facts that the library hands back. */
export interface ChartSymbol {
  readonly name: string;
  /** The name to ask by, where there is one. */
  readonly ticker?: string;
}

/** Which bars to get: those that open in `[from, to)`. */
export interface PeriodParams {
  /** In seconds. May be negative. */
  readonly from: EpochSeconds;
  /** In seconds. */
  readonly to: EpochSeconds;
  /** How many bars to get at least. It outranks `from`. */
  readonly countBack: number;
  readonly firstDataRequest: boolean;
}

/** The quote of one instrument, or that there is none. `n` is the instrument as the request had it. */
export type ChartQuote = { s: 'ok'; n: string; v: Mutable<QuoteValues> } | { s: 'error'; n: string; v: {} };

/** A datafeed. */
export interface Datafeed<R extends string = string, Z extends string = string> {
  onReady(callback: (config: ChartConfig<R>) => void): void;
  searchSymbols(
    userInput: string,
    exchange: string,
    symbolType: string,
    onResult: (items: Mutable<SearchResult>[]) => void,
  ): void;
  resolveSymbol(
    symbolName: string,
    onResolve: (info: ChartSymbolInfo<R, Z>) => void,
    onError: (reason: string) => void,
  ): void;
  getBars(
    symbol: ChartSymbol,
    resolution: R,
    period: PeriodParams,
    onResult: (bars: ChartBar[], meta: { noData: boolean }) => void,
    onError: (reason: string) => void,
  ): void;
  subscribeBars(
    symbol: ChartSymbol,
    resolution: R,
    onTick: (bar: ChartBar) => void,
    listenerGuid: string,
    onResetCacheNeededCallback: () => void,
  ): void;
  unsubscribeBars(listenerGuid: string): void;
  /** Calls back with seconds. */
  getServerTime(callback: (time: EpochSeconds) => void): void;
  getQuotes(symbols: string[], onData: (quotes: ChartQuote[]) => void, onError: (reason: string) => void): void;
  subscribeQuotes(
    symbols: string[],
    fastSymbols: string[],
    onData: (quotes: ChartQuote[]) => void,
    listenerGuid: string,
  ): void;
  unsubscribeQuotes(listenerGuid: string): void;
}
