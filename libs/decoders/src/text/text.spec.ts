import { hostile } from '../testing/hostile';
import { wireHex, wireText } from '../wire-text';
import { isReadable, lineEnd, lineFeed, readBase64, readCommand, readReply, saslUser } from '.';

const latin = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'latin1'));
const base64 = (text: string): Uint8Array => latin(Buffer.from(text, 'latin1').toString('base64'));

describe('text from the wire', () => {
  it('keeps printable ASCII and escapes the rest, so that nothing is lost', () => {
    expect(wireText(latin('a b"~\\\x00\n\xff'), 0, 8, 99)).toBe('a b"~\\092\\000\\010');
    expect(wireText(latin('abc\xff'), 0, 4, 3)).toBe('abc');
    expect(wireHex(latin('\x01\xff!'), 0, 3, 2)).toBe('01ff');
  });
});

describe('lines', () => {
  it('end with a line feed, alone or behind a carriage return', () => {
    const bytes = latin('ab\r\nc\n');
    expect([lineFeed(bytes, 0, 6), lineFeed(bytes, 0, 3), lineFeed(bytes, 4, 6)]).toEqual([3, -1, 5]);
    expect([lineEnd(bytes, 0, 3), lineEnd(bytes, 4, 5), lineEnd(latin('\n'), 0, 0)]).toEqual([2, 5, 0]);
  });

  it.each([
    ['user  anna b', 'USER', 'anna b'],
    ['QUIT', 'QUIT', ''],
    ['PASS ', 'PASS', ''],
    ['X-1 a', '', 'X-1 a'],
    ['', '', ''],
    ['a'.repeat(40), '', 'a'.repeat(40)],
  ])('hold the command %j', (text, verb, argument) => {
    const command = readCommand(latin(text), 0, text.length);
    expect([command.verb, text.slice(command.at, command.end)]).toEqual([verb, argument]);
  });

  it.each([
    ['230 in', { code: 230, more: false, at: 4 }],
    ['230-more', { code: 230, more: true, at: 4 }],
    ['230', { code: 230, more: false, at: 3 }],
    ['23', null],
    ['2x0 a', null],
    ['230a', null],
    ['099 a', null],
  ])('hold the reply %j', (text, reply) => expect(readReply(latin(text), 0, text.length)).toEqual(reply));
});

describe('SASL', () => {
  it.each(['', 'f', 'fo', 'foo', 'foobar\0\xff'])('reads %j out of base64', (text) => {
    const bytes = base64(text);
    expect(Buffer.from(readBase64(bytes, 0, bytes.length, 99)).toString('latin1')).toBe(text);
  });

  it('reads nothing out of what is no base64, and no more than it may', () => {
    expect(readBase64(latin('Zm9!'), 0, 4, 99)).toHaveLength(0);
    expect(readBase64(latin('Zm9vZm9v'), 0, 8, 4)).toHaveLength(3);
  });

  it.each([
    ['PLAIN', '\0anna\0secret', 'anna'],
    ['PLAIN', 'anna', ''],
    ['LOGIN', 'anna\xe9', 'anna\\233'],
    ['CRAM-MD5', 'an na 0123', 'an na'],
    ['SCRAM-SHA-1', 'n,,n=anna,r=x', 'anna'],
    ['XOAUTH2', 'user=anna\x01auth=Bearer secret\x01\x01', 'anna'],
    ['OAUTHBEARER', 'n,a=anna,\x01auth=Bearer secret\x01\x01', 'anna'],
    ['GSSAPI', 'anna', ''],
  ])('finds who signs in by %s with %j', (mechanism, message, user) => {
    const bytes = base64(message);
    expect(saslUser(mechanism, bytes, 0, bytes.length)).toBe(user);
  });

  it('knows where whoever listens has the secret', () => {
    expect(['PLAIN', 'LOGIN', 'XOAUTH2', 'CRAM-MD5', 'SCRAM-SHA-256', 'GSSAPI'].map(isReadable)).toEqual([true, true, true, false, false, false]); // prettier-ignore
  });

  it('reads any bytes without a throw, bounded', () => {
    for (const mechanism of ['PLAIN', 'LOGIN', 'CRAM-MD5', 'SCRAM-SHA-1', 'XOAUTH2'])
      for (const bytes of hostile(base64(`n,,user=a\0b\0c n=${'x'.repeat(300)}`), 500))
        expect(saslUser(mechanism, bytes, 0, bytes.length).length).toBeLessThanOrEqual(128 * 4);
  });
});
