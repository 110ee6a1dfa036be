import type { Severity } from '@wireledger/events';

/** An alert as it is told to people outside: text, times in µs since 1970 UTC. */
export interface AlertNotice {
  readonly id: string;
  readonly severity: Severity;
  readonly title: string;
  readonly kind: string;
  readonly technique: string | null;
  readonly sensor: string;
  readonly entity: string;
  readonly src: string | null;
  readonly dst: string | null;
  readonly dport: number | null;
  readonly summary: string;
  readonly first: number;
  readonly last: number;
  readonly raisedAt: number;
}

/** One message to one recipient. */
export interface Message {
  /** Stable name of this message towards the receiver: the same one again is the same message. */
  readonly key: string;
  readonly kind: 'alert' | 'digest' | 'test';
  /** Those that are told of one by one, and how many there are in all. None for a test. */
  readonly alerts: readonly AlertNotice[];
  readonly of: number;
  /** Name of the channel. */
  readonly channel: string;
  /** Address of the console, without a slash at the end. */
  readonly console: string;
}

/** What came of sending. `permanent`: trying again would be in vain. */
export type Sent =
  | { readonly ok: true; readonly answer: string }
  | { readonly ok: false; readonly reason: string; readonly permanent: boolean };

/** Where the console shows an alert, whatever its state. */
export const alertLink = (console: string, id: string): string => `${console}/alerts?v=1&tab=all&sel=${id}`;
