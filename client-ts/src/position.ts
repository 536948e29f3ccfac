/** How far a listener has come in a stream, and what it has missed. */

import type { Payload, ResumeDescriptor } from './protocol.js';

/**
 * Why updates are missing. `unrecovered`: the connection was lost and the server cannot make up for it; `epoch`: the
 * source has begun anew; `lost`: an update was left out; `overflow`: the consumer was slower than its buffer allows.
 */
export type GapReason = 'unrecovered' | 'epoch' | 'lost' | 'overflow';

/** A listener's position in a stream. */
export interface Position {
  /** Where to go on, for the request. */
  readonly since: () => Payload;
  /** The stream is open: why something is missing since it was before. */
  readonly opened: (answer: Payload) => GapReason | undefined;
  /** Whether an update is new, or why something is missing before it. */
  readonly take: (update: Payload) => GapReason | boolean;
}

/** The position of a listener whose request said where to go on, or did not. */
export function createPosition(resume: ResumeDescriptor | null | undefined, since: unknown): Position {
  /** The last that was seen and has an epoch and a count: what the request said, the answer, or an update. */
  let seen = since as Payload | undefined;
  let wasOpened = seen !== undefined;
  /** Nothing was seen but the answer. What it counts may come again, as the first update. */
  let isFresh = false;

  const opened = (answer: Payload): GapReason | undefined => {
    const reason = wasOpened ? 'unrecovered' : undefined;
    if (reason && resume && answer[resume.recovered] === true) return undefined;
    seen = answer;
    wasOpened = isFresh = true;
    return reason;
  };
  if (!resume) return { opened, since: () => ({}), take: () => true };
  const { epoch, count, counted } = resume;
  return {
    opened,
    since: () => (seen ? { [resume.since]: { [epoch]: seen[epoch], [count]: seen[count] } } : {}),
    take(update) {
      const wasFresh = isFresh;
      // One that is counted is the next one; another one says which was the last.
      const ahead = (update[count] as number) - (seen?.[count] as number) - (update[counted] === true ? 1 : 0);
      const isSameEpoch = update[epoch] === seen?.[epoch];
      if (isSameEpoch && ahead < 0 && !(wasFresh && ahead === -1)) return false;
      isFresh = false;
      seen = update;
      return isSameEpoch ? ahead <= 0 || 'lost' : 'epoch';
    },
  };
}
