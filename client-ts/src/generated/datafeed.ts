// Market bars over HTTP 1.0.0
// Written by `barwire generate typescript` from an OpenAPI document. Do not edit.

declare const unit: unique symbol;

/** A version that is served. */
export interface AvailableVersion {
  /** As it stands in the paths, such as `v1`. */
  readonly version: string;
  /**
   * The date when it came out (RFC 3339, `full-date`).
   * @format date
   */
  readonly release_date: string;
  /** Whether it will stay. */
  readonly status: VersionStatus;
  /** What it broke of the version before. */
  readonly breaking_changes: readonly string[];
  /**
   * The date since when it is deprecated (RFC 3339, `full-date`). Absent where it is not.
   * @format date
   */
  readonly deprecation?: string;
  /**
   * The date when it will end (RFC 3339, `full-date`). Absent where none is set.
   * @format date
   */
  readonly sunset?: string;
}

/** One OHLCV bar. It is the `Bar` of TradingView's charting library: a frontend hands it on as it is. */
export interface Bar {
  /** The bar's opening; for `1D`, `1W` and `1M` it is 00:00:00 UTC of the trading day. */
  readonly time: EpochMillis;
  /** The first price. */
  readonly open: number;
  /** The highest price. */
  readonly high: number;
  /** The lowest price. */
  readonly low: number;
  /** The last price. */
  readonly close: number;
  /** The traded volume. Absent where the instrument has none. */
  readonly volume?: number;
}

/** A place in a stream of bars: the last closed bar that was seen. */
export interface BarPosition {
  /** The `epoch` of the last update. */
  readonly epoch: string;
  /** The `closed_seq` of the last update. */
  readonly closed_seq: number;
}

/** The bars of a range. */
export interface BarsAnswer {
  /** The canonical name of the instrument. */
  readonly symbol: string;
  /** The canonical resolution. */
  readonly resolution: Resolution;
  /** The bars, from early to late, no two with one `time`. The last may not be complete yet. */
  readonly bars: readonly Bar[];
  /** Whether there is no bar before `to_time`, so that nothing is left to ask for further back. Then `bars` is empty. */
  readonly no_data: boolean;
  /**
   * What to subscribe with (`since` of `bars.subscribe`), so that no bar is missed between this answer and the stream. Absent where the
   * answer does not reach the newest bar.
   */
  readonly since?: BarPosition;
}

/** How old the newest bar is. */
export type DataStatus =
  /** It changes as the market does. */
  | 'streaming'
  /** It is that of the last day that ended. */
  | 'endofday'
  /** It changes some time after the market. */
  | 'delayed_streaming';

/** Every {@link DataStatus}. */
export const DATA_STATUS_VALUES: readonly DataStatus[] = ['streaming', 'endofday', 'delayed_streaming'];

/** What the datafeed can do. It is the `DatafeedConfiguration` of TradingView's charting library. */
export interface DatafeedConfig {
  /** Every resolution that some instrument is served at, from short to long. */
  readonly supported_resolutions: readonly Resolution[];
  /** Whether instruments can be searched. */
  readonly supports_search: boolean;
  /** Whether the facts of all instruments can be asked for at once. */
  readonly supports_group_request: boolean;
  /** Whether there are marks on bars. */
  readonly supports_marks: boolean;
  /** Whether there are marks on the time scale. */
  readonly supports_timescale_marks: boolean;
  /** Whether the time of the server can be asked for. */
  readonly supports_time: boolean;
  /** The exchanges that a search can be narrowed to. */
  readonly exchanges: readonly Exchange[];
  /** The kinds of instruments that a search can be narrowed to. */
  readonly symbols_types: readonly SymbolType[];
}

/** How the source of the bars is. */
export interface DatafeedHealth {
  /** The state, for programs. */
  readonly status: DatafeedStatus;
  /** The state, for people. */
  readonly message: string;
  /** The server's clock. */
  readonly timestamp: EpochMillis;
  /** How many instruments are served. */
  readonly instruments: number;
}

/** The state of the source of the bars. */
export type DatafeedStatus =
  /** Every instrument has its bars. */
  | 'ok'
  /** The bars of some instruments are missing or stale. */
  | 'degraded';

/** Every {@link DatafeedStatus}. */
export const DATAFEED_STATUS_VALUES: readonly DatafeedStatus[] = ['ok', 'degraded'];

/** Milliseconds since 1970-01-01T00:00:00Z. */
export type EpochMillis = number & { readonly [unit]?: 'EpochMillis' };

/** Seconds since 1970-01-01T00:00:00Z. */
export type EpochSeconds = number & { readonly [unit]?: 'EpochSeconds' };

/** An exchange that a search can be narrowed to. */
export interface Exchange {
  /** What a search has as `exchange`; empty for any. */
  readonly value: string;
  /** The name for people. */
  readonly name: string;
  /** The long name for people. */
  readonly desc: string;
}

/** The parameters of `getBars`. */
export interface GetBarsParameters {
  /** The instrument, by name or ticker, in any case. */
  readonly symbol: string;
  /**
   * The span of a bar.
   * @default "1D"
   */
  readonly resolution?: RequestedResolution;
  /**
   * The earliest opening of a bar. It may be left out where `count_back` is there: then the last `count_back` bars before `to_time`
   * are answered.
   */
  readonly from_time?: EpochSeconds;
  /** The time that every bar opens before. Left out, there is no such time: the answer ends with the newest bar. */
  readonly to_time?: EpochSeconds;
  /**
   * How many bars to answer at least, if there are as many before `to_time`. It outranks `from_time`: all bars of the range are
   * answered, and where they are fewer, earlier ones too.
   */
  readonly count_back?: number;
}

/** The answer of `getQuotes`. */
export type GetQuotesAnswer = readonly Quote[];

/** How the server is, and how much it has to do. */
export interface Health {
  /** The state, for programs. */
  readonly status: HealthStatus;
  /** The state, for people. */
  readonly message: string;
  /** The server's clock. */
  readonly timestamp: EpochMillis;
  /** The version in the paths, such as `v1`. */
  readonly api_version: string;
  /** What is running. */
  readonly version_info: VersionInfo;
  /** How many WebSocket connections are open. */
  readonly connections: number;
  /** How many streams they follow. */
  readonly subscriptions: number;
  /** How many tasks of the server are alive. */
  readonly tasks: number;
  /** Milliseconds since the server began. */
  readonly uptime_ms: number;
  /** How many files the process has open. Absent where the system does not tell. */
  readonly open_files?: number;
}

/** The state of the server. */
export type HealthStatus =
  /** It takes connections. */
  | 'ok'
  /** It is shutting down and takes no new connections. */
  | 'draining';

/** Every {@link HealthStatus}. */
export const HEALTH_STATUS_VALUES: readonly HealthStatus[] = ['ok', 'draining'];

/** What the values are on the price scale. */
export type PriceFormat =
  /** Prices. */
  | 'price'
  /** Volumes. */
  | 'volume';

/** Every {@link PriceFormat}. */
export const PRICE_FORMAT_VALUES: readonly PriceFormat[] = ['price', 'volume'];

