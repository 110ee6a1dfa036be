import { FLOW_MARKS } from '@wireledger/events/telemetry';
import { RULE_SETS } from '../../../rules';
import type { Rule } from '../../../rules/rule';
import { address, times } from '../../../testing/cases';
import { ANSWERED, flow, type Row, SECOND, T0, traffic } from '../../../testing/rows';
import type { Table } from '../../../testing/table';

const BUCKET = 900 * SECOND;
const TENTH = SECOND / 10;
const named = (id: string): Rule => RULE_SETS.recommended.find((one) => one.id === id) as Rule;
/** `T0` lies so far behind the beginning of a bucket. */
const START = T0 - (T0 % BUCKET) + BUCKET;

/** So many frames that were had, in ten seconds, and so many that were lost, that far behind the beginning of the bucket. */
const frames = (had: number, lost: number, us: number): Row[] => [
  ...times(10, (i) => traffic(START + i * SECOND, 100_000, { packets: had / 10 })),
  ...[traffic(START + us, 0, { drops: lost }), traffic(START + 2 * BUCKET, 0)],
];

/** So many connections that are whole, and so many that lack something, the last of these so far behind the beginning of the bucket. */
function connections(whole: number, broken: number, us = 60 * SECOND, v6 = false): Row[] {
  const ends = { src: address(v6, true), dst: address(v6, false) };
  const of = (time: number, marks: number) => flow(time, { ...ANSWERED, ...ends, marks });
  return [
    ...times(whole, (i) => of(START + i * SECOND, 0)),
    ...times(broken, (i) => of(START + (i === broken - 1 ? us : i * SECOND), FLOW_MARKS.incomplete)),
    flow(START + 2 * BUCKET, {}),
  ];
}

/** A tenth within a quarter of an hour. */
export const tables: readonly Table[] = [
  {
    rule: named('capture-loss'),
    at: frames(9000, 1000, 30 * SECOND),
    below: frames(9000, 999, 30 * SECOND),
    close: frames(9000, 1000, 5 * SECOND),
    edges: {
      'lost in the last second of the bucket': [frames(9000, 1000, BUCKET - SECOND), 1],
      // The next bucket has nothing but what was lost, which is less than says anything.
      'lost in the first second of the next': [frames(9000, 1000, BUCKET), 0],
      'lost a second after that': [frames(9000, 1000, BUCKET + SECOND), 0],
      'a tenth of too few frames': [frames(8990, 1000, 0).map((row) => halved(row)), 0],
    },
    v6: 'a traffic sample is of all addresses',
  },
  {
    rule: named('capture-holes'),
    at: connections(90, 10),
    below: connections(91, 9),
    edges: {
      'the tenth of them ends after 899.9 s': [connections(90, 10, BUCKET - TENTH), 1],
      'the tenth of them ends at 900 s, in the next bucket': [connections(90, 10, BUCKET), 0],
      'the tenth of them ends at 900.1 s': [connections(90, 10, BUCKET + TENTH), 0],
      'a tenth of a hundred less one': [connections(89, 10), 0],
    },
    v6: { at: connections(90, 10, SECOND, true), below: connections(91, 9, SECOND, true) },
  },
];

/** The same second with half as much of everything. */
function halved({ kind, fields }: Row): Row {
  const half = (name: string) => Math.floor((fields[name] as number) / 2);
  return { kind, fields: { ...fields, packets: half('packets'), drops: half('drops') } };
}
