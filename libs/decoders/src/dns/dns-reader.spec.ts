import { DnsReader } from './dns-reader';
import { dnsRcodeName, dnsTypeName } from './dns-types';

/** Builds a message by hand: names as label lists, numbers as 16 bits. */
class Message {
  private readonly bytes: number[] = [];
  u16(...values: number[]): this {
    for (const value of values) this.bytes.push((value >> 8) & 255, value & 255);
    return this;
  }
  raw(...values: number[]): this {
    this.bytes.push(...values);
    return this;
  }
  name(...labels: string[]): this {
    for (const label of labels) this.raw(label.length, ...Buffer.from(label, 'latin1'));
    return this.raw(0);
  }
  /** Type, class IN, TTL 60, data. */
  record(type: number, data: number[]): this {
    return this.u16(type, 1, 0, 60, data.length).raw(...data);
  }
  get buffer(): Buffer {
    return Buffer.from(this.bytes);
  }
}
const POINTER = [0xc0, 12];
const header = (flags: number, ...counts: number[]) => new Message().u16(0x1234, flags, ...counts);
const response = (count: number) => header(0x8180, 1, count, 0, 0).name('www', 'example').u16(1, 1);

function read(message: Buffer): DnsReader {
  const reader = new DnsReader();
  expect(reader.read(message, 0, message.length)).toBe(true);
  return reader;
}

/** Presentation of one record's data. */
const shown = (type: number, data: number[]) => {
  const { answers } = read(
    response(1)
      .raw(...POINTER)
      .record(type, data).buffer,
  ).readAnswers();
  return answers[0]?.[2];
};
const bytes = (text: string) => [...Buffer.from(text, 'latin1')];

