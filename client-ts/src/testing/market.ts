/** A market in memory, with its stream, its datafeed and faults on demand: `createMockBars`. */

import type {
  BarsProtocol,
  BarStreamErrorCode,
  BarUpdateMessage,
  RequestedResolution,
  Resolution,
} from '../generated/bars.js';
import { Catalog, type Instrument, type MockSymbol } from './catalog.js';
import { createDatafeed, type Datafeed, type MockFetch, type MockFetchFault } from './datafeed.js';
import { type Player, type PlayOptions, play } from './play.js';
import type { BarChange, Series } from './series.js';
import type { MockHandlers, MockServer } from './server.js';
import type { MockWebSocketConstructor } from './socket.js';
import { Streams } from './streams.js';

/** What the market is like. */
export interface MockBarsOptions {
  /** Names, or what else is to be said of an instrument. Default: `['AAPL']`. */
  readonly symbols?: readonly (string | MockSymbol)[];
  /** At which resolutions each is served. Default: 1, 5, 15 and 60 minutes and `1D`. Each is a series of its own. */
  readonly resolutions?: readonly RequestedResolution[];
  /**
   * How many closed bars each series has. One more forms. With 0 there is no bar before the first tick.
   * @default 500
   */
  readonly bars?: number;
  /**
   * The same seed gives the same bars.
   * @default 1
   */
  readonly seed?: number;
  /** The time that the bars reach up to, in milliseconds since the epoch. Default: 2026-01-05T15:00:00Z. */
  readonly now?: number;
  /**
   * How many closed bars of a stream a client that comes back gets at most.
   * @default 1000
   */
  readonly memory?: number;
  /** Handlers of requests, in the place of the market's own. */
  readonly handlers?: MockHandlers<BarsProtocol>;
}

/** How a stream fails. */
export interface MockFailure {
  /** Whether the stream goes on. If not, it has ended; a client can subscribe anew. */
  readonly retry: boolean;
  /** Default: `feed_unavailable`. */
  readonly code?: BarStreamErrorCode;
  /** Why, for people. */
  readonly error?: string;
}

/** A market in memory. Symbols ignore case, and `D` is read as `1D`. What is not served is a TypeError. */
export interface MockBars {
  /** The constructor to give to a client. */
  readonly WebSocket: MockWebSocketConstructor;
  /** The `fetch` to give to `createApi`. It answers every operation of the datafeed, whatever the origin. */
  readonly fetch: MockFetch;
  readonly server: MockServer<BarsProtocol>;
  /** The memory of the source, as updates have it. */
  readonly epoch: string;

  /** Changes the bar that forms; where none does, the next begins. What is left out goes its own way. */
  tick(symbol: string, resolution: RequestedResolution, change?: BarChange): BarUpdateMessage;
  /** Closes the bar that forms. The next tick begins the next one. */
  closeBar(symbol: string, resolution: RequestedResolution): BarUpdateMessage;
  /** Ticks by itself, every series that somebody follows. Playing again replaces it. */
  play(options?: PlayOptions): void;
  /** No more ticks by itself. */
  stop(): void;

  /** A bar closes and nobody is told: a hole in `closed_seq`. History has it. Returns the update that is lost. */
  gap(symbol: string, resolution: RequestedResolution): BarUpdateMessage;
  /**
   * The source loses its memory: there is a new epoch, and numbers begin anew. The bars stay.
   * Connections close with 1012, or, where they are kept, get each bar as it stands.
   */
  restart(options?: { readonly keepConnections?: boolean }): void;
  /** An update whose bar is older than the last one. It changes nothing else. */
  lateBar(symbol: string, resolution: RequestedResolution): BarUpdateMessage;
  /** A frame that is no JSON, or that you make up, to every connection. */
  junk(text?: string): void;
  /** A `bars.update` that does not fit the protocol, to those who follow: its bar has no `close`. */
  invalid(symbol: string, resolution: RequestedResolution): void;
  /** A `bars.error` to those who follow. */
  fail(symbol: string, resolution: RequestedResolution, failure: MockFailure): void;
  /** Every open connection hangs: nothing comes or goes, and no close is sent. */
  halfOpen(): void;
  /** Every connection closes. 1006, the default: it breaks. */
  drop(code?: number, reason?: string): void;
  /** Lets the next attempts to connect fail. `Infinity`: until `accept()`. */
  refuse(attempts?: number): void;
  /** Takes connections again, and requests over HTTP. */
  accept(): void;
  /** Lets the next requests over HTTP fail: `'network'`, `'silence'` or the code of a problem. `Infinity`: until `accept()`. */
  refuseFetch(requests?: number, fault?: MockFetchFault): void;
}

