import { completionAt, fieldNamed, offersOfValues, OPERATORS_OF, parseFilter } from './index';
import { expressions } from './testing';

/** The completion where `|` stands. */
const at = (text: string) => {
  const caret = text.indexOf('|');
  return completionAt(text.replace('|', ''), caret, 'flow');
};
const offered = (text: string) => at(text)?.offers.map((offer) => offer.text);

describe('what may be written at a place', () => {
  it('is a field at the start, after and, or, not and an open bracket', () => {
    for (const text of [
      '|',
      'app = dns and |',
      'app = dns or |',
      'not |',
      '(|',
      'app = dns and (not |',
      '!|'.replace('!', '! '),
    ])
      expect(at(text)).toMatchObject({ place: 'condition', typed: '' });
    expect(offered('|')).toEqual(expect.arrayContaining(['src.ip', 'bytes', 'not', 'is:internal']));
    expect(offered('dst.p|')).toEqual(['dst.port', 'dst.packets', 'dst.payload']);
    expect(offered('por|')).toEqual(['port', 'src.port', 'dst.port']);
    expect(offered('dport|')).toEqual(['dst.port']);
    expect(offered('nothingness|')).toEqual([]);
  });

  it('is an operator after a field, all that its type takes', () => {
    for (const name of ['src.ip', 'app', 'tcp.flags', 'bytes', 'start'])
      expect(offered(`${name} |`)).toEqual([...OPERATORS_OF[fieldNamed(name)?.type ?? 'text'], 'exists', 'not exists']);
    expect(offered('app n|')).toEqual(['not in', 'not exists']);
    expect(offered('bytes >|')).toEqual(['>=']);
    expect(offered('app !|')).toEqual(['!=', '!~']);
    expect(at('tcp.flags |')?.offers.find(({ text }) => text === '~')?.note).toBe('are at least');
  });

  it('is a value after an operator and in a list', () => {
    expect(at('app =|')).toMatchObject({ place: 'value', typed: '', start: 5, end: 5 });
    expect(at('app = d|')).toMatchObject({ place: 'value', typed: 'd', start: 6, end: 7 });
    expect(at('app = d|ns and port = 53')).toMatchObject({ typed: 'd', start: 6, end: 9 });
    expect(at('app in (dns, |')).toMatchObject({ place: 'list', typed: '' });
    expect(at('app not in (|')).toMatchObject({ place: 'list' });
    expect(at('app ~ "a b|')).toMatchObject({ place: 'value', typed: 'a b', start: 6, end: 10 });
    expect(at('app = |')?.field?.name).toBe('app');
    expect(offered('proto = |')).toEqual(['icmp', 'tcp', 'udp', 'icmpv6', 'sctp']);
    expect(offered('tcp.flags ~ S|')).toEqual(['S', 'SA']);
    expect(offered('bytes > 10|')).toEqual(['10kB', '10MB', '10GB']);
    expect(offered('rtt > 1.5|')).toEqual(['1.5ms', '1.5s', '1.5m', '1.5h']);
    expect(offered('src.flags = dst|')).toEqual(['dst.flags']);
    expect(offered('src.bytes > dst|')).toEqual(['dst.bytes', 'dst.payload']);
  });

  it('is and, or and a closing bracket after a whole condition', () => {
    for (const text of ['app = dns |', 'port in (80, 443) |', 'rtt exists |', '10.0.0.1 |', 'is:internal |'])
      expect(offered(text)).toEqual(['and', 'or']);
    expect(offered('(app = dns |')).toEqual(['and', 'or', ')']);
    expect(offered('(app = dns) |')).toEqual(['and', 'or']);
    expect(offered('app = dns a|')).toEqual(['and']);
  });

  it('is nothing inside of what is not understood', () => {
    for (const text of ['app = "\\q|', '5 > |', 'app = [|', 'x'.repeat(5000) + '|'])
      expect(at(text)?.offers ?? []).toEqual([]);
  });

  it('never throws, at no place of no expression', () => {
    for (const { text } of [...expressions.valid, ...expressions.invalid])
      for (let caret = 0; caret <= text.length; caret++) {
        const found = completionAt(text, caret, 'flow');
        if (!found) continue;
        expect(found.start).toBeLessThanOrEqual(caret);
        expect(found.end).toBeGreaterThanOrEqual(caret);
        expect(found.end).toBeLessThanOrEqual(text.length);
      }
  });

  it('knows what was meant: of a whole expression, the word at each place is offered or is a value', () => {
    for (const { formatted } of expressions.valid) {
      for (const match of formatted.matchAll(/(?<=^|and |or |\(|not )([a-z_.]+)(?= (?:[=!<>~]|in|not in|exists))/g)) {
        const found = completionAt(formatted, match.index, 'flow');
        expect([formatted, found?.offers.map((offer) => offer.text)]).toEqual([
          formatted,
          expect.arrayContaining([match[1]]),
        ]);
      }
    }
  });
});

describe('values that records have', () => {
  const values = (name: string, typed: string, ...raw: string[]) =>
    offersOfValues(
      fieldNamed(name) as NonNullable<ReturnType<typeof fieldNamed>>,
      typed,
      raw.map((value) => ({ value, note: '' })),
    ).map(({ text }) => text);

  it('are written so that they read back', () => {
    const found = values('app', '', 'dns', 'a b', 'and', '"*\u202e');
    expect(found).toEqual(['dns', '"a b"', '"and"', '"\\"*\\u{202e}"']);
    for (const text of found) expect(parseFilter(`app = ${text}`, 'flow').ok).toBe(true);
    expect(values('src.ip', '', '2001:db8::1')).toEqual(['2001:db8::1']);
  });

  it('come in the order of how well they fit', () =>
    expect(values('sensor', 'ed', 'shed', 'new-edge', 'edge-1', 'other')).toEqual(['edge-1', 'new-edge', 'shed']));
});
