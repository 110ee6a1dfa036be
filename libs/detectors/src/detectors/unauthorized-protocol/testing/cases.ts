import { address, type Cases, spread, times } from '../../../testing/cases';
import { ANSWERED, flow, T0 } from '../../../testing/rows';
import { unauthorizedProtocol } from '../detector';

interface P {
  readonly connections: number;
}
/** Telnet, told by its bytes, on a port of its own choice. */
const TELNET = { ...ANSWERED, dstPort: 2323, app: 'telnet', marks: 32 };
const TLS = { ...ANSWERED, dstPort: 443, app: 'tls', marks: 32 };

export const cases: Cases<P> = {
  detector: unauthorizedProtocol,
  needs: ({ connections }) => connections,
  attack: (n, span, _p, v6) =>
    times(n, (i) => {
      const parties = { src: address(v6, true), dst: address(v6, false, i % 5) };
      return flow(spread(T0, i, n, span), { ...TELNET, ...parties, flow: i + 1 });
    }),
  v6: true,
  mustNot: ({ connections }) => ({
    'TLS where it belongs': times(connections * 2, (i) => flow(T0 + i, { ...TLS, flow: i + 1 })),
    'attempts that nobody answered': times(connections * 2, (i) => flow(T0 + i, { dstPort: 23, flow: i + 1 })),
    'connections that said nothing': times(connections * 2, (i) =>
      flow(T0 + i, { ...TELNET, srcPayload: 0, flow: i + 1 }),
    ),
    'TLS whose beginning was not seen': times(connections * 2, (i) =>
      flow(T0 + i, { ...TLS, marks: 16, srcFlags: 0x18, flow: i + 1 }),
    ),
  }),
};
