/** The streams of a mock market: who follows which, and what they get. */

import {
  BarsSubscribeFrameSchema,
  type BarSubscriptionAck,
  type BarSubscriptionRequest,
  BarsUnsubscribeFrameSchema,
  type BarsProtocol,
  barsProtocol,
  type BarUnsubscribeAck,
  type BarUnsubscribeRequest,
  type BarUpdateMessage,
  AuthFrameSchema,
} from '../generated/bars.js';
import type { Catalog, Instrument } from './catalog.js';
import type { MockConnection } from './connection.js';
import type { Series, State } from './series.js';
import { createMockServer, type MockHandlers, type MockServer } from './server.js';

/** One who follows streams. */
type Follower = MockConnection<BarsProtocol>;

export class Streams {
  readonly server: MockServer<BarsProtocol>;
  readonly #catalog: Catalog;
  readonly #memory: number;
  readonly #followers = new Map<Series, Set<Follower>>();
  #epochs = 1;

  /** `memory`: how many closed bars a client that comes back gets at most. */
  constructor(catalog: Catalog, memory: number, handlers: MockHandlers<BarsProtocol>) {
    this.#catalog = catalog;
    this.#memory = memory;
    this.server = createMockServer(barsProtocol, {
      handlers: {
        ping: () => ({ timestamp: Date.now() }),
        auth: () => ({ status: 'ok' }),
        'bars.subscribe': (request, connection, id) => this.#subscribe(request, connection, id),
        'bars.unsubscribe': (request, connection) => this.#unsubscribe(request, connection),
        ...handlers,
      },
      schemas: {
        auth: AuthFrameSchema,
        'bars.subscribe': BarsSubscribeFrameSchema,
        'bars.unsubscribe': BarsUnsubscribeFrameSchema,
      },
      onOver: (connection) => {
        for (const followers of this.#followers.values()) followers.delete(connection);
      },
    });
  }

  /** The memory of the source. */
  get epoch(): string {
    return `mock-${this.#epochs}`;
  }

  /** Forgets every number. Who still follows gets each bar as it stands. */
  restart(): void {
    this.#epochs++;
    for (const instrument of this.#catalog.instruments) {
      for (const series of instrument.series.values()) {
        series.restart();
        if (series.latest !== undefined) this.publish(instrument, series, series.latest);
      }
    }
  }

  /** How many follow a series. */
  count(series: Series): number {
    return this.#followers.get(series)?.size ?? 0;
  }

  /** Sends a message to those who follow a series. */
  tell(series: Series, send: (follower: Follower) => void): void {
    for (const follower of this.#followers.get(series) ?? []) send(follower);
  }

  /** Sends a change to those who follow. */
  publish(instrument: Instrument, series: Series, state: State): BarUpdateMessage {
    const update = this.update(instrument, series, state);
    this.tell(series, (follower) => follower.send('bars.update', update));
    return update;
  }

  /** Ends a stream for all. */
  end(series: Series): void {
    this.#followers.delete(series);
  }

  /** The message of a state. */
  update({ name }: Instrument, { resolution }: Series, state: State): BarUpdateMessage {
    const { bar, seq, closed_seq, closed } = state;
    return { symbol: name, resolution, bar, timestamp: Date.now(), epoch: this.epoch, seq, closed_seq, closed };
  }

  /** Answers by itself: what follows the ack has to come after it. */
  #subscribe(request: BarSubscriptionRequest, connection: Follower, id: string | undefined): undefined {
    const { symbol, resolution = '1D', since } = request;
    const answer = (ack: BarSubscriptionAck): void => connection.send('bars.ack', ack, id);
    const found = this.#catalog.series(symbol, resolution);
    if ('code' in found) return void answer({ status: 'error', symbol, resolution, ...found });
    const { instrument, series } = found;
    const followers = this.#followers.get(series) ?? new Set();
    this.#followers.set(series, followers.add(connection));

    const { latest } = series;
    const missed = since?.epoch === this.epoch ? series.closedSince(since.closed_seq, this.#memory) : undefined;
    answer({
      status: 'ok',
      symbol: instrument.name,
      resolution: series.resolution,
      message: `streaming ${instrument.name} at ${series.resolution}`,
      epoch: this.epoch,
      seq: series.seq,
      closed_seq: series.closedSeq,
      ...(since !== undefined && { recovered: missed !== undefined }),
    });
    // While no bar forms, the last closed one is the bar as it stands.
    const states = [
      ...(missed ?? []).filter(({ seq }) => seq !== latest?.seq),
      ...(latest === undefined ? [] : [latest]),
    ];
    for (const state of states) connection.send('bars.update', this.update(instrument, series, state));
    return undefined;
  }

  #unsubscribe(request: BarUnsubscribeRequest, connection: Follower): BarUnsubscribeAck {
    const { symbol, resolution = '1D' } = request;
    const found = this.#catalog.series(symbol, resolution);
    if ('code' in found) return { status: 'error', symbol, resolution, ...found };
    const what = `${found.instrument.name} at ${found.series.resolution}`;
    if (this.#followers.get(found.series)?.delete(connection) !== true) {
      const message = `this connection has no stream of ${what}`;
      return { status: 'error', symbol, resolution, code: 'not_subscribed', message };
    }
    const message = `no more updates of ${what}`;
    return { status: 'ok', symbol: found.instrument.name, resolution: found.series.resolution, message };
  }
}
