// What generating costs: `barwire generate typescript` on a document of 1,000 messages and of 10,000, against json-schema-to-typescript
// on the same schemas, whole processes in one run.

import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { largeDocument, largeSchema } from './large.js';
import { path } from './support.js';

const TIME = '/usr/bin/time';
const measured = existsSync(TIME);
if (!measured) console.log(`${TIME} (GNU time) is missing: no CPU time and no memory is measured`);

const folder = mkdtempSync(join(tmpdir(), 'barwire-bench-'));
const file = (name) => join(folder, name);
const barwire = (count) => [path('target/release/barwire'), 'generate', 'typescript', file(`${count}.yaml`), '--out', file(`${count}.ts`)];
const json2ts = (count) => [process.execPath, path('tests/node/node_modules/json-schema-to-typescript/dist/src/cli.js'), '-i', file(`${count}.json`), '-o', file(`${count}.d.ts`)];

/** What is measured, and how often: `time` counts in hundredths of a second, so what is short runs several times in one measurement. */
const SUBJECTS = [
  { name: 'barwire', count: 1_000, command: barwire(1_000), times: 20 },
  { name: 'barwire', count: 10_000, command: barwire(10_000), times: 2 },
  { name: 'json-schema-to-typescript', count: 1_000, command: json2ts(1_000), times: 1 },
];
const ROUNDS = 5;

for (const count of new Set(SUBJECTS.map(({ count }) => count))) {
  writeFileSync(file(`${count}.yaml`), largeDocument(count));
  writeFileSync(file(`${count}.json`), largeSchema(count));
}

/** Runs a command a number of times: wall and CPU milliseconds of one run, and the most memory that one had, in MB. */
function measure({ command, times }) {
  const loop = `set -e; for _ in $(seq ${times}); do "$@" >/dev/null; done`;
  const shell = ['/bin/sh', '-c', loop, 'sh', ...command];
  const [program, ...arguments_] = measured ? [TIME, '-f', '%U %S %M', ...shell] : shell;
  const begin = process.hrtime.bigint();
  const { status, stderr } = spawnSync(program, arguments_, { encoding: 'utf8' });
  const wall = Number(process.hrtime.bigint() - begin) / 1e6 / times;
  if (status !== 0) throw new Error(stderr);
  const [user, system, memory] = measured ? stderr.trim().split('\n').at(-1).split(' ').map(Number) : [];
  return { wall, cpu: ((user + system) * 1e3) / times, memory: memory / 1024 };
}

const median = (numbers) => numbers.sort((a, b) => a - b)[numbers.length >> 1];
const runs = SUBJECTS.map(() => []);
for (let round = 0; round < ROUNDS; round++) SUBJECTS.forEach((subject, index) => runs[index].push(measure(subject)));
const figures = runs.map((of) => Object.fromEntries(['wall', 'cpu', 'memory'].map((what) => [what, median(of.map((run) => run[what]))])));

const megabytes = (name) => (statSync(file(name)).size / 1e6).toFixed(1);
console.log(`generating TypeScript, whole processes, median of ${ROUNDS} rounds`);
console.log(`${'messages'.padStart(35)}   wall ms    CPU ms    RSS MB   (document ${megabytes('1000.yaml')} MB and ${megabytes('10000.yaml')} MB)`);
SUBJECTS.forEach(({ name, count }, index) => {
  const { wall, cpu, memory } = figures[index];
  console.log(name.padEnd(25) + [count.toFixed(0), wall.toFixed(1), cpu.toFixed(1), memory.toFixed(0)].map((text) => text.padStart(10)).join(''));
});

const [small, large, other] = figures;
const TARGETS = [
  ['wall time of 1,000 messages', small.wall, 100, 'ms'],
  ['CPU time, of json-schema-to-typescript\'s', small.cpu / other.cpu, 1 / 25, ''],
  ['CPU time of ten times the messages', large.cpu / small.cpu, 12, 'times'],
  ['memory for 1,000 messages', small.memory, 100, 'MB'],
];
for (const [what, figure, target, unit] of TARGETS) {
  const verdict = Number.isNaN(figure) ? 'not measured' : figure <= target ? 'holds' : 'MISSED';
  console.log(`${what.padEnd(42)} ${figure.toFixed(3).padStart(9)} ${unit.padEnd(5)} (at most ${target}) ${verdict}`);
}
rmSync(folder, { recursive: true });
