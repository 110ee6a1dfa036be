import type { AlertChange } from '../host/alert-change';
import { DetectorHost, type HostOptions } from '../host/detector-host';
import type { Rule } from '../rules/rule';
import { TEST_LISTS } from './lists';
import { TEST_REGIONS } from './regions';
import { batchesOf, type Row, SOURCE } from './rows';

export const SCOPE = '99999999-8888-5777-8666-555555555555';

/** What a change is, without the ids of batches: those depend on where batches are cut. */
export type Told = Omit<AlertChange, 'evidence'> & { readonly records: readonly string[] };

/** The record numbers that evidence names: `flow 17`. */
export function recordOf(ref: string): string {
  const [, kind, first, n] = /^batch-(.*)-(\d+)#(\d+)$/.exec(ref) as unknown as [string, string, string, string];
  return `${kind} ${Number(first) + Number(n)}`;
}

export const told = ({ evidence, ...change }: AlertChange): Told => ({ ...change, records: evidence.map(recordOf) });

/** A host that remembers what it told. It judges by the lists and regions of tests unless others are given. */
export function host(rules: readonly Rule[], options: Partial<HostOptions> = {}) {
  const changes: AlertChange[] = [];
  const made = new DetectorHost({
    scope: SCOPE,
    rules,
    lists: TEST_LISTS,
    regions: TEST_REGIONS,
    ...options,
    onChange: (change) => changes.push(change),
  });
  return { host: made, changes };
}

/** Everything that rules tell about rows. */
export function judge(rules: readonly Rule[], rows: readonly Row[], size = 500, times = 1): Told[] {
  const { host: judging, changes } = host(rules);
  for (const batch of batchesOf(rows, size, SOURCE)) for (let i = 0; i < times; i++) judging.take(batch);
  judging.finish();
  return changes.map(told);
}

/** The alerts raised. */
export const raised = (rules: readonly Rule[], rows: readonly Row[]): Told[] =>
  judge(rules, rows).filter(({ change }) => change === 'raised');
