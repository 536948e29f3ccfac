// Every document of the corpus: what is generated from it compiles, or a diagnostic says why there is nothing.

import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { barwire, each } from '../barwire.js';
import { COMPILERS, check } from '../compilers.js';

/** A diagnostic names a place: a file, a line and a column. */
const PLACE = /:\d+:\d+: /;

/** The documents of a corpus, with what the official parser says of each: `valid`, `invalid`, or valid where its other files are. */
export function read(folder) {
  const [header, ...rows] = readFileSync(join(folder, 'manifest.tsv'), 'utf8').trim().split('\n').map((line) => line.split('\t'));
  return rows.map((row) => {
    const { file, valid, first_error_code } = Object.fromEntries(header.map((name, index) => [name, row[index]]));
    return { name: file, path: join(folder, file), expected: valid, error: first_error_code };
  });
}

/** Generates and lints each document: what came of it, with what is at fault in `fault`. */
export function generate(documents, root, ...options) {
  mkdirSync(root, { recursive: true });
  return each([...documents.entries()], async ([index, document]) => {
    const out = `document${index}.ts`;
    const generated = await barwire('generate', 'typescript', document.path, '--out', join(root, out), ...options);
    const linted = await barwire('lint', document.path);
    const result = { ...document, out: generated.status === 0 ? out : undefined, text: generated.stderr.trim() };
    return { ...result, lint: firstError(linted), fault: fault(document, generated, linted) };
  });
}

/** What is wrong with what came of a document. */
function fault({ expected }, generated, linted) {
  if (generated.crashed) return 'generate crashed';
  if (linted.crashed) return 'lint crashed';
  if (generated.status === 0) return undefined;
  if (expected === 'valid') return 'not generated';
  return PLACE.test(generated.stderr) ? undefined : 'a diagnostic without a place';
}

const firstError = ({ stdout, stderr }) => `${stdout}${stderr}`.split('\n').find((line) => line.includes('error')) ?? '';

/** What each compiler says of all generated files together: nothing, where it takes them. */
export function compile(results, root) {
  const files = results.flatMap(({ out }) => out ?? []);
  return Object.keys(COMPILERS).map((compiler) => {
    const { status, stdout } = check(compiler, root, files);
    const said = files.reduce((text, file) => text.replaceAll(file, results.find(({ out }) => out === file).name), stdout);
    return { compiler, files: files.length, status, said: said.split('\n').filter((line) => line !== '') };
  });
}
