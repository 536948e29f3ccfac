// ws as its documentation says: each update becomes text once, and is sent to one subscriber after the other.
//
// node ws.js PORT SYMBOLS HZ SLOTS

import { WebSocketServer } from 'ws';

const MINUTE = 60_000;
const AT_ONCE = 10;
const LAG = 0.1;

const [port, symbols, hz, slots] = process.argv.slice(2).map(Number);

const market = Array.from({ length: symbols }, (_, index) => ({
  name: `S${String(index).padStart(3, '0')}`,
  close: 100,
  seq: 0,
  subscribers: new Set(),
}));
const instruments = new Map(market.map((instrument) => [instrument.name, instrument]));

const server = new WebSocketServer({ port, host: '127.0.0.1', perMessageDeflate: false, backlog: 4096 });
server.on('connection', (socket) => {
  const subscribed = [];
  socket.on('message', (data) => {
    const { type, payload } = JSON.parse(data);
    const instrument = type === 'bars.subscribe' && instruments.get(payload.symbol);
    if (!instrument) return;
    instrument.subscribers.add(socket);
    subscribed.push(instrument);
    const { name: symbol, seq } = instrument;
    const ack = { status: 'ok', symbol, resolution: '1', message: `streaming ${symbol} at 1`, epoch: '1a20c3b4f00-1', seq, closed_seq: 0 };
    socket.send(JSON.stringify({ type: 'bars.ack', payload: ack }));
  });
  socket.on('close', () => subscribed.forEach((instrument) => instrument.subscribers.delete(socket)));
  // Whoever goes away is of no interest.
  socket.on('error', () => {});
});

function publish(instrument) {
  const cents = (price) => Math.round(price * 100) / 100;
  const close = cents(instrument.close + (Math.floor(Math.random() * 21) - 10) / 100);
  instrument.close = close < 50 ? 100 : close;
  instrument.seq += 1;
  const now = performance.timeOrigin + performance.now();
  const update = {
    symbol: instrument.name,
    resolution: '1',
    bar: {
      time: Math.floor(now / MINUTE) * MINUTE,
      open: cents(close - 0.1),
      high: cents(close + 0.3),
      low: cents(close - 0.3),
      close,
      volume: Math.floor(now * 1000),
    },
    timestamp: Math.floor(now),
    epoch: '1a20c3b4f00-1',
    seq: instrument.seq,
    closed_seq: 0,
    closed: false,
  };
  const text = Buffer.from(JSON.stringify({ type: 'bars.update', payload: update }));
  for (const socket of instrument.subscribers) socket.send(text, { binary: false });
}

// The clock of the other servers, in seconds.
const seconds = () => performance.now() / 1000;
const interval = 1 / hz / slots;
let next = seconds();
let slot = 0;
setInterval(() => {
  for (let count = 0; count < AT_ONCE; count += 1) {
    if (seconds() < next) return;
    for (let index = slot; index < symbols; index += slots) publish(market[index]);
    slot = (slot + 1) % slots;
    next += interval;
  }
  if (seconds() - next > LAG) next = seconds();
}, 1);
