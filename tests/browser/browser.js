// Pages in Chromium: bundled with esbuild, served under a strict policy, beside a real server.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { extname, join, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { chromium as playwright } from 'playwright-core';
import { launch as launchServer } from '../server.mjs';
import { chromium, HOW } from './chromium.js';

/** A path from the root of the repository. */
export const path = (relative) => fileURLToPath(new URL(`../../${relative}`, import.meta.url));

const server = process.env.BARWIRE_SERVER ?? '';
const { devDependencies } = JSON.parse(readFileSync(path('tests/browser/package.json'), 'utf8'));

/** Why tests with a browser are skipped, or false. */
export const skip = chromium === undefined ? HOW : server === '' && 'BARWIRE_SERVER does not name a barwire-server binary';

const ends = new WeakMap();

/** Ends what a test has started when that ends, the last first: a page goes before the server that it speaks to. */
function atEnd(t, end) {
  if (!ends.has(t)) {
    ends.set(t, []);
    t.after(async () => {
      const results = [];
      for (const each of ends.get(t).reverse()) results.push(...(await Promise.allSettled([(async () => each())()])));
      for (const { status, reason } of results) if (status === 'rejected') throw reason;
    });
  }
  ends.get(t).push(end);
}

/** Starts a server with a bar a second, which ends with the test: its URL, and its process. */
export async function serve(t, address = '127.0.0.1:0') {
  const pace = ['--bar-duration', '1s', '--update-interval', '100ms'];
  const { url, child } = await launchServer(server, '--listen', address, ...pace);
  atEnd(t, () => child.kill('SIGKILL'));
  return { url, child };
}

/** The client is that of this repository, and of each other package there is one: that of these tests. */
const packages = {
  name: 'packages',
  setup({ onResolve, resolve }) {
    onResolve({ filter: /^[^./]/ }, ({ path: name, kind, pluginData }) => {
      if (pluginData === packages) return undefined;
      const [owner] = /^(@[^/]+\/)?[^/]+/.exec(name);
      if (owner === '@barwire/client') return resolve(name, { kind, resolveDir: path('client-ts'), pluginData: packages });
      if (owner in devDependencies) return resolve(name, { kind, resolveDir: path('tests/browser'), pluginData: packages });
      return undefined;
    });
  },
};

/** A module with all that it imports. */
async function bundle(file) {
  const { outputFiles } = await build({
    entryPoints: [file],
    bundle: true,
    format: 'esm',
    target: 'es2022',
    jsx: 'automatic',
    define: { 'process.env.NODE_ENV': '"development"' },
    sourcemap: 'inline',
    plugins: [packages],
    logLevel: 'silent',
    write: false,
  });
  return outputFiles[0].contents;
}

const TYPES = { '.html': 'text/html', '.css': 'text/css', '.svg': 'image/svg+xml', '.png': 'image/png', '.json': 'application/json' };

/** Serves a folder until the test ends. A `.ts` or `.tsx` that is asked for, also by a worker, is bundled. */
async function host(t, folder, api) {
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    `connect-src ${api} ${api.replace('http', 'ws')}`,
    "img-src 'self' data:",
  ].join('; ');
  const http = createServer(async ({ url }, response) => {
    response.setHeader('content-security-policy', policy);
    // Chromium asks every host for one.
    if (url === '/favicon.ico') return void response.writeHead(204).end();
    const file = resolve(folder, `.${decodeURIComponent(new URL(url, 'http://host').pathname).replace(/\/$/, '/index.html')}`);
    try {
      assert.ok(file.startsWith(folder + sep));
      const isModule = /\.tsx?$/.test(file);
      const content = isModule ? await bundle(file) : readFileSync(file);
      response.setHeader('content-type', `${isModule ? 'text/javascript' : (TYPES[extname(file)] ?? 'text/plain')}; charset=utf-8`);
      response.end(content);
    } catch (error) {
      response.statusCode = 404;
      response.end(String(error));
    }
  });
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  atEnd(t, () => {
    http.close();
    http.closeAllConnections();
  });
  return `http://127.0.0.1:${http.address().port}/`;
}

/** A browser that ends with the test. */
export async function launch(t) {
  const browser = await playwright.launch({
    executablePath: chromium,
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
  });
  atEnd(t, () => browser.close());
  return browser;
}

/**
 * Opens the `index.html` of a folder in a browser, with the address of the server as its parameter `url`. When the test
 * ends, it fails if the page has logged an error, thrown, or failed to load something. Where `expected` is given, that
 * must have happened, and nothing else.
 */
export async function open(t, browser, folder, { url, parameters = {}, expected } = {}) {
  const address = await host(t, path(folder), url);
  const page = await browser.newPage({ viewport: { width: 1000, height: 600 } });
  page.setDefaultTimeout(10_000);
  const faults = [];
  const fault = (text) => {
    faults.push(text);
    if (!expected?.test(text)) t.diagnostic(text);
  };
  page.on('console', (message) => {
    if (message.type() === 'error') fault(`${message.text()} (${message.location().url})`);
  });
  page.on('pageerror', (error) => fault(error.stack ?? String(error)));
  atEnd(t, async () => {
    await page.close();
    assert.deepEqual(faults.filter((text) => !expected?.test(text)), []);
    if (expected) assert.notEqual(faults.length, 0, `nothing was ${expected}`);
  });
  await page.goto(`${address}?${new URLSearchParams({ url, ...parameters })}`);
  return page;
}

/** Where the screenshots of a run are. */
const SCREENSHOTS = join(tmpdir(), 'barwire-screenshots');

/** Takes a screenshot and says where it is. */
export async function screenshot(t, page, name) {
  mkdirSync(SCREENSHOTS, { recursive: true });
  const file = join(SCREENSHOTS, `${name}.png`);
  rmSync(file, { force: true });
  await page.screenshot({ path: file });
  t.diagnostic(file);
  return file;
}
