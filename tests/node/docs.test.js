// The documentation holds: its commands run, its examples work, its links lead somewhere.

import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { before, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { path, serve } from './support.js';

const PAGES = ['README.md', 'ARCHITECTURE.md', 'PROTOCOL.md', 'CHANGELOG.md', 'docs/compatibility.md', 'docs/datafeed.md', 'docs/feeds.md', 'docs/instruments.md', 'docs/lint.md', 'docs/performance.md', 'docs/templates.md', 'docs/typescript.md', 'docs/websocket.md', 'client-ts/README.md', 'server/data/README.md'];
const read = (page) => readFileSync(path(page), 'utf8');

/** The fenced blocks of a page in one language. */
const blocks = (page, language) =>
  [...read(page).matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'gms'))].map(([, text]) => text);

const commands = [...new Set(PAGES.flatMap((page) => blocks(page, 'sh')).flatMap((block) => block.trim().split('\n')))];

/** Runs a command of the documentation from the root of the repository. */
function run(command, environment = {}) {
  const { status, stdout, stderr } = spawnSync('sh', ['-c', command], {
    cwd: path('.'),
    env: { ...process.env, MAKEFLAGS: '', ...environment },
    encoding: 'utf8',
    timeout: 120_000,
  });
  return { status, text: stdout + stderr };
}

/** Starts a server as the documentation says, and waits until it serves. */
async function serves(command) {
  const child = spawn('sh', ['-c', `exec ${command}`], {
    cwd: path('.'),
    env: { ...process.env, BARWIRE_LISTEN: '127.0.0.1:0' },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  try {
    for await (const chunk of child.stdout) if (String(chunk).includes('listening on http://')) return;
    assert.fail(`${command} ended before it listened`);
  } finally {
    child.kill();
  }
}

/** Runs the example of a feed as the documentation says, until history has bars of it that have closed. */
async function feeds(command) {
  const folder = path('tests/node/node_modules/.barwire');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'market.mjs'), blocks('docs/feeds.md', 'js')[0]);
  const child = spawn('bash', ['-c', command.replace('target/', `${path('target')}/`)], {
    cwd: folder,
    env: { ...process.env, BARWIRE_LISTEN: '127.0.0.1:0' },
    stdio: ['ignore', 'pipe', 'ignore'],
    detached: true,
  });
  try {
    let text = '';
    for await (const chunk of child.stdout) if ((text += chunk).includes('\n')) break;
    const url = /http:\S+/.exec(text)[0];
    for (;;) {
      const answer = await fetch(`${url}/api/v1/datafeed/bars?symbol=ACME&resolution=1S&count_back=300`);
      const { bars } = await answer.json();
      if (bars?.length > 2) return assert.ok(bars.every((bar, index) => bar.volume > 1 || index === bars.length - 1));
      await setTimeout(100);
    }
  } finally {
    process.kill(-child.pid);
  }
}

/** Runs a command that prints `text`. */
const shows = (text) => (command) => {
  const result = run(command);
  assert.equal(result.status, 0, result.text);
  assert.ok(result.text.includes(text), result.text);
};

/** Runs a command that writes a file with `text` in it. */
const writes = (file, text) => (command) => {
  rmSync(path(file), { force: true });
  shows('')(command);
  assert.ok(read(file).includes(text));
};

/** Runs a command that can work; what it prints is tested where it is built. */
const works = (command) => {
  const { status, text } = run(command);
  assert.ok(status === 0 || status === 1, text);
};