/** Why a request was refused: a problem detail (RFC 9457) with a code for programs. */
export interface Problem {
  /**
   * The kind of problem: `about:blank` where the status says it (RFC 9457, section 4.2.1).
   * @format uri-reference
   */
  readonly type: string;
  /** The kind of problem, for people. */
  readonly title: string;
  /** The status code of the answer. */
  readonly status: number;
  /** What is wrong with this request, for people. */
  readonly detail: string;
  /** What is wrong, for programs. */
  readonly code: ProblemCode;
  /** The parameter of the path or query, or the member of the body, that is wrong. Absent where it is none of them. */
  readonly parameter?: string;
}

/** Why a request was refused. */
export type ProblemCode =
  /** A parameter or the body is missing or wrong (400). */
  | 'invalid_request'
  /** The instrument is not served at this resolution; `detail` lists those it is served at (400). */
  | 'unsupported_resolution'
  /** No instrument has this name (404). */
  | 'unknown_symbol'
  /** Nothing is at this path (404). */
  | 'not_found'
  /** The path does not take this method (405). */
  | 'method_not_allowed'
  /** The body is longer than the server takes (413). */
  | 'too_large'
  /** The body is said to be something else than JSON (415). */
  | 'unsupported_media_type'
  /** The server failed (500). */
  | 'internal'
  /** The source of the bars does not answer, or the server is shutting down (503). */
  | 'unavailable';

/** Every {@link ProblemCode}. */
export const PROBLEM_CODE_VALUES: readonly ProblemCode[] = [
  'invalid_request',
  'unsupported_resolution',
  'unknown_symbol',
  'not_found',
  'method_not_allowed',
  'too_large',
  'unsupported_media_type',
  'internal',
  'unavailable',
];

/** The quote of one instrument, or why there is none. It is the `QuoteData` of TradingView's charting library. */
export type Quote = QuoteOk | QuoteError;

/** There is none. */
export interface QuoteError {
  readonly s: 'error';
  /** The instrument as the request had it. */
  readonly n: string;
  /** Why, for people. */
  readonly errmsg: string;
}

/** There is one. */
export interface QuoteOk {
  readonly s: 'ok';
  /** The instrument as the request had it. */
  readonly n: string;
  /** The quote. */
  readonly v: QuoteValues;
}

/** What is known of a price. It is the `DatafeedQuoteValues` of TradingView's charting library; what is not known is left out. */
export interface QuoteValues {
  /** The last price less that of the previous day's close. */
  readonly ch?: number;
  /** The same in percent of the previous day's close. */
  readonly chp?: number;
  /** What it is. */
  readonly description?: string;
  /** The exchange where it is traded. */
  readonly exchange?: string;
  /** The highest price of the day. */
  readonly high_price?: number;
  /** The lowest price of the day. */
  readonly low_price?: number;
  /** The last price. */
  readonly lp?: number;
  /** The first price of the day. */
  readonly open_price?: number;
  /** The canonical name. */
  readonly original_name?: string;
  /** The last price of the previous day. */
  readonly prev_close_price?: number;
  /** The name for people. */
  readonly short_name?: string;
  /** The volume that was traded in the day. */
  readonly volume?: number;
}

/** Which instruments to quote. */
export interface QuotesRequest {
  /** The instruments, by name or ticker, in any case. */
  readonly symbols: readonly string[];
}

/** A resolution as a client may spell it. `D`, `W` and `M` are read as `1D`, `1W` and `1M`; what is not known is answered with `unsupported_resolution`. */
export type RequestedResolution = Resolution | 'D' | 'W' | 'M' | (string & {});

/** The span of one bar, in TradingView's notation: seconds `1S`, minutes `60`, days `1D`, weeks `1W`, months `1M`. */
export type Resolution =
  '1S' | '5S' | '15S' | '30S' | '1' | '3' | '5' | '15' | '30' | '60' | '120' | '240' | '1D' | '1W' | '1M';

/** Every {@link Resolution}. */
export const RESOLUTION_VALUES: readonly Resolution[] = [
  '1S',
  '5S',
  '15S',
  '30S',
  '1',
  '3',
  '5',
  '15',
  '30',
  '60',
  '120',
  '240',
  '1D',
  '1W',
  '1M',
];

/** The parameters of `resolveSymbol`. */
export interface ResolveSymbolParameters {
  /** The instrument, by name or ticker, in any case. */
  readonly symbol: string;
}

/** An instrument that was found. It is the `SearchSymbolResultItem` of TradingView's charting library. */
export interface SearchResult {
  /** The canonical name. */
  readonly symbol: string;
  /** The name with that of the exchange. */
  readonly full_name: string;
  /** What it is. */
  readonly description: string;
  /** The exchange where it is traded. */
  readonly exchange: string;
  /** The name by which a chart asks for the instrument, which may differ from the canonical one. */
  readonly ticker: string;
  /** The kind of instrument, such as `stock`. */
  readonly type: string;
}

/** The answer of `searchSymbols`. */
export type SearchSymbolsAnswer = readonly SearchResult[];

/** The parameters of `searchSymbols`. */
export interface SearchSymbolsParameters {
  /**
   * What somebody typed: a part of a name, a ticker or a description, in any case. Empty for every instrument.
   * @default ""
   */
  readonly user_input?: string;
  /**
   * The `value` of an exchange; empty for any.
   * @default ""
   */
  readonly exchange?: string;
  /**
   * The `value` of a kind of instruments; empty for any.
   * @default ""
   */
  readonly symbol_type?: string;
  /**
   * How many instruments to find at most.
   * @default 30
   */
  readonly max_results?: number;
}

/** The protocol on the WebSocket. */
export interface ServedProtocol {
  /** Its short name. */
  readonly name: string;
  /** Its version. */
  readonly version: string;
}

/** The facts of an instrument. It is the `LibrarySymbolInfo` of TradingView's charting library. */
export interface SymbolInfo {
  /** The canonical name. */
  readonly name: string;
  /** The name by which a chart asks for the instrument, which may differ from the canonical one. */
  readonly ticker: string;
  /** What it is. */
  readonly description: string;
  /** The kind of instrument, such as `stock`. */
  readonly type: string;
  /** The hours of trading in the time of `timezone`, such as `0930-1600` or `24x7`. */
  readonly session: string;
  /** The name of a time zone in the IANA database, such as `America/New_York`, or `Etc/UTC`. */
  readonly timezone: string;
  /** The exchange where it is traded. */
  readonly exchange: string;
  /** The exchange where it is listed. */
  readonly listed_exchange: string;
  /** What the values are on the price scale. */
  readonly format: PriceFormat;
  /** How many units a price of 1 has: 100 where prices have two decimal places. */
  readonly pricescale: number;
  /** How many units a price changes by at least. */
  readonly minmov: number;
  /** Whether there are bars shorter than a day. */
  readonly has_intraday: boolean;
  /** Whether there are bars shorter than a minute. */
  readonly has_seconds: boolean;
  /** Whether there are bars of days. */
  readonly has_daily: boolean;
  /** Whether there are bars of weeks and months; a chart makes them from those of days where there are none. */
  readonly has_weekly_and_monthly: boolean;
  /** The bars of minutes that the server has, in minutes; a chart makes others from them. */
  readonly intraday_multipliers: readonly string[];
  /** The bars of seconds that the server has, in seconds; a chart makes others from them. */
  readonly seconds_multipliers: readonly string[];
  /** The bars of days that the server has, in days; a chart makes others from them. */
  readonly daily_multipliers: readonly string[];
  /** The bars of weeks that the server has, in weeks; a chart makes others from them. */
  readonly weekly_multipliers: readonly string[];
  /** The bars of months that the server has, in months; a chart makes others from them. */
  readonly monthly_multipliers: readonly string[];
  /** The resolutions that the instrument is served at, from short to long. */
  readonly supported_resolutions: readonly Resolution[];
  /** How many decimal places a volume has. */
  readonly volume_precision: number;
  /** How old the newest bar is. */
  readonly data_status: DataStatus;
  /** Which values a bar has. */
  readonly visible_plots_set: VisiblePlots;
  /** The currency of the prices (ISO 4217), such as `USD`. Absent where the prices have none. */
  readonly currency_code?: string;
  /** The days without trading, such as `20181105,20181107`. */
  readonly session_holidays?: string;
}

