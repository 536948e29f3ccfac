/** The client through faults that are caused: processes are killed and halted, and a network loses, delays and cuts. */

import assert from 'node:assert/strict';
import { setTimeout } from 'node:timers/promises';
import { test, type TestContext } from 'node:test';
import { type Client, type ClientOptions, createClient, type ServerMessage, type Status } from '@barwire/client';
import { type BarsProtocol, barsProtocol, type BarUpdateMessage } from '@barwire/client/bars';
import { WebSocket } from 'ws';
import { Proxy } from './support/proxy.js';
import { Server, skip } from './support/server.js';

const PACE = ['--bar-duration', '100ms', '--update-interval', '0'] as const;

type Options = Partial<ClientOptions<ServerMessage<BarsProtocol>>>;

/** A client that comes back soon. */
function connect(t: TestContext, url: string, options: Options = {}): Client<BarsProtocol> {
  const client = createClient(barsProtocol, { url, WebSocket, backoff: { minMs: 50, maxMs: 500 }, ...options });
  t.after(() => client.close());
  return client;
}

function start(t: TestContext, ...pace: readonly string[]): Promise<Server> {
  return Server.start(t, ...(pace.length > 0 ? pace : PACE));
}

/** What a subscription tells, as a list that grows. */
interface Told {
  readonly closed: BarUpdateMessage[];
  readonly events: string[];
  count: number;
}

function follow(client: Client<BarsProtocol>, symbol = 'AAPL'): Told {
  const told: Told = { closed: [], events: [], count: 0 };
  client.subscribe(
    'bars',
    { symbol },
    {
      onUpdate(update) {
        told.count++;
        if (update.closed) told.closed.push(update);
      },
      onGap: (reason) => void told.events.push(`gap: ${reason}`),
      onLive: () => void told.events.push('live'),
      onError: (error) => void told.events.push(`error: ${error.message}`),
    },
  );
  return told;
}

/** Waits for something to become true. */
async function until(what: () => boolean, why: string, patienceMs = 15_000): Promise<void> {
  for (const end = Date.now() + patienceMs; !what();) {
    assert.ok(Date.now() < end, why);
    await setTimeout(10);
  }
}

/** Every closed bar came once, in order. */
function assertComplete({ closed }: Told): void {
  closed.reduce((before, now) => {
    assert.deepEqual(
      [now.epoch, now.closed_seq],
      [before.epoch, before.closed_seq + 1],
      'a closed bar is missing, or twice',
    );
    return now;
  });
}

const state = (client: Client<BarsProtocol>): Status['state'] => client.status.get().state;

test('a connection that breaks is made again, and no closed bar is missing', { skip }, async (t) => {
  const server = await start(t);
  const proxy = await Proxy.start(server.url);
  t.after(() => proxy.stop());
  const client = connect(t, proxy.url);
  const told = follow(client);
  await until(() => told.closed.length > 2, 'no bars');
  for (const fault of [() => proxy.reset(), () => proxy.cut(), () => proxy.close(1012), () => proxy.close(4001)]) {
    const { length } = told.closed;
    proxy.isRefusing = true;
    fault();
    await until(() => state(client) === 'waiting', 'the client has not noticed');
    await setTimeout(400); // Bars close in the meantime.
    proxy.isRefusing = false;
    await until(() => told.closed.length > length + 5, 'the stream does not go on');
  }
  assert.deepEqual(told.events, ['live', 'live', 'live', 'live', 'live']);
  assertComplete(told);
});

test('a server that is killed and started again is one gap, and then live', { skip }, async (t) => {
  const server = await start(t);
  const client = connect(t, server.url);
  const told = follow(client);
  await until(() => told.closed.length > 2, 'no bars');
  await server.kill();
  await until(() => state(client) === 'waiting', 'the client has not noticed');
  const before = told.closed.length;
  await server.restart();
  await until(() => told.closed.length > before + 2, 'the stream does not go on');
  assert.deepEqual(told.events, ['live', 'gap: unrecovered', 'live']);
  assertComplete({ ...told, closed: told.closed.slice(before) });
});

test('a server that is told to stop says so, and the client comes back', { skip }, async (t) => {
  const server = await start(t, ...PACE, '--drain', '1s');
  const client = connect(t, server.url);
  const told = follow(client);
  await until(() => told.count > 0, 'no bars');
  const codes: number[] = [];
  client.status.subscribe((status) => void (status.state === 'waiting' && codes.push(status.close.code)));
  server.signal('SIGTERM');
  await until(() => codes.length > 0, 'the client has not noticed');
  assert.equal(codes[0], 1012);
  await server.kill();
  await server.restart();
  await until(() => told.events.length === 3, 'the stream does not go on');
});

