import type { Rule } from '../rules/rule';
import type { Row } from './rows';

/** Rows, and how many alerts are raised of them. */
export type Judged = readonly [rows: readonly Row[], alerts: number];

/**
 * The truth table of one rule whose detector does not count up to a threshold within a sliding window: it waits for a bucket, for a score, for
 * what was never there. Each row of it is traffic, written out as records.
 */
export interface Table {
  readonly rule: Rule;
  /** Rules whose alerts it hears. */
  readonly hears?: readonly Rule[];
  /** What just reaches the threshold: one alert. */
  readonly at: readonly Row[];
  /** The same with one packet, byte, connection, client … less: none. */
  readonly below: readonly Row[];
  /** What raises one alert and whose records come so close together that they may overtake one another; left out: `at` does. */
  readonly close?: readonly Row[];
  /** Windows, buckets and periods: 0.1 s (or where records say no more, 1 s) before the end, just at it and as much behind it. */
  readonly edges: Readonly<Record<string, Judged>>;
  /** The same by IPv6, or why there is no such form. */
  readonly v6: { readonly at: readonly Row[]; readonly below: readonly Row[] } | string;
  /** Why work cannot be split by key; left out: it can. */
  readonly whole?: string;
}