/** A kind of instruments that a search can be narrowed to. */
export interface SymbolType {
  /** The name for people. */
  readonly name: string;
  /** What a search has as `symbol_type`; empty for any. */
  readonly value: string;
}

/** What is served. */
export interface Version {
  /** The version of the server. */
  readonly version: string;
  /** The version in the paths, such as `v1`. */
  readonly api_version: string;
  /** The protocol on the WebSocket. */
  readonly protocol: ServedProtocol;
}

/** Whom to ask about the versions. */
export interface VersionContact {
  /** A person or group. */
  readonly name: string;
  /** How to write to them. */
  readonly email?: string;
  /** Where to find them. */
  readonly url?: string;
}

/** What is running. */
export interface VersionInfo {
  /** The version of the server. */
  readonly version: string;
}

/** Whether a version will stay. */
export type VersionStatus =
  /** It is the newest. */
  | 'current'
  /** It still works, and will end. */
  | 'deprecated';

/** Every {@link VersionStatus}. */
export const VERSION_STATUS_VALUES: readonly VersionStatus[] = ['current', 'deprecated'];

/** Every version that is served. */
export interface Versions {
  /** The newest. */
  readonly current: string;
  /** All of them. */
  readonly available: readonly AvailableVersion[];
  /**
   * Where the document is: a path, or a whole address.
   * @format uri-reference
   */
  readonly documentation: string;
  /** Whom to ask. */
  readonly contact?: VersionContact;
}

/** Which values a bar has. */
export type VisiblePlots =
  /** Open, high, low, close and volume. */
  | 'ohlcv'
  /** Open, high, low and close. */
  | 'ohlc'
  /** The close. */
  | 'c';

/** Every {@link VisiblePlots}. */
export const VISIBLE_PLOTS_VALUES: readonly VisiblePlots[] = ['ohlcv', 'ohlc', 'c'];

/** What is wrong with a value, and where. */
export interface Issue {
  readonly message: string;
  readonly path: readonly (string | number)[];
}

/** A validator with the Standard Schema interface, version 1 (https://standardschema.dev). */
export interface Schema<T> {
  /** Whether `value` is a `T`. Allocates nothing. */
  is(value: unknown): value is T;
  readonly '~standard': {
    readonly version: 1;
    readonly vendor: 'barwire';
    readonly validate: (
      value: unknown,
    ) => { readonly value: T; readonly issues?: undefined } | { readonly issues: readonly Issue[] };
    readonly types?: { readonly input: T; readonly output: T } | undefined;
  };
}

/** Where a check stands, and what it has found: only a value that was refused is checked with it. */
interface At {
  readonly issues: Issue[];
  readonly path: readonly (string | number)[];
}

/** Whether a value is as it must be. With `at`, it reports what is not, and the result means nothing. */
type Check = (value: unknown, at?: At) => boolean;

function schema<T>(check: Check): Schema<T> {
  return {
    is: (value): value is T => check(value),
    '~standard': {
      version: 1,
      vendor: 'barwire',
      validate: (value) => (check(value) ? { value: value as T } : { issues: explain(check, value) }),
    },
  };
}

function explain(check: Check, value: unknown): readonly Issue[] {
  const issues: Issue[] = [];
  check(value, { issues, path: [] });
  return issues;
}

function to(at: At, key: string | number): At {
  return { issues: at.issues, path: [...at.path, key] };
}

/** Refuses a value, or its member `key`; with `at`, reports it and lets the check go on. */
function fail(at: At | undefined, expected: string, value: unknown, key?: string | number): boolean {
  if (at === undefined) return false;
  if (key !== undefined) {
    return fail(to(at, key), expected, (value as { readonly [key: string | number]: unknown })[key]);
  }
  const got = isObject(value)
    ? 'an object'
    : Array.isArray(value)
      ? 'an array'
      : value === undefined
        ? 'nothing'
        : typeof value === 'string'
          ? JSON.stringify(value)
          : String(value);
  at.issues.push({ message: `expected ${expected}, got ${got}`, path: at.path });
  return true;
}

function isObject(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isArray(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

/** Whether every item passes, from the one at `first` on. */
function every(values: readonly unknown[], check: Check, at?: At, first = 0): boolean {
  for (let index = first; index < values.length; index++) {
    if (!check(values[index], at && to(at, index))) return false;
  }
  return true;
}

function isInteger(value: unknown, min = -Infinity, max = Infinity): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max;
}

/** Whether `value` is a string of `min` to `max` characters. One takes one or two of the units that `length` counts. */
function isText(value: unknown, min: number, max = Infinity): value is string {
  if (typeof value !== 'string') return false;
  return (value.length <= max && value.length >= 2 * min) || hasCharacters(value, min, max);
}

function hasCharacters(text: string, min: number, max: number): boolean {
  let characters = text.length;
  for (let index = 0; index < text.length; index++) if ((text.codePointAt(index) ?? 0) > 0xffff) characters--;
  return characters >= min && characters <= max;
}

function isOneOf(value: unknown, values: readonly unknown[], at?: At): boolean {
  return values.includes(value) || (at !== undefined && fail(at, `one of ${JSON.stringify(values)}`, value));
}

const pattern1 = /^[^\u0000-\u001f\u007f-\u009f]*$/u;

function checkAvailableVersion(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, 'an object', value);
  return (
    (typeof value['version'] === 'string' || fail(at, 'a string', value, 'version')) &&
    (typeof value['release_date'] === 'string' || fail(at, 'a string', value, 'release_date')) &&
    isOneOf(value['status'], VERSION_STATUS_VALUES, at && to(at, 'status')) &&
    checkAvailableVersionBreakingChanges(value['breaking_changes'], at && to(at, 'breaking_changes')) &&
    (value['deprecation'] === undefined ||
      typeof value['deprecation'] === 'string' ||
      fail(at, 'a string', value, 'deprecation')) &&
    (value['sunset'] === undefined || typeof value['sunset'] === 'string' || fail(at, 'a string', value, 'sunset'))
  );
}