describe('DnsReader', () => {
  it('reads header and question', () => {
    const reader = read(header(0x0100, 1, 0, 0, 0).name('wWw', 'Example').u16(28, 1).buffer);
    expect(reader).toMatchObject({
      id: 0x1234,
      isResponse: false,
      questions: 1,
      qtype: 28,
      qclass: 1,
      nameLost: true,
      nameLength: 13,
    });
    expect(reader.nameText()).toBe('www.example');
    expect(Buffer.from(reader.nameRaw(), 'hex').toString('latin1')).toBe('\x03wWw\x07Example\x00');
  });

  it('gives equal hashes to names that differ in case only', () => {
    const upper = read(header(0, 1, 0, 0, 0).name('EXAMPLE').u16(1, 1).buffer);
    const lower = read(header(0, 1, 0, 0, 0).name('example').u16(1, 1).buffer);
    const other = read(header(0, 1, 0, 0, 0).name('examplf').u16(1, 1).buffer);
    expect([upper.hashHigh, upper.hashLow]).toEqual([lower.hashHigh, lower.hashLow]);
    expect([other.hashHigh, other.hashLow]).not.toEqual([lower.hashHigh, lower.hashLow]);
  });

  it('escapes what is not printable, dots and backslashes inside labels', () => {
    expect(read(header(0, 1, 0, 0, 0).name('a.b\\c d\x00\xff', 'x').u16(1, 1).buffer).nameText()).toBe(
      'a\\046b\\092c\\032d\\000\\255.x',
    );
    expect(read(header(0, 1, 0, 0, 0).name().u16(2, 1).buffer).nameText()).toBe('.');
  });

  it('walks several questions', () => {
    const reader = read(
      header(0, 2, 0, 0, 0)
        .name('one')
        .u16(12, 1)
        .raw(...POINTER)
        .u16(16, 0x8001).buffer,
    );
    expect([reader.nameText(), reader.qtype]).toEqual(['one', 12]);
    expect(reader.next()).toBe(true);
    expect([reader.nameText(), reader.qtype, reader.qclass]).toEqual(['one', 16, 0x8001]);
    expect(reader.next()).toBe(false);
  });

  it.each([
    ['A', 1, [192, 0, 2, 1], '192.0.2.1'],
    ['AAAA', 28, [0x20, 1, 0xd, 0xb8, ...Array<number>(11).fill(0), 1], '2001:db8::1'],
    ['CNAME, compressed', 5, [3, ...bytes('CDN'), ...POINTER], 'cdn.www.example'],
    ['MX', 15, [0, 10, ...POINTER], '10 www.example'],
    ['SRV', 33, [0, 1, 0, 2, 1, 187, ...POINTER], '1 2 443 www.example'],
    ['TXT', 16, [3, ...bytes('a"b'), 1, 0], '"a\\034b" "\\000"'],
    [
      'SOA',
      6,
      [...POINTER, ...POINTER, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 4, 0, 0, 0, 5],
      'www.example www.example 1 2 3 4 5',
    ],
    ['CAA', 257, [0, 5, ...bytes('issue'), ...bytes('ca.example')], '0 issue "ca.example"'],
    ['NSEC', 47, [...POINTER, 0, 4, 0x40, 0, 0, 8], 'www.example A AAAA'],
    ['DS', 43, [0, 1, 8, 2, 0xab, 0xcd], '1 8 2 abcd'],
    ['HTTPS', 65, [0, 1, 0, 0, 1, 0, 3, 2, ...bytes('h2'), 0, 4, 0, 4, 192, 0, 2, 7], '1 . alpn=h2 ipv4hint=192.0.2.7'],
    ['NAPTR', 35, [0, 1, 0, 2, 1, ...bytes('s'), 0, 0, ...POINTER], '1 2 "s" "" "" www.example'],
    ['unknown', 65280, [1, 2, 255], '\\# 3 0102ff'],
    ['A of the wrong length', 1, [1, 2, 3], '\\# 3 010203'],
  ])('shows %s', (_name, type, data, text) => {
    expect(shown(type, data)).toBe(text);
  });

  it('adds the upper bits of EDNS to the response code', () => {
    const message = header(0x8183, 1, 0, 0, 1).name('x').u16(1, 1).raw(0).u16(41, 4096, 0x0100, 0, 0).buffer;
    expect(read(message).readAnswers()).toEqual({ rcode: 0x13, answers: [], answerCount: 0 });
    expect([dnsRcodeName(3), dnsRcodeName(0x13), dnsRcodeName(99)]).toEqual(['NXDOMAIN', 'BADMODE', 'RCODE99']);
    expect([dnsTypeName(65), dnsTypeName(65280)]).toEqual(['HTTPS', 'TYPE65280']);
  });

  it('keeps at most 64 answers and counts all', () => {
    const message = response(70);
    for (let i = 0; i < 70; i++) message.raw(...POINTER).record(1, [192, 0, 2, i]);
    const { answers, answerCount } = read(message.buffer).readAnswers();
    expect([answers.length, answerCount]).toEqual([64, 70]);
  });

  it('keeps the answers before one that is cut', () => {
    const whole = response(2)
      .raw(...POINTER)
      .record(1, [192, 0, 2, 1])
      .raw(...POINTER)
      .record(1, [192, 0, 2, 2]).buffer;
    expect(read(whole.subarray(0, whole.length - 1)).readAnswers().answers).toEqual([[1, 60, '192.0.2.1']]);
  });

  it.each([
    ['two names that point at each other', header(0, 1, 0, 0, 0).raw(0xc0, 14, 0xc0, 12).u16(1, 1).buffer],
    ['a label of a reserved kind', header(0, 1, 0, 0, 0).raw(0x80, 0).u16(1, 1).buffer],
    [
      'a name over 255 bytes',
      header(0, 1, 0, 0, 0)
        .name(...Array<string>(5).fill('x'.repeat(60)))
        .u16(1, 1).buffer,
    ],
  ])('A-15 refuses %s', (_what, message) => {
    expect(new DnsReader().read(message, 0, message.length)).toBe(false);
  });

  it('A-15 takes a message that claims more questions than it has bytes, without answers', () => {
    const message = header(0, 65535, 1, 0, 0).name('x').u16(1, 1).buffer;
    const reader = new DnsReader();
    expect(reader.read(message, 0, message.length)).toBe(true);
    expect(reader.next()).toBe(false);
    expect(reader.readAnswers()).toEqual({ rcode: 0, answers: [], answerCount: 1 });
  });

  describe('on hostile bytes', () => {
    const sample = response(3)
      .raw(...POINTER)
      .record(5, [3, ...bytes('cdn'), ...POINTER])
      .raw(...POINTER)
      .record(65, [0, 1, 0, 0, 1, 0, 3, 2, ...bytes('h2')])
      .raw(...POINTER)
      .record(46, [0, 1, 8, 2, ...Array<number>(14).fill(1), ...POINTER, 9, 9]).buffer;
    const whole = (message: Buffer) => {
      const reader = new DnsReader();
      if (!reader.read(message, 0, message.length)) return null;
      reader.nameText();
      reader.nameRaw();
      const { answers } = reader.readAnswers();
      expect(answers.every(([, , data]) => data.length <= 1024)).toBe(true);
      return answers;
    };

    it('reads every prefix without a throw', () => {
      for (let length = 0; length < sample.length; length++) whole(sample.subarray(0, length));
      expect(whole(sample)).toHaveLength(3);
    });

    it('reads 10,000 mutations without a throw', () => {
      let state = 12345;
      const random = (below: number) => {
        state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
        return state % below;
      };
      let readable = 0;
      for (let i = 0; i < 10_000; i++) {
        const mutated = Buffer.from(sample);
        for (let k = 0; k <= random(4); k++) mutated[random(mutated.length)] = random(256);
        if (whole(mutated)) readable++;
      }
      expect(readable).toBeGreaterThan(1000);
    });
  });
});
