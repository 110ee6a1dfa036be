import { RECOMMENDED } from '../../rules/recommended';
import type { Rule } from '../../rules/rule';
import { raised } from '../../testing/judged';
import { ANSWERED, dns, flow, SECOND, T0, tls } from '../../testing/rows';
import { RULES } from './testing/cases';

const recommended = RECOMMENDED.find(({ id }) => id === 'resolver-bypass') as Rule;
const moved = RULES.find(({ id }) => id === 'resolver-moved') as Rule;
const elsewhere = RULES.find(({ id }) => id === 'resolver-elsewhere') as Rule;

it('tells a resolver by name, by address and by port, and counts a connection once', () => {
  const by = [
    tls(T0, { serverName: 'mozilla.cloudflare-dns.com', server: '104.16.248.249' }),
    flow(T0, { ...ANSWERED, dst: '9.9.9.9' }),
    flow(T0, { ...ANSWERED, dst: '198.51.100.53', dstPort: 853 }),
    flow(T0, { ...ANSWERED, dst: '8.8.8.8', dstPort: 443, proto: 17 }),
  ];
  for (const row of by) expect(raised([recommended], [row])).toHaveLength(1);
  const twice = [
    tls(T0, { serverName: 'dns.google', server: '8.8.8.8' }),
    flow(T0 + SECOND, { ...ANSWERED, dst: '8.8.8.8' }),
  ];
  const [alert] = raised([recommended], twice);
  expect(alert).toMatchObject({ severity: 'low', src: '10.0.0.1', dst: '8.8.8.8', dport: 443, value: 1 });
  expect(alert?.summary).toBe(
    '10.0.0.1 connected to a resolver elsewhere once (8.8.8.8 (Google)); the threshold is 1 within 3600 s.',
  );
});

it('counts plain look-ups elsewhere when asked to', () => {
  const asked = (n: number, server: string) =>
    Array.from({ length: n }, (_, i) => dns(T0 + i, { flow: i + 1, server }));
  expect(raised([elsewhere], asked(5, '8.8.8.8'))).toMatchObject([{ dport: 53, value: 5 }]);
  expect(raised([elsewhere], asked(4, '8.8.8.8'))).toEqual([]);
  expect(raised([elsewhere], asked(9, '10.0.0.53'))).toEqual([]);
});

it('tells a client whose plain look-ups have ceased', () => {
  const calls = [0, 1, 2].map((i) => tls(T0 + (900 + i) * SECOND, { flow: i + 2, serverName: 'x1.dns.nextdns.io' }));
  const [alert] = raised([moved], [dns(T0), ...calls]);
  expect(alert?.records).toEqual(['dns 1', 'tls 1', 'tls 2', 'tls 3']);
  expect(alert?.summary).toContain('no longer asks plainly, for 15 min at least');
  expect(raised([moved], [dns(T0), dns(T0 + 2 * SECOND), ...calls.slice(0, 3)])).toEqual([]);
});
