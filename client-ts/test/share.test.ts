/** Subscriptions: several listeners of one stream. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RefusedError, StreamError } from '@barwire/client';
import { ack, failure, pair, update } from './fake-server.js';

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
  const closing = subscription.close();
  await server.accept(update(1));
  assert.deepEqual((await server.release()).payload, { symbol: 'AAPL', resolution: '1D' });
  await closing;
  assert.equal((await subscription.next()).done, true);
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
