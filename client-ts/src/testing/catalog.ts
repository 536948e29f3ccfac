/** Which instruments a mock market has. */

import type { RequestedResolution, Resolution } from '../generated/bars.js';
import type { DatafeedConfig, SearchResult, SearchSymbolsParameters, SymbolInfo } from '../generated/datafeed.js';
import { Series } from './series.js';
import { canonical, ordered } from './times.js';
import { randomOf, Walk } from './walk.js';

/** An instrument: its name, and what else is to be said of it. */
export interface MockSymbol extends Partial<Omit<SymbolInfo, 'name' | 'supported_resolutions'>> {
  readonly name: string;
  /** The price at the beginning. Default: one of its own, by the seed. */
  readonly price?: number;
  /** Default: those of the market. */
  readonly resolutions?: readonly RequestedResolution[];
}

/** What the instruments are made of. */
export interface CatalogSettings {
  readonly symbols: readonly (string | MockSymbol)[];
  readonly resolutions: readonly RequestedResolution[];
  readonly bars: number;
  readonly seed: number;
  readonly now: number;
}

/** Why there is no such series. */
export interface NotServed {
  readonly code: 'unknown_symbol' | 'unsupported_resolution';
  readonly message: string;
}

/** One instrument. */
export class Instrument {
  readonly name: string;
  readonly info: SymbolInfo;
  /** From short to long. */
  readonly series: ReadonlyMap<Resolution, Series>;

  constructor(symbol: MockSymbol, settings: CatalogSettings) {
    const { name, price, resolutions: own, ...facts } = symbol;
    const { bars, now, seed } = settings;
    const resolutions = ordered(own ?? settings.resolutions);
    this.name = name;
    this.info = { ...infoOf(name, resolutions), ...facts };
    const random = randomOf(seed, name);
    const past = { bars, now, price: price ?? 50 + Math.floor(random() * 20_000) / 100 };
    this.series = new Map(
      resolutions.map((resolution) => {
        const walk = new Walk(randomOf(seed, `${name} ${resolution}`), this.info.pricescale);
        return [resolution, new Series(resolution, walk, past)];
      }),
    );
  }
}

/** All instruments. */
export class Catalog {
  /** By name. */
  readonly instruments: readonly Instrument[];

  constructor(settings: CatalogSettings) {
    this.instruments = settings.symbols
      .map((symbol) => new Instrument(typeof symbol === 'string' ? { name: symbol } : symbol, settings))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** The instrument of this name or ticker, in any case. */
  find(symbol: string): Instrument | NotServed {
    const wanted = symbol.toLowerCase();
    const found = this.instruments.find(
      ({ name, info }) => name.toLowerCase() === wanted || info.ticker.toLowerCase() === wanted,
    );
    return found ?? { code: 'unknown_symbol', message: `no instrument is named ${symbol}` };
  }

  /** The instrument and its series. */
  series(symbol: string, resolution: RequestedResolution): { instrument: Instrument; series: Series } | NotServed {
    const instrument = this.find(symbol);
    if ('code' in instrument) return instrument;
    const series = instrument.series.get(canonical(resolution) as Resolution);
    if (series !== undefined) return { instrument, series };
    const served = [...instrument.series.keys()].join(', ');
    const message = `${instrument.name} is not served at ${resolution}; it is served at ${served}`;
    return { code: 'unsupported_resolution', message };
  }

  /** Those that fit what somebody typed, the best first. */
  search(parameters: SearchSymbolsParameters): readonly SearchResult[] {
    const { user_input = '', exchange = '', symbol_type = '', max_results = 30 } = parameters;
    const text = user_input.trim().toLowerCase();
    const rank = ({ info }: Instrument): number => {
      const names = [info.name.toLowerCase(), info.ticker.toLowerCase()];
      if (names.includes(text)) return 0;
      if (names.some((name) => name.startsWith(text))) return 1;
      return [...names, info.description.toLowerCase()].some((name) => name.includes(text)) ? 2 : 3;
    };
    return this.instruments
      .filter(
        ({ info }) =>
          (exchange === '' || info.exchange === exchange) && (symbol_type === '' || info.type === symbol_type),
      )
      .map((instrument) => ({ instrument, rank: rank(instrument) }))
      .filter(({ rank }) => rank < 3)
      .sort((a, b) => a.rank - b.rank)
      .slice(0, max_results)
      .map(({ instrument }) => resultOf(instrument.info));
  }

  /** What the datafeed can do. */
  get config(): DatafeedConfig {
    const all = (member: 'exchange' | 'type'): string[] =>
      [...new Set(this.instruments.map(({ info }) => info[member]))].filter((value) => value !== '').sort();
    return {
      supported_resolutions: ordered(this.instruments.flatMap(({ series }) => [...series.keys()])),
      supports_search: true,
      supports_group_request: false,
      supports_marks: false,
      supports_timescale_marks: false,
      supports_time: false,
      exchanges: [
        { value: '', name: 'All', desc: '' },
        ...all('exchange').map((value) => ({ value, name: value, desc: value })),
      ],
      symbols_types: [
        { name: 'All', value: '' },
        ...all('type').map((value) => ({ name: value.charAt(0).toUpperCase() + value.slice(1), value })),
      ],
    };
  }
}

function resultOf({ name, ticker, description, exchange, type }: SymbolInfo): SearchResult {
  const full_name = exchange === '' ? name : `${exchange}:${name}`;
  return { symbol: name, full_name, description, exchange, ticker, type };
}

/** The facts that follow from the resolutions, and defaults for the others. */
function infoOf(name: string, resolutions: readonly Resolution[]): SymbolInfo {
  const units = (unit: string): string[] =>
    resolutions.filter((resolution) => resolution.endsWith(unit)).map((resolution) => resolution.slice(0, -1));
  const minutes = resolutions.filter((resolution) => /^\d+$/.test(resolution));
  const [seconds, days, weeks, months] = [units('S'), units('D'), units('W'), units('M')];
  return {
    name,
    ticker: name,
    description: name,
    type: 'stock',
    session: '24x7',
    timezone: 'Etc/UTC',
    exchange: 'MOCK',
    listed_exchange: 'MOCK',
    format: 'price',
    pricescale: 100,
    minmov: 1,
    has_intraday: minutes.length + seconds.length > 0,
    has_seconds: seconds.length > 0,
    has_daily: days.length > 0,
    has_weekly_and_monthly: weeks.length + months.length > 0,
    intraday_multipliers: minutes,
    seconds_multipliers: seconds,
    daily_multipliers: days,
    weekly_multipliers: weeks,
    monthly_multipliers: months,
    supported_resolutions: resolutions,
    volume_precision: 0,
    data_status: 'streaming',
    visible_plots_set: 'ohlcv',
    currency_code: 'USD',
  };
}
