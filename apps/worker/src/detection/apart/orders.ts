import type { Followed } from '@wireledger/read-models';

/** What the thread of the detectors is told: follow the log, leave off, end. */
export type Order = 'follow' | 'stop' | 'close';

/** How following ended. A class of errors does not outlast the way between threads; what it says does. */
export type Answer = { readonly followed: Followed } | { readonly error: Error };
