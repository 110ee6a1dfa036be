import { back, rows, run, udp, type Endpoints, type Happening } from '../testing/frames';

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');
const AGENT: Endpoints = { src: '192.0.2.10', dst: '198.51.100.80', dport: 161 };
/** A message of version 2c with a community of four letters; 0 = get, 2 = response, 7 = trap. */
const snmp = (community: string, pdu: number, error = 0): Buffer =>
  hex(`3018 020101 0404${Buffer.from(community, 'latin1').toString('hex')} a${pdu} 0d 020105 0201 ${error.toString(16).padStart(2, '0')} 020100 3002 3000`); // prettier-ignore

/** A value of DER, shorter than 128 bytes. */
const der = (tag: number, ...parts: readonly string[]): string =>
  String.fromCharCode(tag, parts.join('').length) + parts.join('');

const attempts = (happenings: Iterable<Happening>) =>
  rows(run(happenings).batches, 'auth').map(({ service, outcome, time, at, t0 }) => [service, outcome, (time + t0) / 1e6 % 100, (at + t0) / 1e6 % 100].join(' ')); // prettier-ignore

describe('attempts to sign in by datagrams', () => {
  it('are told once they are answered', () => {
    expect(
      attempts([
        [0, udp(AGENT, snmp('abcd', 0))],
        [0.5, udp(back(AGENT), snmp('abcd', 2))],
        [1, udp(AGENT, snmp('abcd', 0))],
        [1.5, udp(back(AGENT), snmp('abcd', 2))],
      ]),
    ).toEqual(['snmp success 40 40']);
  });

  it('are given up after ten seconds, asked again or not', () => {
    const asked = [0, 1, 2, 3].map((at): Happening => [at, udp(AGENT, snmp('abcd', 0))]);
    expect(attempts([...asked, [20, 'tick']])).toEqual(['snmp unknown 40 50']);
    expect(attempts(asked)).toEqual(['snmp unknown 40 43']);
  });

  it('are as many as communities are tried', () => {
    const tried = ['abcd', 'abcd', 'efgh', 'ijkl'].map((community, i): Happening => [i, udp(AGENT, snmp(community, 0))]);
    expect(attempts([...tried, [3.5, udp(back(AGENT), snmp('ijkl', 2, 0))]])).toEqual([
      'snmp unknown 40 42',
      'snmp unknown 42 43',
      'snmp success 43 43',
    ]);
    expect(attempts([...tried.slice(0, 1), [0.5, udp(back(AGENT), snmp('abcd', 2, 16))]])).toHaveLength(1);
  }); // prettier-ignore

  it('are bounded in number, and what is given up early is counted', () => {
    const many = Array.from({ length: 65_540 }, (_, i): Happening => {
      const sport = 1024 + (i % 60_000);
      return [0, udp({ ...AGENT, src: i < 60_000 ? '192.0.2.10' : '192.0.2.11', sport }, snmp('abcd', 0))];
    });
    const { batches } = run(many);
    expect(rows(batches, 'auth')).toHaveLength(65_540);
    expect(rows(batches, 'eviction').filter(({ state }) => state === 'lookup')).toMatchObject([{ count: 4 }]);
  });

  it('are not what nobody asked', () => {
    expect(attempts([[0, udp(AGENT, snmp('abcd', 2))]])).toEqual([]);
    expect(attempts([[0, udp({ ...AGENT, dport: 162 }, snmp('abcd', 7))]])).toEqual(['snmp unknown 40 40']);
  });

  it('with Kerberos may need no proof', () => {
    const version = der(0xa1, der(2, '\x05'));
    const name = der(0xa1, der(0x30, der(0xa0, der(2, '\x01')), der(0xa1, der(0x30, der(0x1b, 'bo')))));
    const body = der(0xa4, der(0x30, name, der(0xa2, der(0x1b, 'C'))));
    const asRequest = Buffer.from(der(0x6a, der(0x30, version, der(0xa2, der(2, '\x0a')), body)), 'latin1');
    const asReply = Buffer.from(der(0x6b, der(0x30, der(0xa0, der(2, '\x05')), der(0xa1, der(2, '\x0b')))), 'latin1');
    const kdc = { ...AGENT, dport: 88 };
    expect(rows(run([[0, udp(kdc, asRequest)], [0.1, udp(back(kdc), asReply)]]).batches, 'auth')).toMatchObject([
      { service: 'kerberos', mechanism: 'none', user: 'bo@C', outcome: 'success', proto: 17 },
    ]); // prettier-ignore
  });
});
