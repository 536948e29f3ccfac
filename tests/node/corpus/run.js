// `make corpus`: the corpora beside the checkout, or where BARWIRE_CORPUS says. What is not as it should be is printed, and fails the run.

import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { path } from '../support.js';
import * as documents from './documents.js';
import { REFUSED, VERDICTS } from './exceptions.js';
import * as groups from './groups.js';

/** The share of verdicts that must be the suite's. */
const AGREEMENT = 0.995;

const corpus = process.env.BARWIRE_CORPUS ?? path('../shared/corpus');
if (!existsSync(corpus)) {
  console.log(`skipped: there is no corpus in ${corpus}; BARWIRE_CORPUS says where it is`);
  process.exit(0);
}

const keep = process.argv[2];
const root = keep ?? mkdtempSync(join(tmpdir(), 'barwire-corpus-'));
const summary = [];
let failed = false;

/** Adds a line to the summary. */
function report(what, figures, holds) {
  summary.push(`${holds ? 'ok  ' : 'FAIL'} ${what.padEnd(52)} ${figures}`);
  failed ||= !holds;
}

function heading(text) {
  console.log(`\n== ${text}\n`);
}

/** Prints what was found, with the reason where there is one; returns how many have none, and how many reasons are of no use. */
function unexplained(found, exceptions) {
  for (const { name, says } of found) console.log(`${name}\n  ${says}\n  ${exceptions[name] ?? 'NOT EXPLAINED'}`);
  const names = new Set(found.map(({ name }) => name));
  const idle = Object.keys(exceptions).filter((name) => !names.has(name));
  for (const name of idle) console.log(`${name}\n  an exception that is none any more`);
  return found.filter(({ name }) => !(name in exceptions)).length + idle.length;
}

/** A folder with the schema of schemas, which the suite refers to and does not carry. */
function metaSchema() {
  const folder = join(root, 'json-schema.org');
  mkdirSync(join(folder, 'draft-07'), { recursive: true });
  copyFileSync(path('tests/node/node_modules/ajv/dist/refs/json-schema-draft-07.json'), join(folder, 'draft-07/schema'));
  return folder;
}

const suite = join(corpus, 'json-schema-test-suite');
const maps = [
  '--map', `http://localhost:1234/=${join(suite, 'remotes')}`,
  '--map', `http://json-schema.org/=${metaSchema()}`,
];

heading('The verdicts of generated validators that are not those of JSON Schema\'s test suite (draft-07, required)');
const generated = await groups.generate(groups.read(join(suite, 'tests/draft7')), join(root, 'suite'), ...maps);
const crashed = generated.filter(({ failure }) => failure?.crashed).length;
const verdicts = generated.flatMap(({ group }) => group.tests).length;
const disagreements = await groups.disagreements(generated);
const agreed = verdicts - disagreements.length;
const unlisted = unexplained(disagreements, VERDICTS);
report(
  'verdicts of the test suite',
  `${agreed} of ${verdicts} (${((100 * agreed) / verdicts).toFixed(2)} %), ${unlisted} unexplained, ${crashed} crashes`,
  agreed / verdicts >= AGREEMENT && unlisted === 0 && crashed === 0,
);

heading('Valid instances of the test suite that the generated types refuse, and generated files that do not compile');
const instances = generated.filter(({ failure }) => !failure).flatMap(({ group }) => group.tests).filter(({ valid }) => valid).length;
const { broken, refused } = groups.compile(generated, join(root, 'suite'), 'TypeScript 5.9');
const unknown = unexplained(refused, REFUSED);
for (const { name, says } of broken) console.log(`${name}\n  ${says}`);
report('valid instances that fit their type', `${instances - refused.length} of ${instances}, ${unknown} unexplained`, unknown === 0);
report('generated files of the test suite', `${broken.length} faults`, broken.length === 0);

heading('Documents that generate nothing, and those that the official parser calls invalid');
const results = await documents.generate(documents.read(join(corpus, 'asyncapi')), join(root, 'documents'));
for (const { name, expected, error, out, text, lint, fault } of results) {
  if (out && expected !== 'invalid' && !fault) continue;
  const outcome = (out ? `generated; lint: ${lint || 'no error'}` : text).replaceAll(`${join(corpus, 'asyncapi')}/`, '');
  console.log(`${fault ? `FAIL (${fault}) ` : ''}${name} [${expected}${error ? `: ${error}` : ''}]\n  ${outcome}`);
}
for (const expected of ['valid', 'valid-in-place', 'invalid']) {
  const these = results.filter((result) => result.expected === expected);
  const figures = `${these.filter(({ out }) => out).length} of ${these.length} generated, ${these.filter(({ fault }) => fault).length} at fault`;
  report(`documents that the official parser calls ${expected}`, figures, these.every(({ fault }) => !fault));
}

heading('What the compilers say of the generated files');
for (const { compiler, files, status, said } of documents.compile(results, join(root, 'documents'))) {
  for (const line of said) console.log(`${compiler}: ${line}`);
  report(`${compiler}, strictest flags`, `${files} files, ${said.length} faults`, status === 0);
}

heading('Summary');
console.log(summary.join('\n'));
if (!keep) rmSync(root, { recursive: true });
process.exit(failed ? 1 : 0);
