// Where Chromium is. As a program it prints that, or how to install it.

import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const APPS = [
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

function isProgram(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Its binary: that of CHROMIUM, or the first that is installed. */
export const chromium =
  process.env.CHROMIUM ||
  [...(process.env.PATH ?? '').split(delimiter).flatMap((folder) => NAMES.map((name) => join(folder, name))), ...APPS].find(isProgram);

export const HOW = 'Chromium is missing; on Debian it comes with: apt-get install chromium fonts-liberation. CHROMIUM names one that is elsewhere';

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  console.log(chromium ?? HOW);
  process.exitCode = chromium === undefined ? 1 : 0;
}
