/** Keeps a connection: makes it when it is wanted, notices when it is dead, and makes another one after a pause. */

import { LONGEST_MS } from './deadline.js';
import { type CloseInfo, OWN_CLOSE } from './errors.js';
import { longestPauseMs } from './pause.js';
import type { Status } from './status.js';

/** What the runtime uses of a WebSocket. That of browsers, of Node 22 and of `ws` have it. */
export interface WebSocketLike {
  onopen: ((event: never) => void) | null;
  onmessage: ((event: never) => void) | null;
  onerror: ((event: never) => void) | null;
  onclose: ((event: never) => void) | null;
  send(data: string): void;
  close(code?: number, reason?: string): void;
  /** Ends the connection at once. Only `ws` has it. */
  terminate?(): void;
}

/** The constructor of a WebSocket. */
export type WebSocketConstructor = new (url: string) => WebSocketLike;

/** How long to pause before the next attempt to connect. */
export interface Backoff {
  /**
   * The longest pause before the second attempt, in milliseconds. It doubles with each that fails.
   * @default 500
   */
  readonly minMs?: number;
  /**
   * The longest pause of all, in milliseconds. Each pause is a random part of the longest, so that clients that lost one
   * server do not come back in step.
   * @default 20000
   */
  readonly maxMs?: number;
  /**
   * How many attempts in a row may fail after the first, before the client closes.
   * @default Infinity
   */
  readonly attempts?: number;
}

/** When a connection that is silent is dead. */
export interface Heartbeat {
  /**
   * After how much silence the server is asked for a sign of life, in milliseconds.
   * @default 15000
   */
  readonly intervalMs?: number;
  /**
   * How long it may take to give one, in milliseconds.
   * @default 5000
   */
  readonly timeoutMs?: number;
}

/** What a link needs to know, and whom it tells. */
export interface LinkSettings {
  readonly timeoutMs: number;
  readonly backoff: Backoff | undefined;
  readonly heartbeat: Heartbeat | undefined;
  /** Finds out all that an attempt needs. What it resolves with makes the WebSocket. */
  readonly prepare: () => Promise<() => WebSocketLike>;
  readonly isWanted: () => boolean;
  readonly setStatus: (status: Status) => void;
  /** A WebSocket is open; the connection is when this resolves, unless it resolves with how that ends. */
  readonly greet: () => Promise<CloseInfo | undefined>;
  readonly opened: () => void;
  readonly received: (data: unknown) => void;
  /** Asks for a sign of life, where the protocol has a way to. */
  readonly ping: (() => void) | false;
  readonly lost: (close: CloseInfo) => void;
  readonly ended: (close: CloseInfo) => void;
}

/** Keeps a connection. */
export interface Link {
  /** What is wanted may have changed. */
  update(): void;
  /** Ends a pause, and asks for a sign of life where there is a connection. */
  wake(): void;
  send(frame: string): void;
  /** The connection is of no use. */
  drop(reason: string): void;
  /** Ends the link. Resolves when the connection is over. */
  close(): Promise<void>;
}

/** A connection that has lasted so long starts a new row of attempts, in milliseconds. */
const STABLE_MS = 5_000;
/** A timer that is so late, in milliseconds, says that this program was not running, and nothing about the server. */
const LATE_MS = 1_000;
/** How long the other side may take to close in order, in milliseconds. */
const CLOSING_MS = 2_000;

