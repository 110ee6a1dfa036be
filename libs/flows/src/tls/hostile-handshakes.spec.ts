import { TlsRecords } from '@wireledger/decoders';
import { tlsMessages as wire } from '@wireledger/decoders/testing';
import { FLOW_MARKS } from '@wireledger/events/telemetry';
import { ENDS, talk, type Said } from '../testing/conversation';
import { rows, run } from '../testing/frames';

/** What says that it has 16 MB: a fiftieth of it in each push, all with WIRELEDGER_FULL=1. */
const BYTES = process.env['WIRELEDGER_FULL'] === '1' ? 16_777_215 : 335_544;
const PIECE = 16_384;
/** Bytes of an unfinished message that are kept at most. */
const MOST_KEPT = 262_144;

const HANDSHAKE = 22;
const latin1 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');
const HELLO = wire.message(1, wire.clientHelloBody([0x1301, 0xc02f], wire.serverName('a.example')));
/** The beginning of a ClientHello that says it is so long. */
const claiming = (length: number): Buffer => {
  const message = Buffer.from(HELLO);
  message.writeUIntBE(length, 1, 3);
  return message;
};
const record = (length: number, version = 0x0303): Buffer => {
  const head = Buffer.from([HANDSHAKE, 0, 0, 0, 0]);
  head.writeUInt16BE(version, 1);
  head.writeUInt16BE(length, 3);
  return head;
};
const pieces = (text: string, count: number): Said[] => {
  const size = Math.ceil(text.length / count);
  return Array.from({ length: Math.ceil(text.length / size) }, (_, i) => ['>', text.slice(i * size, (i + 1) * size)]);
};

function told(said: readonly Said[]) {
  const { batches, pipeline } = run(talk(said, { ...ENDS, dport: 443 }));
  const marks = rows(batches, 'flow').map((flow) => flow.marks & FLOW_MARKS.incomplete);
  return {
    incomplete: marks.at(-1) !== 0,
    hellos: pipeline.counters.client_hellos,
    names: rows(batches, 'tls').map(({ serverName }) => serverName),
  };
}
const whole = { incomplete: false, hellos: 1, names: ['a.example'] };
const broken = { incomplete: true, hellos: 0, names: [] };

describe('handshakes made to hurt', () => {
  it('A-16 is read from 300 segments, in one record and in as many', () => {
    const padded = wire.message(1, wire.clientHelloBody([0x1301], wire.serverName('a.example'), wire.alpn('x'.repeat(200), 'y'.repeat(200)))); // prettier-ignore
    const one = latin1(wire.records(HANDSHAKE, padded));
    const many = latin1(wire.records(HANDSHAKE, padded, 1));
    for (const said of [pieces(one, 300), pieces(many, 300)]) {
      expect(said.length).toBeGreaterThan(220);
      expect(told(said)).toEqual(whole);
    }
  });

  it.each<[string, readonly Said[]]>([
    ['a message longer than what comes', [['>', latin1(Buffer.concat([record(HELLO.length), claiming(HELLO.length + 400)]))]]],
    ['a record longer than what comes', [['>', latin1(Buffer.concat([record(HELLO.length + 400), claiming(HELLO.length + 300)]))]]],
    ['a second record of no length', [['>', latin1(Buffer.concat([record(10), HELLO.subarray(0, 10), record(0)]))], ['>', latin1(HELLO)]]],
    ['a second record beyond the limit', [['>', latin1(Buffer.concat([record(10), HELLO.subarray(0, 10), record(0xffff)]))], ['>', latin1(HELLO)]]],
    ['a second record of no version', [['>', latin1(Buffer.concat([record(10), HELLO.subarray(0, 10), record(40, 0x0999)]))], ['>', latin1(HELLO)]]],
    ['a hole in it', [['>', latin1(record(HELLO.length))], ['>', 20], ['>', latin1(HELLO.subarray(20))]]],
  ])('A-16 is marked as incomplete with %s', (_what, said) => {
    expect(told(said)).toEqual(broken);
  }); // prettier-ignore

  it('A-16 is no handshake with a version of nothing from the first byte on', () => {
    const said: Said[] = [['>', latin1(Buffer.concat([record(HELLO.length, 0x0999), HELLO]))]];
    expect(told(said)).toEqual({ ...broken, incomplete: false });
  });

  it('A-16 is given up when it is longer than is kept, before it comes', () => {
    const rest = Buffer.alloc(PIECE - HELLO.length);
    const begun: Said = ['>', latin1(Buffer.concat([record(PIECE), claiming(BYTES - 4), rest]))];
    const piece: Said = ['>', latin1(Buffer.concat([record(PIECE), Buffer.alloc(PIECE)]))];
    const more = Array.from({ length: Math.floor(BYTES / PIECE) }, () => piece);
    expect(told([begun, ...more])).toEqual(broken);
  });

  it('A-16 keeps no more than its limit of what claims to be just as long', () => {
    const records = new TlsRecords();
    const piece = Buffer.concat([record(PIECE), Buffer.alloc(PIECE)]);
    const begun = Buffer.concat([record(HELLO.length), claiming(MOST_KEPT)]);
    let most = 0;
    let messages = 0;
    const push = (bytes: Buffer) => {
      const wanted = records.push(bytes, 0, bytes.length, () => messages++);
      most = Math.max(most, records.held);
      return wanted;
    };
    expect(push(begun)).toBe(true);
    for (let sent = 0; sent < BYTES && push(piece); sent += PIECE);
    expect(messages).toBeGreaterThan(0);
    expect(most).toBeLessThanOrEqual(MOST_KEPT);
  });
});
