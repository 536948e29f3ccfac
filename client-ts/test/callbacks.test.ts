/** Subscriptions: one listener, with callbacks. */

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import type { ProtocolError } from '@barwire/client';
import { failure, pair, update } from './support/fake-server.js';

test('updates in order, the error at the end, nothing before subscribe returns', async (t) => {
  const { server, client } = await pair(t);
  const seen: (number | string)[] = [];
  const ended = new Promise<ProtocolError>((onError) => {
    const callbacks = {
      onUpdate: ({ seq }: { readonly seq: number }) => seen.push(seq),
      onLive: () => seen.push('live'),
      onFailed: ({ code }: { readonly code: string }) => seen.push(code),
      onGap: (reason: string) => seen.push(reason),
      onError,
    };
    client.subscribe('bars', { symbol: 'AAPL' }, callbacks);
  });
  await server.accept(update(1), failure(true), update(2));
  assert.ok(await server.isQuiet(client));
  let inside = true;
  const shared = client.subscribe(
    'bars',
    { symbol: 'AAPL' },
    { onUpdate: () => assert.ok(!inside), onError: () => {} },
  );
  inside = false;
  await server.accept();
  await shared.ready;
  const lost = { closed: true, closed_seq: 2 };
  server.send(update(3, 'AAPL', '1D', lost), failure(false));
  assert.equal((await ended).code, 'feed_unavailable');
  assert.deepEqual(seen, ['live', 1, 'feed_unavailable', 2, 'lost', 3]);
});

test('none after close, and a closed subscription is no error', async (t) => {
  const { server, client } = await pair(t);
  const seen: number[] = [];
  const subscription = client.subscribe(
    'bars',
    { symbol: 'AAPL' },
    {
      onUpdate: ({ seq }) => {
        seen.push(seq);
        void subscription.close();
      },
      onError: assert.fail,
    },
  );
  await server.accept(update(1), update(2));
  await server.release();
  server.send(update(3));
  assert.ok(await server.isQuiet(client));
  assert.deepEqual(seen, [1]);
});

test('an update that is on its way to the callback is dropped by close', async (t) => {
  const { server, client } = await pair(t);
  const subscription = client.subscribe(
    'bars',
    { symbol: 'AAPL' },
    { onUpdate: () => assert.fail(), onError: assert.fail },
  );
  await server.accept();
  await subscription.ready;
  assert.ok(await server.isQuiet(client));
  client.on('message', () => void subscription.close());
  // A WebSocket may tell of both frames in one go. The second one is for nobody.
  server.send(update(1), update(2, 'MSFT'));
  await server.release();
  assert.ok(await server.isQuiet(client));
});

test('what a callback throws is an uncaught error, and the stream goes on', async (t) => {
  const { server, client } = await pair(t);
  const seen: number[] = [];
  const onUpdate = ({ seq }: { readonly seq: number }): void => {
    seen.push(seq);
    if (seq === 1) throw new Error('bug in the page');
  };
  client.subscribe('bars', { symbol: 'AAPL' }, { onUpdate, onError: assert.fail });
  const listeners = process.listeners('uncaughtException');
  process.removeAllListeners('uncaughtException');
  const uncaught = once(process, 'uncaughtException');
  await server.accept(update(1), update(2));
  const [error] = (await uncaught) as [Error];
  for (const listener of listeners) process.on('uncaughtException', listener);
  assert.equal(error.message, 'bug in the page');
  assert.ok(await server.isQuiet(client));
  assert.deepEqual(seen, [1, 2]);
});

test('a refusal is an error of the callbacks, and of nobody else', async (t) => {
  const { server, client } = await pair(t);
  const ended = new Promise<ProtocolError>((onError) => {
    client.subscribe('bars', { symbol: 'AAPL' }, { onUpdate: () => assert.fail(), onError });
  });
  const { id } = await server.next();
  server.send({ type: 'error', id, payload: { code: 'internal', message: 'sorry' } });
  assert.equal((await ended).code, 'internal');
});
