/** Operations over HTTP: what is asked, what is answered, and what can go wrong. Each server is a real one. */

import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test, type TestContext } from 'node:test';
import {
  type Api,
  type ApiOptions,
  ApiProblemError,
  createApi,
  InvalidAnswerError,
  isProblem,
  NetworkError,
  ProtocolError,
} from '@barwire/client';
import { type Problem, type TownLibraryApi, townLibraryApi } from './library.js';

const BOOK = { id: 'b-1', title: 'The Ship', subject: 'travel', due: 1764547200000 } as const;
const PROBLEM = { type: 'about:blank', title: 'Not found', status: 404, code: 'unknown_book' } as const;

/** What a server was asked. */
interface Asked {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** What it answers: nothing at all where there is no status. */
interface Answer {
  readonly status?: number;
  readonly type?: string;
  readonly body?: unknown;
}

/** A server that answers everything alike, and a client of it. */
async function serve(
  t: TestContext,
  answer: Answer,
  options: Omit<ApiOptions, 'url'> = {},
  path = '',
): Promise<{ api: Api<TownLibraryApi>; asked: Asked[]; closed: Promise<void> }> {
  const asked: Asked[] = [];
  let gone: () => void = () => {};
  const closed = new Promise<void>((resolve) => (gone = resolve));
  const reply = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    response.on('close', gone);
    let body = '';
    for await (const chunk of request) body += String(chunk);
    asked.push({ method: request.method ?? '', url: request.url ?? '', headers: request.headers, body });
    if (answer.status === undefined) return;
    response.writeHead(answer.status, { 'content-type': answer.type ?? 'application/json' });
    response.end(typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body));
  };
  const server = createServer((request, response) => void reply(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { api: createApi(townLibraryApi, { url: `http://127.0.0.1:${port}${path}`, ...options }), asked, closed };
}

test('an answer is what the server says, once it is validated', async (t) => {
  const { api, asked } = await serve(t, { status: 200, body: [BOOK] });
  assert.deepEqual(await api.searchBooks({ query: 'ship', limit: 2 }), [BOOK]);
  assert.deepEqual([asked[0]?.method, asked[0]?.url], ['GET', '/books?query=ship&limit=2']);
  assert.equal(asked[0]?.headers.accept, 'application/json, application/problem+json');
  assert.equal(asked[0]?.headers['content-type'], undefined);
});

test('a parameter of the query is encoded, repeated for a list, and left out where it is undefined', async (t) => {
  const { api, asked } = await serve(t, { status: 200, body: [] });
  const branch = undefined as unknown as string;
  await api.searchBooks({ query: 'a&b=c d/é✓', branch, subject: ['travel', 'science'] });
  await api.searchBooks({ query: 'x', subject: [] });
  const [first, second] = asked.map(({ url }) => new URL(url, 'http://x').searchParams);
  assert.deepEqual(
    [...(first ?? [])],
    [
      ['query', 'a&b=c d/é✓'],
      ['subject', 'travel'],
      ['subject', 'science'],
    ],
  );
  assert.deepEqual([...(second ?? [])], [['query', 'x']]);
});

test('a parameter of the path is one segment, whatever it holds', async (t) => {
  const { api, asked } = await serve(t, { status: 200, body: BOOK });
  const ids = ['BRK/B', 'a b', 'Zürich ✓', '100%', 'a?b#c', '..x', '%2e%2e'];
  for (const id of ids) await api.book({ id });
  assert.deepEqual(
    asked.map(({ url }) => decodeURIComponent(url.replace('/books/', ''))),
    ids,
  );
  assert.equal(asked[0]?.url, '/books/BRK%2FB');
  for (const id of ['', '.', '..', undefined as unknown as string]) {
    await assert.rejects(api.book({ id }), TypeError);
  }
  assert.equal(asked.length, ids.length);
});

test('the path of the URL comes before those of operations, and its query stays', async (t) => {
  for (const path of ['/api/v1', '/api/v1/']) {
    const { api, asked } = await serve(t, { status: 200, body: [] }, {}, `${path}?key=1#part`);
    await api.searchBooks({ query: 'x' });
    assert.equal(asked[0]?.url, '/api/v1/books?key=1&query=x');
  }
  assert.throws(() => createApi(townLibraryApi, { url: 'no url' }), TypeError);
});

test('a body is JSON', async (t) => {
  const loans = [
    { s: 'ok', book: 'b-1', due: 1 },
    { s: 'error', book: 'b-2', reason: 'it is lent' },
  ];
  const { api, asked } = await serve(t, { status: 200, body: loans });
  const lent = await api.borrow({ reader: 'Zoë', books: ['b-1', 'b-2'] });
  assert.deepEqual(lent, loans);
  assert.deepEqual(JSON.parse(asked[0]?.body ?? ''), { reader: 'Zoë', books: ['b-1', 'b-2'] });
  assert.deepEqual([asked[0]?.method, asked[0]?.headers['content-type']], ['POST', 'application/json']);
});

test('a body that may be left out, and an answer without content', async (t) => {
  const { api, asked } = await serve(t, { status: 202, body: 'soon' });
  assert.equal(await api.note({ id: '1' }), undefined);
  assert.equal(await api.note({ id: '1' }, { text: 'hi', by: null }), undefined);
  assert.deepEqual(
    asked.map(({ body }) => body),
    ['', '{"text":"hi","by":null}'],
  );
});

test('a status that is no success may come with an answer', async (t) => {
  const { api } = await serve(t, { status: 503, body: { status: 'closed', shelves: 0 } });
  assert.deepEqual(await api.getHealth(), { status: 'closed', shelves: 0 });
});

test('a problem is thrown with all that it says', async (t) => {
  const { api } = await serve(t, { status: 404, type: 'application/problem+json', body: PROBLEM });
  const error: unknown = await api.book({ id: 'x' }).catch((error: unknown) => error);
  assert.ok(error instanceof ApiProblemError && error instanceof ProtocolError);
  assert.equal(error.message, 'book: status 404: Not found');
  assert.deepEqual([error.code, error.operation, error.status], ['unknown_book', 'book', 404]);
  assert.ok(isProblem(townLibraryApi, error) && isProblem(townLibraryApi, error, 'book'));
  assert.equal(isProblem(townLibraryApi, error, 'borrow'), false);
  assert.deepEqual(error.problem satisfies Problem, PROBLEM);
});

test('a problem of a range, of `default`, and of a status that is not declared', async (t) => {
  const { api } = await serve(t, { status: 418, body: { type: 'about:blank', title: 'Teapot', status: 418 } });
  const ask = [
    () => api.dropBook({ id: 'x' }),
    () => api.borrow({ reader: 'x', books: ['y'] }),
    () => api.book({ id: 'x' }),
  ];
  for (const one of ask) {
    await assert.rejects(one, (error) => isProblem(townLibraryApi, error) && error.code === 'problem');
  }
});

test('an answer that does not fit says where', async (t) => {
  const { api } = await serve(t, { status: 200, body: [BOOK, { ...BOOK, due: 'soon' }] });
  const error: unknown = await api.searchBooks({ query: 'x' }).catch((error: unknown) => error);
  assert.ok(error instanceof InvalidAnswerError && error instanceof ProtocolError);
  assert.equal(
    error.message,
    'searchBooks: a reply of status 200: /1/due expected an integer of 0 to 9007199254740991, got "soon"',
  );
  assert.deepEqual(
    [error.code, error.operation, error.status, error.issues[0]?.path],
    ['invalid', 'searchBooks', 200, [1, 'due']],
  );
});

test('what is no JSON, no problem, or of a status that is not declared, does not fit', async (t) => {
  const page = '<h1>Bad gateway</h1>';
  for (const [status, message] of [
    [200, /a reply of status 200: .* no JSON/],
    [404, /a reply of status 404: .* no JSON/],
    [502, /the status 502 is not declared/],
  ] as const) {
    const { api } = await serve(t, { status, type: 'text/html', body: page });
    await assert.rejects(api.book({ id: 'x' }), (error) => {
      assert.ok(error instanceof InvalidAnswerError);
      assert.match(error.message, message);
      assert.deepEqual([error.status, error.body], [status, page]);
      return true;
    });
  }
});

test('a server that is not there, or breaks off, is a NetworkError with its cause', async (t) => {
  const server = createServer((_, response) => {
    response.writeHead(200, { 'content-length': '100' });
    response.write('{', () => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close());
  const { port } = server.address() as AddressInfo;
  const api = createApi(townLibraryApi, { url: `http://127.0.0.1:${port}` });
  await assert.rejects(api.getHealth(), NetworkError);
  await new Promise((resolve) => server.close(resolve));
  await assert.rejects(api.getHealth(), (error) => {
    assert.ok(error instanceof NetworkError && error.cause instanceof Error);
    assert.equal(error.code, 'network');
    assert.match(error.message, /^getHealth: no reply: .*ECONNREFUSED/);
    return true;
  });
});

test('a signal gives a request up', async (t) => {
  const { api, asked, closed } = await serve(t, {});
  const controller = new AbortController();
  const answer = api.getHealth({ signal: controller.signal });
  while (asked.length === 0) await new Promise((resolve) => setTimeout(resolve, 1));
  controller.abort(new Error('enough'));
  await assert.rejects(answer, (error) => {
    assert.ok(error instanceof ProtocolError && error.code === 'aborted' && error.cause instanceof Error);
    assert.equal(error.cause.message, 'enough');
    return true;
  });
  // The server is told.
  await closed;
  await assert.rejects(api.getHealth({ signal: controller.signal }), { code: 'aborted' });
  assert.equal(asked.length, 1);
});

test('an answer that does not come in time is not waited for', async (t) => {
  const { api, closed } = await serve(t, {}, { requestTimeoutMs: 20 });
  await assert.rejects(api.getHealth(), { name: 'ProtocolError', code: 'timeout' });
  await closed;
  await assert.rejects(api.getHealth({ timeoutMs: 5 }), { message: 'getHealth: no answer in 5 ms' });
});

test('headers of all requests, of one, and made before each', async (t) => {
  let count = 0;
  const headers = async (): Promise<Record<string, string>> => ({ authorization: `Bearer ${++count}`, 'x-trace': 'a' });
  const { api, asked } = await serve(t, { status: 204 }, { headers });
  await api.dropBook({ id: 'x' });
  await api.dropBook({ id: 'x' }, { headers: { 'x-trace': 'b' } });
  assert.deepEqual(
    asked.map(({ headers: { authorization, 'x-trace': trace } }) => [authorization, trace]),
    [
      ['Bearer 1', 'a'],
      ['Bearer 2', 'b'],
    ],
  );
});
