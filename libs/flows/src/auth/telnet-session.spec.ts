import { hostile } from '@wireledger/decoders/testing';
import { ENDS, talk, type Said } from '../testing/conversation';
import { rows, run, type Happening } from '../testing/frames';

const OFFER = '\xff\xfd\x18\xff\xfb\x01';

function signedIn(said: readonly Said[], dport = 23) {
  const { batches } = run(talk(said, { ...ENDS, dport }));
  const auth = rows(batches, 'auth');
  return {
    auth,
    app: rows(batches, 'flow').at(-1)?.app,
    told: auth.map(({ mechanism, user, outcome, cleartext }) => [mechanism, user, outcome, cleartext]),
  };
}

/** Each key a segment, echoed by the server. */
const keys = (text: string, echo = true): Said[] =>
  [...text].flatMap((key): Said[] => (echo ? [['>', key], ['<', key]] : [['>', key]])); // prettier-ignore

const LOGIN: readonly Said[] = [
  ['<', OFFER],
  ['>', '\xff\xfc\x18'],
  ['<', 'Debian GNU/Linux 12\r\n'],
  ['<', 'vm login: '],
  ...keys('anna'),
  ['>', '\r\0'],
  ['<', '\r\nPassword: '],
  ...keys('secret', false),
  ['>', '\r\0'],
  ['<', '\r\n'],
];

describe('Telnet', () => {
  it('tells who was refused, keys typed one by one, never the secret', () => {
    const { auth, told, app } = signedIn([...LOGIN, ['<', 'Login incorrect\r\nvm login: ']]);
    expect([app, told]).toEqual(['telnet', [['password', 'anna', 'failure', 1]]]);
    expect(auth[0]).toMatchObject({ service: 'telnet', code: 0, serverSoftware: 'Debian GNU/Linux 12', count: 1 });
    expect(JSON.stringify(auth)).not.toContain('secret');
  });

  const asked = (user: string, ...answers: Said[]): Said[] => [
    ['<', 'login: '],
    ['>', `${user}\r\n`],
    ['<', '\r\nPassword: '],
    ['>', 'b\r\n'],
    ...answers,
  ];
  it.each<[string, readonly Said[], readonly unknown[]]>([
    ['a success by its prompt', asked('a', ['<', '\r\n$ ']), [['password', 'a', 'success', 1]]],
    ['a success by its greeting', asked('a', ['<', '\r\nLast login: Tue\r\n']), [['password', 'a', 'success', 1]]],
    ['several attempts', [...asked('a', ['<', '\r\nLogin incorrect\r\n']), ...asked('c', ['<', '\r\n# '])], [['password', 'a', 'failure', 1], ['password', 'c', 'success', 1]]],
    ['a device that wants no user', [['<', 'User Access Verification\r\n\r\nPassword: '], ['>', 'b\r'], ['<', '\r\nPassword: '], ['>', 'c\r'], ['<', '\r\n% Bad passwords\r\n']], [['password', '', 'failure', 1], ['password', '', 'failure', 1]]],
    ['corrections', asked('ax\b\x7f\x7f\x7fb\x15anna', ['<', '\r\n$ ']), [['password', 'anna', 'success', 1]]],
    ['a secret typed before it was asked for', [['<', 'login: '], ['>', 'a\rb\r'], ['<', 'Password: '], ['<', '\r\nbox> ']], [['password', 'a', 'success', 1]]],
    ['no outcome', asked('a'), [['password', 'a', 'unknown', 1]]],
    ['a server that only hangs up', asked('a', ['<', '\r\n']), [['password', 'a', 'unknown', 1]]],
    ['a user of the environment', [['<', `${OFFER}\xff\xfd\x27`], ['>', '\xff\xfa\x27\0\0USER\x01anna\xff\xf0'], ['<', 'Password: '], ['>', 'b\r\n'], ['<', '\r\n$ ']], [['password', 'anna', 'success', 1]]],
    ['a user in bytes', asked('\xe9\\', ['<', '\r\nLogin incorrect\r\n']), [['password', '\\233\\092', 'failure', 1]]],
    ['a negotiation while the user types', [['<', 'login: '], ['>', 'an'], ['<', '\xff\xfd\x01'], ['>', 'na\r\n'], ['<', 'Password: '], ['>', 'b\r\n'], ['<', '\r\n$ ']], [['password', 'anna', 'success', 1]]],
    ['encryption, behind which nothing is read', [['<', '\xff\xfa\x26\x03\0\xff\xf0'], ...asked('a', ['<', '\r\n$ '])], []],
    ['a session behind a sign-in', [...asked('a', ['<', '\r\n$ ']), ...asked('c', ['<', '\r\n# '])], [['password', 'a', 'success', 1]]],
  ])('knows %s', (_what, said, told) => {
    expect(signedIn(said).told).toEqual(told);
  }); // prettier-ignore

  it('is found on any port by its negotiation', () => {
    const { app, told } = signedIn([...LOGIN, ['<', '$ ']], 31_337);
    expect([app, told.length]).toEqual(['telnet', 1]);
  });

  it('is unsure when something was lost', () => {
    expect(signedIn([...asked('a'), ['<', 40], ['<', '\r\n'], ['>', 'x'], ['<', '$ ']]).told).toEqual([
      ['password', 'a', 'unknown', 1],
    ]);
  });

  it('looks no further than 64 KiB for a sign-in', () => {
    const talking: Said[] = Array.from({ length: 70 }, () => ['<', `${'x'.repeat(998)}\r\n`]);
    expect(signedIn([...talking.slice(0, 60), ...asked('a', ['<', '\r\n$ '])]).told).toHaveLength(1);
    expect(signedIn([...talking, ...asked('a', ['<', '\r\n$ '])]).told).toEqual([]);
  });

  it('reads hostile bytes of either side without a throw', () => {
    const texts = (text: string) =>
      [...hostile(Buffer.from(text, 'latin1'), 2000)].map((bytes) => Buffer.from(bytes).toString('latin1'));
    const typed = texts('anna\r\nsecret\r\n\xff\xfb\x27\xff\xfa\x27\0\0USER\x01a\xff\xf0');
    function* all(): Generator<Happening> {
      let n = 0;
      for (const said of texts(`${OFFER}Welcome\r\nlogin: `)) {
        const sides: Said[] = [['<', said], ['>', typed[n % typed.length] as string], ['<', 'Password: '], ['>', 'b\r\n'], ['<', said.slice(3)], ['<', '$ ']]; // prettier-ignore
        for (const [at, frame] of talk(sides, { ...ENDS, sport: 1024 + n++, dport: 23 })) yield [n / 100 + at, frame];
      }
    }
    expect(rows(run(all()).batches, 'auth').length).toBeGreaterThan(200);
  });
});
