import { DirectionStream, MAX_KEPT, type StreamTotals } from './direction-stream';
import { DONE, type StreamReader } from './stream-reader';
import { Answers, Notes } from './testing/readers';

const latin = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'latin1'));

function streamOf(reader: StreamReader, first = 1000) {
  const totals: StreamTotals = { kept: 0, gaps: 0, missing: 0, overruns: 0 };
  const stream = new DirectionStream(totals);
  stream.open(reader);
  stream.startAt(first | 0);
  /** A segment at `offset` of the stream, in the middle of other bytes. */
  const send = (offset: number, text: string, cut = 0) =>
    stream.segment((first + offset) | 0, latin(`??${text}!!`), 2, 2 + text.length, cut);
  return { stream, totals, send, ack: (offset: number) => stream.acknowledged((first + offset) | 0) };
}

describe('a direction', () => {
  it('hands out what comes in order where it lies', () => {
    const notes = new Notes();
    const { stream, totals } = streamOf(notes, 5);
    const frame = latin('abcdef');
    stream.segment(5, frame, 0, 3, 0);
    stream.segment(8, frame, 3, 6, 0);
    expect(notes.text).toBe('abcdef');
    expect([...notes.buffers]).toEqual([frame]);
    expect(totals.kept).toBe(0);
  });

  it('waits for what is missing', () => {
    const notes = new Notes();
    const { send, stream, totals } = streamOf(notes);
    send(3, 'def');
    send(6, 'ghi');
    expect([notes.text, stream.waits, totals.kept]).toEqual(['', true, 6]);
    send(0, 'abc');
    expect([notes.text, stream.waits, totals.kept]).toEqual(['abcdefghi', false, 0]);
  });

  it.each<[string, readonly (readonly [number, string])[], string]>([
    [
      'repeated',
      [
        [0, 'abc'],
        [0, 'xyz'],
        [3, 'd'],
      ],
      'abcd',
    ],
    [
      'overlapping what was read',
      [
        [0, 'abc'],
        [1, 'XXde'],
        [5, 'f'],
      ],
      'abcdef',
    ],
    [
      'overlapping held ones on both sides',
      [
        [4, 'ef'],
        [2, 'cdXXgh'],
        [0, 'ab'],
      ],
      'abcdefgh',
    ],
    [
      'around several held ones',
      [
        [2, 'c'],
        [4, 'e'],
        [1, 'bXdXf'],
        [0, 'a'],
      ],
      'abcdef',
    ],
    [
      'inside a held one',
      [
        [1, 'bcde'],
        [2, 'XX'],
        [0, 'a'],
      ],
      'abcde',
    ],
    [
      'filling a hole beyond it',
      [
        [3, 'de'],
        [0, 'abcXXf'],
      ],
      'abcXXf',
    ],
  ])('lets the first bytes win: %s', (_what, segments, expected) => {
    const notes = new Notes();
    const { send, totals } = streamOf(notes);
    for (const [offset, text] of segments) send(offset, text);
    expect(notes.text).toBe(expected);
    expect(totals.kept).toBe(0);
  });

  it('tells a gap when the other side has what is missing', () => {
    const notes = new Notes();
    const { send, ack, totals } = streamOf(notes);
    send(0, 'ab');
    send(5, 'fg');
    ack(4);
    expect(notes.text).toBe('ab');
    ack(5);
    expect(notes.text).toBe('ab<3>fg');
    send(2, 'cde');
    expect(notes.text).toBe('ab<3>fg');
    expect(totals).toMatchObject({ kept: 0, gaps: 1, missing: 3 });
  });

  it('tells a gap for bytes that were sent but not captured', () => {
    const notes = new Notes();
    const { send } = streamOf(notes);
    send(0, 'ab', 10);
    send(12, 'mn');
    send(10, 'XX', 3);
    send(15, 'p');
    expect(notes.text).toBe('ab<10>mn<1>p');
  });

  it('tells gaps, then the end, when it is over', () => {
    const notes = new Notes();
    const { send, stream, totals } = streamOf(notes);
    send(2, 'c');
    send(5, 'f');
    stream.finish();
    stream.finish();
    expect([notes.text, stream.isOver, totals.kept]).toEqual(['<2>c<2>f.', true, 0]);
    send(6, 'g');
    expect(notes.text).toBe('<2>c<2>f.');
  });

  it('ends at FIN, not before what precedes it', () => {
    const notes = new Notes();
    const { send, stream } = streamOf(notes);
    send(2, 'c');
    stream.fin(1003);
    expect(notes.text).toBe('');
    send(0, 'ab');
    expect(notes.text).toBe('abc.');
    const empty = new Notes();
    const fresh = new DirectionStream({ kept: 0, gaps: 0, missing: 0, overruns: 0 });
    fresh.open(empty);
    fresh.fin(77);
    expect(empty.text).toBe('.');
  });

  it('goes on over the end of sequence space', () => {
    const notes = new Notes();
    const { send } = streamOf(notes, 0xffff_fffd);
    for (const offset of [6, 0, 4, 2]) send(offset, 'abcdefgh'.slice(offset, offset + 2));
    expect(notes.text).toBe('abcdefgh');
  });

  it('leaves alone what no window reaches', () => {
    const notes = new Notes();
    const { send, totals } = streamOf(notes);
    send(0x40000001, 'far');
    expect(totals.kept).toBe(0);
    send(0, 'a');
    expect(notes.text).toBe('a');
  });
});