function checkAvailableVersionBreakingChanges(value: unknown, at?: At): boolean {
  if (!isArray(value)) return fail(at, 'an array', value);
  return every(value, checkAvailableVersionBreakingChangesItem, at);
}

function checkAvailableVersionBreakingChangesItem(value: unknown, at?: At): boolean {
  return typeof value === 'string' || fail(at, 'a string', value);
}

function checkBar(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, 'an object', value);
  return (
    checkEpochMillis(value['time'], at && to(at, 'time')) &&
    (Number.isFinite(value['open']) || fail(at, 'a number', value, 'open')) &&
    (Number.isFinite(value['high']) || fail(at, 'a number', value, 'high')) &&
    (Number.isFinite(value['low']) || fail(at, 'a number', value, 'low')) &&
    (Number.isFinite(value['close']) || fail(at, 'a number', value, 'close')) &&
    (value['volume'] === undefined || Number.isFinite(value['volume']) || fail(at, 'a number', value, 'volume'))
  );
}

function checkBarPosition(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, 'an object', value);
  return (
    (isText(value['epoch'], 1, 64) || fail(at, 'a string of 1 to 64 characters', value, 'epoch')) &&
    (isInteger(value['closed_seq'], 0, 9007199254740991) ||
      fail(at, 'an integer of 0 to 9007199254740991', value, 'closed_seq'))
  );
}

function checkBarsAnswer(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, 'an object', value);
  return (
    ((isText(value['symbol'], 1, 64) && pattern1.test(value['symbol'])) ||
      fail(at, 'a string of 1 to 64 characters that matches ^[^\\u0000-\\u001f\\u007f-\\u009f]*$', value, 'symbol')) &&
    isOneOf(value['resolution'], RESOLUTION_VALUES, at && to(at, 'resolution')) &&
    checkBarsAnswerBars(value['bars'], at && to(at, 'bars')) &&
    (typeof value['no_data'] === 'boolean' || fail(at, 'a boolean', value, 'no_data')) &&
    (value['since'] === undefined || checkBarPosition(value['since'], at && to(at, 'since')))
  );
}

function checkBarsAnswerBars(value: unknown, at?: At): boolean {
  if (!isArray(value)) return fail(at, 'an array', value);
  return every(value, checkBar, at);
}

function checkDataStatus(value: unknown, at?: At): boolean {
  return isOneOf(value, DATA_STATUS_VALUES, at);
}

function checkDatafeedConfig(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, 'an object', value);
  return (
    checkDatafeedConfigSupportedResolutions(value['supported_resolutions'], at && to(at, 'supported_resolutions')) &&
    (typeof value['supports_search'] === 'boolean' || fail(at, 'a boolean', value, 'supports_search')) &&
    (typeof value['supports_group_request'] === 'boolean' || fail(at, 'a boolean', value, 'supports_group_request')) &&
    (typeof value['supports_marks'] === 'boolean' || fail(at, 'a boolean', value, 'supports_marks')) &&
    (typeof value['supports_timescale_marks'] === 'boolean' ||
      fail(at, 'a boolean', value, 'supports_timescale_marks')) &&
    (typeof value['supports_time'] === 'boolean' || fail(at, 'a boolean', value, 'supports_time')) &&
    checkDatafeedConfigExchanges(value['exchanges'], at && to(at, 'exchanges')) &&
    checkDatafeedConfigSymbolsTypes(value['symbols_types'], at && to(at, 'symbols_types'))
  );
}

function checkDatafeedConfigSupportedResolutions(value: unknown, at?: At): boolean {
  if (!isArray(value)) return fail(at, 'an array', value);
  return every(value, checkResolution, at);
}

function checkDatafeedConfigExchanges(value: unknown, at?: At): boolean {
  if (!isArray(value)) return fail(at, 'an array', value);
  return every(value, checkExchange, at);
}

function checkDatafeedConfigSymbolsTypes(value: unknown, at?: At): boolean {
  if (!isArray(value)) return fail(at, 'an array', value);
  return every(value, checkSymbolType, at);
}

function checkDatafeedHealth(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, 'an object', value);
  return (
    isOneOf(value['status'], DATAFEED_STATUS_VALUES, at && to(at, 'status')) &&
    (typeof value['message'] === 'string' || fail(at, 'a string', value, 'message')) &&
    checkEpochMillis(value['timestamp'], at && to(at, 'timestamp')) &&
    (isInteger(value['instruments'], 0, 9007199254740991) ||
      fail(at, 'an integer of 0 to 9007199254740991', value, 'instruments'))
  );
}

function checkDatafeedStatus(value: unknown, at?: At): boolean {
  return isOneOf(value, DATAFEED_STATUS_VALUES, at);
}

function checkEpochMillis(value: unknown, at?: At): boolean {
  return isInteger(value, 0, 9007199254740991) || fail(at, 'an integer of 0 to 9007199254740991', value);
}

function checkEpochSeconds(value: unknown, at?: At): boolean {
  return isInteger(value, 0, 9007199254740991) || fail(at, 'an integer of 0 to 9007199254740991', value);
}

function checkExchange(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, 'an object', value);
  return (
    (typeof value['value'] === 'string' || fail(at, 'a string', value, 'value')) &&
    (typeof value['name'] === 'string' || fail(at, 'a string', value, 'name')) &&
    (typeof value['desc'] === 'string' || fail(at, 'a string', value, 'desc'))
  );
}

function checkGetBarsParameters(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, 'an object', value);
  return (
    ((isText(value['symbol'], 1, 64) && pattern1.test(value['symbol'])) ||
      fail(at, 'a string of 1 to 64 characters that matches ^[^\\u0000-\\u001f\\u007f-\\u009f]*$', value, 'symbol')) &&
    (value['resolution'] === undefined || checkRequestedResolution(value['resolution'], at && to(at, 'resolution'))) &&
    (value['from_time'] === undefined || checkEpochSeconds(value['from_time'], at && to(at, 'from_time'))) &&
    (value['to_time'] === undefined || checkEpochSeconds(value['to_time'], at && to(at, 'to_time'))) &&
    (value['count_back'] === undefined ||
      isInteger(value['count_back'], 1, 100000) ||
      fail(at, 'an integer of 1 to 100000', value, 'count_back'))
  );
}

function checkGetQuotesAnswer(value: unknown, at?: At): boolean {
  if (!isArray(value)) return fail(at, 'an array', value);
  return every(value, checkQuote, at);
}

function checkHealth(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, 'an object', value);
  return (
    isOneOf(value['status'], HEALTH_STATUS_VALUES, at && to(at, 'status')) &&
    (typeof value['message'] === 'string' || fail(at, 'a string', value, 'message')) &&
    checkEpochMillis(value['timestamp'], at && to(at, 'timestamp')) &&
    (typeof value['api_version'] === 'string' || fail(at, 'a string', value, 'api_version')) &&
    checkVersionInfo(value['version_info'], at && to(at, 'version_info')) &&
    (isInteger(value['connections'], 0, 9007199254740991) ||
      fail(at, 'an integer of 0 to 9007199254740991', value, 'connections')) &&
    (isInteger(value['subscriptions'], 0, 9007199254740991) ||
      fail(at, 'an integer of 0 to 9007199254740991', value, 'subscriptions')) &&
    (isInteger(value['tasks'], 0, 9007199254740991) ||
      fail(at, 'an integer of 0 to 9007199254740991', value, 'tasks')) &&
    (isInteger(value['uptime_ms'], 0, 9007199254740991) ||
      fail(at, 'an integer of 0 to 9007199254740991', value, 'uptime_ms')) &&
    (value['open_files'] === undefined ||
      isInteger(value['open_files'], 0, 9007199254740991) ||
      fail(at, 'an integer of 0 to 9007199254740991', value, 'open_files'))
  );
}

