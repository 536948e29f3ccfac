/** The real server as a process that can be killed, halted and started again. */

import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { TestContext } from 'node:test';
import { setTimeout } from 'node:timers/promises';

const binary = process.env['BARWIRE_SERVER'] ?? '';

/** Why tests with the real server are skipped, or `false`. */
export const skip = binary === '' && 'BARWIRE_SERVER does not name a barwire-server binary';

/** One server, always at the same address. */
export class Server {
  /** Where it is, as `http:`. */
  readonly url: string;
  readonly #pace: readonly string[];
  #process: ChildProcess;

  private constructor(url: string, pace: readonly string[], process: ChildProcess) {
    this.url = url;
    this.#pace = pace;
    this.#process = process;
  }

  /** Starts one on a free port, until the test ends. */
  static async start(t: TestContext, ...pace: readonly string[]): Promise<Server> {
    const { process, url } = await launch('127.0.0.1:0', pace);
    const server = new Server(url, pace, process);
    t.after(() => server.kill());
    return server;
  }

  signal(name: NodeJS.Signals): void {
    this.#process.kill(name);
  }

  /** Ends the process at once. What it remembers is gone. */
  async kill(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const exit = once(this.#process, 'exit');
    this.#process.kill('SIGKILL');
    await exit;
  }

  /** Starts it again. */
  async restart(): Promise<void> {
    const { process } = await launch(new URL(this.url).host, this.#pace);
    this.#process = process;
  }
}

async function launch(
  address: string,
  pace: readonly string[],
): Promise<{ readonly process: ChildProcess; readonly url: string }> {
  for (let attempt = 0; ; attempt++) {
    const child = spawn(binary, ['--listen', address, ...pace], { stdio: ['ignore', 'pipe', 'ignore'] });
    const lines = createInterface(child.stdout);
    const line = await Promise.race([once(lines, 'line'), once(lines, 'close')]);
    const url = /^barwire-server listening on (http:\S+)$/.exec(String(line[0]))?.[1];
    if (url !== undefined) return { process: child, url };
    // The port may not be free yet.
    assert.ok(attempt < 50, `the server does not start at ${address}: ${String(line[0])}`);
    await setTimeout(100);
  }
}
