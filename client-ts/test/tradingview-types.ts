/** Compiled, never run: the datafeed fits what the charting library declares, without a cast. */

import type { Api, Client } from '@barwire/client';
import type { BarsProtocol } from '@barwire/client/bars';
import type { DatafeedApi } from '@barwire/client/datafeed';
import { type Datafeed, createDatafeed, type EpochMillis, type PeriodParams } from '@barwire/client/tradingview';

// The shapes below are written from the library's public pages, as narrow as those say: nominal resolutions, a union of
// time zones, arrays that can be changed, values of quotes by any name.
type Nominal<T, N extends string> = T & { readonly [Symbol.species]: N };
type ResolutionString = Nominal<string, 'ResolutionString'>;
type Timezone = 'Etc/UTC' | 'America/New_York' | 'Europe/Berlin';

interface LibrarySymbolInfo {
  name: string;
  ticker?: string;
  description: string;
  type: string;
  session: string;
  session_holidays?: string;
  timezone: Timezone;
  exchange: string;
  listed_exchange: string;
  format: 'price' | 'volume';
  pricescale: number;
  minmov: number;
  has_intraday?: boolean;
  has_seconds?: boolean;
  has_daily?: boolean;
  has_weekly_and_monthly?: boolean;
  intraday_multipliers?: string[];
  seconds_multipliers?: string[];
  daily_multipliers?: string[];
  weekly_multipliers?: string[];
  monthly_multipliers?: string[];
  supported_resolutions?: ResolutionString[];
  visible_plots_set?: 'ohlcv' | 'ohlc' | 'c';
  volume_precision?: number;
  data_status?: 'streaming' | 'endofday' | 'delayed_streaming';
  currency_code?: string;
  library_custom_fields?: Record<string, unknown>;
}
interface LibraryBar {
  time: number;
  open: number;
  high: number;
  low: number;
  close: number;
  volume?: number;
}
type QuoteData =
  | {
      s: 'ok';
      n: string;
      v: { lp?: number; short_name?: string; [name: string]: string | number | string[] | number[] | undefined };
    }
  | { s: 'error'; n: string; v: object };

interface ExternalDatafeed {
  onReady(
    callback: (configuration: {
      supported_resolutions?: ResolutionString[];
      exchanges?: { value: string; name: string; desc: string }[];
      symbols_types?: { name: string; value: string }[];
      supports_marks?: boolean;
      supports_time?: boolean;
      supports_timescale_marks?: boolean;
    }) => void,
  ): void;
}
interface DatafeedChartApi {
  searchSymbols(
    userInput: string,
    exchange: string,
    symbolType: string,
    onResult: (
      items: { symbol: string; description: string; exchange: string; ticker?: string; type: string }[],
    ) => void,
    searchSource?: 'symbolSearch' | 'compare',
  ): void;
  resolveSymbol(
    symbolName: string,
    onResolve: (info: LibrarySymbolInfo) => void,
    onError: (reason: string) => void,
    extension?: { currencyCode?: string; session?: string },
  ): void;
  getBars(
    symbolInfo: LibrarySymbolInfo,
    resolution: ResolutionString,
    period: { from: number; to: number; countBack: number; firstDataRequest: boolean },
    onResult: (bars: LibraryBar[], meta?: { noData?: boolean; nextTime?: number | null }) => void,
    onError: (reason: string) => void,
  ): void;
  subscribeBars(
    symbolInfo: LibrarySymbolInfo,
    resolution: ResolutionString,
    onTick: (bar: LibraryBar) => void,
    listenerGuid: string,
    onResetCacheNeededCallback: () => void,
  ): void;
  unsubscribeBars(listenerGuid: string): void;
  getServerTime?(callback: (unixTime: number) => void): void;
  getMarks?(symbolInfo: LibrarySymbolInfo, from: number, to: number): void;
}
interface DatafeedQuotesApi {
  getQuotes(symbols: string[], onData: (data: QuoteData[]) => void, onError: (message: string) => void): void;
  subscribeQuotes(symbols: string[], fast: string[], onData: (data: QuoteData[]) => void, guid: string): void;
  unsubscribeQuotes(guid: string): void;
}
type IBasicDataFeed = DatafeedChartApi & ExternalDatafeed;
interface WidgetOptions {
  datafeed: IBasicDataFeed | (IBasicDataFeed & DatafeedQuotesApi);
}
declare class Widget {
  constructor(options: WidgetOptions);
  activeChart(): { resetData(): void };
}

declare const client: Client<BarsProtocol>;
declare const api: Api<DatafeedApi>;

export const inferred: IBasicDataFeed = createDatafeed({ client, api });
export const withQuotes: IBasicDataFeed & DatafeedQuotesApi = createDatafeed({ client, api });
export const named: IBasicDataFeed = createDatafeed<ResolutionString, Timezone>({ client, api });
export const inOptions: WidgetOptions = { datafeed: createDatafeed({ client, api }) };
const held = createDatafeed<ResolutionString, Timezone>({ client, api });
export const later: WidgetOptions = { datafeed: held };
export const counted: number = held.dropped;

export const chart: Widget = new Widget({
  datafeed: createDatafeed({ client, api, onReset: () => chart.activeChart().resetData() }),
});

declare const plain: Datafeed;
// @ts-expect-error A string is no ResolutionString: this is why there are two parameters.
export const tooWide: IBasicDataFeed = plain;

declare const time: EpochMillis;
export const period: PeriodParams = {
  // @ts-expect-error Milliseconds where there must be seconds.
  from: time,
  to: 1_700_000_000,
  countBack: 300,
  firstDataRequest: true,
};
