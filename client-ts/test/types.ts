/** Proofs for the type checker alone. Nothing here runs. */

import {
  type Api,
  type ApiDescriptor,
  type CallOptions,
  type Client,
  createApi,
  createClient,
  type GapReason,
  isProblem,
  type ProtocolDescriptor,
  type RequestType,
  type ServerMessage,
  type Status,
} from '@barwire/client';
import {
  type AuthAck,
  type BarSubscriptionAckOk,
  type BarsProtocol,
  barsProtocol,
  type BarStreamError,
  type BarUpdateMessage,
  type Pong,
} from '@barwire/client/bars';
import { WebSocket } from 'ws';
import {
  type Book,
  type Health,
  type Loan,
  type NoteAnswer,
  type Problem,
  type TownLibraryApi,
  townLibraryApi,
} from './library.js';

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function same<A, B>(_proof: Same<A, B>): void {}

export const descriptor: ProtocolDescriptor = barsProtocol;

export async function replies(client: Client<BarsProtocol>): Promise<void> {
  const pong = await client.request('ping');
  same<typeof pong, Pong>(true);
  const ack = await client.request('auth', { token: 'x' }, { timeoutMs: 100 });
  same<typeof ack, AuthAck>(true);
  if (ack.status === 'error') ack.code satisfies string;
  else ack.expires satisfies number | undefined;
  // @ts-expect-error the reply is a union until `status` is looked at
  void ack.expires;

  // @ts-expect-error no such type
  void client.request('bars.history', { symbol: 'AAPL' });
  // @ts-expect-error a message of the server
  void client.request('bars.update', {});
  // @ts-expect-error the payload is missing
  void client.request('auth');
  // @ts-expect-error a member of the payload is missing
  void client.request('auth', {});
  // @ts-expect-error a member of the payload has the wrong type
  void client.request('auth', { token: 1 });
  // @ts-expect-error no such member
  void client.request('auth', { token: 'x', user: 'y' });

  // @ts-expect-error it opens a stream: `subscribe` sends it
  void client.request('bars.subscribe', { symbol: 'AAPL' });
  // @ts-expect-error it closes a stream: subscriptions send it
  void client.request('bars.unsubscribe', { symbol: 'AAPL' });
}

export function requestTypes(): void {
  same<RequestType<BarsProtocol>, 'auth' | 'ping'>(true);
  same<RequestType<Omit<BarsProtocol, 'streams'> & { readonly streams: {} }>, keyof BarsProtocol['requests']>(true);
  same<RequestType<ProtocolDescriptor>, string>(true);
}

export async function streams(client: Client<BarsProtocol>): Promise<void> {
  const subscription = client.subscribe('bars', { symbol: 'AAPL' }, { buffer: 8 });
  for await (const event of subscription) {
    if (event.kind === 'update') same<typeof event.update, BarUpdateMessage>(true);
    else if (event.kind === 'live') same<typeof event.ack, BarSubscriptionAckOk>(true);
    else if (event.kind === 'failed') same<typeof event.failure, BarStreamError>(true);
    else same<typeof event.reason, GapReason>(true);
  }
  const ack = await subscription.ready;
  same<typeof ack, BarSubscriptionAckOk>(true);

  const handle = client.subscribe(
    'bars',
    { symbol: 'AAPL' },
    {
      onUpdate: (update) => same<typeof update, BarUpdateMessage>(true),
      onFailed: (failed) => same<typeof failed, BarStreamError>(true),
      onLive: (ack) => same<typeof ack, BarSubscriptionAckOk>(true),
      onGap: (reason) => same<typeof reason, GapReason>(true),
      onError: (error) => error.code satisfies string,
    },
  );
  // @ts-expect-error with callbacks there is nothing to iterate
  for await (const update of handle) void update;

  // @ts-expect-error errors have to go somewhere
  void client.subscribe('bars', { symbol: 'AAPL' }, { onUpdate: () => {} });
  // @ts-expect-error no such stream
  void client.subscribe('trades', { symbol: 'AAPL' });
  // @ts-expect-error a member of the payload is missing
  void client.subscribe('bars', { resolution: '1D' });
  // @ts-expect-error a member of the payload has the wrong type
  void client.subscribe('bars', { symbol: 1 });
  // @ts-expect-error no such member
  void client.subscribe('bars', { symbol: 'AAPL', interval: '1D' });
  // @ts-expect-error the payload of another request
  void client.subscribe('bars', { token: 'x' });
}

