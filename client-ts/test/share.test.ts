/** Subscriptions: several listeners of one stream. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ack as ackOf, bar, broken, failure, pair, refusal, take, update } from './support/fake-server.js';

test('listeners of one key share one stream; each asks for it, and the last one ends it', async (t) => {
  const { server, client } = await pair(t);
  const first = client.subscribe('bars', { symbol: 'AAPL', resolution: '1D' });
  const second = client.subscribe('bars', { resolution: '1D', symbol: 'AAPL' });
  await server.accept();
  await server.accept(update(1), update(2));
  assert.deepEqual(await take(first, 3), ['live', 1, 2]);
  assert.deepEqual(await take(second, 3), ['live', 1, 2]);

  await first.close();
  await first.close();
  server.send(update(3));
  assert.deepEqual(await take(second, 1), [3]);
  assert.ok(await server.isQuiet(client), 'the stream has a listener');

  const closing = second.close();
  await server.release();
  await closing;
  const again = client.subscribe('bars', { symbol: 'AAPL', resolution: '1D' });
  await server.accept(update(9));
  assert.deepEqual(await take(again, 2), ['live', 9]);
});

test('a new listener while the closing request is on its way opens the stream anew', async (t) => {
  const { server, client } = await pair(t);
  const first = client.subscribe('bars', { symbol: 'AAPL' });
  await server.accept();
  await first.ready;
  const closing = first.close();
  const closes = await server.next();
  assert.equal(closes.type, 'bars.unsubscribe');
  const second = client.subscribe('bars', { symbol: 'AAPL' });
  const key = { symbol: 'AAPL', resolution: '1D' };
  server.send({ type: 'bars.unsubscribe.ack', id: closes.id, payload: { ...key, status: 'ok', message: 'ended' } });
  await server.accept(update(1));
  assert.deepEqual(await take(second, 2), ['live', 1]);
  await closing;
});

test('whoever replaces a listener in the same moment keeps the stream', async (t) => {
  const { server, client } = await pair(t);
  const first = client.subscribe('bars', { symbol: 'AAPL' });
  await server.accept(update(1));
  assert.deepEqual(await take(first, 2), ['live', 1]);
  // As React does in its strict mode: an effect, its end, and the effect again.
  const closing = first.close();
  const second = client.subscribe('bars', { symbol: 'AAPL' });
  await server.accept(update(2));
  assert.deepEqual(await take(second, 2), ['live', 2]);
  await closing;
  assert.ok(await server.isQuiet(client), 'no closing request');
});

test('subscribe, close and subscribe before there is a connection: one request', async (t) => {
  const { server, client } = await pair(t);
  const first = client.subscribe('bars', { symbol: 'AAPL' });
  void first.close();
  const second = client.subscribe('bars', { symbol: 'AAPL' });
  await server.accept(update(1));
  assert.deepEqual(await take(second, 2), ['live', 1]);
  assert.ok(await server.isQuiet(client), 'nothing else');
  assert.equal(server.connections, 1);
});

test('subscribe, close and subscribe in one go sends no closing request', async (t) => {
  const { server, client } = await pair(t);
  assert.ok(await server.isQuiet(client));
  const first = client.subscribe('bars', { symbol: 'AAPL' });
  void first.close();
  const second = client.subscribe('bars', { symbol: 'AAPL' });
  await server.accept();
  await server.accept(update(1));
  assert.deepEqual(await take(second, 2), ['live', 1]);
  assert.ok(await server.isQuiet(client));
});

test('two spellings are one stream', async (t) => {
  const { server, client } = await pair(t);
  const first = client.subscribe('bars', { symbol: 'AAPL', resolution: '1D' });
  await server.accept(update(1));
  assert.deepEqual(await take(first, 2), ['live', 1]);
  const second = client.subscribe('bars', { symbol: 'aapl', resolution: 'D' });
  await server.accept(update(2));
  assert.deepEqual(await take(second, 2), ['live', 2]);
  assert.deepEqual(await take(first, 1), [2]);
  await first.close();
  server.send(update(3));
  assert.deepEqual(await take(second, 1), [3]);
  assert.ok(await server.isQuiet(client));
  const closing = second.close();
  assert.deepEqual((await server.release()).payload, { symbol: 'AAPL', resolution: '1D' });
  await closing;
});

test('closing waits for a request that may mean the same stream', async (t) => {
  const { server, client } = await pair(t);
  const first = client.subscribe('bars', { symbol: 'AAPL', resolution: '1D' });
  await server.accept();
  await first.ready;
  const second = client.subscribe('bars', { symbol: 'AAPL', resolution: 'D' });
  const request = await server.next();
  const closing = first.close();
  await new Promise((resolve) => setTimeout(resolve, 20));
  assert.ok(await server.isQuiet(client), 'not while the request is under way');
  server.send(ackOf(request), update(1));
  await closing;
  assert.deepEqual(await take(second, 2), ['live', 1]);
  assert.ok(await server.isQuiet(client), 'the stream has a listener');

  const other = client.subscribe('bars', { symbol: 'MSFT' });
  const ending = second.close();
  await server.accept();
  await server.release();
  await ending;
  await other.ready;
});

test('closed before the ack: the closing request follows the ack', async (t) => {
  const { server, client } = await pair(t);
  assert.ok(await server.isQuiet(client));
  const subscription = client.subscribe('bars', { symbol: 'AAPL' });
  let closed = false;
  const closing = subscription.close().then(() => (closed = true));
  await server.accept(update(1));
  const { type, id, payload } = await server.next();
  assert.deepEqual([type, payload], ['bars.unsubscribe', { symbol: 'AAPL', resolution: '1D' }]);
  assert.ok(await server.isQuiet(client));
  assert.ok(!closed, 'close waits for the answer');
  server.send({
    type: 'bars.unsubscribe.ack',
    id,
    payload: { ...(payload as object), status: 'ok', message: 'ended' },
  });
  await closing;
  assert.equal((await subscription.next()).done, true);
});

test('a closing request that is refused closes all the same', async (t) => {
  const { server, client } = await pair(t);
  const subscription = client.subscribe('bars', { symbol: 'AAPL' });
  await server.accept();
  await subscription.ready;
  const closing = subscription.close();
  const { id } = await server.next();
  server.send({ type: 'error', id, payload: { code: 'internal', message: 'sorry' } });
  await closing;
  assert.ok(await server.isQuiet(client));
});

test('two listeners that go on from different places do not disturb each other', async (t) => {
  const { server, client } = await pair(t);
  const since = (closed_seq: number): object => ({ symbol: 'AAPL', since: { epoch: 'e1', closed_seq } });
  const first = client.subscribe('bars', since(3) as { symbol: string });
  await server.answer({ recovered: true, closed_seq: 5 }, bar(4, true), bar(5, true), bar(5, false));
  assert.deepEqual(await take(first, 4), ['live', 8, 10, 11]);
  const second = client.subscribe('bars', since(1) as { symbol: string });
  const again = [2, 3, 4, 5].map((count) => bar(count, true));
  await server.answer({ recovered: true, closed_seq: 5 }, ...again, bar(5, false, { seq: 12 }));
  assert.deepEqual(await take(second, 6), ['live', 4, 6, 8, 10, 12]);
  assert.deepEqual(await take(first, 1), [12], 'what comes again is for the other one');

  const third = client.subscribe('bars', since(9) as { symbol: string });
  await server.answer({ recovered: false, closed_seq: 5 }, bar(5, false, { seq: 13 }));
  assert.deepEqual(await take(third, 3), ['gap unrecovered', 'live', 13]);
  assert.deepEqual(await take(first, 1), [13], 'the gap is of the other one');
});

test('a failure reaches every listener, a refusal the one who asked', async (t) => {
  const { server, client } = await pair(t);
  const failing = [client.subscribe('bars', { symbol: 'AAPL' }), client.subscribe('bars', { symbol: 'AAPL' })];
  await server.accept();
  await server.accept(failure(false));
  for (const listener of failing) {
    assert.deepEqual(await take(listener, 1), ['live']);
    await assert.rejects(listener.next(), { code: 'feed_unavailable' });
  }

  const open = client.subscribe('bars', { symbol: 'AAPL' });
  await server.accept();
  assert.deepEqual(await take(open, 1), ['live']);
  const refused = client.subscribe('bars', { symbol: 'AAPL' });
  server.send(refusal(await server.next(), { code: 'subscription_limit' }), update(1));
  await assert.rejects(refused.next(), { code: 'subscription_limit' });
  assert.deepEqual(await take(open, 1), [1]);
});

test('an update that does not fit ends its stream for every listener, and no other', async (t) => {
  const { server, client } = await pair(t);
  const invalid: (string | undefined)[] = [];
  client.on('invalid', ({ type }) => invalid.push(type));
  const listeners = [client.subscribe('bars', { symbol: 'AAPL' }), client.subscribe('bars', { symbol: 'AAPL' })];
  const other = client.subscribe('bars', { symbol: 'MSFT' });
  await server.accept();
  await server.accept(update(1));
  await server.accept(broken(update(2)), update(3), update(3, 'MSFT'));
  await server.release(); // The server need not go on.
  for (const listener of listeners) {
    assert.deepEqual(await take(listener, 2), ['live', 1]);
    await assert.rejects(listener.next(), {
      name: 'ProtocolError',
      code: 'invalid',
      message: /^bars: bars\.update: \/payload\/bar /,
    });
    assert.equal((await listener.next()).done, true, 'nothing after the hole');
  }
  assert.deepEqual(await take(other, 2), ['live', 3]);
  assert.deepEqual(invalid, ['bars.update']);

  server.send(broken(update(4)));
  assert.ok(await server.isQuiet(client), 'that stream is not open');
  assert.deepEqual(invalid, ['bars.update', 'bars.update']);
});

test('what does not fit and names no stream that is open ends every one of its kind', async (t) => {
  const { server, client } = await pair(t, { on: { invalid: () => {} } });
  const first = client.subscribe('bars', { symbol: 'AAPL' });
  await server.accept({ ...failure(true), payload: { ...(failure(true).payload as object), retry: 'maybe' } });
  assert.deepEqual(await take(first, 1), ['live']);
  await assert.rejects(first.next(), { code: 'invalid' });
  await server.release();

  const wrongKey = { type: 'bars.update', payload: { ...(update(1).payload as object), symbol: 5 } };
  for (const frame of [{ type: 'bars.update' }, { type: 'bars.error', payload: { symbol: 'AAPL' } }, wrongKey]) {
    const all = [client.subscribe('bars', { symbol: 'AAPL' }), client.subscribe('bars', { symbol: 'MSFT' })];
    await server.accept();
    await server.accept(frame);
    for (const listener of all) {
      assert.deepEqual(await take(listener, 1), ['live']);
      await assert.rejects(listener.next(), { code: 'invalid' });
    }
    await server.release();
    await server.release();
  }
});

test('who subscribes after an update that does not fit gets a stream without the hole', async (t) => {
  const { server, client } = await pair(t, { on: { invalid: () => {} } });
  const first = client.subscribe('bars', { symbol: 'AAPL' });
  await server.accept(update(1));
  assert.deepEqual(await take(first, 2), ['live', 1]);
  const pending = client.subscribe('bars', { symbol: 'MSFT' });
  const request = await server.next();
  server.send(broken(update(2)));
  await assert.rejects(first.next(), { code: 'invalid' });
  const again = client.subscribe('bars', { symbol: 'AAPL' });
  server.send(ackOf(request));
  await pending.ready;
  await server.accept(update(3));
  assert.deepEqual(await take(again, 2), ['live', 3]);
  assert.ok(await server.isQuiet(client), 'the stream that was opened anew is not closed');
});
