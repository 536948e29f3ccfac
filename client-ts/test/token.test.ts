/** Who is asking: the token, before anything else on each connection. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pair, reaches, take, type FakeServer } from './support/fake-server.js';

/** Takes the next frame, which has to be `auth` with this token, and answers it. */
async function authenticate(server: FakeServer, token: string, answer: object = { status: 'ok' }): Promise<void> {
  const { type, id, payload } = await server.next();
  assert.deepEqual([type, payload], ['auth', { token }]);
  server.send({ type: 'auth.ack', id, payload: answer });
}

const refused = (code: string): object => ({ status: 'error', code, message: 'no' });

test('a token is asked for before each attempt, and sent before anything else', async (t) => {
  let count = 0;
  const { server, client } = await pair(t, { token: async () => `t${++count}` });
  assert.equal(count, 0, 'not before it is needed');
  const subscription = client.subscribe('bars', { symbol: 'AAPL' });
  const pong = client.request('ping');
  const { type, id, payload } = await server.next();
  assert.deepEqual([type, payload], ['auth', { token: 't1' }]);
  await new Promise((resolve) => setTimeout(resolve, 30));
  assert.equal(server.unread, 0, 'nothing before the answer');
  assert.equal(client.status.get().state, 'connecting');
  server.send({ type: 'auth.ack', id, payload: { status: 'ok' } });
  await server.accept();
  server.pong(await server.next());
  await pong;
  await subscription.ready;
  server.hangUp(4003, 'the token is over');
  await authenticate(server, 't2');
  await server.accept();
  assert.deepEqual(await take(subscription, 3), ['live', 'gap unrecovered', 'live']);
});

test('a token that is not good ends the client', async (t) => {
  const { server, client } = await pair(t, { token: () => 'bad' });
  const subscription = client.subscribe('bars', { symbol: 'AAPL' });
  const pong = client.request('ping');
  await authenticate(server, 'bad', refused('unauthorized'));
  const expected = { code: 'closed', close: { code: 4502, reason: 'no' } };
  await assert.rejects(subscription.next(), expected);
  await assert.rejects(pong, expected);
  assert.deepEqual((await reaches(client, 'closed')).close, expected.close);
  await server.gone();
  assert.equal(server.paths.length, 1);
});

test('another answer to a token is followed by another attempt', async (t) => {
  const { server, client } = await pair(t, { token: () => 'good' });
  const pong = client.request('ping');
  const closes: string[] = [];
  client.status.subscribe((status) => {
    if (status.state === 'waiting') closes.push(`${status.close.code} ${status.close.reason}`);
  });
  await authenticate(server, 'good', refused('internal'));
  await authenticate(server, 'good', { status: 'maybe' });
  const { id } = await server.next();
  server.send({ type: 'error', id, payload: { code: 'rate_limited', message: 'too many' } });
  await authenticate(server, 'good');
  server.pong(await server.next());
  await pong;
  assert.equal(closes[0], '1006 no');
  assert.match(closes[1] ?? '', /^1006 the answer to auth: /);
  assert.equal(closes[2], '1006 auth: too many');
});

test('a token that is not answered in time is followed by another attempt', async (t) => {
  const { server, client } = await pair(t, { token: () => 'good', requestTimeoutMs: 200 });
  const pong = client.request('ping', undefined, { timeoutMs: Infinity });
  await server.next();
  await authenticate(server, 'good');
  server.pong(await server.next());
  await pong;
  assert.equal(server.connections, 2);
});

test('a token that cannot be had is followed by another attempt', async (t) => {
  let count = 0;
  const token = async (): Promise<string> => {
    if (++count === 1) throw new Error('the network is down');
    // Nobody says that what is thrown is an error.
    if (count === 2) return await Promise.reject();
    return 'good';
  };
  const { server, client } = await pair(t, { token });
  const reasons: string[] = [];
  client.status.subscribe((status) => {
    if (status.state === 'waiting') reasons.push(status.close.reason);
  });
  const pong = client.request('ping');
  await authenticate(server, 'good');
  server.pong(await server.next());
  await pong;
  assert.deepEqual(reasons, ['the network is down', 'undefined']);
  assert.equal(server.paths.length, 1, 'without a token there is no attempt on the wire');
});