/** Makes a market in memory. The same options and calls give the same bars. */
export function createMockBars(options: MockBarsOptions = {}): MockBars {
  return new Market(options);
}

class Market implements MockBars {
  readonly #catalog: Catalog;
  readonly #streams: Streams;
  readonly #datafeed: Datafeed;
  #player: Player | undefined;

  constructor(options: MockBarsOptions) {
    const { symbols = ['AAPL'], resolutions = ['1', '5', '15', '60', '1D'], bars = 500, seed = 1 } = options;
    const { now = Date.UTC(2026, 0, 5, 15), memory = 1000, handlers = {} } = options;
    this.#catalog = new Catalog({ symbols, resolutions, bars, seed, now });
    this.#streams = new Streams(this.#catalog, memory, handlers);
    this.#datafeed = createDatafeed(this.#catalog, this.#streams);
  }

  get WebSocket(): MockWebSocketConstructor {
    return this.server.WebSocket;
  }

  get fetch(): MockFetch {
    return this.#datafeed.fetch;
  }

  get server(): MockServer<BarsProtocol> {
    return this.#streams.server;
  }

  get epoch(): string {
    return this.#streams.epoch;
  }

  tick(symbol: string, resolution: RequestedResolution, change?: BarChange): BarUpdateMessage {
    const { instrument, series } = this.#find(symbol, resolution);
    return this.#streams.publish(instrument, series, series.tick(change));
  }

  closeBar(symbol: string, resolution: RequestedResolution): BarUpdateMessage {
    const { instrument, series } = this.#find(symbol, resolution);
    return this.#streams.publish(instrument, series, series.close());
  }

  play(options: PlayOptions = {}): void {
    this.stop();
    const followed = (): [string, Resolution][] =>
      this.#catalog.instruments.flatMap(({ name, series }) =>
        [...series.values()]
          .filter((one) => this.#streams.count(one) > 0)
          .map(({ resolution }): [string, Resolution] => [name, resolution]),
      );
    this.#player = play(this, followed, options);
  }

  stop(): void {
    this.#player?.stop();
    this.#player = undefined;
  }

  gap(symbol: string, resolution: RequestedResolution): BarUpdateMessage {
    const { instrument, series } = this.#find(symbol, resolution);
    return this.#streams.update(instrument, series, series.close());
  }

  restart({ keepConnections = false }: { readonly keepConnections?: boolean } = {}): void {
    if (!keepConnections) this.drop(1012, 'restart');
    this.#streams.restart();
  }

  lateBar(symbol: string, resolution: RequestedResolution): BarUpdateMessage {
    const { instrument, series } = this.#find(symbol, resolution);
    const bar = series.bars.at(-2) ?? { open: 1, high: 1, low: 1, close: 1, volume: 0 };
    const late = { ...bar, time: series.time(-1) };
    const state = { bar: late, seq: series.skip(), closed_seq: series.closedSeq, closed: false };
    return this.#streams.publish(instrument, series, state);
  }

  junk(text = '{"type":'): void {
    this.server.sendRaw(text);
  }

  invalid(symbol: string, resolution: RequestedResolution): void {
    const { instrument, series } = this.#find(symbol, resolution);
    const bar = { time: series.time(0), open: 1, high: 1, low: 1 };
    const state = { seq: series.skip(), closed_seq: series.closedSeq, closed: false };
    const payload = { ...this.#streams.update(instrument, series, { ...state, bar: { ...bar, close: 1 } }), bar };
    this.#streams.tell(series, (follower) => follower.sendRaw(JSON.stringify({ type: 'bars.update', payload })));
  }

  fail(symbol: string, resolution: RequestedResolution, failure: MockFailure): void {
    const { instrument, series } = this.#find(symbol, resolution);
    const { retry, code = 'feed_unavailable', error = `the source of ${instrument.name} does not answer` } = failure;
    const payload = { symbol: instrument.name, resolution: series.resolution, code, error, retry };
    this.#streams.tell(series, (follower) => follower.send('bars.error', payload));
    if (!retry) this.#streams.end(series);
  }

  halfOpen(): void {
    for (const connection of this.server.connections) connection.hang();
  }

  drop(code = 1006, reason = ''): void {
    for (const connection of this.server.connections) connection.close(code, reason);
  }

  refuse(attempts?: number): void {
    this.server.refuse(attempts);
  }

  accept(): void {
    this.server.accept();
    this.#datafeed.refuse(0, 'network');
  }

  refuseFetch(requests = 1, fault: MockFetchFault = 'network'): void {
    this.#datafeed.refuse(requests, fault);
  }

  #find(symbol: string, resolution: RequestedResolution): { instrument: Instrument; series: Series } {
    const found = this.#catalog.series(symbol, resolution);
    if ('code' in found) throw new TypeError(found.message);
    return found;
  }
}