test('a server that is halted for 5 s is noticed in time, and nothing is missing afterwards', { skip }, async (t) => {
  const server = await start(t);
  const client = connect(t, server.url, { heartbeat: { intervalMs: 500, timeoutMs: 500 }, requestTimeoutMs: 1_000 });
  const told = follow(client);
  await until(() => told.closed.length > 2, 'no bars');
  const halted = Date.now();
  server.signal('SIGSTOP');
  await until(() => state(client) !== 'open', 'the client has not noticed');
  const noticedMs = Date.now() - halted;
  await setTimeout(5_000 - noticedMs);
  const before = told.closed.length;
  server.signal('SIGCONT');
  await until(() => told.closed.length > before + 5, 'the stream does not go on');
  assert.ok(noticedMs < 3_000, `noticed after ${noticedMs} ms; the limit is 500 + 500`);
  assert.ok(
    told.events.every((event) => event === 'live'),
    told.events.join(),
  );
  assertComplete(told);
});

test('a network that carries nothing and closes nothing is noticed', { skip }, async (t) => {
  const server = await start(t);
  const proxy = await Proxy.start(server.url);
  t.after(() => proxy.stop());
  const client = connect(t, proxy.url, { heartbeat: { intervalMs: 200, timeoutMs: 200 }, requestTimeoutMs: 500 });
  const told = follow(client);
  await until(() => told.closed.length > 2, 'no bars');
  proxy.isOpen = false;
  await until(() => state(client) === 'waiting', 'the client has not noticed', 2_000);
  await setTimeout(1_000);
  const before = told.closed.length;
  proxy.heal();
  await until(() => told.closed.length > before + 5, 'the stream does not go on');
  assertComplete(told);
});

test('a subscription whose request or answer is lost is asked for again', { skip }, async (t) => {
  const server = await start(t);
  const proxy = await Proxy.start(server.url);
  t.after(() => proxy.stop());
  const client = connect(t, proxy.url, { requestTimeoutMs: 300 });
  await client.request('ping');
  proxy.isOpen = false;
  const told = follow(client);
  await setTimeout(100);
  proxy.heal(); // The connection is good again, and the server has never heard of the subscription.
  await until(() => told.closed.length > 2, 'the stream is never asked for again');
  assert.deepEqual(told.events, ['live']);
});

test('a closing update that is lost is a gap, and only that', { skip }, async (t) => {
  const server = await start(t);
  let loses = false;
  const proxy = await Proxy.start(server.url, () => (loses ? 0 : 1));
  proxy.loss = 0.5;
  t.after(() => proxy.stop());
  const client = connect(t, proxy.url);
  const told = follow(client);
  await until(() => told.closed.length > 2, 'no bars');
  const seen = told.closed.at(-1)?.closed_seq ?? 0;
  loses = true;
  await setTimeout(250); // At least two bars close.
  loses = false;
  await until(() => (told.closed.at(-1)?.closed_seq ?? 0) > seen + 4, 'the stream does not go on');
  assert.deepEqual(told.events, ['live', 'gap: lost']);
});

test('a consumer that is slow gets the newest state of each bar, and every closed one', { skip }, async (t) => {
  const server = await start(t, '--bar-duration', '300ms', '--update-interval', '0');
  const client = connect(t, server.url);
  const subscription = client.subscribe('bars', { symbol: 'AAPL' });
  const closed: number[] = [];
  for await (const event of subscription) {
    assert.notEqual(event.kind, 'gap');
    if (event.kind !== 'update') continue;
    if (event.update.closed) closed.push(event.update.closed_seq);
    if (closed.length >= 4) break;
    await setTimeout(700);
  }
  assert.ok(
    closed.every((count, index) => count === (closed[0] ?? 0) + index),
    closed.join(),
  );
  assert.ok(subscription.conflated > 0);
});

test('a consumer that stands still is told of a gap, and goes on with what is new', { skip }, async (t) => {
  const server = await start(t, '--bar-duration', '20ms', '--update-interval', '0');
  const client = connect(t, server.url);
  const subscription = client.subscribe('bars', { symbol: 'AAPL' }, { buffer: 8 });
  await subscription.ready;
  await setTimeout(1_000);
  const kinds = [];
  for await (const event of subscription) {
    kinds.push(event.kind === 'gap' ? event.reason : event.kind);
    if (kinds.length >= 20) break;
  }
  assert.ok(kinds.slice(0, 9).includes('overflow'), kinds.join());
  assert.equal(kinds.filter((kind) => kind === 'overflow').length, 1);
});
