/** Subscriptions: one listener, to iterate. */

import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { test } from 'node:test';
import { ProtocolError } from '@barwire/client';
import { bar, failure, pair, refusal, take, update } from './support/fake-server.js';

test('subscribe, iterate, break: the stream ends on the wire', async (t) => {
  const { server, client } = await pair(t);
  const subscription = client.subscribe('bars', { symbol: 'aapl', resolution: 'D' });
  // In one segment: the ack and the updates right behind it.
  const request = await server.accept(update(1), update(2), update(3));
  assert.deepEqual(request, { type: 'bars.subscribe', id: '1', payload: { symbol: 'aapl', resolution: 'D' } });
  const acknowledged = await subscription.ready;
  assert.deepEqual([acknowledged.symbol, acknowledged.resolution], ['AAPL', '1D']);

  const closes: number[] = [];
  const released = server.next().then((frame) => {
    server.send({ type: 'bars.unsubscribe.ack', id: frame.id, payload: { ...acknowledged, message: 'ended' } });
    return frame;
  });
  for await (const event of subscription) {
    if (event.kind === 'live') assert.deepEqual(event.ack, acknowledged);
    if (event.kind === 'update') closes.push(event.update.bar.close);
    if (closes.length === 2) break;
  }
  assert.deepEqual(closes, [2, 3]);
  const closing = await released;
  // The key is that of the ack: `D` in, `1D` out.
  assert.deepEqual(closing, { type: 'bars.unsubscribe', id: '2', payload: { symbol: 'AAPL', resolution: '1D' } });
  assert.deepEqual(await subscription.next(), { done: true, value: undefined });
  await subscription.close();
  assert.ok(await server.isQuiet(client), 'closing twice sends one request');
});

test('updates go to the stream of their key', async (t) => {
  const { server, client } = await pair(t);
  const apple = client.subscribe('bars', { symbol: 'AAPL', resolution: '1D' });
  const weekly = client.subscribe('bars', { symbol: 'AAPL', resolution: '1W' });
  await server.accept();
  await server.accept();
  server.send(update(1, 'AAPL', '1W'), update(2, 'MSFT', '1D'), update(3, 'AAPL', '1D'));
  assert.deepEqual(await take(apple, 2), ['live', 3]);
  assert.deepEqual(await take(weekly, 2), ['live', 1]);
});

test('a refusal rejects with the ack', async (t) => {
  const { server, client } = await pair(t);
  const subscription = client.subscribe('bars', { symbol: 'INVALID' });
  const refused = refusal(await server.next(), { retry_after_ms: 5 });
  server.send(refused);
  const isRefusal = (error: unknown): boolean => {
    assert.ok(error instanceof ProtocolError);
    assert.equal(error.message, 'bars was refused: no INVALID');
    assert.equal(error.code, 'unknown_symbol');
    assert.deepEqual(error.payload, refused.payload);
    return true;
  };
  await assert.rejects(subscription.ready, isRefusal);
  await assert.rejects(subscription.next(), isRefusal);
  assert.deepEqual(await subscription.next(), { done: true, value: undefined });
  await subscription.close();
  assert.ok(await server.isQuiet(client), 'nothing to end, and it is not asked for again');
});

test('an error message instead of an ack rejects too', async (t) => {
  const { server, client } = await pair(t);
  const subscription = client.subscribe('bars', { symbol: '' });
  const { id } = await server.next();
  const payload = { code: 'invalid_payload', message: 'too short', path: '/payload/symbol' };
  server.send({ type: 'error', id, payload });
  await assert.rejects(subscription.ready, { code: 'invalid_payload', payload });
  await assert.rejects(subscription.next(), { code: 'invalid_payload' });
});

test('an ack that does not fit rejects', async (t) => {
  const { server, client } = await pair(t, { on: { invalid: () => assert.fail() } });
  const subscription = client.subscribe('bars', { symbol: 'AAPL' });
  const { id } = await server.next();
  server.send({ type: 'bars.ack', id, payload: { status: 'ok' } });
  await assert.rejects(subscription.next(), { code: 'invalid' });
});

test('a signal ends the subscription, before the ack or after', async (t) => {
  const { server, client } = await pair(t);
  assert.ok(await server.isQuiet(client));
  const abort = new AbortController();
  const early = client.subscribe('bars', { symbol: 'AAPL' }, { signal: abort.signal });
  abort.abort('gone');
  await assert.rejects(early.ready, { code: 'aborted', cause: 'gone' });
  assert.equal((await early.next()).done, true);
  await server.accept(update(1));
  await server.release();

  const second = new AbortController();
  const open = client.subscribe('bars', { symbol: 'AAPL' }, { signal: second.signal });
  await server.accept();
  assert.deepEqual(await take(open, 1), ['live']);
  const iteration = open.next();
  second.abort();
  assert.equal((await iteration).done, true);
  assert.equal(getEventListeners(second.signal, 'abort').length, 0);
  await server.release();
});

