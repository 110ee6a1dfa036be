import { mutations } from '../testing/hostile';
import * as wire from './testing/messages';
import { looksLikeTls, TlsRecords } from './tls-records';

const HELLO = wire.message(1, wire.clientHelloBody([0x1301], wire.serverName('a.example')));
const SERVER = wire.message(2, wire.serverHelloBody(0xc02f, Buffer.alloc(32, 9)));
const CHAIN = wire.message(11, wire.certificateBody(Buffer.alloc(3000, 5)));
const DONE = wire.message(14, Buffer.alloc(0));
const CHANGE = wire.records(20, Buffer.from([1]));
const ENCRYPTED = wire.records(22, Buffer.from('0000000000000000'.padEnd(80, 'a5'), 'hex'));
const DATA = wire.records(23, Buffer.alloc(100, 1));

/** Messages found when the bytes come in pieces of `size`: type and length of each. */
function found(bytes: Uint8Array, size = bytes.length): { messages: string[]; closed: boolean } {
  const reader = new TlsRecords();
  const messages: string[] = [];
  for (let at = 0; at < bytes.length; at += size)
    reader.push(bytes, at, Math.min(bytes.length, at + size), (type, body, start, end) =>
      messages.push(`${type}/${end - start}/${body[end - 1] ?? ''}`),
    );
  return { messages, closed: reader.closed };
}
const told = (...messages: readonly Buffer[]) =>
  messages.map((body) => `${body[0]}/${body.length - 4}/${body.length > 4 ? body[body.length - 1] : ''}`);

describe('TlsRecords', () => {
  const flight = Buffer.concat([SERVER, CHAIN, DONE]);

  it.each([1, 2, 3, 7, 536, 100_000])('finds messages across records and pieces of %d bytes', (size) => {
    for (const most of [5, 100, 4000])
      expect(found(wire.records(22, flight, most), size)).toEqual({
        messages: told(SERVER, CHAIN, DONE),
        closed: true,
      });
  });

  it('begins anew in the midst of whatever there was', () => {
    const hello = wire.records(22, HELLO);
    const reader = new TlsRecords();
    const types: number[] = [];
    const push = (bytes: Buffer) => reader.push(bytes, 0, bytes.length, (type) => types.push(type));
    for (const before of [hello.subarray(0, 3), hello.subarray(0, 40), Buffer.concat([hello, CHANGE]), DATA]) {
      push(before);
      reader.restart();
      expect([reader.closed, reader.held, reader.unfinished]).toEqual([false, 0, false]);
      types.length = 0;
      expect([push(hello), types]).toEqual([true, [1]]);
      reader.restart();
    }
  });

  it('goes on after the first hello, and ends where encryption begins', () => {
    const hello = wire.records(22, HELLO);
    expect(found(hello)).toEqual({ messages: told(HELLO), closed: false });
    for (const next of [DATA, Buffer.concat([CHANGE, ENCRYPTED]), Buffer.concat([CHANGE, DATA])])
      for (const size of [1, 1000])
        expect(found(Buffer.concat([hello, next]), size)).toEqual({ messages: told(HELLO), closed: true });
  });

  it.each([1, 4, 1000])('finds the second hello behind ChangeCipherSpec, in pieces of %d bytes', (size) => {
    const hello = wire.records(22, HELLO);
    expect(found(Buffer.concat([hello, CHANGE, hello]), size)).toEqual({ messages: told(HELLO, HELLO), closed: false });
  });

  it('passes by warnings in clear, also before the first hello', () => {
    const warning = wire.records(21, Buffer.from([1, 112]));
    const bytes = Buffer.concat([warning, wire.records(22, SERVER), warning, wire.records(22, CHAIN)]);
    expect(found(bytes)).toEqual({ messages: told(SERVER, CHAIN), closed: false });
    expect(found(Buffer.concat([wire.records(22, SERVER), CHANGE, warning])).closed).toBe(true);
  });

  it.each([
    ['HTTP', Buffer.from('GET / HTTP/1.1\r\n\r\n')],
    ['data first', DATA],
    ['an encrypted alert', wire.records(21, Buffer.alloc(26, 3))],
    ['ChangeCipherSpec first', CHANGE],
    ['a handshake that begins with a certificate', wire.records(22, CHAIN)],
    ['an empty record', Buffer.from([22, 3, 1, 0, 0])],
    ['a record longer than allowed', Buffer.from([22, 3, 1, 0xff, 0xff, 1, 0, 0, 10])],
    ['a message longer than kept', Buffer.from([22, 3, 1, 0x10, 0, 1, 4, 0, 1])],
  ])('ends at %s', (_what, bytes) => {
    expect(found(bytes)).toEqual({ messages: [], closed: true });
  });

  it('knows a connection by its first bytes', () => {
    const looks = (...bytes: number[]) => looksLikeTls(Buffer.from(bytes), 0, bytes.length);
    expect([looks(22, 3, 1), looks(22, 3, 4)]).toEqual([true, true]);
    expect([looks(22, 3), looks(22, 3, 5), looks(22, 2, 1), looks(23, 3, 1)]).toEqual([false, false, false, false]);
  });

  it('reads every prefix and thousands of mutations without a throw', () => {
    const sample = Buffer.concat([wire.records(22, HELLO, 50), CHANGE, wire.records(22, HELLO)]);
    for (let length = 0; length < sample.length; length++) found(sample.subarray(0, length), 9);
    let whole = 0;
    for (const mutated of mutations(sample, 10_000)) if (found(mutated, 61).messages.length > 0) whole++;
    expect(whole).toBeGreaterThan(1000);
  });
});