/** Makes a link. */
export function createLink(settings: LinkSettings): Link {
  const { timeoutMs, isWanted, ping } = settings;
  const { minMs = 500, maxMs = 20_000, attempts = Infinity } = settings.backoff ?? {};
  const { intervalMs = 15_000, timeoutMs: aliveMs = 5_000 } = settings.heartbeat ?? {};
  let state: Status['state'] = 'idle';
  let socket: WebSocketLike | undefined;
  /** Gives up the connection that there is, or that is being made. Another one has another. */
  let lose: ((close: CloseInfo) => void) | undefined;
  /** For what the state waits for: the opening, a silence, the next attempt. */
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** How many attempts in a row have failed. */
  let failed = 0;
  /** When the last frame came. */
  let heard = 0;
  /** Whether one has come since a sign of life was asked for. */
  let isAlive = false;
  let closing: Promise<void> | undefined;

  const after = (ms: number, then: () => void): void => {
    clearTimeout(timer);
    if (ms < LONGEST_MS) timer = setTimeout(then, ms);
  };
  /** Who hears of a state may close the link, or end a pause: all that belongs to the state comes before that. */
  const set = (status: Status, ms = Infinity, then: () => void = () => {}): void => {
    after(ms, then);
    state = status.state;
    settings.setStatus(status);
  };
  const drop = (reason: string): void => lose?.({ code: 1006, reason });

  const connect = (): void => {
    let openedAt = Infinity;
    const mine = (close: CloseInfo): void => {
      if (lose !== mine) return;
      if (Date.now() - openedAt > STABLE_MS) failed = 0;
      lost(close);
    };
    const broken = (error: unknown): void =>
      mine({ code: 1006, reason: String((error as Error | undefined)?.message ?? error) });
    lose = mine;
    const open = (make: () => WebSocketLike): void => {
      if (lose !== mine) return;
      // Made and listened to in one go: no event comes before that.
      socket = make();
      // After the opening a close follows, which says more.
      socket.onerror = (event: object) => {
        if (state === 'connecting') broken((event as Partial<Error>).message ?? '');
      };
      socket.onopen = () => {
        if (lose !== mine) return;
        void settings.greet().then((refusal) => {
          if (refusal) return mine(refusal);
          if (lose !== mine) return;
          openedAt = heard = Date.now();
          set({ state: 'open' }, intervalMs, listen);
          settings.opened();
        }, broken);
      };
      socket.onmessage = ({ data }: { readonly data: unknown }) => {
        if (lose !== mine) return;
        heard = Date.now();
        isAlive = true;
        settings.received(data);
      };
      socket.onclose = ({ code, reason }: CloseInfo) => mine({ code, reason });
    };
    set({ state: 'connecting' }, timeoutMs, () => drop(`not open in ${timeoutMs} ms`));
    if (lose === mine) settings.prepare().then(open).catch(broken);
  };

  const lost = (close: CloseInfo): void => {
    const dead = socket;
    socket = lose = undefined;
    // Not waited for: the other side of a dead connection does not answer.
    if (dead?.terminate) dead.terminate();
    else dead?.close();
    settings.lost(close);
    // 4500 to 4999: do not come back.
    if (close.code >= 4500 || failed >= attempts) return end(close);
    if (!isWanted()) return set({ state: 'idle' });
    const pauseMs = Math.floor(Math.random() * longestPauseMs(minMs, maxMs, failed++));
    set({ state: 'waiting', attempt: failed, retryAt: Date.now() + pauseMs, close }, pauseMs, connect);
  };

  const end = (close: CloseInfo): void => {
    if (state === 'closed') return;
    socket = lose = undefined;
    set({ state: 'closed', close });
    settings.ended(close);
  };

  /** Asks for a sign of life when there has been none for long. */
  const listen = (): void => {
    const restMs = heard + intervalMs - Date.now();
    // More than all of it: the clock was set back.
    if (restMs > 0 && restMs <= intervalMs) after(restMs, listen);
    else probe();
  };
  const probe = (): void => {
    if (!ping) return;
    const asked = Date.now();
    isAlive = false;
    ping();
    after(aliveMs, () => {
      if (isAlive) listen();
      else if (Date.now() - asked - aliveMs > LATE_MS) probe();
      else drop(`silent for ${Date.now() - heard} ms`);
    });
  };

  return {
    drop,
    send: (frame) => socket?.send(frame),
    update() {
      if (state === 'idle' && isWanted()) connect();
      if (state === 'waiting' && !isWanted()) set({ state: 'idle' });
    },
    wake() {
      if (state === 'waiting') connect();
      else if (state === 'open') probe();
    },
    close() {
      const open = socket;
      // Before the end is told: who hears of it may close the link as well.
      closing ??= new Promise((resolve) => {
        if (!open) return resolve();
        const timer = setTimeout(() => {
          open.terminate?.();
          resolve();
        }, CLOSING_MS);
        open.onclose = () => {
          clearTimeout(timer);
          resolve();
        };
        open.close(1000);
      });
      end(OWN_CLOSE);
      return closing;
    },
  };
}
