import { Packet, TcpFlag } from '@wireledger/decoders';
import * as layout from '../flow-layout';
import { FlowStore } from '../flow-store';
import { FlowView } from '../protocols/flow-view';
import { StreamTable } from './stream-table';
import { DONE, type StreamReader } from './stream-reader';
import { Answers, Notes } from './testing/readers';

const { ACK, FIN, RST, SYN } = TcpFlag;
const { Bit, LAST_F, MISC, ORIGIN } = layout;

function table(limits = { connections: 100, bytes: 100_000 }) {
  const store = new FlowStore(1000);
  const view = new FlowView(store);
  const streams = new StreamTable(store, view, limits);
  const begin = (client: StreamReader | null, server: StreamReader | null, expected = 0) => {
    const base = store.take();
    streams.begin(base, { client, server }, 0, expected);
    return base;
  };
  const send = (base: number, side: 0 | 1, seq: number, text: string, flags: number = ACK, ack = 0) => {
    const packet = new Packet();
    packet.use(new Uint8Array(Buffer.from(text, 'latin1')));
    Object.assign(packet, { seq, ack, tcpFlags: flags, payloadEnd: text.length, payloadLength: text.length });
    streams.packet(base, side, packet);
  };
  const bits = (base: number) => (store.words[base + MISC] as number) & (Bit.READ | Bit.HOLE);
  return { store, view, streams, begin, send, bits };
}

describe('the table of streams', () => {
  it('reads both directions, each by its own reader', () => {
    const [client, server] = [new Notes(), new Notes()];
    const { begin, send, streams, bits } = table();
    const base = begin(client, server);
    expect(bits(base)).toBe(Bit.READ);
    send(base, 0, 0, 'question');
    send(base, 1, 900, 'answer');
    send(base, 0, 8, '', FIN | ACK);
    expect([client.text, server.text, streams.open]).toEqual(['question.', 'answer', 1]);
    send(base, 1, 906, '!', FIN | ACK);
    expect([server.text, streams.open, bits(base)]).toEqual(['answer!.', 0, 0]);
  });

  it('gives the responder to `server` also when the originator is B', () => {
    const [client, server] = [new Notes(), new Notes()];
    const { store, streams, send } = table();
    const base = store.take();
    store.words[base + MISC] = Bit.ORIGINATOR_B;
    streams.begin(base, { client, server }, 1, 0);
    send(base, 1, 0, 'from B');
    expect([client.text, server.text]).toEqual(['from B', '']);
  });

  it('begins each connection anew, whatever the one before left behind', () => {
    const { begin, send, streams } = table();
    const passing = new Answers((_bytes, _start, end) => end + 1000);
    const keeping = new Answers((_bytes, start) => start);
    const before = begin(passing, keeping);
    send(before, 0, 0, 'head');
    send(before, 1, 50, 'kept');
    send(before, 1, 90, 'held');
    send(before, 0, 1, '', FIN | ACK);
    send(before, 0, 0, '', RST);
    expect([passing.text, keeping.text, streams.open, streams.totals.kept]).toEqual(['head.', '<36>.', 0, 0]);
    const [client, server] = [new Notes(), new Notes()];
    const base = begin(client, server, 7);
    send(base, 0, 7, 'question');
    send(base, 1, 0, 'answer');
    expect([client.text, server.text, streams.open]).toEqual(['question', 'answer', 1]);
    expect([passing.text, keeping.text]).toEqual(['head.', '<36>.']);
  });

  it('says of which direction no more is read', () => {
    const { store, begin, send } = table();
    const done = (base: number) => (store.words[base + MISC] as number) & (Bit.DONE_A | Bit.DONE_B);
    const base = begin(new Notes(), new Answers(() => DONE));
    send(base, 0, 0, 'question');
    expect(done(base)).toBe(0);
    send(base, 1, 0, 'answer');
    expect(done(base)).toBe(Bit.DONE_B);
    send(base, 0, 0, '', RST);
    expect(done(base)).toBe(0);
  });

  it('shows the reader whose bytes they are', () => {
    const told: boolean[] = [];
    const { begin, send, view } = table();
    const reader = new Answers((_bytes, _start, end) => {
      told.push(view.fromClient);
      return end;
    });
    const base = begin(reader, reader);
    send(base, 0, 0, 'a');
    send(base, 1, 0, 'b');
    send(base, 0, 3, 'd');
    send(base, 1, 1, 'c', ACK, 4);
    expect(told).toEqual([true, false, true, false]);
  });

  it('marks flows with a hole, and fills it when the other side says so', () => {
    const notes = new Notes();
    const { begin, send, bits } = table();
    const base = begin(notes, null);
    send(base, 0, 2, 'c');
    expect(bits(base)).toBe(Bit.READ | Bit.HOLE);
    send(base, 1, 0, '', ACK, 3);
    expect([notes.text, bits(base)]).toEqual(['<2>c', Bit.READ]);
  });

  it('ends both directions at a reset, and at the end of the flow', () => {
    const [client, server] = [new Notes(), new Notes()];
    const { begin, send, streams } = table();
    const base = begin(client, server);
    send(base, 1, 5, 'late');
    send(base, 0, 0, '', RST);
    expect([client.text, server.text]).toEqual(['.', 'late.']);
    const other = new Notes();
    streams.close(begin(other, null));
    expect([other.text, streams.open]).toEqual(['.', 0]);
  });

  it('begins anew when the five-tuple is used again', () => {
    const notes = new Notes();
    const { begin, send, store, bits } = table();
    const base = begin(notes, null, 100);
    store.words[base + MISC] = (store.words[base + MISC] as number) | Bit.LABELLED;
    send(base, 0, 99, '', SYN);
    expect(notes.text).toBe('');
    send(base, 0, 5000, '', SYN);
    expect(notes.text).toBe('.');
    expect([bits(base), (store.words[base + MISC] as number) & Bit.LABELLED]).toEqual([0, 0]);
  });

  it('ends reading of what began first when there are too many, or they keep too much', () => {
    const readers = Array.from({ length: 5 }, () => new Notes(1000));
    const { begin, send, streams } = table({ connections: 3, bytes: 5000 });
    const bases = readers.map((reader) => begin(reader, null));
    expect(readers.map(({ text }) => text)).toEqual(['.', '.', '', '', '']);
    for (const base of bases.slice(2)) send(base, 0, 0, 'x'.repeat(900));
    expect(readers.map(({ text }) => text)).toEqual(['.', '.', '.', '', '']);
    expect([streams.evicted, streams.open]).toEqual([3, 2]);
    expect(streams.totals.kept).toBeLessThanOrEqual(5000);
  });

  it('reads what is left then as of the last packet of its own flow, on the interface of that', () => {
    const { store, view, streams } = table({ connections: 1, bytes: 5000 });
    const seen: (readonly [us: number, iface: number])[] = [];
    const reader = new (class extends Notes {
      override end(): void {
        seen.push([view.us, view.iface]);
      }
    })();
    const [base, next] = [store.take(), store.take()];
    store.doubles[(base >> 1) + LAST_F] = 5;
    store.words[base + ORIGIN] = (100 << 16) | 2;
    streams.begin(base, { client: reader, server: null }, 0, 0);
    Object.assign(view, { us: 7, iface: 1 });
    streams.begin(next, { client: new Notes(), server: null }, 0, 0);
    expect(seen).toEqual([[5, 2]]);
  });
});