function checkHealthStatus(value: unknown, at?: At): boolean {
  return isOneOf(value, HEALTH_STATUS_VALUES, at);
}

function checkPriceFormat(value: unknown, at?: At): boolean {
  return isOneOf(value, PRICE_FORMAT_VALUES, at);
}

function checkProblem(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, 'an object', value);
  return (
    (typeof value['type'] === 'string' || fail(at, 'a string', value, 'type')) &&
    (typeof value['title'] === 'string' || fail(at, 'a string', value, 'title')) &&
    (isInteger(value['status'], 100, 599) || fail(at, 'an integer of 100 to 599', value, 'status')) &&
    (typeof value['detail'] === 'string' || fail(at, 'a string', value, 'detail')) &&
    isOneOf(value['code'], PROBLEM_CODE_VALUES, at && to(at, 'code')) &&
    (value['parameter'] === undefined ||
      typeof value['parameter'] === 'string' ||
      fail(at, 'a string', value, 'parameter'))
  );
}

function checkProblemCode(value: unknown, at?: At): boolean {
  return isOneOf(value, PROBLEM_CODE_VALUES, at);
}

function checkQuote(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, 'an object', value);
  if (value['s'] === 'ok') return checkQuoteOk(value, at);
  if (value['s'] === 'error') return checkQuoteError(value, at);
  return fail(at, '"ok" or "error"', value, 's');
}

function checkQuoteError(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, 'an object', value);
  return (
    (value['s'] === 'error' || fail(at, '"error"', value, 's')) &&
    ((isText(value['n'], 1, 64) && pattern1.test(value['n'])) ||
      fail(at, 'a string of 1 to 64 characters that matches ^[^\\u0000-\\u001f\\u007f-\\u009f]*$', value, 'n')) &&
    (typeof value['errmsg'] === 'string' || fail(at, 'a string', value, 'errmsg'))
  );
}

function checkQuoteOk(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, 'an object', value);
  return (
    (value['s'] === 'ok' || fail(at, '"ok"', value, 's')) &&
    ((isText(value['n'], 1, 64) && pattern1.test(value['n'])) ||
      fail(at, 'a string of 1 to 64 characters that matches ^[^\\u0000-\\u001f\\u007f-\\u009f]*$', value, 'n')) &&
    checkQuoteValues(value['v'], at && to(at, 'v'))
  );
}

function checkQuoteValues(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, 'an object', value);
  return (
    (value['ch'] === undefined || Number.isFinite(value['ch']) || fail(at, 'a number', value, 'ch')) &&
    (value['chp'] === undefined || Number.isFinite(value['chp']) || fail(at, 'a number', value, 'chp')) &&
    (value['description'] === undefined ||
      typeof value['description'] === 'string' ||
      fail(at, 'a string', value, 'description')) &&
    (value['exchange'] === undefined ||
      typeof value['exchange'] === 'string' ||
      fail(at, 'a string', value, 'exchange')) &&
    (value['high_price'] === undefined ||
      Number.isFinite(value['high_price']) ||
      fail(at, 'a number', value, 'high_price')) &&
    (value['low_price'] === undefined ||
      Number.isFinite(value['low_price']) ||
      fail(at, 'a number', value, 'low_price')) &&
    (value['lp'] === undefined || Number.isFinite(value['lp']) || fail(at, 'a number', value, 'lp')) &&
    (value['open_price'] === undefined ||
      Number.isFinite(value['open_price']) ||
      fail(at, 'a number', value, 'open_price')) &&
    (value['original_name'] === undefined ||
      typeof value['original_name'] === 'string' ||
      fail(at, 'a string', value, 'original_name')) &&
    (value['prev_close_price'] === undefined ||
      Number.isFinite(value['prev_close_price']) ||
      fail(at, 'a number', value, 'prev_close_price')) &&
    (value['short_name'] === undefined ||
      typeof value['short_name'] === 'string' ||
      fail(at, 'a string', value, 'short_name')) &&
    (value['volume'] === undefined || Number.isFinite(value['volume']) || fail(at, 'a number', value, 'volume'))
  );
}

function checkQuotesRequest(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, 'an object', value);
  return checkQuotesRequestSymbols(value['symbols'], at && to(at, 'symbols'));
}

function checkQuotesRequestSymbols(value: unknown, at?: At): boolean {
  if (!isArray(value)) return fail(at, 'an array', value);
  return (
    ((value.length >= 1 && value.length <= 100) || fail(at, 'an array of 1 to 100 items', value)) &&
    every(value, checkQuotesRequestSymbolsItem, at)
  );
}

function checkQuotesRequestSymbolsItem(value: unknown, at?: At): boolean {
  return (
    (isText(value, 1, 64) && pattern1.test(value)) ||
    fail(at, 'a string of 1 to 64 characters that matches ^[^\\u0000-\\u001f\\u007f-\\u009f]*$', value)
  );
}

function checkRequestedResolution(value: unknown, at?: At): boolean {
  return (
    checkResolution(value) ||
    value === 'D' ||
    value === 'W' ||
    value === 'M' ||
    isText(value, 1, 16) ||
    fail(at, 'Resolution, "D", "W" or "M" or a string of 1 to 16 characters', value)
  );
}

function checkResolution(value: unknown, at?: At): boolean {
  return isOneOf(value, RESOLUTION_VALUES, at);
}

function checkResolveSymbolParameters(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, 'an object', value);
  return (
    (isText(value['symbol'], 1, 64) && pattern1.test(value['symbol'])) ||
    fail(at, 'a string of 1 to 64 characters that matches ^[^\\u0000-\\u001f\\u007f-\\u009f]*$', value, 'symbol')
  );
}

function checkSearchResult(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, 'an object', value);
  return (
    ((isText(value['symbol'], 1, 64) && pattern1.test(value['symbol'])) ||
      fail(at, 'a string of 1 to 64 characters that matches ^[^\\u0000-\\u001f\\u007f-\\u009f]*$', value, 'symbol')) &&
    (typeof value['full_name'] === 'string' || fail(at, 'a string', value, 'full_name')) &&
    (typeof value['description'] === 'string' || fail(at, 'a string', value, 'description')) &&
    (typeof value['exchange'] === 'string' || fail(at, 'a string', value, 'exchange')) &&
    ((isText(value['ticker'], 1, 64) && pattern1.test(value['ticker'])) ||
      fail(at, 'a string of 1 to 64 characters that matches ^[^\\u0000-\\u001f\\u007f-\\u009f]*$', value, 'ticker')) &&
    (typeof value['type'] === 'string' || fail(at, 'a string', value, 'type'))
  );
}

