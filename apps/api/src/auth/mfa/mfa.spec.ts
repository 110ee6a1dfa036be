import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { newRecoveryCodes, readCode, shownCode } from './codes';
import { SecretSeal } from './secret-seal';
import { base32, codeOf, keyUri, stepAt, stepOfCode } from './totp';

const SECRET = Buffer.from('12345678901234567890');

describe('codes of an app', () => {
  // RFC 6238, appendix B, SHA-1.
  it.each([
    [59, '94287082'],
    [1111111109, '07081804'],
    [1111111111, '14050471'],
    [1234567890, '89005924'],
    [2000000000, '69279037'],
    [20000000000, '65353130'],
  ])('at %i s: %s', (seconds, code) => {
    expect(codeOf(SECRET, stepAt(seconds * 1000), 8)).toBe(code);
    expect(codeOf(SECRET, stepAt(seconds * 1000))).toBe(code.slice(2));
  });

  // RFC 4226, appendix D.
  it('counts as HOTP does', () => {
    expect([0, 1, 2, 9].map((step) => codeOf(SECRET, step))).toEqual(['755224', '287082', '359152', '520489']);
  });

  it('is taken in its 30 seconds and 10 more, never before', () => {
    const now = 1_234_567_890_000;
    const step = stepAt(now);
    const taken = (ms: number) =>
      [-2, -1, 0, 1, 2].filter((drift) => stepOfCode(SECRET, codeOf(SECRET, step + drift), ms) === step + drift);
    expect([0, 9999, 10_000, 29_999].map((later) => taken(now + later))).toEqual([[-1, 0], [-1, 0], [0], [0]]);
    expect([stepOfCode(SECRET, '', now), stepOfCode(SECRET, '0059240', now)]).toEqual([null, null]);
  });

  // RFC 4648, section 10.
  it.each([
    ['', ''],
    ['f', 'MY'],
    ['fo', 'MZXQ'],
    ['foo', 'MZXW6'],
    ['foob', 'MZXW6YQ'],
    ['fooba', 'MZXW6YTB'],
    ['foobar', 'MZXW6YTBOI'],
  ])('writes %j in base32', (text, written) => expect(base32(Buffer.from(text))).toBe(written));

  it('puts a name of any letters into the address of the QR code', () => {
    const uri = keyUri(SECRET, 'Zoë & Söhne: <x>?');
    expect(uri).toBe(
      'otpauth://totp/Wireledger:Zo%C3%AB%20%26%20S%C3%B6hne%3A%20%3Cx%3E%3F?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Wireledger',
    );
  });
});

describe('what people type', () => {
  it.each([
    ['123456', 'totp', '123456'],
    [' 123 456 ', 'totp', '123456'],
    ['abcd-efgh-ijkl-mnop', 'recovery', 'ABCDEFGHIJKLMNOP'],
    ['ABCD EFGH IJKL MNOP', 'recovery', 'ABCDEFGHIJKLMNOP'],
  ])('%j is %s', (typed, is, code) => expect(readCode(typed)).toEqual({ is, code }));

  it.each(['', '12345', '1234567', '١٢٣٤٥٦', 'ABCD-EFGH-IJKL-MNO0', '12345678'.repeat(1000)])(
    '%j is no code',
    (typed) => expect(readCode(typed)).toEqual({ is: 'none' }),
  );

  it('ten recovery codes, all different, are read as they are shown', () => {
    const codes = newRecoveryCodes();
    expect(new Set(codes).size).toBe(10);
    for (const code of codes) {
      expect(shownCode(code)).toMatch(/^([A-Z2-7]{4}-){3}[A-Z2-7]{4}$/);
      expect(readCode(shownCode(code))).toEqual({ is: 'recovery', code });
    }
  });
});

describe('seal', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'wl-seal-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('opens what it sealed, for its owner alone, unchanged', () => {
    const seal = SecretSeal.open(folder);
    const sealed = seal.seal(SECRET, 'ada');
    expect(sealed).not.toContain(SECRET.toString('base64url'));
    expect(seal.seal(SECRET, 'ada')).not.toBe(sealed);
    expect(SecretSeal.open(folder).open(sealed, 'ada')).toEqual(SECRET);
    expect(() => seal.open(sealed, 'eve')).toThrow();
    expect(() => seal.open(sealed.slice(0, -4), 'ada')).toThrow();
    for (const malformed of ['', 'v1.', 'v2' + sealed.slice(2), 'v1.AAAA'])
      expect(() => seal.open(malformed, 'ada')).toThrow('malformed');
    expect(statSync(path.join(folder, 'keys/second-factor.key')).mode & 0o777).toBe(0o600);
  });
});
