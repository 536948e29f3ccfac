// Paths, documents and processes that the tests share.

import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

/** A path from the root of the repository. */
export const path = (relative) => fileURLToPath(new URL(`../../${relative}`, import.meta.url));

/** The documents that are committed, by the name of their protocol. */
export const documents = { bars: 'schema/asyncapi.yaml', rooms: 'tests/rooms/asyncapi.yaml' };

/** A committed document as text and as value. */
export function document(name) {
  const text = readFileSync(path(documents[name]), 'utf8');
  return { text, value: parse(text) };
}

/** Starts a server of this workspace; resolves with its host and port once it listens. */
export async function serve(program, ...options) {
  const child = spawn(path(`target/debug/${program}`), options, { stdio: ['ignore', 'pipe', 'ignore'] });
  const lines = createInterface(child.stdout);
  for await (const line of lines) {
    const address = line.match(/http:\/\/(\S+)/)?.[1];
    if (address) return { address, stop: () => child.kill() };
  }
  throw new Error(`${program} ended before it listened; run \`cargo build --workspace\` before`);
}