function checkSearchSymbolsAnswer(value: unknown, at?: At): boolean {
  if (!isArray(value)) return fail(at, 'an array', value);
  return every(value, checkSearchResult, at);
}

function checkSearchSymbolsParameters(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, 'an object', value);
  return (
    (value['user_input'] === undefined ||
      isText(value['user_input'], 0, 64) ||
      fail(at, 'a string of at most 64 characters', value, 'user_input')) &&
    (value['exchange'] === undefined ||
      isText(value['exchange'], 0, 64) ||
      fail(at, 'a string of at most 64 characters', value, 'exchange')) &&
    (value['symbol_type'] === undefined ||
      isText(value['symbol_type'], 0, 64) ||
      fail(at, 'a string of at most 64 characters', value, 'symbol_type')) &&
    (value['max_results'] === undefined ||
      isInteger(value['max_results'], 1, 1000) ||
      fail(at, 'an integer of 1 to 1000', value, 'max_results'))
  );
}

function checkServedProtocol(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, 'an object', value);
  return (
    (typeof value['name'] === 'string' || fail(at, 'a string', value, 'name')) &&
    (typeof value['version'] === 'string' || fail(at, 'a string', value, 'version'))
  );
}

function checkSymbolInfo(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, 'an object', value);
  return (
    ((isText(value['name'], 1, 64) && pattern1.test(value['name'])) ||
      fail(at, 'a string of 1 to 64 characters that matches ^[^\\u0000-\\u001f\\u007f-\\u009f]*$', value, 'name')) &&
    ((isText(value['ticker'], 1, 64) && pattern1.test(value['ticker'])) ||
      fail(at, 'a string of 1 to 64 characters that matches ^[^\\u0000-\\u001f\\u007f-\\u009f]*$', value, 'ticker')) &&
    (typeof value['description'] === 'string' || fail(at, 'a string', value, 'description')) &&
    (typeof value['type'] === 'string' || fail(at, 'a string', value, 'type')) &&
    (typeof value['session'] === 'string' || fail(at, 'a string', value, 'session')) &&
    (typeof value['timezone'] === 'string' || fail(at, 'a string', value, 'timezone')) &&
    (typeof value['exchange'] === 'string' || fail(at, 'a string', value, 'exchange')) &&
    (typeof value['listed_exchange'] === 'string' || fail(at, 'a string', value, 'listed_exchange')) &&
    isOneOf(value['format'], PRICE_FORMAT_VALUES, at && to(at, 'format')) &&
    (isInteger(value['pricescale'], 1, 9007199254740991) ||
      fail(at, 'an integer of 1 to 9007199254740991', value, 'pricescale')) &&
    (isInteger(value['minmov'], 1, 9007199254740991) ||
      fail(at, 'an integer of 1 to 9007199254740991', value, 'minmov')) &&
    (typeof value['has_intraday'] === 'boolean' || fail(at, 'a boolean', value, 'has_intraday')) &&
    (typeof value['has_seconds'] === 'boolean' || fail(at, 'a boolean', value, 'has_seconds')) &&
    (typeof value['has_daily'] === 'boolean' || fail(at, 'a boolean', value, 'has_daily')) &&
    (typeof value['has_weekly_and_monthly'] === 'boolean' || fail(at, 'a boolean', value, 'has_weekly_and_monthly')) &&
    checkSymbolInfoIntradayMultipliers(value['intraday_multipliers'], at && to(at, 'intraday_multipliers')) &&
    checkSymbolInfoSecondsMultipliers(value['seconds_multipliers'], at && to(at, 'seconds_multipliers')) &&
    checkSymbolInfoDailyMultipliers(value['daily_multipliers'], at && to(at, 'daily_multipliers')) &&
    checkSymbolInfoWeeklyMultipliers(value['weekly_multipliers'], at && to(at, 'weekly_multipliers')) &&
    checkSymbolInfoMonthlyMultipliers(value['monthly_multipliers'], at && to(at, 'monthly_multipliers')) &&
    checkSymbolInfoSupportedResolutions(value['supported_resolutions'], at && to(at, 'supported_resolutions')) &&
    (isInteger(value['volume_precision'], 0, 16) || fail(at, 'an integer of 0 to 16', value, 'volume_precision')) &&
    isOneOf(value['data_status'], DATA_STATUS_VALUES, at && to(at, 'data_status')) &&
    isOneOf(value['visible_plots_set'], VISIBLE_PLOTS_VALUES, at && to(at, 'visible_plots_set')) &&
    (value['currency_code'] === undefined ||
      typeof value['currency_code'] === 'string' ||
      fail(at, 'a string', value, 'currency_code')) &&
    (value['session_holidays'] === undefined ||
      typeof value['session_holidays'] === 'string' ||
      fail(at, 'a string', value, 'session_holidays'))
  );
}

function checkSymbolInfoIntradayMultipliers(value: unknown, at?: At): boolean {
  if (!isArray(value)) return fail(at, 'an array', value);
  return every(value, checkSymbolInfoIntradayMultipliersItem, at);
}

function checkSymbolInfoSecondsMultipliers(value: unknown, at?: At): boolean {
  if (!isArray(value)) return fail(at, 'an array', value);
  return every(value, checkSymbolInfoSecondsMultipliersItem, at);
}

function checkSymbolInfoDailyMultipliers(value: unknown, at?: At): boolean {
  if (!isArray(value)) return fail(at, 'an array', value);
  return every(value, checkSymbolInfoDailyMultipliersItem, at);
}

function checkSymbolInfoWeeklyMultipliers(value: unknown, at?: At): boolean {
  if (!isArray(value)) return fail(at, 'an array', value);
  return every(value, checkSymbolInfoWeeklyMultipliersItem, at);
}

function checkSymbolInfoMonthlyMultipliers(value: unknown, at?: At): boolean {
  if (!isArray(value)) return fail(at, 'an array', value);
  return every(value, checkSymbolInfoMonthlyMultipliersItem, at);
}

function checkSymbolInfoSupportedResolutions(value: unknown, at?: At): boolean {
  if (!isArray(value)) return fail(at, 'an array', value);
  return every(value, checkResolution, at);
}

function checkSymbolInfoIntradayMultipliersItem(value: unknown, at?: At): boolean {
  return typeof value === 'string' || fail(at, 'a string', value);
}

function checkSymbolInfoSecondsMultipliersItem(value: unknown, at?: At): boolean {
  return typeof value === 'string' || fail(at, 'a string', value);
}

function checkSymbolInfoDailyMultipliersItem(value: unknown, at?: At): boolean {
  return typeof value === 'string' || fail(at, 'a string', value);
}

function checkSymbolInfoWeeklyMultipliersItem(value: unknown, at?: At): boolean {
  return typeof value === 'string' || fail(at, 'a string', value);
}

function checkSymbolInfoMonthlyMultipliersItem(value: unknown, at?: At): boolean {
  return typeof value === 'string' || fail(at, 'a string', value);
}

