import { writeFileSync } from 'node:fs';
import { CaptureWriter } from '@wireledger/capture';
import { tlsMessages } from '@wireledger/decoders/testing';
import { type Endpoints, type Happening, type Said, START, talk, udp } from '@wireledger/flows/testing';
import { certificateOf } from './certificate';

const { certificateBody, clientHelloBody, message, records, serverHelloBody, serverName } = tlsMessages;
const CLIENT_HELLO = 1;
const SERVER_HELLO = 2;
const CERTIFICATE = 11;
const HANDSHAKE = 22;
const SEGMENT = 1400;
const CIPHER = 0xc02f;

/** What {@link hostileCapture} says on the wire, to be looked for on pages. */
export const HOSTILE = {
  /** Server name of 60,000 bytes, in 43 segments. */
  longServerName: `${'<b onmouseover=alert(21)>'.repeat(2400)}.example`,
  subject: '<img src=x onerror=alert(22)>\n"quoted"\u202e',
  names: ['<svg/onload=alert(23)>.example', 'javascript:alert(24)'],
  /** Alternative names of that certificate. */
  nameCount: 10_000,
  user: '<iframe src=//canary.test>',
  multicast: '<i onclick=alert(25)>printer.local',
  tunnel: '<svg onload=alert(26)>.example',
} as const;

const ends = (host: number, dport: number, sport = 40_000): Endpoints => ({
  src: `10.66.0.${host}`,
  dst: '10.66.1.1',
  sport,
  dport,
});

/** A text of bytes in segments of the client (`>`) or of the server. */
const segments = (side: '>' | '<', bytes: Buffer): Said[] =>
  Array.from({ length: Math.ceil(bytes.length / SEGMENT) }, (_, i): Said => [
    side,
    bytes.subarray(i * SEGMENT, (i + 1) * SEGMENT).toString('latin1'),
  ]);

/** A query for a name that consists of these labels (RFC 1035 §4.1). */
function query(labels: readonly string[], type: number, id = 0): Buffer {
  const name = labels.map((label) => `${String.fromCharCode(label.length)}${label}`).join('');
  const head = Buffer.from([id >> 8, id & 255, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0]);
  return Buffer.concat([head, Buffer.from(`${name}\0`, 'latin1'), Buffer.from([0, type, 0, 1])]);
}

function* handshakes(): Generator<Happening> {
  const hello = (name: string) =>
    records(HANDSHAKE, message(CLIENT_HELLO, clientHelloBody([CIPHER], serverName(name))));
  yield* talk(segments('>', hello(HOSTILE.longServerName)), ends(1, 443));
  const names = Array.from({ length: HOSTILE.nameCount - HOSTILE.names.length }, (_, i) => `n${i}.example`);
  const certificate = certificateOf(HOSTILE.subject, [...HOSTILE.names, ...names]);
  const answer = Buffer.concat([
    message(SERVER_HELLO, serverHelloBody(CIPHER, Buffer.alloc(32, 9))),
    message(CERTIFICATE, certificateBody(certificate)),
  ]);
  const answered = segments('<', records(HANDSHAKE, answer));
  yield* talk([...segments('>', hello(HOSTILE.names[0])), ...answered], ends(2, 443));
}

/** Forty sign-ins that fail, enough for an alert that names who tried. */
function* guesses(): Generator<Happening> {
  for (let i = 0; i < 40; i++) {
    const lines: Said[] = [
      ['<', '220 ready\r\n'],
      ['>', `USER ${HOSTILE.user}\r\n`],
      ['<', '331 password\r\n'],
      ['>', 'PASS guess\r\n'],
      ['<', '530 no\r\n'],
    ];
    for (const [at, frame] of talk(lines, ends(3, 21, 41_000 + i))) yield [i * 0.5 + at, frame];
  }
}

/** Queries of a channel below a name with markup, and one name that a printer claims. */
function* lookups(): Generator<Happening> {
  const domain = HOSTILE.tunnel.split('.');
  for (let i = 0; i < 150; i++)
    yield [i * 0.2, udp(ends(4, 53), query([`${i.toString(16).padStart(40, 'f')}`, ...domain], 16, i))];
  const printer = { ...ends(5, 5353, 5353), dst: '224.0.0.251' };
  yield [31, udp(printer, query(HOSTILE.multicast.split('.'), 1))];
}

/** Writes a capture whose every text is meant to be executed, followed, or to break what shows it; 32 s from `START`. */
export function hostileCapture(file: string): { readonly firstUs: number; readonly lastUs: number } {
  const chunks: Buffer[] = [];
  const writer = new CaptureWriter({ format: 'pcap' }, (bytes) => void chunks.push(Buffer.from(bytes)));
  const happenings = [...handshakes(), ...guesses(), ...lookups()].sort(([a], [b]) => a - b);
  for (const [at, frame] of happenings) if (frame !== 'tick') writer.write(frame, START + Math.round(at * 1e6));
  writer.end();
  writeFileSync(file, Buffer.concat(chunks));
  return { firstUs: START, lastUs: START + 32_000_000 };
}
