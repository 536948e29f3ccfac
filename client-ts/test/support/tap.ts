/** A raw WebSocket on a mock server, and what came on it. */

import assert from 'node:assert/strict';
import { createApi, type ServerMessage } from '@barwire/client';
import { type BarsProtocol, barsProtocol, type BarUpdateMessage } from '@barwire/client/bars';
import { datafeedApi } from '@barwire/client/datafeed';
import {
  createMockBars,
  type MockBars,
  type MockBarsOptions,
  type MockCloseEvent,
  type MockServer,
  type MockWebSocket,
} from '@barwire/client/testing';

export const URL = 'ws://mock/api/v1/ws';

/** Long enough for everything that is under way: the mock needs no timers of its own. */
export const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A raw WebSocket, and what came on it. */
export interface Tap {
  readonly socket: MockWebSocket;
  readonly frames: string[];
  /** The names of the events, in order. */
  readonly events: string[];
  closed: MockCloseEvent | undefined;
  ask(type: string, payload?: unknown, id?: string): Promise<void>;
  /** The messages so far, each checked against the protocol. */
  messages(): ServerMessage<BarsProtocol>[];
  /** The payloads of the updates so far. */
  updates(): BarUpdateMessage[];
}

export async function tap(server: Pick<MockServer<BarsProtocol>, 'WebSocket'>): Promise<Tap> {
  const socket = new server.WebSocket(URL);
  const frames: string[] = [];
  const events: string[] = [];
  const messages = (): ServerMessage<BarsProtocol>[] =>
    frames.map((frame) => {
      const parsed = barsProtocol.parse(frame);
      assert.ok(parsed.ok, `${frame}: ${JSON.stringify(parsed)}`);
      return parsed.message;
    });
  const tap: Tap = {
    socket,
    frames,
    events,
    closed: undefined,
    messages,
    updates: () => messages().flatMap((message) => (message.type === 'bars.update' ? [message.payload] : [])),
    ask: async (type, payload, id) => {
      socket.send(JSON.stringify({ type, payload, id }));
      await settled();
    },
  };
  socket.onopen = () => events.push('open');
  socket.onmessage = ({ data }) => void frames.push(data as string);
  socket.onerror = () => events.push('error');
  socket.onclose = (event) => {
    events.push('close');
    tap.closed = event;
  };
  assert.equal(socket.readyState, 0);
  await settled();
  return tap;
}

export async function follow(market: MockBars, since?: object, symbol = 'AAPL', resolution = '1'): Promise<Tap> {
  const client = await tap(market);
  await client.ask('bars.subscribe', { symbol, resolution, since }, '1');
  return client;
}

export const small = (options: MockBarsOptions = {}): MockBars =>
  createMockBars({ resolutions: ['1'], bars: 5, ...options });
export const api = (market: MockBars): ReturnType<typeof createApi<typeof datafeedApi>> =>
  createApi(datafeedApi, { url: 'http://mock/behind/a/path', fetch: market.fetch });
