import { ENDS, talk, type Said } from '../testing/conversation';
import { back, rows, run, udp, type Endpoints, type Happening } from '../testing/frames';

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');
const AGENT: Endpoints = { src: '192.0.2.10', dst: '198.51.100.80', dport: 161 };
/** A message of version 2c with a community of four letters; 0 = get, 2 = response, 7 = trap. */
const snmp = (community: string, pdu: number, error = 0): Buffer =>
  hex(`3018 020101 0404${Buffer.from(community, 'latin1').toString('hex')} a${pdu} 0d 020105 0201 ${error.toString(16).padStart(2, '0')} 020100 3002 3000`); // prettier-ignore

/** A value of DER, shorter than 128 bytes. */
const der = (tag: number, ...parts: readonly string[]): string =>
  String.fromCharCode(tag, parts.join('').length) + parts.join('');

/** A message of version 3, not signed; 0 = get, 2 = response, 8 = report. */
const usm = (user: string, pdu: number): Buffer =>
  Buffer.from(
    der(
      0x30,
      der(2, '\x03'),
      der(0x30, der(2, '\x01'), der(2, '\x04\0'), der(4, '\0'), der(2, '\x03')),
      der(4, der(0x30, der(4, 'engine'), der(2, '\x01'), der(2, '\x01'), der(4, user), der(4), der(4))),
      der(0x30, der(4, 'engine'), der(4), der(0xa0 + pdu, der(2, '\x05'), der(2, '\0'), der(2, '\0'), der(0x30))),
    ),
    'latin1',
  );

const KDC: Endpoints = { ...AGENT, dport: 88 };
const message = (tag: number, ...fields: readonly string[]): Buffer =>
  Buffer.from(der(tag, der(0x30, ...fields)), 'latin1');
const asRequest = (user: string, nonce = 1): Buffer => {
  const name = der(0xa1, der(0x30, der(0xa0, der(2, '\x01')), der(0xa1, der(0x30, der(0x1b, user)))));
  const body = der(0x30, name, der(0xa2, der(0x1b, 'C')), der(0xa7, der(2, String.fromCharCode(nonce))));
  return message(0x6a, der(0xa1, der(2, '\x05')), der(0xa2, der(2, '\x0a')), der(0xa4, body));
};
const AS_REPLY = message(0x6b, der(0xa0, der(2, '\x05')), der(0xa1, der(2, '\x0b')));
const refusal = (code: number): Buffer =>
  message(0x7e, der(0xa0, der(2, '\x05')), der(0xa1, der(2, '\x1e')), der(0xa6, der(2, String.fromCharCode(code))));

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

  it.each([
    ['a response', snmp('abcd', 2)],
    ['a refusal', snmp('abcd', 2, 16)],
    ['a trap', snmp('abcd', 7)],
  ])('are answered by the other side alone: not by %s of their own', (_what, own) => {
    const said: readonly Happening[] = [[0, udp(AGENT, snmp('abcd', 0))], [0.5, udp(AGENT, own)], [1, udp(AGENT, snmp('efgh', 0))]];
    expect(attempts(said)).toEqual(['snmp unknown 40 41', 'snmp unknown 41 41']);
    expect(attempts([...said, [1.5, udp(back(AGENT), snmp('efgh', 2))]])).toEqual(['snmp unknown 40 41', 'snmp success 41 41']);
  }); // prettier-ignore

  it('are as many as users are tried, in version 3', () => {
    const tried = ['anna', 'anna', 'emma', 'nina'].map((user, i): Happening => [i, udp(AGENT, usm(user, 0))]);
    const refused: Happening = [3.5, udp(back(AGENT), usm('nina', 8))];
    expect(attempts([...tried, refused])).toEqual(['snmp unknown 40 42', 'snmp unknown 42 43', 'snmp failure 43 43']);
    // A report, or a response, of one's own is none.
    for (const pdu of [8, 2])
      expect(attempts([[0, udp(AGENT, usm('anna', 0))], [0.5, udp(AGENT, usm('anna', pdu))], refused])).toEqual(['snmp failure 40 43']);
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
    expect(
      rows(
        run([
          [0, udp(KDC, asRequest('bo'))],
          [0.1, udp(back(KDC), AS_REPLY)],
        ]).batches,
        'auth',
      ),
    ).toMatchObject([{ service: 'kerberos', mechanism: 'none', user: 'bo@C', outcome: 'success', proto: 17 }]);
  });
});

describe('attempts to sign in with Kerberos', () => {
  const KDC_STREAM = { ...ENDS, dport: 88 };
  const told = (happenings: Iterable<Happening>) =>
    rows(run(happenings).batches, 'auth').map(({ user, outcome, code }) => [user, outcome, code].join(' '));
  const datagrams = (said: readonly (readonly ['>' | '<', Buffer])[]) =>
    told(said.map(([side, bytes], i): Happening => [i / 10, udp(side === '>' ? KDC : back(KDC), bytes)]));
  const segments = (said: readonly (readonly ['>' | '<', Buffer])[]) =>
    told(
      talk(
        said.map(([side, bytes]): Said => [
          side,
          `\0\0\0${String.fromCharCode(bytes.length)}${bytes.toString('latin1')}`,
        ]),
        KDC_STREAM,
      ),
    );

  it.each([
    ['datagrams', datagrams],
    ['segments', segments],
  ])('are answered by the other side alone, in %s', (_what, exchange) => {
    for (const own of [refusal(25), refusal(6), AS_REPLY])
      expect(exchange([['>', asRequest('bo')], ['>', own], ['<', refusal(24)]])).toEqual(['bo@C failure 24']);
    expect(exchange([['>', asRequest('bo')], ['<', refusal(25)]])).toEqual([]);
  }); // prettier-ignore

  it.each([
    ['datagrams', datagrams],
    ['segments', segments],
  ])('are as many as are asked before the first answer, those sent again aside, in %s', (_what, exchange) => {
    const asked = ['bo', 'bo', 'al', 'bo'].map((user) => ['>', asRequest(user)] as const);
    expect(exchange([...asked, ['<', refusal(24)]])).toEqual(['bo@C unknown 0', 'al@C unknown 0', 'bo@C failure 24']);
    // The same user again, with another nonce, is another guess.
    expect(exchange([['>', asRequest('bo', 1)], ['>', asRequest('bo', 2)]])).toHaveLength(2);
  }); // prettier-ignore
});
