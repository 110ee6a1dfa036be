import { address, type Cases, spread, times } from '../../../testing/cases';
import { ANSWERED, flow, type Row, SECOND, T0 } from '../../../testing/rows';
import { lateralMovement } from '../detector';

interface P {
  readonly hosts: number;
  readonly windowS: number;
}
const inside = (i: number, v6 = false) => address(v6, true, i);
const session = (time: number, from: number, to: number, fields: Readonly<Record<string, unknown>> = {}): Row =>
  flow(time, { ...ANSWERED, src: inside(from), dst: inside(to), dstPort: 445, ...fields });
/** Host 1 reaches 2 … `hosts` + 1, and host 2 those after them. */
const chain = (i: number, hosts: number): readonly [from: number, to: number] =>
  i < hosts ? [1, 2 + i] : [2 + (Math.floor(i / hosts) - 1), 2 + i];

export const cases: Cases<P> = {
  detector: lateralMovement,
  needs: ({ hosts }) => 2 * hosts,
  attack: (n, span, { hosts }, v6) =>
    times(n, (i) => {
      // Other hosts for each length: a pair that has been seen is not new.
      const [from, to] = chain(i, hosts).map((host) => host + n * 1000);
      return session(spread(T0, i, n, span), 0, 0, { src: inside(from as number, v6), dst: inside(to as number, v6) });
    }),
  v6: true,
  mustNot: ({ hosts, windowS }) => ({
    'a server that governs many hosts': times(hosts * 10, (i) => session(T0 + i, 1, 2 + i)),
    'many clients of one file server': times(hosts * 10, (i) => session(T0 + i, 2 + i, 1)),
    'the same pairs again and again': times(hosts * 4, (i) => session(T0 + i, 1 + (i % 2), 3 - (i % 2) + (i % 3))),
    'two who govern, and know nothing of each other': times(hosts * 2, (i) => session(T0 + i, i % 2, 100 + i)),
    'those who were reached did so before': [
      ...times(hosts, (i) => session(T0 + i, 2, 200 + i)),
      ...times(hosts, (i) => session(T0 + SECOND + i, 1, 2 + i)),
    ],
    'a chain of answers to the first': [
      ...times(hosts, (i) => session(T0 + i, 1, 2 + i)),
      ...times(hosts - 1, (i) => session(T0 + SECOND + i, 2, 100 + i)),
      session(T0 + 2 * SECOND, 2, 1),
    ],
    'pairs that are known, in another order': [
      ...times(hosts, (i) => session(T0 + i, 2, 100 + i)),
      ...times(hosts, (i) => session(T0 + 2 * windowS * SECOND + i, 1, 2 + i)),
      ...times(hosts, (i) => session(T0 + (2 * windowS + 1) * SECOND + i, 2, 100 + i)),
    ],
    'closed ports': times(hosts * 2, (i) => {
      const [from, to] = chain(i, hosts);
      return flow(T0 + i, { src: inside(from), dst: inside(to), dstPort: 445 });
    }),
    'hosts outside': times(hosts * 2, (i) => {
      const [from, to] = chain(i, hosts);
      return session(T0 + i, from, to, { dst: address(false, false, to) });
    }),
  }),
};
