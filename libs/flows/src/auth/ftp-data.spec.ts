import { talk, type Said } from '../testing/conversation';
import { ACK, back, rows, run, SYN, tcp, type Endpoints, type Happening } from '../testing/frames';

const CONTROL: Endpoints = { src: '192.0.2.10', dst: '198.51.100.80', sport: 40_000, dport: 21 };
const SIGN_IN: readonly Said[] = [
  ['<', '220 ready\r\n'],
  ['>', 'USER a\r\n'],
  ['<', '331 x\r\n'],
  ['>', 'PASS b\r\n'],
  ['<', '230 in\r\n'],
];

/** The control connection says this after signing in, and at `at` seconds comes a connection that carries `payload`. */
function* transfer(said: readonly Said[], data: Endpoints, at = 1, payload = 'x'): Generator<Happening> {
  const control = [...talk([...SIGN_IN, ...said], CONTROL)];
  yield* control.slice(0, -2);
  yield [at, tcp(data, SYN, 1)];
  yield [at + 0.01, tcp(back(data), SYN | ACK, 1)];
  yield [at + 0.02, tcp(data, ACK, 2, payload)];
}
const appOf = (happenings: Iterable<Happening>): unknown =>
  rows(run(happenings).batches, 'flow').find(({ dstPort }) => dstPort === 5001)?.app;

const PASSIVE: Endpoints = { src: CONTROL.src, dst: CONTROL.dst, sport: 40_001, dport: 5001 };
const ACTIVE: Endpoints = { src: CONTROL.dst, dst: CONTROL.src, sport: 40_020, dport: 5001 };
const PASV: readonly Said[] = [
  ['>', 'PASV\r\n'],
  ['<', '227 Entering Passive Mode (198,51,100,80,19,137)\r\n'],
];

describe('data connections of FTP', () => {
  it.each<[string, readonly Said[], Endpoints]>([
    ['PASV', PASV, PASSIVE],
    ['EPSV', [['>', 'EPSV\r\n'], ['<', '229 Extended (|||5001|)\r\n']], PASSIVE],
    ['PASV while a transfer ends', [['>', 'PASV\r\n'], ['<', '226 done\r\n'], ['<', '227 (198,51,100,80,19,137)\r\n']], PASSIVE],
    ['PASV behind NAT, where the client takes the address named', [['>', 'PASV\r\n'], ['<', '227 (10,9,9,9,19,137)\r\n']], { ...PASSIVE, dst: '10.9.9.9' }],
    ['PASV behind NAT, where it takes the one it knows', [['>', 'PASV\r\n'], ['<', '227 (10,9,9,9,19,137)\r\n']], PASSIVE],
    ['PORT', [['>', 'PORT 192,0,2,10,19,137\r\n'], ['<', '200 ok\r\n']], ACTIVE],
    ['PORT before its reply', [['>', 'PORT 192,0,2,10,19,137\r\n']], ACTIVE],
    ['EPRT', [['>', 'EPRT |1|192.0.2.10|5001|\r\n'], ['<', '200 ok\r\n']], ACTIVE],
  ])('are known by %s', (_what, said, data) => {
    expect(appOf(transfer(said, data))).toBe('ftp-data');
  }); // prettier-ignore

  it.each<[string, readonly Said[], Endpoints]>([
    ['nobody announced', [], PASSIVE],
    ['goes elsewhere', PASV, { ...PASSIVE, dst: '198.51.100.81' }],
    ['comes from elsewhere', PASV, { ...PASSIVE, src: '192.0.2.11' }],
    [
      'was refused',
      [
        ['>', 'PORT 192,0,2,10,19,137\r\n'],
        ['<', '500 no\r\n'],
      ],
      ACTIVE,
    ],
    ['the server announced unasked', PASV.slice(1), PASSIVE],
  ])('are not what %s', (_what, said, data) => {
    expect(appOf(transfer(said, data))).toBe('other');
  });

  it('are awaited for a minute', () => {
    expect(appOf(transfer(PASV, PASSIVE, 55))).toBe('ftp-data');
    expect(appOf(transfer(PASV, PASSIVE, 65))).toBe('other');
  });

  it('are no HTTP when the file looks like it', () => {
    const { batches } = run(transfer(PASV, PASSIVE, 1, 'GET / HTTP/1.1\r\nHost: a\r\n\r\n'));
    expect(rows(batches, 'http')).toEqual([]);
    expect(rows(batches, 'flow').map(({ app }) => app)).toEqual(expect.arrayContaining(['ftp-data', 'ftp']));
  });

  it('leave the sign-in as it is', () => {
    expect(rows(run(transfer(PASV, PASSIVE)).batches, 'auth')).toMatchObject([{ user: 'a', outcome: 'success' }]);
  });
});
