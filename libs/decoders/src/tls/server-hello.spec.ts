import { mutations } from '../testing/hostile';
import { ByteCursor } from './byte-cursor';
import { readServerHello, type ServerHello } from './server-hello';
import * as wire from './testing/messages';
import { asciiText } from './wire-text';

const RANDOM = Buffer.alloc(32, 9);
const RETRY = Buffer.from('cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c', 'hex');

/** The same message read field by field with a cursor that checks each step. */
function byCursor(bytes: Uint8Array, start: number, end: number): ServerHello | null {
  const cursor = new ByteCursor(bytes, start, end);
  const legacyVersion = cursor.u16();
  const random = cursor.take(32);
  const draft = legacyVersion >> 8 === 0x7f;
  if (!draft) cursor.take(cursor.u8());
  const cipher = cursor.u16();
  if (!draft) cursor.u8();
  if (cursor.broken) return null;
  const extensions: number[] = [];
  let version = legacyVersion;
  let alpn = '';
  const list = cursor.left === 0 ? cursor : cursor.take(cursor.u16());
  while (list.left > 0 && extensions.length < 1024) {
    const type = list.u16();
    const body = list.take(list.u16());
    if (list.broken) return null;
    extensions.push(type);
    if (type === 43 && body.left === 2) version = body.u16();
    else if (type === 16) {
      const protocols = body.take(body.u16());
      const first = protocols.take(protocols.u8());
      alpn = asciiText(first.bytes, first.at, first.end);
    }
  }
  if (cursor.broken) return null;
  const retry = RETRY.equals(bytes.subarray(random.at, random.end));
  return { legacyVersion, version, cipher, extensions, alpn, retry };
}

const BODIES: readonly (readonly [string, Buffer])[] = [
  ['of TLS 1.2', wire.serverHelloBody(0xc02f, RANDOM, wire.extension(0xff01, Buffer.from([0])), wire.alpn('h2'))],
  ['that asks again', wire.serverHelloBody(0x1301, RETRY, wire.chosenVersion(0x0304), wire.alpn('h3'))],
  ['without extensions', Buffer.concat([Buffer.from([3, 1]), RANDOM, Buffer.from([0, 0, 0x2f, 0])])],
  ['of a draft', Buffer.concat([Buffer.from([0x7f, 18]), RANDOM, Buffer.from([0x13, 1, 0, 0])])],
];

it.each(BODIES)(
  'a ServerHello %s comes to the same as with a check at each step, whatever is wrong with it',
  (_what, body) => {
    // Bytes behind the message are there, and none of them counts.
    const around = (part: Uint8Array) => Buffer.concat([Buffer.alloc(3, 0x10), part, Buffer.alloc(64, 0x10)]);
    const seen = { read: 0, refused: 0 };
    const compare = (part: Uint8Array) => {
      const bytes = around(part);
      const hello = readServerHello(bytes, 3, 3 + part.length);
      expect(hello).toEqual(byCursor(bytes, 3, 3 + part.length));
      seen[hello ? 'read' : 'refused']++;
    };
    for (let length = 0; length <= body.length; length++) compare(body.subarray(0, length));
    for (const mutated of mutations(body, 5000)) compare(mutated);
    expect(Math.min(seen.read, seen.refused)).toBeGreaterThan(100);
  },
);
