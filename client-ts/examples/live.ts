/** Prints live bars. `node dist/examples/live.js --help` says how. */

import { parseArgs } from 'node:util';
import { createClient, ProtocolError } from '@barwire/client';
import { barsProtocol, type BarSubscriptionAckOk, type BarUpdateMessage } from '@barwire/client/bars';
import { WebSocket } from 'ws';

const HELP = `Prints live bars as they come.

Usage: live [SYMBOL] [RESOLUTION] [--url URL] [--count N]

  SYMBOL      default AAPL
  RESOLUTION  1D, 60, 1, …; default 1D
  --url URL   where the server is; default http://127.0.0.1:8000
  --count N   end after N updates; default: on Ctrl-C

Exit code 0 at the end, 1 if the server says no or goes away, 2 if the arguments are wrong.`;

interface Settings {
  readonly symbol: string;
  readonly resolution: string;
  readonly url: string;
  readonly count: number;
}

/** What the arguments say, or what is wrong with them. */
function read(): Settings | 'help' | Error {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { url: { type: 'string' }, count: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
    });
    if (values.help === true) return 'help';
    const [symbol = 'AAPL', resolution = '1D', ...rest] = positionals;
    const count = Number(values.count ?? Infinity);
    const url = values.url ?? 'http://127.0.0.1:8000';
    if (rest.length > 0) return new Error(`What is ${rest.join(' ')}?`);
    if (!(count >= 1)) return new Error(`--count takes a number from 1 on, and not ${values.count}`);
    if (!/^(http|ws)s?:/.test(url) || !URL.canParse(url)) return new Error(`--url takes a URL, and not ${url}`);
    return { symbol, resolution, url, count };
  } catch (error) {
    return error as Error;
  }
}

/** What stands above the lines that `line` makes. */
function header({ symbol, resolution }: BarSubscriptionAckOk): string {
  const prices = ['open', 'high', 'low', 'close'].map((name) => name.padStart(11)).join('');
  return `${' '.repeat(symbol.length + resolution.length + 3)}${'time (UTC)'.padEnd(19)}${prices}${'volume'.padStart(14)}`;
}

function line({ symbol, resolution, bar, closed }: BarUpdateMessage): string {
  const time = new Date(bar.time).toISOString().slice(0, 19).replace('T', ' ');
  const digits = bar.close < 10 ? 5 : 2;
  const prices = [bar.open, bar.high, bar.low, bar.close].map((price) => price.toFixed(digits).padStart(11)).join('');
  const volume = String(bar.volume ?? '').padStart(14);
  return `${symbol} ${resolution}  ${time}${prices}${volume}${closed ? '  closed' : ''}`;
}

async function show({ symbol, resolution, url, count }: Settings): Promise<void> {
  const stop = new AbortController();
  process.once('SIGINT', () => stop.abort());
  // One attempt: a server that is not there is an error, and so is one that goes away.
  const client = createClient(barsProtocol, { url, WebSocket, signal: stop.signal, backoff: { attempts: 0 } });
  try {
    let left = count;
    for await (const event of client.subscribe('bars', { symbol, resolution })) {
      if (event.kind === 'live') console.log(header(event.ack));
      if (event.kind === 'gap') console.log(`updates are missing here: ${event.reason}`);
      if (event.kind === 'failed') console.log(`the stream pauses: ${event.failure.error}`);
      if (event.kind === 'update') console.log(line(event.update));
      if (event.kind === 'update' && --left <= 0) break;
    }
  } finally {
    await client.close();
  }
}

function explain(error: ProtocolError, url: string): string {
  const isAbsent = error.close?.code === 1006;
  const advice = `Is there a server at ${url}? Start it with \`make dev\`, or name another with --url.`;
  return isAbsent ? `${error.message}\n${advice}` : error.message;
}

const settings = read();
if (settings === 'help') {
  console.log(HELP);
} else if (settings instanceof Error) {
  console.error(`${settings.message}\n\n${HELP}`);
  process.exitCode = 2;
} else {
  try {
    await show(settings);
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    console.error(explain(error, settings.url));
    process.exitCode = 1;
  }
}