function checkSymbolType(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, 'an object', value);
  return (
    (typeof value['name'] === 'string' || fail(at, 'a string', value, 'name')) &&
    (typeof value['value'] === 'string' || fail(at, 'a string', value, 'value'))
  );
}

function checkVersion(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, 'an object', value);
  return (
    (typeof value['version'] === 'string' || fail(at, 'a string', value, 'version')) &&
    (typeof value['api_version'] === 'string' || fail(at, 'a string', value, 'api_version')) &&
    checkServedProtocol(value['protocol'], at && to(at, 'protocol'))
  );
}

function checkVersionContact(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, 'an object', value);
  return (
    (typeof value['name'] === 'string' || fail(at, 'a string', value, 'name')) &&
    (value['email'] === undefined || typeof value['email'] === 'string' || fail(at, 'a string', value, 'email')) &&
    (value['url'] === undefined || typeof value['url'] === 'string' || fail(at, 'a string', value, 'url'))
  );
}

function checkVersionInfo(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, 'an object', value);
  return typeof value['version'] === 'string' || fail(at, 'a string', value, 'version');
}

function checkVersionStatus(value: unknown, at?: At): boolean {
  return isOneOf(value, VERSION_STATUS_VALUES, at);
}

function checkVersions(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, 'an object', value);
  return (
    (typeof value['current'] === 'string' || fail(at, 'a string', value, 'current')) &&
    checkVersionsAvailable(value['available'], at && to(at, 'available')) &&
    (typeof value['documentation'] === 'string' || fail(at, 'a string', value, 'documentation')) &&
    (value['contact'] === undefined || checkVersionContact(value['contact'], at && to(at, 'contact')))
  );
}

function checkVersionsAvailable(value: unknown, at?: At): boolean {
  if (!isArray(value)) return fail(at, 'an array', value);
  return every(value, checkAvailableVersion, at);
}

function checkVisiblePlots(value: unknown, at?: At): boolean {
  return isOneOf(value, VISIBLE_PLOTS_VALUES, at);
}

/** Validates {@link AvailableVersion}. */
export const AvailableVersionSchema: Schema<AvailableVersion> = /* @__PURE__ */ schema(checkAvailableVersion);
/** Validates {@link Bar}. */
export const BarSchema: Schema<Bar> = /* @__PURE__ */ schema(checkBar);
/** Validates {@link BarPosition}. */
export const BarPositionSchema: Schema<BarPosition> = /* @__PURE__ */ schema(checkBarPosition);
/** Validates {@link BarsAnswer}. */
export const BarsAnswerSchema: Schema<BarsAnswer> = /* @__PURE__ */ schema(checkBarsAnswer);
/** Validates {@link DataStatus}. */
export const DataStatusSchema: Schema<DataStatus> = /* @__PURE__ */ schema(checkDataStatus);
/** Validates {@link DatafeedConfig}. */
export const DatafeedConfigSchema: Schema<DatafeedConfig> = /* @__PURE__ */ schema(checkDatafeedConfig);
/** Validates {@link DatafeedHealth}. */
export const DatafeedHealthSchema: Schema<DatafeedHealth> = /* @__PURE__ */ schema(checkDatafeedHealth);
/** Validates {@link DatafeedStatus}. */
export const DatafeedStatusSchema: Schema<DatafeedStatus> = /* @__PURE__ */ schema(checkDatafeedStatus);
/** Validates {@link EpochMillis}. */
export const EpochMillisSchema: Schema<EpochMillis> = /* @__PURE__ */ schema(checkEpochMillis);
/** Validates {@link EpochSeconds}. */
export const EpochSecondsSchema: Schema<EpochSeconds> = /* @__PURE__ */ schema(checkEpochSeconds);
/** Validates {@link Exchange}. */
export const ExchangeSchema: Schema<Exchange> = /* @__PURE__ */ schema(checkExchange);
/** Validates {@link GetBarsParameters}. */
export const GetBarsParametersSchema: Schema<GetBarsParameters> = /* @__PURE__ */ schema(checkGetBarsParameters);
/** Validates {@link GetQuotesAnswer}. */
export const GetQuotesAnswerSchema: Schema<GetQuotesAnswer> = /* @__PURE__ */ schema(checkGetQuotesAnswer);
/** Validates {@link Health}. */
export const HealthSchema: Schema<Health> = /* @__PURE__ */ schema(checkHealth);
/** Validates {@link HealthStatus}. */
export const HealthStatusSchema: Schema<HealthStatus> = /* @__PURE__ */ schema(checkHealthStatus);
/** Validates {@link PriceFormat}. */
export const PriceFormatSchema: Schema<PriceFormat> = /* @__PURE__ */ schema(checkPriceFormat);
/** Validates {@link Problem}. */
export const ProblemSchema: Schema<Problem> = /* @__PURE__ */ schema(checkProblem);
/** Validates {@link ProblemCode}. */
export const ProblemCodeSchema: Schema<ProblemCode> = /* @__PURE__ */ schema(checkProblemCode);
/** Validates {@link Quote}. */
export const QuoteSchema: Schema<Quote> = /* @__PURE__ */ schema(checkQuote);
/** Validates {@link QuoteError}. */
export const QuoteErrorSchema: Schema<QuoteError> = /* @__PURE__ */ schema(checkQuoteError);
/** Validates {@link QuoteOk}. */
export const QuoteOkSchema: Schema<QuoteOk> = /* @__PURE__ */ schema(checkQuoteOk);
/** Validates {@link QuoteValues}. */
export const QuoteValuesSchema: Schema<QuoteValues> = /* @__PURE__ */ schema(checkQuoteValues);
/** Validates {@link QuotesRequest}. */
export const QuotesRequestSchema: Schema<QuotesRequest> = /* @__PURE__ */ schema(checkQuotesRequest);
/** Validates {@link RequestedResolution}. */
export const RequestedResolutionSchema: Schema<RequestedResolution> = /* @__PURE__ */ schema(checkRequestedResolution);
/** Validates {@link Resolution}. */
export const ResolutionSchema: Schema<Resolution> = /* @__PURE__ */ schema(checkResolution);
/** Validates {@link ResolveSymbolParameters}. */
export const ResolveSymbolParametersSchema: Schema<ResolveSymbolParameters> =
  /* @__PURE__ */ schema(checkResolveSymbolParameters);
/** Validates {@link SearchResult}. */
export const SearchResultSchema: Schema<SearchResult> = /* @__PURE__ */ schema(checkSearchResult);
/** Validates {@link SearchSymbolsAnswer}. */
export const SearchSymbolsAnswerSchema: Schema<SearchSymbolsAnswer> = /* @__PURE__ */ schema(checkSearchSymbolsAnswer);
/** Validates {@link SearchSymbolsParameters}. */
export const SearchSymbolsParametersSchema: Schema<SearchSymbolsParameters> =
  /* @__PURE__ */ schema(checkSearchSymbolsParameters);
