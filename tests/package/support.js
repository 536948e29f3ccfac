// The package as its users get it: packed, and installed into a project of its own.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A path from the root of the repository. */
export const path = (relative) => fileURLToPath(new URL(`../../${relative}`, import.meta.url));

export const manifest = JSON.parse(readFileSync(path('client-ts/package.json'), 'utf8'));

/** What a user installs beside the package to use all of it. */
export const peers = Object.keys(manifest.peerDependencies ?? {});

/** How each entry of the exports map is imported, by its key there. */
export const entries = Object.fromEntries(
  Object.keys(manifest.exports).map((key) => [key, `${manifest.name}${key.slice(1)}`]),
);

/** Runs a program to its end: its exit code, and all that it printed. */
export function run(program, arguments_, options = {}) {
  const { status, error, stdout, stderr } = spawnSync(program, arguments_, { encoding: 'utf8', maxBuffer: 2 ** 28, ...options });
  if (error) throw error;
  return { status, stdout, stderr, text: stdout + stderr };
}

function npm(cwd, ...arguments_) {
  const { status, stdout, text } = run('npm', [...arguments_, '--ignore-scripts', '--loglevel=error'], { cwd });
  assert.equal(status, 0, text);
  return stdout;
}

/**
 * Packs the package and installs the tarball into an empty project, which is removed when this process ends. Nothing is
 * installed beside it: `link` adds what a test needs.
 */
export function install() {
  assert.ok(existsSync(path('client-ts/dist/index.js')), 'the package is not built; run `npm run build` in client-ts');
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'barwire-package-')));
  process.once('exit', () => rmSync(folder, { recursive: true }));
  const [{ filename }] = JSON.parse(npm(path('client-ts'), 'pack', '--json', '--pack-destination', folder));
  const tarball = join(folder, filename);
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }');
  npm(folder, 'install', '--offline', '--no-audit', '--no-fund', tarball);
  return { folder, tarball, installed: join(folder, 'node_modules', manifest.name) };
}

/** Makes packages that are installed here importable from a project. */
export function link(folder, ...names) {
  for (const name of names) {
    const from = path(`tests/package/node_modules/${name}`);
    const to = join(folder, 'node_modules', name);
    assert.ok(existsSync(from), `${name} is not installed here; add it to tests/package/package.json`);
    if (existsSync(to)) continue;
    mkdirSync(dirname(to), { recursive: true });
    symlinkSync(from, to, 'dir');
  }
}
