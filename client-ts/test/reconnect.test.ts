/** What happens when a connection is lost or cannot be made. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Status } from '@barwire/client';
import { ack, clientOf, FakeServer, pair, reaches, take, update } from './support/fake-server.js';

test('pauses are random parts of a longest one, which doubles up to a limit', async (t) => {
  const { server, client } = await pair(t, { backoff: { minMs: 4, maxMs: 40 } });
  server.mood = 'refuse';
  const parts = [0, 0.5, 0.999];
  let count = 0;
  t.mock.method(Math, 'random', () => parts[count++ % 3]);
  t.mock.method(Date, 'now', () => 1_000_000);
  const pauses: number[] = [];
  client.status.subscribe((status) => {
    if (status.state === 'waiting') pauses.push(status.retryAt - 1_000_000);
  });
  const pong = client.request('ping', undefined, { timeoutMs: Infinity });
  await server.attempts(10);
  await client.close();
  await assert.rejects(pong, { code: 'closed' });
  const longest = [4, 8, 16, 32, 40, 40, 40, 40, 40];
  assert.deepEqual(
    pauses.slice(0, 9),
    longest.map((ms, index) => Math.floor(ms * (parts[index % 3] ?? 0))),
  );
});

test('without a limit attempts go on until one succeeds', async (t) => {
  const { server, client } = await pair(t);
  server.mood = 'refuse';
  const attempts: number[] = [];
  client.status.subscribe((status) => {
    if (status.state === 'waiting') attempts.push(status.attempt);
  });
  const pong = client.request('ping', undefined, { timeoutMs: Infinity });
  await server.attempts(25);
  server.mood = 'accept';
  server.pong(await server.next());
  assert.deepEqual(await pong, { timestamp: 1 });
  assert.deepEqual(
    attempts,
    attempts.map((_, index) => index + 1),
  );
  assert.ok(attempts.length >= 24);
});

test('with a limit, so many attempts after the first may fail', async (t) => {
  const { server, client } = await pair(t, { backoff: { attempts: 3 } });
  server.mood = 'refuse';
  const subscription = client.subscribe('bars', { symbol: 'AAPL' });
  await assert.rejects(subscription.next(), { code: 'closed' });
  assert.equal(server.paths.length, 4);
  assert.equal((await reaches(client, 'closed')).close.code, 1006);
});

test('attempts are counted anew only after a connection that lasted', async (t) => {
  const { server, client } = await pair(t, { backoff: { attempts: 2 } });
  const { now } = Date;
  let later = 0;
  t.mock.method(Date, 'now', () => now() + later);
  const subscription = client.subscribe('bars', { symbol: 'AAPL' });
  const attempts: number[] = [];
  client.status.subscribe((status) => {
    if (status.state === 'waiting') attempts.push(status.attempt);
  });
  for (let connection = 0; connection < 4; connection++) {
    await server.accept();
    assert.deepEqual(await take(subscription, 1), [connection === 0 ? 'live' : 'gap unrecovered']);
    if (connection > 0) assert.deepEqual(await take(subscription, 1), ['live']);
    later += 6_000;
    server.cut();
  }
  assert.equal(server.connections, 4);
  await server.accept();
  await take(subscription, 2);
  server.cut(); // This one has lasted for no time.
  await server.accept();
  await take(subscription, 2);
  server.cut();
  await assert.rejects(subscription.next(), { code: 'closed', close: { code: 1006, reason: '' } });
  assert.deepEqual(attempts, [1, 1, 1, 1, 2]);
});

for (const code of [1000, 1006, 1011, 1012, 1013, 4000, 4001, 4003, 4499]) {
  test(`after ${code} the client comes back`, async (t) => {
    const { server, client } = await pair(t);
    const subscription = client.subscribe('bars', { symbol: 'AAPL' });
    await server.accept();
    await subscription.ready;
    const waiting = reaches(client, 'waiting');
    if (code === 1006) server.cut();
    else server.hangUp(code, 'for now');
    assert.deepEqual((await waiting).close, { code, reason: code === 1006 ? '' : 'for now' });
    await server.accept();
    assert.deepEqual(await take(subscription, 3), ['live', 'gap unrecovered', 'live']);
  });
}

for (const code of [4500, 4502, 4999]) {
  test(`after ${code} the client does not come back`, async (t) => {
    const { server, client } = await pair(t);
    const subscription = client.subscribe('bars', { symbol: 'AAPL' });
    await server.accept();
    await subscription.ready;
    server.hangUp(code, 'for good');
    assert.deepEqual((await reaches(client, 'closed')).close, { code, reason: 'for good' });
    assert.deepEqual(await take(subscription, 1), ['live']);
    await assert.rejects(subscription.next(), { code: 'closed', close: { code, reason: 'for good' } });
    assert.equal(server.paths.length, 1);
  });
}

test('the address is asked for before each attempt, and may fail', async (t) => {
  const server = await FakeServer.start(t);
  let count = 0;
  const url = async (): Promise<URL> => {
    if (++count === 2) throw new Error('the ticket office is closed');
    return new URL(`${server.url}/?ticket=${count}`);
  };
  const client = clientOf(t, server, { url });
  const reasons: string[] = [];
  client.status.subscribe((status) => {
    if (status.state === 'waiting') reasons.push(status.close.reason);
  });
  assert.equal(count, 0);
  const subscription = client.subscribe('bars', { symbol: 'AAPL' });
  await server.accept();
  await subscription.ready;
  server.hangUp(1012, 'restart');
  await server.accept();
  assert.deepEqual(server.paths, ['/api/v1/ws?ticket=1', '/api/v1/ws?ticket=3']);
  assert.deepEqual(reasons, ['restart', 'the ticket office is closed']);
});

test('a request that is made before there is a connection waits for it', async (t) => {
  const { server, client } = await pair(t);
  server.mood = 'refuse';
  const first = client.request('ping');
  await server.attempts(3);
  const second = client.request('ping', {});
  server.mood = 'accept';
  const [one, two] = [await server.next(), await server.next()];
  assert.deepEqual([one.id, two.id], ['1', '2']);
  server.pong(two);
  server.pong(one);
  await Promise.all([first, second]);
});

test('a request under way when the connection is lost fails and is not sent again', async (t) => {
  const { server, client } = await pair(t);
  const lost = client.request('ping');
  await server.next();
  const waiting = client.subscribe('bars', { symbol: 'AAPL' });
  await server.next();
  server.hangUp(1012, 'restart');
  await assert.rejects(lost, { code: 'closed', close: { code: 1012, reason: 'restart' } });
  await server.accept();
  await waiting.ready;
  assert.ok(await server.isQuiet(client), 'only what was asked for since');
});

test('an attempt that is never answered is followed by another one', async (t) => {
  const { server, client } = await pair(t, { requestTimeoutMs: 100 });
  server.mood = 'hang';
  const pong = client.request('ping', undefined, { timeoutMs: Infinity });
  const { close } = await reaches(client, 'waiting');
  assert.deepEqual(close, { code: 1006, reason: 'not open in 100 ms' });
  server.mood = 'accept';
  server.pong(await server.next());
  await pong;
});

test('reconnectNow ends a pause', async (t) => {
  t.mock.method(Math, 'random', () => 0.9);
  const { server, client } = await pair(t, { backoff: { minMs: 3_600_000, maxMs: 3_600_000 } });
  client.reconnectNow();
  assert.equal(client.status.get().state, 'idle', 'nothing is asked for');
  server.mood = 'refuse';
  const pong = client.request('ping', undefined, { timeoutMs: Infinity });
  const { retryAt } = await reaches(client, 'waiting');
  assert.ok(retryAt > Date.now() + 3_000_000);
  server.mood = 'accept';
  client.reconnectNow();
  assert.equal(client.status.get().state, 'connecting');
  server.pong(await server.next());
  await pong;
  assert.equal(server.paths.length, 2);
});

test('reconnectNow and close from a status listener leave nothing behind', async (t) => {
  const { server, client } = await pair(t, { backoff: { minMs: 10, maxMs: 10 } });
  server.mood = 'refuse';
  const states: Status['state'][] = [];
  client.status.subscribe((status) => {
    if (status.state === 'waiting' && status.attempt <= 5) client.reconnectNow();
    if (status.state === 'waiting' && status.attempt === 6) void client.close();
  });
  client.status.subscribe(({ state }) => states.push(state));
  await assert.rejects(client.request('ping'), { code: 'closed' });
  assert.equal(server.paths.length, 6);
  assert.equal(states.at(-1), 'closed', 'the last that is heard is what is so');
  await new Promise((resolve) => setTimeout(resolve, 100));
  assert.equal(server.paths.length, 6, 'no attempt after the end, and none twice');
});

test('a re-subscription that is refused is tried again when the server says so', async (t) => {
  const { server, client } = await pair(t);
  const subscription = client.subscribe('bars', { symbol: 'AAPL' });
  await server.accept(update(1));
  assert.deepEqual(await take(subscription, 2), ['live', 1]);
  server.cut();
  const { id } = await server.next();
  const payload = { status: 'error', symbol: 'AAPL', resolution: '1D', code: 'rate_limited', message: 'busy' };
  const refusedAt = performance.now();
  server.send({ type: 'bars.ack', id, payload: { ...payload, retry_after_ms: 100 } });
  const again = await server.next();
  assert.ok(performance.now() - refusedAt > 95);
  server.send(ack(again, { recovered: true }), update(2));
  assert.deepEqual(await take(subscription, 2), ['live', 2]);
  server.cut();
  const last = await server.next();
  server.send({ type: 'bars.ack', id: last.id, payload });
  await assert.rejects(subscription.next(), { code: 'rate_limited' }, 'where it does not say when, this is the end');
});