/** Validates {@link ServedProtocol}. */
export const ServedProtocolSchema: Schema<ServedProtocol> = /* @__PURE__ */ schema(checkServedProtocol);
/** Validates {@link SymbolInfo}. */
export const SymbolInfoSchema: Schema<SymbolInfo> = /* @__PURE__ */ schema(checkSymbolInfo);
/** Validates {@link SymbolType}. */
export const SymbolTypeSchema: Schema<SymbolType> = /* @__PURE__ */ schema(checkSymbolType);
/** Validates {@link Version}. */
export const VersionSchema: Schema<Version> = /* @__PURE__ */ schema(checkVersion);
/** Validates {@link VersionContact}. */
export const VersionContactSchema: Schema<VersionContact> = /* @__PURE__ */ schema(checkVersionContact);
/** Validates {@link VersionInfo}. */
export const VersionInfoSchema: Schema<VersionInfo> = /* @__PURE__ */ schema(checkVersionInfo);
/** Validates {@link VersionStatus}. */
export const VersionStatusSchema: Schema<VersionStatus> = /* @__PURE__ */ schema(checkVersionStatus);
/** Validates {@link Versions}. */
export const VersionsSchema: Schema<Versions> = /* @__PURE__ */ schema(checkVersions);
/** Validates {@link VisiblePlots}. */
export const VisiblePlotsSchema: Schema<VisiblePlots> = /* @__PURE__ */ schema(checkVisiblePlots);

/** How an operation is asked for, and what its replies must be. */
export interface Operation {
  readonly method: string;
  /** With its parameters in braces. */
  readonly path: string;
  /** The parameters of the query. */
  readonly query: readonly string[];
  /** Whether a request may carry JSON. */
  readonly body: boolean;
  /** What an answer must be, by status: `200`, the range `2XX`, or `default`. `null`: nothing is read. */
  readonly answers: { readonly [status: string]: Schema<unknown> | null };
  /** The same of what is said where there is no answer. */
  readonly problems: { readonly [status: string]: Schema<unknown> | null };
}

/** What each operation takes and gives. */
export interface DatafeedOperations {
  /**
   * The bars of a range of time.
   *
   * The range is `[from_time, to_time)`, by the openings of the bars. One of `from_time` and `count_back` must be there. `count_back` outranks
   * `from_time`: all bars of the range are answered, and where they are fewer than `count_back`, earlier ones too, as far as there are any. A
   * range that ends before it begins holds nothing.
   *
   * `GET /api/v1/datafeed/bars`
   */
  readonly getBars: {
    readonly parameters: GetBarsParameters;
    readonly answer: BarsAnswer;
    readonly problem: Problem;
  };
  /**
   * What the datafeed can do.
   *
   * `GET /api/v1/datafeed/config`
   */
  readonly getConfig: {
    readonly answer: DatafeedConfig;
    readonly problem: Problem;
  };
  /**
   * How the source of the bars is.
   *
   * `GET /api/v1/datafeed/health`
   */
  readonly getDatafeedHealth: {
    readonly answer: DatafeedHealth;
    readonly problem: Problem;
  };
  /**
   * Whether the server takes connections, and how much it has to do.
   *
   * `GET /api/v1/health`
   */
  readonly getHealth: {
    readonly answer: Health;
    readonly problem: never;
  };
  /**
   * The prices of several instruments as they stand.
   *
   * The answer has one quote for each instrument of the request, in its order. An instrument that is not known is no refusal: its quote says
   * so.
   *
   * `POST /api/v1/datafeed/quotes`
   */
  readonly getQuotes: {
    readonly body: QuotesRequest;
    readonly answer: GetQuotesAnswer;
    readonly problem: Problem;
  };
  /**
   * What is served.
   *
   * `GET /api/v1/version`
   */
  readonly getVersion: {
    readonly answer: Version;
    readonly problem: never;
  };
  /**
   * Every version that is served, and for how long.
   *
   * `GET /api/v1/versions`
   */
  readonly getVersions: {
    readonly answer: Versions;
    readonly problem: never;
  };
  /**
   * The facts of one instrument.
   *
   * `GET /api/v1/datafeed/resolve/{symbol}`
   */
  readonly resolveSymbol: {
    readonly parameters: ResolveSymbolParameters;
    readonly answer: SymbolInfo;
    readonly problem: Problem;
  };
  /**
   * Find instruments.
   *
   * Those that fit best come first; none is no fault.
   *
   * `GET /api/v1/datafeed/search`
   */
  readonly searchSymbols: {
    readonly parameters: SearchSymbolsParameters;
    readonly answer: SearchSymbolsAnswer;
    readonly problem: Problem;
  };
}

/** What the client's runtime needs to know of this API. */
export interface DatafeedApi {
  readonly name: 'Market bars over HTTP';
  readonly version: '1.0.0';
  readonly operations: { readonly [name in keyof DatafeedOperations]: Operation };
  /** For the type checker alone: never there at run time. */
  readonly types?: DatafeedOperations;
}

/** {@link DatafeedApi}, for the client's runtime. */
export const datafeedApi: DatafeedApi = {
  name: 'Market bars over HTTP',
  version: '1.0.0',
  operations: {
    getBars: {
      method: 'GET',
      path: '/api/v1/datafeed/bars',
      query: ['symbol', 'resolution', 'from_time', 'to_time', 'count_back'],
      body: false,
      answers: { 200: BarsAnswerSchema },
      problems: { 400: ProblemSchema, 404: ProblemSchema, 500: ProblemSchema, 503: ProblemSchema },
    },
    getConfig: {
      method: 'GET',
      path: '/api/v1/datafeed/config',
      query: [],
      body: false,
      answers: { 200: DatafeedConfigSchema },
      problems: { 500: ProblemSchema },
    },
    getDatafeedHealth: {
      method: 'GET',
      path: '/api/v1/datafeed/health',
      query: [],
      body: false,
      answers: { 200: DatafeedHealthSchema },
      problems: { 500: ProblemSchema },
    },
    getHealth: {
      method: 'GET',
      path: '/api/v1/health',
      query: [],
      body: false,
      answers: { 200: HealthSchema, 503: HealthSchema },
      problems: {},
    },
    getQuotes: {
      method: 'POST',
      path: '/api/v1/datafeed/quotes',
      query: [],
      body: true,
      answers: { 200: GetQuotesAnswerSchema },
      problems: { 400: ProblemSchema, 413: ProblemSchema, 415: ProblemSchema, 500: ProblemSchema, 503: ProblemSchema },
    },
    getVersion: {
      method: 'GET',
      path: '/api/v1/version',
      query: [],
      body: false,
      answers: { 200: VersionSchema },
      problems: {},
    },
    getVersions: {
      method: 'GET',
      path: '/api/v1/versions',
      query: [],
      body: false,
      answers: { 200: VersionsSchema },
      problems: {},
    },
    resolveSymbol: {
      method: 'GET',
      path: '/api/v1/datafeed/resolve/{symbol}',
      query: [],
      body: false,
      answers: { 200: SymbolInfoSchema },
      problems: { 400: ProblemSchema, 404: ProblemSchema, 500: ProblemSchema },
    },
    searchSymbols: {
      method: 'GET',
      path: '/api/v1/datafeed/search',
      query: ['user_input', 'exchange', 'symbol_type', 'max_results'],
      body: false,
      answers: { 200: SearchSymbolsAnswerSchema },
      problems: { 400: ProblemSchema, 500: ProblemSchema },
    },
  },
};