/** How each command of the documentation is run here. */
const RUNS = {
  'make demo': () => {
    const { status, text } = run('make demo', { COUNT: '3' });
    assert.equal(status, 0, text);
    assert.equal(text.match(/^AAPL 1D {2}20\d\d-/gm)?.length, 3, text);
  },
  // This runs in it.
  'make test': () => assert.equal(run('make --dry-run test').status, 0),
  'make dev': () => assert.match(run('make --dry-run dev').text, /cargo run --package barwire-server/),
  'make generate': () => {
    const { status, text } = run('make generate');
    assert.equal(status, 0, text);
    assert.doesNotMatch(text, /Wrote/, 'what is there is what is generated');
  },
  'make check': () => assert.equal(run('make check').status, 0),
  // The same programs without optimizations, and briefly.
  'make bench-fanout ARGUMENTS="--workloads W1,W2,W3"': (command) => {
    assert.match(run(command.replace('make', 'make --dry-run')).text, /target\/release\/fanout --workloads W1,W2,W3/);
    const built = run('cargo build --quiet --manifest-path tests/fanout/Cargo.toml');
    assert.equal(built.status, 0, built.text);
    shows('| barwire |')('target/debug/fanout --rounds 1 --seconds 1 --workloads W2 --servers barwire,tcp-batch');
  },
  'node market.mjs | target/debug/barwire-server --feed stdin': feeds,
  // The example is read by server/tests/instruments.rs; this plays the sample data with it.
  'barwire-server --feed replay:DIR --instruments instruments.toml': async (command) => {
    mkdirSync(path('target/documentation'), { recursive: true });
    writeFileSync(path('target/documentation/instruments.toml'), blocks('docs/instruments.md', 'toml')[0]);
    await serves(`target/debug/${command.replace('DIR', 'server/data').replace(' instruments.toml', ' target/documentation/instruments.toml')}`);
  },
  'target/debug/barwire-server --feed sim --sim-symbols 20': serves,
  'target/debug/barwire-server --feed load:symbols=100,hz=40,slots=10 --update-interval 0': serves,
  'target/debug/barwire generate typescript codegen/tests/documents/traps.yaml --out target/traps.ts': writes('target/traps.ts', 'parseServerMessage'),
  'target/debug/barwire generate typescript schema/asyncapi.yaml --templates target/templates --out target/bars.ts': writes('target/bars.ts', 'parseServerMessage'),
  'target/debug/barwire generate typescript codegen/tests/documents/library.yaml --out target/library.ts': writes('target/library.ts', 'townLibraryApi'),
  'target/debug/barwire generate html codegen/tests/documents/library.yaml --out target/library.html': writes('target/library.html', '<!doctype html>'),
  'target/debug/barwire generate --list': shows('typescript\n  module.ts.hbs'),
  'target/debug/barwire generate --dump-templates target/templates': (command) => {
    rmSync(path('target/templates'), { recursive: true, force: true });
    writes('target/templates/module.ts.hbs', '{{title}}')(command);
  },
  'target/debug/barwire diff codegen/tests/compat/docs/v1.yaml codegen/tests/compat/docs/stricter.yaml': works,
  'target/debug/barwire diff codegen/tests/compat/docs/v1.yaml codegen/tests/compat/docs/wider.yaml': works,
  'target/debug/barwire diff codegen/tests/compat/docs/v1.yaml codegen/tests/compat/docs/optional.yaml': works,
  // In an export without a repository there is no revision.
  'target/debug/barwire diff git:HEAD:schema/asyncapi.yaml schema/asyncapi.yaml': (command) => {
    if (existsSync(path('.git'))) works(command);
  },
  'target/debug/barwire lint schema/asyncapi.yaml': shows('nothing found'),
  'target/debug/barwire lint --explain messages-ambiguous': shows('Remedy: '),
  'npm install @barwire/client': () => assert.equal(JSON.parse(read('client-ts/package.json')).name, '@barwire/client'),
};

// The commands below write generated files. Where those have drifted, that is the failure, and they stay as they are.
before(() => assert.equal(run('make check').status, 0, 'the generated files have drifted; run `make generate`'));

for (const command of commands) {
  test(`the documentation's \`${command}\` works`, async () => {
    assert.ok(command in RUNS, 'each command of the documentation is run here');
    await RUNS[command](command);
  });
}