test('a payload that has no JSON form is a TypeError and leaves nothing behind', async (t) => {
  const { server, client } = await pair(t);
  const open = client.subscribe('bars', { symbol: 'AAPL' });
  await server.accept();
  await open.ready;
  const { signal } = new AbortController();
  const since = { epoch: 'e1', closed_seq: 3n as unknown as number };
  const inKey = { symbol: 3n as unknown as string };
  for (const request of [{ symbol: 'MSFT', since }, inKey]) {
    assert.throws(() => client.subscribe('bars', request, { signal }), TypeError);
  }
  assert.equal(getEventListeners(signal, 'abort').length, 0);
  // A request that seems to be under way would hold this up.
  const closing = open.close();
  await server.release();
  await closing;
});

test('a full buffer makes place with a gap, and the stream goes on', async (t) => {
  const { server, client } = await pair(t);
  const subscription = client.subscribe('bars', { symbol: 'AAPL' }, { buffer: 3 });
  await server.accept(update(1), update(2), update(3), update(4));
  await subscription.ready;
  assert.ok(await server.isQuiet(client));
  assert.deepEqual(await take(subscription, 3), ['gap overflow', 3, 4]);
  server.send(update(5));
  assert.deepEqual(await take(subscription, 1), [5]);
  assert.equal(subscription.conflated, 0);
});

test('of one bar as it forms only the newest waits, and the one that closes it', async (t) => {
  const { server, client } = await pair(t);
  const subscription = client.subscribe('bars', { symbol: 'AAPL' });
  // The bar after number 0 forms, closes, and the next one forms.
  const forming = [1, 2, 3].map((seq) => bar(0, false, { seq }));
  const next = [5, 6].map((seq) => bar(1, false, { seq }));
  await server.accept(...forming, bar(1, true, { seq: 4 }), ...next);
  await subscription.ready;
  assert.ok(await server.isQuiet(client));
  assert.deepEqual(await take(subscription, 3), ['live', 4, 6]);
  assert.equal(subscription.conflated, 4);
});

test('a closed bar is never replaced by one that is not closed', async (t) => {
  const { server, client } = await pair(t);
  const subscription = client.subscribe('bars', { symbol: 'AAPL' });
  const time = { time: 86_400_000, open: 1, high: 2, low: 0.5, close: 1 };
  const closing = update(1, 'AAPL', '1D', { closed: true, closed_seq: 1, bar: time });
  const forming = update(2, 'AAPL', '1D', { closed: false, closed_seq: 1, bar: time });
  await server.accept(closing, forming);
  await subscription.ready;
  assert.ok(await server.isQuiet(client));
  assert.deepEqual(await take(subscription, 3), ['live', 1, 2]);
  assert.equal(subscription.conflated, 0);
});

test('closing drops what is buffered', async (t) => {
  const { server, client } = await pair(t);
  const subscription = client.subscribe('bars', { symbol: 'AAPL' });
  await server.accept(update(1), update(2));
  await subscription.ready;
  const closing = subscription.close();
  assert.equal((await subscription.next()).done, true);
  await server.release();
  await closing;
});

test('a failure with retry is told and the stream goes on; one without ends it', async (t) => {
  const { server, client } = await pair(t);
  const subscription = client.subscribe('bars', { symbol: 'AAPL' });
  await server.accept(failure(true), update(1), failure(false));
  assert.deepEqual(await take(subscription, 1), ['live']);
  const { value: failed } = await subscription.next();
  assert.ok(failed?.kind === 'failed' && failed.failure.code === 'feed_unavailable');
  assert.deepEqual(await take(subscription, 1), [1]);
  await assert.rejects(subscription.next(), (error: unknown) => {
    assert.ok(error instanceof ProtocolError);
    assert.equal(error.message, 'bars failed: the feed is stale');
    assert.equal(error.code, 'feed_unavailable');
    assert.deepEqual(error.payload, failure(false).payload);
    return true;
  });
  await subscription.close();
  assert.ok(await server.isQuiet(client), 'the server has ended it already');
});

test('a subscription without an ack costs the connection and is asked for again on the next', async (t) => {
  const { server, client } = await pair(t, { requestTimeoutMs: 200 });
  assert.ok(await server.isQuiet(client));
  const subscription = client.subscribe('bars', { symbol: 'AAPL' });
  const ignored = await server.next();
  const again = await server.accept(update(1));
  assert.equal(server.connections, 2);
  assert.deepEqual(again.payload, ignored.payload);
  assert.deepEqual(await take(subscription, 2), ['live', 1]);
});

test('a closing request without an answer costs the connection too, and close resolves', async (t) => {
  const { server, client } = await pair(t, { requestTimeoutMs: 200 });
  const subscription = client.subscribe('bars', { symbol: 'AAPL' });
  await server.accept();
  await subscription.ready;
  await subscription.close();
  assert.equal((await server.next()).type, 'bars.unsubscribe');
  await server.gone();
});

test('close resolves when the connection ends instead of an answer', async (t) => {
  const { server, client } = await pair(t);
  const subscription = client.subscribe('bars', { symbol: 'AAPL' });
  await server.accept();
  await subscription.ready;
  const closing = subscription.close();
  await server.next();
  server.hangUp(1012, 'restart');
  await closing;
});