export function events(client: Client<BarsProtocol>): void {
  client.on('message', (message) => same<typeof message, ServerMessage<BarsProtocol>>(true));
  client.on('frame', (frame) => {
    if (frame.direction === 'in' && frame.parsed.ok)
      same<typeof frame.parsed.message, ServerMessage<BarsProtocol>>(true);
    // @ts-expect-error what goes out is not parsed
    if (frame.direction === 'out') void frame.parsed;
  });
  // @ts-expect-error no such event
  client.on('open', () => {});
}

export function states(client: Client<BarsProtocol>): string {
  const status = client.status.get();
  same<typeof status, Status>(true);
  client.status.subscribe((now) => same<typeof now, Status>(true));
  switch (status.state) {
    case 'idle':
    case 'connecting':
    case 'open':
      return status.state;
    case 'waiting':
      return `${status.attempt} ${status.retryAt} ${status.close.code}`;
    case 'closed':
      return status.close.reason;
    default:
      return status satisfies never;
  }
}

export function creating(): void {
  same<ReturnType<typeof createClient<BarsProtocol>>, Client<BarsProtocol>>(true);
  const url = async (): Promise<URL> => new URL('ws://127.0.0.1:1');
  void createClient(barsProtocol, { url, token: () => 'secret', WebSocket, backoff: { attempts: 3 } });
  // @ts-expect-error the URL is missing
  void createClient(barsProtocol, {});
  // @ts-expect-error a token is asked for before each attempt
  void createClient(barsProtocol, { url, token: 'secret' });
}

export function label(message: ServerMessage<BarsProtocol>): string {
  switch (message.type) {
    case 'auth.ack':
    case 'bars.ack':
    case 'bars.unsubscribe.ack':
      return message.payload.status;
    case 'bars.update':
      return String(message.payload.bar.close);
    case 'bars.error':
    case 'error':
      return message.payload.code;
    case 'pong':
      return String(message.payload.timestamp);
    default:
      return message satisfies never;
  }
}

export function unfinished(message: ServerMessage<BarsProtocol>): string {
  switch (message.type) {
    case 'bars.update':
      return message.payload.symbol;
    default:
      // @ts-expect-error other messages are left
      return message satisfies never;
  }
}

export const apiDescriptor: ApiDescriptor = townLibraryApi;

export async function operations(api: Api<TownLibraryApi>): Promise<void> {
  const books = await api.searchBooks({ query: 'ship', limit: 2, subject: ['travel'] }, { timeoutMs: 100 });
  same<typeof books, readonly Book[]>(true);
  const lent = await api.borrow({ reader: 'x', books: ['b-1'] });
  same<typeof lent, readonly Loan[]>(true);
  const health = await api.getHealth({ signal: AbortSignal.timeout(100) });
  same<typeof health, Health>(true);
  const note = await api.note({ id: '1' }, undefined, { timeoutMs: 100 });
  same<typeof note, NoteAnswer | undefined>(true);
  same<Awaited<ReturnType<typeof api.dropBook>>, undefined>(true);
  same<Parameters<typeof api.getHealth>, [options?: CallOptions]>(true);

  // @ts-expect-error no such operation
  void api.shelve({ id: '1' });
  // @ts-expect-error the parameters are missing
  void api.searchBooks();
  // @ts-expect-error a parameter is missing
  void api.searchBooks({ limit: 2 });
  // @ts-expect-error a parameter has the wrong type
  void api.searchBooks({ query: 'ship', limit: '2' });
  // @ts-expect-error a parameter has another value
  void api.searchBooks({ query: 'ship', subject: ['cooking'] });
  // @ts-expect-error no such parameter
  void api.searchBooks({ query: 'ship', size: 2 });
  // @ts-expect-error it may be left out, and not be undefined
  void api.searchBooks({ query: 'ship', limit: undefined });
  // @ts-expect-error the body is missing
  void api.borrow();
  // @ts-expect-error a member of the body is missing
  void api.borrow({ reader: 'x' });
  // @ts-expect-error it takes no parameters
  void api.getHealth({ id: '1' });
  // @ts-expect-error no such option
  void api.book({ id: '1' }, { timeout: 100 });
}

export function problems(error: unknown): void {
  if (isProblem(townLibraryApi, error)) same<typeof error.problem, Problem>(true);
  if (isProblem(townLibraryApi, error, 'book')) same<typeof error.problem, Problem>(true);
  if (isProblem(townLibraryApi, error, 'getHealth')) same<typeof error.problem, never>(true);
  // @ts-expect-error no such operation
  isProblem(townLibraryApi, error, 'shelve');
  // @ts-expect-error the URL is missing
  createApi(townLibraryApi, {});
}
