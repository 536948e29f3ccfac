// What validating costs: a frame read and validated, against `JSON.parse` alone, in one run.

import { parseServerMessage } from '../../client-ts/dist/generated/bars.js';
import { document } from './support.js';

const FRAMES = 200_000;
const ROUNDS = 15;

const [{ payload }] = document('bars').value.components.messages['bars.update'].examples;
const frame = JSON.stringify(payload);
let kept = 0;

function time(read) {
  const begin = process.hrtime.bigint();
  for (let count = 0; count < FRAMES; count++) kept += read(frame) ? 1 : 0;
  return Number(process.hrtime.bigint() - begin) / FRAMES;
}

const median = (numbers) => numbers.sort((a, b) => a - b)[numbers.length >> 1];
const [bare, whole, ratio] = [[], [], []];
for (let round = -2; round < ROUNDS; round++) {
  const [a, b] = [time(JSON.parse), time((text) => parseServerMessage(text).ok)];
  if (round < 0) continue; // The compiler warms up.
  bare.push(a);
  whole.push(b);
  ratio.push(b / a);
}
if (kept !== FRAMES * 2 * (ROUNDS + 2)) throw new Error('a frame was refused');
console.log(`a bars.update of ${frame.length} bytes, median of ${ROUNDS} rounds of ${FRAMES} frames`);
console.log(`JSON.parse            ${median(bare).toFixed(0).padStart(6)} ns`);
console.log(`parseServerMessage    ${median(whole).toFixed(0).padStart(6)} ns`);
console.log(`ratio                 ${median(ratio).toFixed(2).padStart(6)}`);
