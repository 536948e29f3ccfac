// What validating alone costs: frames that are parsed already, against the code that Ajv writes for the same schema, in one run.

import { writeFileSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Ajv } from 'ajv';
import standalone from 'ajv/dist/standalone/index.js';
import { BarsUpdateFrameSchema } from '../../client-ts/dist/generated/bars.js';
import { document } from './support.js';

const PASSES = 150;
const ROUNDS = 600;
const RESOLUTIONS = ['1S', '5S', '15S', '30S', '1', '3', '5', '15', '30', '60', '120', '240', '1D', '1W', '1M'];

const { components } = document('bars').value;
const { payload: schema, examples } = components.messages['bars.update'];

// Ajv's code refers to its runtime: it stands where Node finds none, so that the reference is made absolute.
const ajv = new Ajv({ strict: false, validateFormats: false, code: { source: true, esm: true } });
const { resolve } = createRequire(import.meta.url);
const code = standalone
  .default(ajv, ajv.compile({ ...schema, components: { schemas: components.schemas } }))
  .replace(/require\("([^"]+)"\)/g, (_, name) => `require(${JSON.stringify(resolve(name))})`);
const folder = mkdtempSync(join(tmpdir(), 'barwire-bench-'));
const file = join(folder, 'ajv.mjs');
writeFileSync(file, `import { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);\n${code}`);
const { validate } = await import(pathToFileURL(file));
rmSync(folder, { recursive: true });

/** Frames of several shapes, as they come from `JSON.parse`: no two have the same values. */
const frames = Array.from({ length: 64 }, (_, index) => {
  const frame = structuredClone(examples[0].payload);
  const { payload } = frame;
  payload.symbol = ['AAPL', 'BTCUSD', 'MSFT', 'FX:EURUSD'][index % 4];
  payload.resolution = RESOLUTIONS[index % RESOLUTIONS.length];
  payload.seq += index * 1000;
  payload.closed = index % 2 === 0;
  payload.bar.close += index / 4;
  if (index % 5 === 0) delete payload.bar.volume;
  return JSON.parse(JSON.stringify(frame));
});

let kept = 0;
function time(accepts) {
  const begin = process.hrtime.bigint();
  for (let pass = 0; pass < PASSES; pass++) {
    for (let index = 0; index < frames.length; index++) if (accepts(frames[index])) kept++;
  }
  return Number(process.hrtime.bigint() - begin) / (PASSES * frames.length);
}

const median = (numbers) => numbers.sort((a, b) => a - b)[numbers.length >> 1];
const [ajvTimes, ourTimes, ratios] = [[], [], []];
for (let round = -ROUNDS / 3; round < ROUNDS; round++) {
  const [theirs, ours] = [time(validate), time(BarsUpdateFrameSchema.is)];
  if (round < 0) continue; // The compiler warms up.
  ajvTimes.push(theirs);
  ourTimes.push(ours);
  ratios.push(ours / theirs);
}
if (kept !== (PASSES * frames.length * 2 * ROUNDS * 4) / 3) throw new Error('a frame was refused');
const ratio = median(ratios);
console.log(`a bars.update, median of ${ROUNDS} rounds of ${PASSES * frames.length} frames`);
console.log(`Ajv, standalone code  ${median(ajvTimes).toFixed(0).padStart(6)} ns`);
console.log(`BarsUpdateFrameSchema ${median(ourTimes).toFixed(0).padStart(6)} ns`);
console.log(`ratio                 ${ratio.toFixed(2).padStart(6)}`);
