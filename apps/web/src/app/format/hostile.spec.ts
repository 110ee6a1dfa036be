import { addressEnd, defang, escapeText, escapedCount, halves, runsOf } from './hostile';

const plain = (text: string): string =>
  runsOf(text)
    .map((run) => run.text)
    .join('');

describe('text from the wire', () => {
  it('A-04 leaves markup, templates and quotes as they are: they are only text', () => {
    for (const text of [
      '<img src=x onerror=alert(1)>',
      '"><script>alert(1)</script>',
      '{{7*7}} ${7*7} #{} %s%n <%= %>',
      "it's `fine`",
    ])
      expect(runsOf(text)).toEqual([{ text, escape: false }]);
  });

  it.each([
    ['\u202e', 'U+202E'],
    ['\u200b', 'U+200B'],
    ['\u200d', 'U+200D'],
    ['\u2066', 'U+2066'],
    ['\u0000', 'U+0000'],
    ['\n', 'U+000A'],
    ['\u009b', 'U+009B'],
    ['\u00ad', 'U+00AD'],
    ['\ufeff', 'U+FEFF'],
    ['\u3164', 'U+3164'],
    ['\ud800', 'U+D800'],
    ['\u{e0041}', 'U+E0041'],
    ['\u001b', 'U+001B'],
  ])('writes %j out', (character, code) => {
    const runs = runsOf(`a${character}b`);
    expect(runs).toEqual([
      { text: 'a', escape: false },
      { text: code, escape: true },
      { text: 'b', escape: false },
    ]);
    expect(escapedCount(runs)).toBe(1);
    expect(escapeText(`a${character}b`)).toBe(`a[${code}]b`);
  });

  it('keeps other scripts and emoji', () => {
    for (const text of ['bücher.example', 'пример.test', 'مثال', '例え', '😀']) expect(plain(text)).toBe(text);
  });

  it('A-05 limits the marks on one letter, so that a row keeps its height', () => {
    const runs = runsOf(`z${'\u0301'.repeat(6)}x`);
    expect(runs[0]).toEqual({ text: 'z\u0301\u0301', escape: false });
    expect(escapedCount(runs)).toBe(4);
  });

  it('A-07 never cuts the end of a name', () => {
    const name = `${'a'.repeat(200)}.evil.sync-cdn.example`;
    const { head, tail } = halves(name);
    const end = tail.map((run) => run.text).join('');
    expect(name.endsWith(end)).toBe(true);
    expect(end.length).toBeGreaterThanOrEqual(16);
    expect([...head, ...tail].map((run) => run.text).join('')).toBe(name);
  });

  it('keeps short values whole', () => {
    expect(halves('10.20.1.9')).toEqual({ head: [], tail: [{ text: '10.20.1.9', escape: false }] });
  });

  it('splits what is a little too long in the middle, so that both ends can be read', () => {
    const { head, tail } = halves('2001:db8:ffff:1::10');
    expect([head, tail].map((runs) => runs.map((run) => run.text).join(''))).toEqual(['2001:db8:', 'ffff:1::10']);
  });

  it('keeps the last two groups of an IPv6 address, and its network at the start', () => {
    const address = '2a00:d40:1:3:7aac:c0ff:fea7:d4c';
    const { head, tail } = halves(address, addressEnd(address));
    expect([head, tail].map((runs) => runs.map((run) => run.text).join(''))).toEqual([
      '2a00:d40:1:3:7aac:c0ff:',
      'fea7:d4c',
    ]);
    expect(addressEnd('2001:db8::1')).toBe(6);
    expect(addressEnd('192.0.2.1')).toBeUndefined();
  });

  it('keeps all characters of any split text', () => {
    for (const text of [
      'x'.repeat(17),
      `bill\u202efdp.${'y'.repeat(40)}\u0000`,
      '😀'.repeat(30),
      `${'\u200b'.repeat(30)}end`,
    ]) {
      const { head, tail } = halves(text);
      expect([...head, ...tail].map((run) => run.text).join('')).toBe(plain(text));
    }
  });

  it('defangs addresses and names', () => {
    expect(defang('203.0.113.45')).toBe('203.0.113[.]45');
    expect(defang('http://evil.example')).toBe('hxxp://evil[.]example');
    expect(defang('2001:db8::1')).toBe('2001:db8:[:]1');
  });
});
