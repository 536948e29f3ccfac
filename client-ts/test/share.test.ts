/** Subscriptions: several listeners of one stream. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InvalidMessageError, RefusedError, StreamError, TimeoutError } from '@barwire/client';
import { ack, broken, failure, pair, update } from './fake-server.js';

test('listeners of one key share one stream on the wire; the last one ends it', async (t) => {
  const { server, client } = await pair(t);
  const first = client.subscribe('bars', { symbol: 'AAPL', resolution: '1D' });
  const second = client.subscribe('bars', { resolution: '1D', symbol: 'AAPL' });
  await server.accept(update(1), update(2));
  assert.deepEqual(await first.ready, await second.ready);

  const third = client.subscribe('bars', { symbol: 'AAPL', resolution: '1D' });
  assert.equal((await third.ready).resolution, '1D');
  assert.equal((await third.next()).value?.seq, 2, 'a late listener gets the last update at once');
  assert.ok(await server.isQuiet(client), 'one request for all three');

  await first.close();
  await third.close();
  await third.close();
  server.send(update(3));
  const seqs = [await second.next(), await second.next(), await second.next()].map(({ value }) => value?.seq);
  assert.deepEqual(seqs, [1, 2, 3]);

  const closing = second.close();
  assert.equal((await server.release()).type, 'bars.unsubscribe');
  await closing;
  const again = client.subscribe('bars', { symbol: 'AAPL', resolution: '1D' });
  await server.accept(update(9));
  assert.equal((await again.next()).value?.seq, 9);
});

test('a new listener while the closing request is on its way opens the stream anew', async (t) => {
  const { server, client } = await pair(t);
  const first = client.subscribe('bars', { symbol: 'AAPL' });
  await server.accept();
  await first.ready;
  const closing = first.close();
  const second = client.subscribe('bars', { symbol: 'AAPL' });
  await server.release();
  await closing;
  await server.accept(update(1));
  assert.equal((await second.next()).value?.seq, 1);
});

test('two spellings are one stream, once the server has said so', async (t) => {
  const { server, client } = await pair(t);
  const first = client.subscribe('bars', { symbol: 'AAPL', resolution: '1D' });
  await server.accept(update(1));
  const second = client.subscribe('bars', { symbol: 'aapl', resolution: 'D' });
  await server.accept(update(2));
  assert.equal((await second.next()).value?.seq, 2);
  assert.deepEqual([(await first.next()).value?.seq, (await first.next()).value?.seq], [1, 2]);
  const third = client.subscribe('bars', { symbol: 'aapl', resolution: 'D' });
  assert.equal((await third.next()).value?.seq, 2);
  assert.ok(await server.isQuiet(client), 'the spelling is known by now');

  await second.close();
  await first.close();
  server.send(update(3));
  assert.equal((await third.next()).value?.seq, 3);
  const closing = third.close();
  await server.release();
  await closing;
});

test('the spelling of the ack is known without having been asked for', async (t) => {
  const { server, client } = await pair(t);
  const first = client.subscribe('bars', { symbol: 'aapl', resolution: 'D' });
  await server.accept(update(1));
  await first.ready;
  const second = client.subscribe('bars', { symbol: 'AAPL', resolution: '1D' });
  assert.equal((await second.next()).value?.seq, 1);
  assert.ok(await server.isQuiet(client));
});

test('closing waits for a request that may mean the same stream', async (t) => {
  const { server, client } = await pair(t);
  const first = client.subscribe('bars', { symbol: 'AAPL', resolution: '1D' });
  await server.accept();
  await first.ready;
  const second = client.subscribe('bars', { symbol: 'AAPL', resolution: 'D' });
  const closing = first.close();
  await server.accept(update(1));
  await closing;
  assert.equal((await second.next()).value?.seq, 1);
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

test('closed before the ack: a closing request without an answer is an error of close', async (t) => {
  const { server, client } = await pair(t, { requestTimeoutMs: 300 });
  const first = client.subscribe('bars', { symbol: 'AAPL' });
  const second = client.subscribe('bars', { symbol: 'aapl', resolution: 'D' });
  const closings = Promise.allSettled([first.close(), second.close()]);
  await server.accept();
  await server.accept();
  assert.equal((await server.next()).type, 'bars.unsubscribe');
  for (const closing of await closings) {
    assert.ok(closing.status === 'rejected' && closing.reason instanceof TimeoutError);
  }
  assert.ok(await server.isQuiet(client), 'both spellings are one stream, which is closed once');
});

test('a request that says more than the key has an answer of its own', async (t) => {
  const { server, client } = await pair(t);
  const request = { symbol: 'AAPL', since: { epoch: 'e1', closed_seq: 3 } };
  const first = client.subscribe('bars', request);
  server.send(ack(await server.next(), { recovered: true }));
  assert.equal((await first.ready).recovered, true);
  const second = client.subscribe('bars', request);
  server.send(ack(await server.next(), { recovered: false }));
  assert.equal((await second.ready).recovered, false);
});

test('a failure and a refusal reach every listener', async (t) => {
  const { server, client } = await pair(t);
  const pairOf = (symbol: string): ReturnType<typeof client.subscribe<'bars'>>[] => [
    client.subscribe('bars', { symbol }),
    client.subscribe('bars', { symbol }),
  ];
  const failing = pairOf('AAPL');
  await server.accept(failure(false));
  for (const { ready } of failing) await ready;
  for (const listener of failing) await assert.rejects(listener.next(), StreamError);

  const refused = pairOf('NONE');
  const { id } = await server.next();
  const payload = { status: 'error', symbol: 'NONE', resolution: '1D', code: 'unknown_symbol', message: 'none' };
  server.send({ type: 'bars.ack', id, payload });
  for (const listener of refused) await assert.rejects(listener.next(), RefusedError);
});

test('an update that does not fit ends its stream for every listener, and no other', async (t) => {
  const { server, client } = await pair(t);
  const invalid: (string | undefined)[] = [];
  client.on('invalid', ({ type }) => invalid.push(type));
  const listeners = [client.subscribe('bars', { symbol: 'AAPL' }), client.subscribe('bars', { symbol: 'AAPL' })];
  const other = client.subscribe('bars', { symbol: 'MSFT' });
  await server.accept(update(1));
  await server.accept(broken(update(2)), update(3), update(3, 'MSFT'));
  assert.equal((await server.release()).type, 'bars.unsubscribe', 'the server need not go on');
  for (const listener of listeners) {
    assert.equal((await listener.next()).value?.seq, 1);
    await assert.rejects(listener.next(), (error: unknown) => {
      assert.ok(error instanceof InvalidMessageError);
      assert.match(error.message, /^bars: a bars\.update does not fit the protocol: \/payload\/bar /);
      return true;
    });
    assert.equal((await listener.next()).done, true, 'nothing after the hole');
  }
  assert.equal((await other.next()).value?.seq, 3);
  assert.deepEqual(invalid, ['bars.update']);

  server.send(broken(update(4)));
  assert.ok(await server.isQuiet(client), 'that stream is not open');
  server.send(update(5, 'MSFT'));
  assert.equal((await other.next()).value?.seq, 5);
});

test('a failure that does not fit ends its stream; without a key, every one of its kind', async (t) => {
  const { server, client } = await pair(t, { on: { invalid: () => {} } });
  const first = client.subscribe('bars', { symbol: 'AAPL' });
  await server.accept({ ...failure(true), payload: { ...(failure(true).payload as object), retry: 'maybe' } });
  await assert.rejects(first.next(), InvalidMessageError);
  await server.release();

  const wrongKey = { type: 'bars.update', payload: { ...(update(1).payload as object), symbol: 5 } };
  for (const frame of [{ type: 'bars.update' }, { type: 'bars.error', payload: { symbol: 'AAPL' } }, wrongKey]) {
    const all = [client.subscribe('bars', { symbol: 'AAPL' }), client.subscribe('bars', { symbol: 'MSFT' })];
    await server.accept();
    await server.accept(frame);
    for (const listener of all) await assert.rejects(listener.next(), InvalidMessageError);
    await server.release();
    await server.release();
  }
});

test('who subscribes after an update that does not fit gets a stream without the hole', async (t) => {
  const { server, client } = await pair(t, { on: { invalid: () => {} } });
  const first = client.subscribe('bars', { symbol: 'AAPL' });
  await server.accept(update(1));
  const pending = client.subscribe('bars', { symbol: 'MSFT' });
  await first.next();
  server.send(broken(update(2)));
  await assert.rejects(first.next(), InvalidMessageError);
  const again = client.subscribe('bars', { symbol: 'AAPL' });
  await server.accept();
  await pending.ready;
  await server.accept(update(3));
  assert.equal((await again.next()).value?.seq, 3, 'not the last update before the hole');
  await server.isQuiet(client); // A closing request would leave a few microtasks after the update.
  assert.ok(await server.isQuiet(client), 'the stream that was opened anew is not closed');
});

test('a failure that does not fit, on a stream that waits to be closed: close waits for the one request', async (t) => {
  const { server, client } = await pair(t, { requestTimeoutMs: 300, on: { invalid: () => {} } });
  const first = client.subscribe('bars', { symbol: 'AAPL' });
  await server.accept();
  await first.ready;
  const other = client.subscribe('bars', { symbol: 'MSFT' });
  const closing = assert.rejects(first.close(), TimeoutError);
  server.send(broken(update(1)));
  await server.accept();
  await other.ready;
  assert.equal((await server.next()).type, 'bars.unsubscribe');
  await closing;
  assert.ok(await server.isQuiet(client));
});