describe('a reader', () => {
  it('is offered unread bytes again with what follows', () => {
    const notes = new Notes(4);
    const { send, totals } = streamOf(notes);
    send(0, 'ab');
    send(2, 'cdef');
    expect([notes.text, totals.kept > 0]).toEqual(['abcd', true]);
    send(6, 'gh');
    expect([notes.text, totals.kept]).toEqual(['abcdefgh', 0]);
  });

  it('passes over what it does not want, losses among it untold', () => {
    let asked = 0;
    const reader = new Answers((_bytes, start, end) => (asked++ === 0 ? start + 1_000_000 : end));
    const { send, totals } = streamOf(reader);
    send(0, 'head');
    send(10, 'body');
    send(500_000, 'body');
    send(999_998, 'yz');
    expect([reader.text, asked, totals.kept, totals.gaps]).toEqual(['head', 1, 0, 0]);
    send(1_000_000, 'next');
    expect(reader.text).toBe('headnext');
  });

  it('is told only of what is missing behind what it passes over', () => {
    let asked = 0;
    const reader = new Answers((_bytes, start, end) => (asked++ === 0 ? start + 10 : end));
    const { send, stream } = streamOf(reader);
    send(0, 'head');
    send(14, 'tail');
    expect(reader.text).toBe('head');
    stream.finish();
    expect(reader.text).toBe('head<4>tail.');
  });

  it('costs nothing once it is done', () => {
    const reader = new Answers(() => DONE);
    const { send, stream, totals } = streamOf(reader);
    send(2, 'held');
    send(0, 'ab');
    expect([reader.text, stream.isOver, totals.kept]).toEqual(['ab', true, 0]);
    stream.finish();
    expect(reader.text).toBe('ab');
  });

  it('may stop at a gap', () => {
    const reader = new Answers((_bytes, _start, end) => end, false);
    const { send, stream, ack } = streamOf(reader);
    send(2, 'cd');
    ack(4);
    expect([reader.text, stream.isOver]).toEqual(['<2>', true]);
  });

  it('is given up when it keeps too much, or reads nothing of what it is offered again and again', () => {
    const keeper = new Answers((_bytes, start) => start);
    const large = streamOf(keeper);
    for (let at = 0; at < 4 * MAX_KEPT; at += 1024) large.send(at, 'x'.repeat(1024));
    expect([keeper.text, large.totals]).toEqual(['.', { kept: 0, gaps: 0, missing: 0, overruns: 1 }]);
    const slow = new Answers((_bytes, start) => start);
    const small = streamOf(slow);
    for (let at = 0; at < 10_000; at++) small.send(at, 'x');
    expect([slow.text, small.totals.overruns]).toEqual(['.', 1]);
  });

  it('hears of a gap when no more can be held', () => {
    const notes = new Notes();
    const { send, totals } = streamOf(notes);
    for (let at = 1; at < 2 * MAX_KEPT; at += 1024) send(at, 'x'.repeat(1024));
    expect(notes.text.slice(0, 4)).toBe('<1>x');
    expect(notes.text).toHaveLength(3 + 2 * MAX_KEPT);
    const scattered = new Notes();
    const pieces = streamOf(scattered);
    for (let at = 1; at < 2000; at += 2) pieces.send(at, 'y');
    expect(scattered.text).toContain('<1>y<1>y');
    expect(totals.kept).toBe(0);
  });
});

describe('whatever comes', () => {
  const random = (seed: number) => (below: number) => (seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0) % below;

  it('every byte is handed out once and in order, however segments are cut, shuffled and repeated', () => {
    const below = random(1);
    for (let round = 0; round < 300; round++) {
      const text = Array.from({ length: 1 + below(400) }, () => String.fromCharCode(97 + below(26))).join('');
      const segments: (readonly [number, number])[] = [];
      for (let at = 0; at < text.length;) {
        const length = 1 + below(30);
        segments.push([at, at + length + below(3) * below(20)]);
        at += length;
      }
      for (let i = below(10); i > 0; i--) {
        const from = below(text.length);
        segments.push([from, from + 1 + below(40)]);
      }
      segments.sort(() => below(3) - 1);
      const notes = new Notes(1 + below(3));
      const { send, stream, totals } = streamOf(notes, below(2) ? 0xffff_ff00 : below(1 << 30));
      for (const [from, to] of segments) send(from, text.slice(from, to));
      const size = text.length - (text.length % (notes as unknown as { size: number }).size);
      expect(notes.text).toBe(text.slice(0, size));
      stream.finish();
      expect(totals).toEqual({ kept: 0, gaps: 0, missing: 0, overruns: 0 });
    }
  });

  it('nothing is handed out twice or beyond the end, and nothing stays', () => {
    const below = random(2);
    for (let round = 0; round < 300; round++) {
      let told = 0;
      const reader: StreamReader = {
        read(_bytes, start, end) {
          const at = [end, start, end + below(50), start + below(end - start + 1), DONE][below(20) || below(5)] ?? end;
          told += at === DONE ? 0 : Math.min(at, end) - start;
          return at;
        },
        gap: () => below(4) > 0,
        end: () => (told = Math.min(told, 1 << 20)),
      };
      const { stream, send, ack, totals } = streamOf(reader, below(0xffff_ffff));
      for (let i = 0; i < 40; i++) {
        if (below(5) === 0) ack(below(600));
        else send(below(600), 'x'.repeat(below(60)), below(8) === 0 ? below(20) : 0);
        if (below(60) === 0) stream.fin(below(0xffff_ffff) | 0);
      }
      stream.finish();
      expect(stream.isOver).toBe(true);
      expect(totals.kept).toBe(0);
      expect(told).toBeLessThanOrEqual(700);
    }
  });
});
