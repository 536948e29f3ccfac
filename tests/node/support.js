// Paths, documents and processes that the tests share.

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { launch } from '../server.mjs';

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
  const { url, child } = await launch(path(`target/debug/${program}`), ...options);
  return { address: new URL(url).host, stop: () => child.kill() };
}
