import { hostile, seeded } from '../testing/hostile';
import { hidesTelnet, isTelnet, telnetLine, telnetUser, TelnetStream } from './index';

const bytesOf = (hex: string) => new Uint8Array(Buffer.from(hex.replaceAll(' ', ''), 'hex'));

/** Data as text, subnegotiations as `[option] hex`. */
function read(pieces: readonly Uint8Array[], stream = new TelnetStream()): { data: string; options: string[] } {
  let data = '';
  const options: string[] = [];
  for (const piece of pieces)
    stream.push(piece, 0, piece.length, {
      data: (bytes, start, end) => (data += Buffer.from(bytes.subarray(start, end)).toString('latin1')),
      subnegotiation: (option, body) => options.push(`[${option}] ${Buffer.from(body).toString('hex')}`),
    });
  return { data, options };
}

describe('TelnetStream', () => {
  // "a", WILL ECHO, "b", SB TERMINAL-TYPE SEND SE, NOP, IAC IAC, SB with a doubled IAC inside, "c".
  const CONVERSATION = bytesOf('61 fffb01 62 fffa1801fff0 fff1 ffff fffa2700ffff01fff0 63');
  const READ = { data: 'ab\xffc', options: ['[24] 01', '[39] 00ff01'] };

  it('tells data from commands (RFC 854, RFC 855)', () => {
    expect(read([CONVERSATION])).toEqual(READ);
  });

  it('does so wherever segments are cut', () => {
    for (let cut = 0; cut <= CONVERSATION.length; cut++)
      expect(read([CONVERSATION.subarray(0, cut), CONVERSATION.subarray(cut)])).toEqual(READ);
    expect(read(Array.from(CONVERSATION, (byte) => Uint8Array.of(byte)))).toEqual(READ);
  });

  it('keeps a bounded part of a long body, and gives up one that breaks off', () => {
    const long = Buffer.concat([bytesOf('fffa18'), Buffer.alloc(2000, 65), bytesOf('fff0 61')]);
    const { data, options } = read([long]);
    expect([data, options[0]?.length]).toEqual(['a', '[24] '.length + 1024]);
    expect(read([bytesOf('fffa1801 fffb 6162')])).toEqual({ data: 'ab', options: [] });
    const stream = new TelnetStream();
    read([bytesOf('fffa1801')], stream);
    stream.reset();
    expect(read([bytesOf('6162')], stream)).toEqual({ data: 'ab', options: [] });
  });

  it('reads 10,000 hostile streams in pieces without a throw, and never tells more than was there', () => {
    const random = seeded(7);
    let count = 0;
    for (const bytes of hostile(CONVERSATION, 10_000)) {
      const cut = random(bytes.length + 1);
      const { data, options } = read([bytes.subarray(0, cut), bytes.subarray(cut)]);
      expect(data.length + options.join('').length / 2).toBeLessThanOrEqual(bytes.length + 4 * options.length);
      count++;
    }
    expect(count).toBeGreaterThan(10_000);
  });
});

describe('what tells Telnet', () => {
  it.each<[string, boolean]>([
    ['fffd25fffb26', true],
    ['fffb01', true],
    ['fffd01 0d0a6c6f67696e3a20', true],
    ['fffd', false],
    ['fff101', false],
    ['fffbfe', false],
    ['fffb01 00', false],
    ['ffd8ffe0', false],
  ])('%s: %s', (hex, expected) => {
    const bytes = bytesOf(hex);
    expect(isTelnet(bytes, 0, bytes.length)).toBe(expected);
  });
});

describe('options', () => {
  it('names the user of the environment (RFC 1572)', () => {
    // IS VAR "USER" VALUE "joe" as in RFC 1572 §5, behind another one, with an escaped code in it.
    expect(telnetUser(39, bytesOf('00 00 54455354 01 31 00 55534552 01 6a6f65'))).toBe('joe');
    expect(telnetUser(39, bytesOf('02 03 55534552 01 6a020065 '))).toBe('j\\000e');
    expect(telnetUser(39, bytesOf('00 00 55534552'))).toBe('');
    expect(telnetUser(39, bytesOf('01 00 55534552'))).toBe('');
    expect(telnetUser(24, bytesOf('00 00 55534552 01 6a6f65'))).toBe('');
    expect(telnetUser(39, new Uint8Array(0))).toBe('');
  });

  it('know what hides the rest', () => {
    expect([hidesTelnet(38, bytesOf('0300')), hidesTelnet(46, bytesOf('01'))]).toEqual([true, true]);
    expect([hidesTelnet(38, bytesOf('01')), hidesTelnet(24, bytesOf('03')), hidesTelnet(38, new Uint8Array(0))]).toEqual([false, false, false]); // prettier-ignore
  });

  it('read 10,000 hostile bodies without a throw', () => {
    let longest = 0;
    for (const body of hostile(bytesOf('00 00 54455354 01 31 00 55534552 01 6a02006f65'), 10_000))
      longest = Math.max(longest, telnetUser(39, body).length);
    expect(longest).toBeLessThanOrEqual(512);
  });
});

describe('lines of a server', () => {
  it.each<[string, string, boolean]>([
    ['user', 'vm login: ', true],
    ['user', 'Username:', true],
    ['user', '\x1b[1mUser name : ', true],
    ['user', 'account: ', true],
    ['secret', 'Password: ', true],
    ['secret', 'Password for anna@EXAMPLE.ORG: ', true],
    ['secret', 'passcode:', true],
    ['refused', 'Login incorrect', false],
    ['refused', '% Login invalid', false],
    ['refused', '% Authentication failed', true],
    ['refused', '% Bad passwords', false],
    ['welcome', 'Last login: ', true],
    ['welcome', 'Last login: Tue Nov 17 09:01:22 UTC 2026 from 10.0.0.7 on pts/1', false],
    ['welcome', 'There were 2 failed login attempts since the last successful login.', false],
    ['welcome', 'Last failed login: Tue Nov 17 09:01:22 UTC 2026', false],
    ['command', 'anna@vm:~$ ', true],
    ['command', '\x1b[01;32mroot@vm\x1b[00m:~# \x1b[K', true],
    ['command', 'router>', true],
    ['other', 'router>', false],
    ['other', 'login: anna', true],
    ['other', 'user: ', false],
    ['other', '###########', true],
    ['other', 'The exact distribution terms', true],
  ])('%s: %s', (meaning, line, open) => {
    expect(telnetLine(line, open)).toBe(meaning);
  });
});
