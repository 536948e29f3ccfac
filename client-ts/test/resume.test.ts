/** What a stream tells when its connection was lost: where it goes on, and what is missing. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bar, pair, take } from './support/fake-server.js';

test('a stream goes on where it was, and what it missed follows', async (t) => {
  const { server, client } = await pair(t);
  const subscription = client.subscribe('bars', { symbol: 'aapl', resolution: 'D' });
  const first = await server.answer({ closed_seq: 3 }, bar(3, false));
  assert.deepEqual(first.payload, { symbol: 'aapl', resolution: 'D' });
  assert.deepEqual(await take(subscription, 2), ['live', 7]);
  server.send(bar(4, true), bar(4, false));
  assert.deepEqual(await take(subscription, 2), [8, 9]);
  server.cut();
  const second = await server.answer({ closed_seq: 6, recovered: true }, bar(5, true), bar(6, true), bar(6, false));
  const since = { epoch: 'e1', closed_seq: 4 };
  assert.deepEqual(second.payload, { symbol: 'aapl', resolution: 'D', since });
  assert.deepEqual(await take(subscription, 4), ['live', 10, 12, 13], 'no gap');
});

test('what the server cannot make up for is one gap, and the next position is that of the answer', async (t) => {
  const { server, client } = await pair(t);
  const subscription = client.subscribe('bars', { symbol: 'AAPL' });
  await server.answer({ closed_seq: 3 }, bar(4, true));
  assert.deepEqual(await take(subscription, 2), ['live', 8]);
  for (const recovered of [{ recovered: false }, {}]) {
    server.cut();
    await server.answer({ closed_seq: 9, epoch: 'e2', ...recovered });
    assert.deepEqual(await take(subscription, 2), ['gap unrecovered', 'live']);
  }
  server.send(bar(9, false, { epoch: 'e2' }));
  assert.deepEqual(await take(subscription, 1), [19], 'no second gap');
  server.send(bar(10, true, { epoch: 'e2' }));
  assert.deepEqual(await take(subscription, 1), [20]);
  server.cut();
  const { payload } = await server.answer({ closed_seq: 10, epoch: 'e2', recovered: true });
  assert.deepEqual(payload, { symbol: 'AAPL', since: { epoch: 'e2', closed_seq: 10 } });
  assert.deepEqual(await take(subscription, 1), ['live']);
});

test('the answer is a position too', async (t) => {
  const { server, client } = await pair(t);
  const subscription = client.subscribe('bars', { symbol: 'AAPL' });
  await server.answer({ closed_seq: 7, epoch: 'e5' });
  await subscription.ready;
  server.cut();
  const { payload } = await server.next();
  assert.deepEqual(payload, { symbol: 'AAPL', since: { epoch: 'e5', closed_seq: 7 } });
});

test('a connection that is lost before the answer changes nothing about the request', async (t) => {
  const { server, client } = await pair(t);
  const since = { epoch: 'e1', closed_seq: 2 };
  const fresh = client.subscribe('bars', { symbol: 'MSFT' });
  const subscription = client.subscribe('bars', { symbol: 'AAPL', since });
  for (let connection = 0; connection < 2; connection++) {
    assert.deepEqual((await server.next()).payload, { symbol: 'MSFT' });
    assert.deepEqual((await server.next()).payload, { symbol: 'AAPL', since });
    server.cut();
  }
  await server.answer({});
  await server.answer({ closed_seq: 3, recovered: true }, bar(3, true));
  assert.deepEqual(await take(fresh, 1), ['live'], 'nothing was seen that could be missing');
  assert.deepEqual(await take(subscription, 2), ['live', 6]);
});

test('a request that says where to go on, and cannot, has a gap at once', async (t) => {
  const { server, client } = await pair(t);
  const subscription = client.subscribe('bars', { symbol: 'AAPL', since: { epoch: 'e0', closed_seq: 2 } });
  await server.answer({ closed_seq: 5, recovered: false }, bar(5, false));
  assert.deepEqual(await take(subscription, 3), ['gap unrecovered', 'live', 11]);
});

test('a source that begins anew is one gap', async (t) => {
  const { server, client } = await pair(t);
  const subscription = client.subscribe('bars', { symbol: 'AAPL' });
  await server.answer({ closed_seq: 5 }, bar(5, false));
  assert.deepEqual(await take(subscription, 2), ['live', 11]);
  server.send(bar(1, true, { epoch: 'e2' }), bar(1, false, { epoch: 'e2' }));
  assert.deepEqual(await take(subscription, 3), ['gap epoch', 2, 3]);
});

test('a hole in what is counted is one gap, before the update that shows it', async (t) => {
  const { server, client } = await pair(t);
  const subscription = client.subscribe('bars', { symbol: 'AAPL' });
  await server.answer({ closed_seq: 5 }, bar(6, true));
  assert.deepEqual(await take(subscription, 2), ['live', 12]);
  server.send(bar(8, true), bar(8, false));
  assert.deepEqual(await take(subscription, 3), ['gap lost', 16, 17]);
  server.send(bar(9, false));
  assert.deepEqual(await take(subscription, 2), ['gap lost', 19], 'the next bar forms, so one has closed');
  server.send(bar(9, false, { seq: 30 }));
  assert.deepEqual(await take(subscription, 1), [30], 'a hole in seq is none');
});

test('what was delivered does not come again', async (t) => {
  const { server, client } = await pair(t);
  const subscription = client.subscribe('bars', { symbol: 'AAPL' });
  await server.answer({ closed_seq: 5 }, bar(6, true), bar(6, false));
  assert.deepEqual(await take(subscription, 3), ['live', 12, 13]);
  server.send(bar(6, true), bar(5, true), bar(5, false), bar(7, true));
  assert.deepEqual(await take(subscription, 1), [14]);
  server.cut();
  await server.answer({ closed_seq: 7, recovered: true }, bar(7, true), bar(8, true));
  assert.deepEqual(await take(subscription, 2), ['live', 16]);
});

test('the first update may repeat the bar that the answer counts', async (t) => {
  const { server, client } = await pair(t);
  const subscription = client.subscribe('bars', { symbol: 'AAPL' });
  await server.answer({ closed_seq: 5 }, bar(5, true), bar(5, true), bar(5, false));
  assert.deepEqual(await take(subscription, 3), ['live', 10, 11]);
});
