/** The hooks: on a server, in strict mode, shared, and with the real server. happy-dom is the page: it runs on Node 20. */

import assert from 'node:assert/strict';
import { afterEach, test, type TestContext } from 'node:test';
import type { BarSubscriptionAckOk } from '@barwire/client/bars';
import { type BarsState, useBars, useStatus } from '@barwire/client/react';
import type { SeriesOptions } from '@barwire/client/series';
import { act, createElement, type ReactNode, StrictMode } from 'react';
import { renderToString } from 'react-dom/server';
import { bar, days, Fake, start } from './support/series.js';
import { skip } from './support/server.js';

// By a name that the compiler does not follow: the declarations of happy-dom need newer ones of Node.
const { Window } = (await import('happy-dom' as string)) as {
  readonly Window: new () => Record<string, unknown>;
};
// React looks for them when it is loaded.
const window = new Window();
Object.assign(globalThis, { window, document: window['document'], IS_REACT_ACT_ENVIRONMENT: true });
// Node 20 has none, and later ones keep theirs.
if (!('navigator' in globalThis)) Object.assign(globalThis, { navigator: window['navigator'] });
const { createRoot, hydrateRoot } = await import('react-dom/client');

/** What React has to say against this. */
const complaints: unknown[] = [];
console.error = (...said) => complaints.push(said);
afterEach(() => assert.deepEqual(complaints.splice(0), []));

const what = { symbol: 'AAPL', resolution: '1D', countBack: 3 };
const ack = {} as BarSubscriptionAckOk;

/** Shows what `useBars` gives as text, and keeps it. */
function Bars({ options, seen }: { options: SeriesOptions; seen?: BarsState[] }): string {
  const state = useBars(options);
  seen?.push(state);
  return `${state.symbol} ${state.state} ${state.bars.map(({ close }) => close).join(' ')}`;
}
function Status({ client }: Pick<SeriesOptions, 'client'>): string {
  return ` ${useStatus(client).state}`;
}
function strict(...children: ReactNode[]): ReactNode {
  return createElement(StrictMode, {}, ...children);
}
function bars(options: SeriesOptions, seen?: BarsState[]): ReactNode {
  return createElement(Bars, { options, ...(seen && { seen }) });
}
function page(t: TestContext): { element: HTMLElement; draw: (node: ReactNode) => Promise<void> } {
  const element = document.body.appendChild(document.createElement('div'));
  const root = createRoot(element);
  const draw = async (node: ReactNode): Promise<void> => await act(async () => root.render(node));
  t.after(() => draw(null));
  return { element, draw };
}
async function moment(): Promise<void> {
  await act(async () => await new Promise((resolve) => setTimeout(resolve, 20)));
}

test('on a server it is loading, nothing is asked for, and the page takes over', async (t) => {
  const fake = new Fake();
  const node = strict(bars({ ...fake, ...what }), createElement(Status, fake));
  const html = renderToString(node);
  assert.equal(html, 'AAPL loading <!-- --> idle');
  assert.deepEqual([fake.asked.length, fake.listening.length, fake.watching.size], [0, 0, 0]);
  const element = document.body.appendChild(document.createElement('div'));
  element.innerHTML = html;
  const errors: unknown[] = [];
  await act(async () => {
    const root = hydrateRoot(element, node, { onRecoverableError: (error) => errors.push(error) });
    t.after(() => act(async () => root.unmount()));
  });
  (await fake.request(0)).answer(days(1, 3));
  await moment();
  assert.equal(element.textContent, 'AAPL loading 1 2 3 open');
  assert.deepEqual(errors, []);
});

