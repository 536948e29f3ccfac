// The package in the runtimes that its users have, against the server that BARWIRE_SERVER names.

import assert from 'node:assert/strict';
import { copyFileSync, existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { launch } from '../server.mjs';
import { entries, install, link, path, peers, run } from './support.js';

const server = process.env.BARWIRE_SERVER ?? '';

/** The binary that an npm package of this platform has: `name` in it or in its `bin`. */
function binary(scope, name) {
  const home = path(`tests/package/node_modules/${scope}`);
  if (!existsSync(home)) return undefined;
  const places = readdirSync(home).flatMap((folder) => [join(home, folder, name), join(home, folder, 'bin', name)]);
  return places.find((place) => existsSync(place));
}

/** The arguments that start a program in a worker thread. */
const inWorker = (program) => [
  '--input-type=module',
  '--eval',
  `import { Worker } from 'node:worker_threads'; new Worker(${JSON.stringify(program)}, { argv: process.argv.slice(1), execArgv: [] });`,
  '--',
];

const node22 = path('tests/package/node_modules/node22/bin/node');

/** Each with its binary and the arguments before the address of the server. */
const RUNTIMES = {
  [`Node.js ${process.versions.node}`]: [process.execPath, (program) => [program]],
  'Node.js 22': [existsSync(node22) ? node22 : undefined, (program) => [program]],
  'a worker thread of Node.js': [process.execPath, inWorker],
  Deno: [binary('@deno', 'deno'), (program) => ['run', '--no-prompt', '--cached-only', '--allow-net=127.0.0.1', program]],
  Bun: [binary('@oven', 'bun'), (program) => ['run', '--no-install', program]],
};

let project;
let url;
let child;
before(async () => {
  project = install();
  link(project.folder, 'ws', ...peers);
  for (const file of ['program.mjs', 'inert.mjs']) copyFileSync(path(`tests/package/fixtures/${file}`), join(project.folder, file));
  if (server === '') return;
  ({ url, child } = await launch(server, '--listen', '127.0.0.1:0', '--bar-duration', '1s', '--update-interval', '100ms'));
});
after(() => child?.kill('SIGKILL'));

for (const [name, [runtime, arguments_]] of Object.entries(RUNTIMES)) {
  const skip = runtime === undefined ? 'npm has no binary of it for this platform' : server === '' && 'BARWIRE_SERVER does not name a barwire-server binary';
  test(`${name} prints three updates, and ends`, { skip }, () => {
    // What a runtime keeps, it keeps in the project.
    const env = { ...process.env, DENO_DIR: join(project.folder, '.deno'), DENO_NO_UPDATE_CHECK: '1' };
    const { status, stdout, text } = run(runtime, [...arguments_(join(project.folder, 'program.mjs')), url], { cwd: project.folder, env, timeout: 20_000 });
    assert.equal(status, 0, text);
    assert.match(stdout, /^(AAPL 1D \d{4}-\d\d-\d\dT00:00:00\.000Z [\d.]+\n){3}$/, text);
  });
}

test('importing every entry does nothing', () => {
  const { status, text } = run(process.execPath, ['inert.mjs', ...Object.values(entries)], { cwd: project.folder, timeout: 10_000 });
  assert.equal(text, '');
  assert.equal(status, 0);
});
