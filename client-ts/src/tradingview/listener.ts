/** One listener of a chart: `subscribeBars`. */

import type { Client } from '../client.js';
import type { ProtocolError } from '../errors.js';
import type { BarPosition, BarsProtocol, BarUpdateMessage, EpochMillis } from '../generated/bars.js';
import { afterPause, retryAfterMs } from '../pause.js';
import type { SubscriptionHandle } from '../subscription.js';
import { pauseMs, type Pauses } from './backoff.js';
import { copyOf } from './history.js';
import type { ChartBar } from './types.js';

/** After these the stream is asked for again. All others are final. */
const RETRYABLE: readonly string[] = ['feed_unavailable', 'internal', 'invalid', 'rate_limited', 'subscription_limit'];
/** A stream that was live for so long starts a new row of attempts, in milliseconds. */
const STABLE_MS = 60_000;

/** How far the bars go that a chart has. The listener that goes on from there moves it. */
export interface Place {
  since: BarPosition;
  /** When the newest bar opens, in milliseconds. */
  time: EpochMillis;
}

/** What a listener needs, and whom it tells. */
export interface ListenerSettings {
  readonly client: Client<BarsProtocol>;
  readonly symbol: string;
  readonly resolution: string;
  /** How far the chart's bars go; absent where that is not known. */
  readonly place: Place | undefined;
  readonly backoff: Pauses;
  readonly onTick: (bar: ChartBar) => void;
  /** Bars are missing: the chart has to get them anew. */
  readonly onReset: () => void;
  /** The bar is older than one that the chart has. */
  readonly onDropped: (bar: ChartBar) => void;
  /** A bar was handed on. */
  readonly onBar: (time: EpochMillis) => void;
  /** The stream is over for good. */
  readonly onError: (error: ProtocolError) => void;
}

/** A listener. */
export interface Listener {
  /** The chart gets bars as far as `place`. It counts where this listener has said that some are missing. */
  moveTo(place: Place): void;
  /** No bar is handed on after the call. */
  stop(): void;
}

/** Starts a listener. */
export function createListener(settings: ListenerSettings): Listener {
  const { client, symbol, resolution } = settings;
  let { place } = settings;
  /** The newest bar that the chart has. It throws `time violation` for an older one ("Datafeed issues"). */
  let time = place?.time ?? -Infinity;
  /** The chart was told to get its bars anew, and has not got them yet. */
  let isStale = false;
  let isStopped = false;
  let handle: SubscriptionHandle<unknown> | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** How many attempts in a row have failed. */
  let failures = 0;

  const reset = (): void => {
    if (isStopped) return;
    isStale = true;
    settings.onReset();
  };
  const take = ({ bar, epoch, closed_seq }: BarUpdateMessage): void => {
    if (isStopped) return;
    if (bar.time < time) return settings.onDropped(copyOf(bar));
    time = bar.time;
    if (place) Object.assign(place, { time, since: { epoch, closed_seq } });
    settings.onBar(time);
    settings.onTick(copyOf(bar));
  };
  const subscribe = (since: BarPosition | undefined, isAgain: boolean): void => {
    let liveAt = Infinity;
    let isResetDue = isAgain;
    handle = client.subscribe(
      'bars',
      { symbol, resolution, ...(since && { since }) },
      {
        onUpdate: take,
        onGap: reset,
        onLive() {
          if (liveAt === Infinity) liveAt = Date.now();
          // Not before the stream is live: what the chart gets now reaches as far as the stream begins.
          if (isResetDue) reset();
          isResetDue = false;
        },
        onError(error) {
          if (isStopped) return;
          if (!RETRYABLE.includes(error.code)) return settings.onError(error);
          if (Date.now() - liveAt > STABLE_MS) failures = 0;
          const ms = (retryAfterMs(error) ?? 0) + pauseMs(settings.backoff, ++failures);
          timer = afterPause(ms, () => subscribe(undefined, true));
        },
      },
    );
  };
  subscribe(place?.since, false);

  return {
    moveTo(reached) {
      if (!isStale) return;
      isStale = false;
      place = reached;
      time = reached.time;
    },
    stop() {
      isStopped = true;
      clearTimeout(timer);
      void handle?.close();
    },
  };
}
