import { address, type Cases, spread, times } from '../../../testing/cases';
import { http, type Row, T0 } from '../../../testing/rows';
import { c2Http } from '../detector';

interface P {
  readonly signs: number;
}
const REPORT = '/2014/?c=MSEDGEWIN10&u=IEUser&v=00021&mi=747f3d96%2D68a7%2D43f1%2D8cbe%2De8d6dadd0358';
const SIGNS: readonly Readonly<Record<string, unknown>>[] = [
  { target: REPORT },
  { method: 'POST', requestLength: 4464, target: '/en/' },
  { target: '/de/x.sig', responseType: 'application/pgp-signature' },
];
const implant = (time: number, i: number, fields: Readonly<Record<string, unknown>> = {}): Row =>
  http(time, {
    ...SIGNS[i % SIGNS.length],
    client: '10.0.2.15',
    server: '203.0.113.9',
    host: 'db54a845.top',
    ...fields,
  });

export const cases: Cases<P> = {
  detector: c2Http,
  needs: ({ signs }) => signs,
  attack: (n, span, _p, v6) =>
    times(n, (i) => implant(spread(T0, i, n, span), i, { client: address(v6, true), server: address(v6, false) })),
  v6: true,
  mustNot: () => ({
    'a program that tells its maker of itself': times(9, (i) => implant(T0 + i, i, { host: 'telemetry.example.com' })),
    'a shop below a cheap top-level domain': times(9, (i) => implant(T0 + i, i, { host: 'flowers.top' })),
    'pages that lead to it': times(9, (i) => implant(T0 + i, i, { referrer: 'http://db54a845.top/' })),
    'one sign again and again': times(9, (i) => implant(T0 + i, 0)),
    'requests without an identifier': times(9, (i) =>
      implant(T0 + i, i, i % 3 === 0 ? { target: '/?c=1&u=2&v=3&os=4' } : {}),
    ),
    'a device inside': times(9, (i) => implant(T0 + i, i, { server: '10.0.0.9', host: '10.0.0.9' })),
    'three hosts': times(9, (i) => implant(T0 + i, i, { host: `db54a84${i % 3}.top` })),
  }),
};
