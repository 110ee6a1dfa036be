import { defineRecordKind } from './record-kind';

/** What a sensor holds a bounded number of; a kind of state keeps its name, the list only grows. */
export const EVICTED_STATES = ['flow', 'stream', 'fragment', 'lookup'] as const;
export type EvictedState = (typeof EVICTED_STATES)[number];

/**
 * Columns of `telemetry.StateEvicted` v1: in a second the sensor gave up state for want of room, so what it says of these seconds is less than what was on
 * the wire. One row per second and kind of state, none when nothing was given up.
 */
export interface EvictionColumns {
  /** Start of the virtual second, relative to `t0`. */
  readonly second: readonly number[];
  /**
   * `flow`: ended early (its record says `evicted`); `stream`: a TCP connection's bytes are not read any more; `fragment`: a fragmented datagram will not be
   * whole; `lookup`: a question was recorded as unanswered, or an attempt to sign in as unknown, before its time.
   */
  readonly state: readonly string[];
  readonly count: readonly number[];
}

export const evictionKind = defineRecordKind<EvictionColumns>()({
  name: 'eviction',
  type: 'telemetry.StateEvicted',
  columns: {
    second: 'time',
    state: 'text',
    count: 'number',
  },
});