test('the pre-commit sample refuses what has drifted or is not staged, and nothing else', () => {
  // In a copy: what is under test here may itself not be committed yet.
  const folder = mkdtempSync(join(tmpdir(), 'barwire-hook-'));
  try {
    const sh = (command) => spawnSync('sh', ['-c', command], { cwd: folder, encoding: 'utf8' });
    mkdirSync(join(folder, 'schema'));
    writeFileSync(join(folder, 'schema/asyncapi.yaml'), 'asyncapi: 3.1.0\n');
    writeFileSync(join(folder, 'Makefile'), 'check:\n\t@test ! -e drifted\n');
    sh('git init -q && git add . && git -c user.name=test -c user.email=test@example.invalid commit -qm test');
    mkdirSync(join(folder, 'client-ts/src/generated'), { recursive: true });
    mkdirSync(join(folder, 'tests/rooms'), { recursive: true });
    const hook = () => sh(path('docs/pre-commit')).status;
    assert.equal(hook(), 0);
    writeFileSync(join(folder, 'schema/asyncapi.yaml'), 'asyncapi: 3.1.0 # changed\n');
    assert.equal(hook(), 1, 'generated and not staged');
    sh('git add .');
    assert.equal(hook(), 0);
    writeFileSync(join(folder, 'drifted'), '');
    assert.equal(hook(), 1, 'drifted');
  } finally {
    rmSync(folder, { recursive: true });
  }
});

/** Runs an example against a server of its own until it has printed two lines. */
async function prints(command, example) {
  const server = await serve('barwire-server', '--listen', '127.0.0.1:0', '--bar-duration', '400ms', '--update-interval', '100ms');
  const folder = path('tests/node/node_modules/.barwire');
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `example.${command === 'node' ? 'mjs' : 'py'}`);
  assert.ok(example.includes('127.0.0.1:8000'));
  writeFileSync(file, example.replaceAll('127.0.0.1:8000', server.address));
  const child = spawn(command, [file], { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    let text = '';
    for await (const chunk of child.stdout) {
      text += chunk;
      if (text.split('\n').length > 2) return;
    }
    assert.fail(`the example ended: ${text}`);
  } finally {
    child.kill();
    server.stop();
  }
}

test('the JavaScript example prints bars', () => prints('node', blocks('docs/websocket.md', 'js')[0]));
test('the example from history to the stream prints bars', () => prints('node', blocks('docs/datafeed.md', 'js')[0]));

const hasWebsockets = spawnSync('python3', ['-c', 'import websockets.asyncio.client']).status === 0;
test('the Python example prints bars', { skip: hasWebsockets ? false : 'python3 with websockets is not installed' }, () =>
  prints('python3', blocks('docs/websocket.md', 'python')[0]),
);

/** The anchor of a heading, as it is made of its text. */
const anchor = (heading) => heading.toLowerCase().replace(/[^\p{L}\p{N} _-]/gu, '').replaceAll(' ', '-');

for (const page of PAGES) {
  test(`the links of ${page} lead somewhere`, () => {
    for (const [, target] of read(page).matchAll(/\]\(([^)]+)\)/g)) {
      if (/^https?:/.test(target)) continue;
      const [file, fragment] = target.split('#');
      const linked = file === '' ? page : join(dirname(page), file);
      assert.ok(existsSync(path(linked)), `${target} is not there`);
      if (fragment === undefined) continue;
      const anchors = [...read(linked).matchAll(/^#+ (.*)$/gm)].map(([, heading]) => anchor(heading));
      assert.ok(anchors.includes(fragment), `${linked} has no #${fragment}`);
    }
  });
}

test('no page has a place that was left to fill in', () => {
  for (const page of PAGES) assert.doesNotMatch(read(page), /\b(TODO|FIXME|TBD|XXX|BENCH_\w+)\b/, page);
});

test('the README names every target of the Makefile that it speaks of', () => {
  for (const [, target] of read('README.md').matchAll(/`make ([a-z-]+)`/g)) {
    assert.match(read('Makefile'), new RegExp(`^${target}:`, 'm'));
  }
});
