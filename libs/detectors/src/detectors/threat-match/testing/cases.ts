import { address, type Cases, spread, times } from '../../../testing/cases';
import { ANSWERED, dns, flow, http, type Row, T0, tls } from '../../../testing/rows';
import { threatMatch } from '../detector';

interface P {
  readonly of: 'threat' | 'watch';
  readonly look: readonly string[];
  readonly hits: number;
}

/** What the lists of tests hold. */
const NAME = { threat: 'bad.example', watch: 'new.example' };
const ADDRESS = {
  threat: { v4: '203.0.113.66', v6: '2001:db8::66' },
  watch: { v4: '203.0.113.77', v6: '2001:db8::77' },
};

export const cases: Cases<P> = {
  detector: threatMatch,
  needs: ({ hits }) => hits,
  attack(n, span, { of, look }, v6) {
    const client = address(v6, true);
    return times(n, (i): Row => {
      const time = spread(T0, i, n, span);
      if (look.length > 0) return dns(time, { client, name: NAME[of] });
      return flow(time, { flow: i + 1, src: client, dst: ADDRESS[of][v6 ? 'v6' : 'v4'], ...ANSWERED });
    });
  },
  v6: true,
  mustNot: () => ({
    'what is on no list': [
      flow(T0, { ...ANSWERED }),
      dns(T0, { name: 'good.example', answers: [[1, 60, '203.0.113.1']] }),
      tls(T0, { serverName: 'good.example', ja3: 'cd'.repeat(16) }),
      http(T0, { host: 'good.example' }),
    ],
    'a listed address that is allowed': [flow(T0, { dst: '203.0.113.200', ...ANSWERED })],
    'attempts of a listed scanner that nobody answers': times(50, (i) =>
      flow(T0 + i, { flow: i + 1, src: '203.0.113.66', dst: `10.0.0.${i + 1}`, dstPackets: 0 }),
    ),
    'nothing where a name could be': [
      dns(T0, { name: '' }),
      tls(T0, { serverName: '', ja3: '', ja4: '' }),
      http(T0, { host: '' }),
    ],
  }),
};
