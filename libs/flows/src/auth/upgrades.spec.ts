import { mutations, tlsMessages as wire } from '@wireledger/decoders/testing';
import { ENDS, talk, type Said } from '../testing/conversation';
import { rows, run, type Happening } from '../testing/frames';

const HANDSHAKE = 22;
const latin1 = (bytes: Buffer) => bytes.toString('latin1');
const records = (message: Buffer) => latin1(wire.records(HANDSHAKE, message));
const CLIENT_HELLO = records(wire.message(1, wire.clientHelloBody([0x1301], wire.serverName('mail.example'))));
const SERVER_HELLO = records(
  wire.message(2, wire.serverHelloBody(0x1301, Buffer.alloc(32, 9), wire.chosenVersion(0x0304))),
);
/** Ciphertext that would say something if anybody read it as text. */
const CIPHERTEXT = '\r\nUSER a\r\nPASS b\r\nAUTH PLAIN AGEAYg==\r\na1 LOGIN a b\r\n';
const ANSWER = '\r\n230 ok\r\n235 ok\r\n+OK\r\na1 OK\r\n';

const lines = (text: string): Said[] => text.split('\n').map((line) => [line[0] as '>' | '<', `${line.slice(2)}\r\n`]);
const HELLOS: readonly Said[] = [
  ['>', CLIENT_HELLO],
  ['<', SERVER_HELLO],
];
const PROTOCOLS: readonly (readonly [app: string, port: number, text: string])[] = [
  ['ftp', 21, '< 220 ready\n> AUTH TLS\n< 234 go'],
  ['smtp', 25, '< 220 mx ESMTP\n> EHLO a\n< 250-mx\n< 250 STARTTLS\n> STARTTLS\n< 220 go'],
  ['pop3', 110, '< +OK ready\n> STLS\n< +OK go'],
  ['imap', 143, '< * OK IMAP4rev1 ready\n> a1 STARTTLS\n< a1 OK go'],
];

function factsOf(said: readonly Said[], dport: number) {
  const { batches, pipeline } = run(talk(said, { ...ENDS, dport }));
  return {
    app: rows(batches, 'flow').at(-1)?.app,
    auth: rows(batches, 'auth'),
    tls: rows(batches, 'tls').map(({ serverName, version, serverPort, hellos }) => [serverName, version, serverPort, hellos]),
    clientHellos: pipeline.counters.client_hellos,
  }; // prettier-ignore
}

describe.each(PROTOCOLS)('%s', (app, port, text) => {
  const agreed = lines(text);

  it('turns into TLS when both have agreed: hellos are read, ciphertext is not', () => {
    const said: Said[] = [...agreed, ...HELLOS, ['>', CIPHERTEXT], ['<', ANSWER]];
    expect(factsOf(said, port)).toMatchObject({ app, auth: [], tls: [['mail.example', 0x0304, port, 1]] });
  });

  it('does so in whatever pieces it comes', () => {
    const [reply] = agreed.slice(-1) as [Said];
    const pieces: Said[] = [
      ...agreed.slice(0, -1),
      ['<', (reply[1] as string).slice(0, 3)],
      ['<', (reply[1] as string).slice(3)],
      ...[...CLIENT_HELLO].map((byte): Said => ['>', byte]),
      ['<', SERVER_HELLO.slice(0, 9)],
      ['<', SERVER_HELLO.slice(9)],
    ];
    expect(factsOf(pieces, port).tls).toEqual([['mail.example', 0x0304, port, 1]]);
  });

  it('stays as it is when the server refuses', () => {
    const refused = text.replace(/< (234|220|\+OK|a1 OK) go$/, (_all, code: string) => `< ${{ '+OK': '-ERR', 'a1 OK': 'a1 NO' }[code] ?? '502'} no`);
    const { tls, clientHellos } = factsOf([...lines(refused), ...HELLOS], port);
    expect([tls, clientHellos]).toEqual([[], 0]);
  }); // prettier-ignore

  it('has no TLS when its beginning was lost', () => {
    expect(factsOf([...agreed, ['>', 40], ...HELLOS, ['>', 'x']], port)).toMatchObject({ clientHellos: 0, auth: [] });
  });

  it('is counted the same without records', () => {
    const happenings = [...talk([...agreed, ...HELLOS], { ...ENDS, dport: port })];
    const { counters } = run(happenings, { onBatch: undefined }).pipeline;
    expect(counters).toMatchObject({ client_hellos: 1, server_hellos: 1, sni: ['mail.example'] });
  });

  it('reads hostile hellos without a throw', () => {
    const hostile = [...mutations(Buffer.from(CLIENT_HELLO, 'latin1'), 300)].map((bytes) => latin1(bytes));
    function* all(): Generator<Happening> {
      for (const [n, hello] of hostile.entries()) {
        const said: Said[] = [...agreed, ['>', hello], ['<', SERVER_HELLO], ['<', hello], ['>', CIPHERTEXT]];
        for (const [at, frame] of talk(said, { ...ENDS, sport: 1024 + n, dport: port })) yield [n / 10 + at, frame];
      }
    }
    const { batches } = run(all());
    expect(rows(batches, 'auth')).toEqual([]);
    expect(rows(batches, 'tls').length).toBeGreaterThan(200);
  });
});

describe('FTP', () => {
  it('is read no further when something else than TLS hides it (RFC 2228)', () => {
    const said = [...lines('< 220 ready\n> AUTH GSSAPI\n< 234 go'), ...HELLOS];
    expect(factsOf(said, 21)).toMatchObject({ clientHellos: 0, auth: [] });
  });
});
