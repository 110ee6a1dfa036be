import { hostile } from '@wireledger/decoders/testing';
import { ENDS, talk, type Said } from '../testing/conversation';
import { rows, run, type Happening } from '../testing/frames';
import { MAX_WAITING } from './sent-commands';

const base64 = (text: string): string => Buffer.from(text, 'latin1').toString('base64');
/** `> USER anna` per line; each is a segment of its own. */
const lines = (text: string): Said[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((line) => [line[0] as '>' | '<', `${line.slice(2)}\r\n`]);

function signedIn(text: string | readonly Said[], dport: number) {
  const said = typeof text === 'string' ? lines(text) : text;
  const { batches } = run(talk(said, { ...ENDS, dport }));
  const auth = rows(batches, 'auth');
  return {
    auth,
    app: rows(batches, 'flow').at(-1)?.app,
    told: auth.map(({ mechanism, user, outcome, cleartext }) => [mechanism, user, outcome, cleartext]),
  };
}

describe('FTP', () => {
  const REFUSED = `
    < 220-Welcome
    < 220 ProFTPD ready
    > USER anna
    < 331 Password required
    > PASS secret
    < 530 Login incorrect`;

  it('tells a refusal with user and server, never the secret', () => {
    const { auth, told } = signedIn(REFUSED, 21);
    expect(told).toEqual([['password', 'anna', 'failure', 1]]);
    expect(auth[0]).toMatchObject({ service: 'ftp', code: 530, serverPort: 21, serverSoftware: 'Welcome', count: 1 });
    expect(JSON.stringify(auth)).not.toContain('secret');
  });

  it.each<[string, string, readonly unknown[]]>([
    ['a success in several lines', '> USER a\n< 331 x\n> PASS b\n< 230-Hello\n< 530 not this\n< 230 in', [['password', 'a', 'success', 1]]],
    ['several attempts', '> USER a\n< 331 x\n> PASS b\n< 530 x\n> USER c\n< 331 x\n> PASS d\n< 230 x', [['password', 'a', 'failure', 1], ['password', 'c', 'success', 1]]],
    ['commands sent at once', '> USER a\n> PASS b\n< 331 x\n< 230 x', [['password', 'a', 'success', 1]]],
    ['guesses sent at once', '> USER a\n> PASS b\n> USER c\n> PASS d\n> USER e\n> PASS f\n< 331 x\n< 530 x\n< 331 x\n< 230 in\n< 530 x\n< 530 x', [['password', 'a', 'failure', 1], ['password', 'c', 'success', 1], ['password', 'e', 'unknown', 1]]],
    ['guesses sent at once among other commands', '> SYST\n> USER a\n> PASS b\n> NOOP\n> PASS c\n< 530 x\n< 331 x\n< 530-x\n< 530 x\n< 200 x\n< 530 x', [['password', 'a', 'failure', 1], ['password', 'a', 'failure', 1]]],
    ['guesses among lines that the server does not answer', '> \n> USER a\n> PASS b\n> what?\n> USER c\n> PASS d\n< 331 x\n< 530 x\n< 331 x\n< 230 x', [['password', 'a', 'failure', 1], ['password', 'c', 'success', 1]]],
    ['guesses among empty lines that it complains about', '> \n> USER a\n> PASS b\n< 500 what?\n< 331 x\n< 230 x', [['password', 'a', 'success', 1]]],
    ['TLS that was asked for behind a guess', '> USER a\n> PASS b\n> AUTH TLS\n> PASS c\n< 331 x\n< 530 x\n< 234 x', [['password', 'a', 'failure', 1], ['password', 'a', 'unknown', 1]]],
    ['a user without password', '> USER anonymous\n< 230 x', [['none', 'anonymous', 'success', 1]]],
    ['an account that is wanted', '> USER a\n< 331 x\n> PASS b\n< 332 x', [['password', 'a', 'unknown', 1]]],
    ['no outcome', '> USER a\n< 331 x\n> PASS b', [['password', 'a', 'unknown', 1]]],
    ['TLS, behind which nothing is read', '> AUTH TLS\n< 234 x\n> USER a\n> PASS b\n< 230 x', []],
    ['a user in bytes', '> USER \xe9\\\n< 331 x\n> PASS b\n< 530 x', [['password', '\\233\\092', 'failure', 1]]],
  ])('knows %s', (_what, text, told) => {
    expect(signedIn(`< 220 ready\n${text}`, 21).told).toEqual(told);
  }); // prettier-ignore

  it('knows guesses sent before the greeting was over', () => {
    const { told } = signedIn(lines('< 220-a\n> USER a\n> PASS b\n< 220 b\n< 331 x\n< 530 x'), 21);
    expect(told).toEqual([['password', 'a', 'failure', 1]]);
  });

  it('is found on any port by its greeting', () => {
    const { app, told } = signedIn(REFUSED.replace('220-Welcome', '220 vsFTPd 3'), 31_337);
    expect([app, told.length]).toEqual(['ftp', 1]);
  });

  it('is unsure when something was lost', () => {
    const { told } = signedIn(
      [...lines('< 220 x\n> USER a\n< 331 x\n> PASS b'), ['<', 40], ...lines('< 250 x\n> NOOP')],
      21,
    );
    expect(told).toEqual([['password', 'a', 'unknown', 1]]);
  });
});

describe('SMTP', () => {
  it.each<[string, string, readonly unknown[]]>([
    ['PLAIN at once', `> AUTH PLAIN ${base64('\0anna\0secret')}\n< 235 ok`, [['plain', 'anna', 'success', 1]]],
    ['PLAIN when asked', `> AUTH PLAIN\n< 334 \n> ${base64('x\0anna\0secret')}\n< 535 no`, [['plain', 'anna', 'failure', 1]]],
    ['LOGIN', `> AUTH LOGIN\n< 334 VXNlcm5hbWU6\n> ${base64('anna')}\n< 334 x\n> ${base64('secret')}\n< 535 no`, [['login', 'anna', 'failure', 1]]],
    ['CRAM-MD5', `> AUTH CRAM-MD5\n< 334 x\n> ${base64('anna 0123abcd')}\n< 235 ok`, [['cram-md5', 'anna', 'success', 0]]],
    ['SCRAM', `> AUTH SCRAM-SHA-256 ${base64('n,,n=anna,r=abc')}\n< 334 x\n> ${base64('c=biws,p=x')}\n< 235 ok`, [['scram-sha-256', 'anna', 'success', 0]]],
    ['XOAUTH2', `> AUTH XOAUTH2 ${base64('user=anna\x01auth=Bearer secret\x01\x01')}\n< 235 ok`, [['xoauth2', 'anna', 'success', 1]]],
    ['a mechanism that is not there', '> AUTH PLAIN AAAA\n< 504 no', [['plain', '', 'unknown', 1]]],
    ['an exchange given up', '> AUTH LOGIN\n< 334 x\n> *\n< 501 ok', []],
    ['one given up too late', `> AUTH PLAIN ${base64('\0anna\0secret')}\n> *\n> MAIL FROM:<a@b>\n< 535 no`, [['plain', 'anna', 'failure', 1]]],
    ['guesses sent at once', `> AUTH PLAIN ${base64('\0a\0x')}\n> AUTH LOGIN\n> ${base64('b')}\n> ${base64('x')}\n> AUTH PLAIN\n> ${base64('\0c\0x')}\n> NOOP\n< 535 no\n< 334 x\n< 334 x\n< 535 no\n< 334 x\n< 235 ok\n< 250 ok`, [['plain', 'a', 'failure', 1], ['login', 'b', 'failure', 1], ['plain', 'c', 'success', 1]]],
    ['a mechanism refused whose messages were sent all the same', `> AUTH LOGIN\n> ${base64('a')}\n> ${base64('x')}\n> AUTH PLAIN ${base64('\0b\0x')}\n< 504 no\n< 500 what?\n< 500 what?\n< 535 no`, [['login', 'a', 'unknown', 1], ['plain', 'b', 'failure', 1]]],
    ['mail refused before a guess that was sent with it', `> MAIL FROM:<a@b>\n> AUTH PLAIN ${base64('\0a\0x')}\n< 530 sign in\n< 535 no`, [['plain', 'a', 'failure', 1]]],
    ['mail that looks like a guess', `> MAIL FROM:<a@b>\n> RCPT TO:<a@b>\n> DATA\n> AUTH PLAIN ${base64('\0a\0x')}\n< 250 ok\n< 250 ok\n< 354 go`, []],
    ['TLS, behind which nothing is read', `> STARTTLS\n< 220 go\n> AUTH PLAIN ${base64('\0a\0b')}\n< 235 ok`, []],
    ['mail without signing in', `> MAIL FROM:<a@b>\n< 250 ok\n> AUTH PLAIN ${base64('\0a\0b')}\n< 235 ok`, []],
  ])('knows %s', (_what, text, told) => {
    const { auth, told: ours } = signedIn(`< 220 mx.example ESMTP x\n> EHLO a\n< 250-mx\n< 250 AUTH PLAIN\n${text}`, 25);
    expect(ours).toEqual(told);
    expect(JSON.stringify(auth)).not.toContain('secret');
  }); // prettier-ignore
});

describe('POP3', () => {
  it.each<[string, string, readonly unknown[]]>([
    ['a refusal, then a success', '> USER anna\n< +OK\n> PASS secret\n< -ERR no\n> PASS b\n< +OK in', [['password', 'anna', 'failure', 1], ['password', 'anna', 'success', 1]]],
    ['APOP', '> APOP anna c4c9334bac560ecc979e58001b3e22fb\n< +OK in', [['apop', 'anna', 'success', 0]]],
    ['SASL', `> AUTH PLAIN\n< + \n> ${base64('\0anna\0secret')}\n< -ERR no`, [['plain', 'anna', 'failure', 1]]],
    ['guesses sent at once', `> USER a\n> PASS x\n> APOP b c4c9334bac560ecc979e58001b3e22fb\n> AUTH PLAIN\n> ${base64('\0c\0x')}\n> USER d\n> PASS x\n< +OK\n< -ERR no\n< -ERR no\n< + \n< -ERR no\n< +OK\n< +OK in`, [['password', 'a', 'failure', 1], ['apop', 'b', 'failure', 0], ['plain', 'c', 'failure', 1], ['password', 'd', 'success', 1]]],
    ['guesses of which the last gets no answer', '> USER a\n> PASS x\n> PASS y\n< +OK\n< -ERR no', [['password', 'a', 'failure', 1], ['password', 'a', 'unknown', 1]]],
    ['TLS, behind which nothing is read', '> STLS\n< +OK go\n> USER a\n< +OK\n> PASS b\n< +OK', []],
  ])('knows %s', (_what, text, told) => {
    const { auth, told: ours } = signedIn(`< +OK Dovecot ready.\n${text}`, 110);
    expect(ours).toEqual(told);
    expect(JSON.stringify(auth)).not.toContain('secret');
  }); // prettier-ignore
});

describe('IMAP', () => {
  it.each<[string, string, readonly unknown[]]>([
    ['LOGIN', '> a1 LOGIN anna secret\n< * CAPABILITY x\n< a1 NO no\n> a2 login "an\\"na" "s"\n< a2 OK in', [['password', 'anna', 'failure', 1], ['password', 'an"na', 'success', 1]]],
    ['a user as a literal', '> a1 LOGIN {4}\n< + go\n> anna {6}\n< + go\n> secret\n< a1 OK in', [['password', 'anna', 'success', 1]]],
    ['AUTHENTICATE', `> a1 AUTHENTICATE PLAIN\n< + \n> ${base64('\0anna\0secret')}\n< a1 NO no`, [['plain', 'anna', 'failure', 1]]],
    ['guesses answered in another order', `> a1 LOGIN a x\n> a2 LOGIN b x\n> a3 AUTHENTICATE PLAIN ${base64('\0c\0x')}\n> a4 LOGIN d x\n< a2 NO no\n< a1 NO no\n< a4 OK in\n< a3 NO no`, [['password', 'b', 'failure', 1], ['password', 'a', 'failure', 1], ['password', 'd', 'success', 1], ['plain', 'c', 'unknown', 1]]],
    ['guesses of one tag', '> x LOGIN a x\n> x LOGIN b x\n< x NO no\n< x OK in', [['password', 'a', 'failure', 1], ['password', 'b', 'success', 1]]],
    ['TLS wanted before the answer', '> a1 LOGIN anna secret\n> a2 STARTTLS\n< a1 NO no\n< a2 OK go', [['password', 'anna', 'failure', 1]]],
    ['other commands', '> a1 CAPABILITY\n< a1 OK\n> a2 NOOP\n< a2 OK', []],
    ['TLS, behind which nothing is read', '> a1 STARTTLS\n< a1 OK go\n> a2 LOGIN a b\n< a2 OK', []],
  ])('knows %s', (_what, text, told) => {
    const { auth, told: ours } = signedIn(`< * OK IMAP4rev1 ready\n${text}`, 143);
    expect(ours).toEqual(told);
    expect(JSON.stringify(auth)).not.toContain('secret');
  }); // prettier-ignore
});

describe('more commands at once than are kept', () => {
  const many = Array.from({ length: 2 * MAX_WAITING }, (_, i) => i);
  it('of which the outcome stays unknown, and those that follow once all were answered are known again', () => {
    const guesses = many.map((i) => `> USER u${i}\n> PASS x`).join('\n');
    const answers = many.map(() => '< 331 x\n< 530 x').join('\n');
    const { told } = signedIn(`< 220 x\n${guesses}\n${answers}\n> USER z\n> PASS x\n< 331 x\n< 230 x`, 21);
    const outcomes = told.map(([, user, outcome]) => `${String(user)} ${String(outcome)}`);
    expect(outcomes).toHaveLength(many.length + 1);
    expect(outcomes.filter((one) => one.endsWith(' failure'))).toHaveLength(MAX_WAITING / 2);
    expect(outcomes.filter((one) => one.endsWith(' unknown'))).toHaveLength((3 * MAX_WAITING) / 2);
    expect(outcomes.at(-1)).toBe('z success');
  });

  it('of IMAP, whose answers name them', () => {
    const guesses = many.map((i) => `> t${i} LOGIN u${i} x`).join('\n');
    const answers = many.map((i) => `< t${i} NO no`).join('\n');
    const { told } = signedIn(`< * OK IMAP4rev1\n${guesses}\n${answers}\n> z LOGIN z x\n< z OK in`, 143);
    expect(told).toHaveLength(many.length + 1);
    expect(told.filter(([, , outcome]) => outcome === 'failure')).toHaveLength(MAX_WAITING);
    expect(told.at(-1)).toEqual(['password', 'z', 'success', 1]);
  });
});

describe('hostile bytes', () => {
  it.each([
    [21, '220 x\r\n230 y\r\n', 'USER a\r\nPASS b\r\n'],
    [25, '220 x ESMTP\r\n334 x\r\n235 y\r\n', `AUTH LOGIN\r\n${base64('a')}\r\n${base64('b')}\r\n`],
    [110, '+OK x\r\n-ERR y\r\n', `USER a\r\nPASS b\r\nAUTH PLAIN ${base64('\0a\0b')}\r\n`],
    [143, '* OK IMAP\r\na1 NO y\r\n', 'a1 LOGIN "a" b\r\n'],
    [22, 'SSH-2.0-x\r\n\0\0\0\x0c\x04\x15abcdefghijkl', 'SSH-2.0-y\r\n\0\0\0\x0c\x04\x15abcdefghijkl'],
  ])('are read on port %i without a throw', (dport, server, client) => {
    const texts = (text: string) =>
      [...hostile(Buffer.from(text, 'latin1'), 400)].map((bytes) => Buffer.from(bytes).toString('latin1'));
    const asked = texts(client);
    function* all(): Generator<Happening> {
      let n = 0;
      for (const answered of texts(server)) {
        const said: Said[] = [['<', answered], ['>', asked[n % asked.length] as string], ['<', answered.slice(5)], ['>', 'x'.repeat(20_000)]]; // prettier-ignore
        for (const [at, frame] of talk(said, { ...ENDS, sport: 1024 + n++, dport })) yield [n / 100 + at, frame];
      }
    }
    expect(rows(run(all()).batches, 'auth').length).toBeGreaterThan(20);
  });
});
