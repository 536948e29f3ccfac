// The server, talked to with a WebSocket client that is not ours and frames written by hand.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, before, test } from 'node:test';
import { WebSocket } from 'ws';
import { serve } from './support.js';

let server;
before(async () => {
  server = await serve('barwire-server', '--listen', '127.0.0.1:0', '--bar-duration', '400ms', '--update-interval', '100ms');
});
after(() => server.stop());

/** A connection whose messages are read one by one, so that none is missed. */
async function connect() {
  const socket = new WebSocket(`ws://${server.address}/api/v1/ws`);
  const [received, waiting] = [[], []];
  socket.on('message', (data, isBinary) => {
    assert.equal(isBinary, false);
    const message = JSON.parse(data);
    const next = waiting.shift();
    if (next) next(message);
    else received.push(message);
  });
  await once(socket, 'open');
  const receive = () => (received.length > 0 ? Promise.resolve(received.shift()) : new Promise((next) => waiting.push(next)));
  const until = async (found) => {
    for (;;) {
      const message = await receive();
      if (found(message)) return message;
    }
  };
  return { socket, receive, until, send: (frame) => socket.send(typeof frame === 'string' ? frame : JSON.stringify(frame)) };
}

const subscribe = (symbol, resolution = '1D') => ({ type: 'bars.subscribe', id: symbol, payload: { symbol, resolution } });

test('the ack comes before the first update, and the first update at once', async () => {
  const { socket, send, receive } = await connect();
  send(subscribe('AAPL'));
  const ack = await receive();
  const begin = performance.now();
  const update = await receive();
  assert.deepEqual([ack.type, ack.id, ack.payload.status], ['bars.ack', 'AAPL', 'ok']);
  assert.deepEqual([update.type, update.payload.seq], ['bars.update', ack.payload.seq]);
  assert.ok(performance.now() - begin < 100, 'it does not wait for the next change');
  socket.close();
});

test('junk is answered and the connection lives', async () => {
  const { socket, send, receive } = await connect();
  send('not json');
  assert.equal((await receive()).payload.code, 'invalid_message');
  send({ type: 'ping', id: '1' });
  assert.equal((await receive()).type, 'pong');
  socket.close();
});

test('an unknown symbol is an error ack', async () => {
  const { socket, send, receive } = await connect();
  send(subscribe('INVALID'));
  const { type, payload } = await receive();
  assert.deepEqual([type, payload.status, payload.code], ['bars.ack', 'error', 'unknown_symbol']);
  socket.close();
});

test('unsubscribe ends exactly one of three streams', async () => {
  const { socket, send, receive, until } = await connect();
  for (const symbol of ['AAPL', 'MSFT', 'IBM']) send(subscribe(symbol));
  for (const symbol of ['AAPL', 'MSFT', 'IBM']) {
    await until(({ type, payload }) => type === 'bars.update' && payload.symbol === symbol);
  }
  send({ type: 'bars.unsubscribe', payload: { symbol: 'MSFT' } });
  await until(({ type }) => type === 'bars.unsubscribe.ack');
  const after = new Set();
  for (let count = 0; count < 12; count++) after.add((await receive()).payload.symbol);
  assert.deepEqual([...after].sort(), ['AAPL', 'IBM']);
  socket.close();
});

test('a binary frame closes with 1003, one that is too big with 1009', async () => {
  for (const [data, expected] of [[Buffer.from('{}'), 1003], ['x'.repeat(70_000), 1009]]) {
    const { socket } = await connect();
    socket.send(data);
    const [code] = await once(socket, 'close');
    assert.equal(code, expected);
  }
});