test('in strict mode there is one request and one subscription, and neither once it is gone', async (t) => {
  const fake = new Fake();
  const { element, draw } = page(t);
  const seen: BarsState[] = [];
  await draw(strict(bars({ ...fake, ...what }, seen)));
  (await fake.request(0)).answer(days(1, 3));
  await moment();
  await act(async () => fake.listening[0]?.callbacks.onLive?.(ack));
  await act(async () => fake.listening[0]?.update(bar(4)));
  assert.equal(element.textContent, 'AAPL live 1 2 3 4');
  assert.deepEqual([fake.asked.length, fake.listening.length, fake.watching.size], [1, 1, 1]);
  const more = seen.at(-1)?.loadMore(2);
  (await fake.request(1)).answer([bar(0)]);
  assert.equal(await act(async () => await more), true);
  assert.equal(element.textContent, 'AAPL live 0 1 2 3 4');
  const last = seen.at(-1);
  await draw(strict(bars({ ...fake, ...what }, seen)));
  assert.equal(seen.at(-1), last, 'nothing changed, so it is the same object');
  await draw(null);
  await moment();
  assert.deepEqual([fake.listening[0]?.isOpen, fake.watching.size], [false, 0]);
  assert.equal(await last?.loadMore(), false);
  await draw(strict(bars({ ...fake, ...what })));
  (await fake.request(2)).answer(days(1, 3));
  await moment();
  assert.equal(element.textContent, 'AAPL loading 1 2 3', 'whoever comes later begins anew');
});

test('another symbol never shows the bars of the one before; two components share a series', async (t) => {
  const fake = new Fake();
  const { element, draw } = page(t);
  const seen: BarsState[] = [];
  const two = (symbol: string): ReactNode =>
    strict(bars({ ...fake, ...what, symbol }, seen), bars({ ...fake, api: { ...fake.api }, ...what, symbol }));
  await draw(two('AAPL'));
  (await fake.request(0)).answer(days(1, 2));
  await moment();
  assert.equal(element.textContent, 'AAPL loading 1 2AAPL loading 1 2');
  await draw(two('MSFT'));
  assert.equal(element.textContent, 'MSFT loading MSFT loading ');
  (await fake.request(1)).answer(days(5, 6));
  await moment();
  assert.equal(element.textContent, 'MSFT loading 5 6MSFT loading 5 6');
  assert.deepEqual(
    fake.listening.map(({ isOpen }) => isOpen),
    [false, true],
  );
  assert.ok(
    seen.every(({ symbol, bars }) => (symbol === 'AAPL') === (bars.at(-1)?.close ?? 9) < 5 || bars.length === 0),
  );
  await draw(strict(bars({ ...fake, ...what, symbol: 'MSFT' })));
  await moment();
  assert.equal(fake.listening[1]?.isOpen, true, 'one is left');
});

test('one that failed is tried again by whoever comes next', async (t) => {
  const fake = new Fake();
  const { element, draw } = page(t);
  await draw(createElement(Bars, { key: 1, options: { ...fake, ...what } }));
  (await fake.request(0)).fail(new Error('unknown'));
  await moment();
  assert.equal(element.textContent, 'AAPL failed ');
  await draw(createElement(Bars, { key: 2, options: { ...fake, ...what } }));
  (await fake.request(1)).answer(days(1, 3));
  await moment();
  assert.equal(element.textContent, 'AAPL loading 1 2 3');
});

test('with the real server: one connection, one subscription, and none once it is gone', { skip }, async (t) => {
  const { client, api } = await start(t);
  const { element, draw } = page(t);
  const node = (symbol: string): ReactNode =>
    strict(
      bars({ client, api, ...what, symbol }),
      bars({ client, api, ...what, symbol }),
      createElement(Status, { client }),
    );
  const reaches = async (pattern: RegExp): Promise<void> => {
    for (const deadline = Date.now() + 15_000; !pattern.test(element.textContent ?? ''); await moment())
      assert.ok(Date.now() < deadline, element.textContent ?? '');
  };
  assert.match(renderToString(node('AAPL')), /^AAPL loading .*AAPL loading .* idle$/);
  await draw(node('AAPL'));
  await reaches(/^AAPL live.*AAPL live.* open$/);
  const { connections, subscriptions } = await api.getHealth();
  assert.deepEqual([connections, subscriptions], [1, 1]);
  await draw(node('MSFT'));
  await reaches(/^MSFT live.*MSFT live.* open$/);
  await moment();
  assert.equal((await api.getHealth()).subscriptions, 1);
  await draw(null);
  for (const deadline = Date.now() + 5_000; (await api.getHealth()).subscriptions > 0;)
    assert.ok(Date.now() < deadline);
});
