import { mutations, seeded, tlsMessages as wire } from '@wireledger/decoders/testing';
import { Pipeline } from './pipeline';
import { ACK, back, FIN, RST, SECOND, START, SYN, tcp, type Endpoints } from './testing/frames';

type Random = (below: number) => number;

/** How often something of the kind happens to a segment, of a thousand. */
interface Weather {
  readonly split: number;
  readonly lost: number;
  readonly twice: number;
  readonly swapped: number;
  readonly cut: number;
  readonly damaged: number;
  readonly reset: number;
  readonly again: number;
}
const FAIR: Weather = { split: 0, lost: 0, twice: 0, swapped: 0, cut: 0, damaged: 0, reset: 0, again: 0 };
const FOUL: Weather = { split: 150, lost: 20, twice: 20, swapped: 20, cut: 10, damaged: 30, reset: 10, again: 10 };

/** Who says what, in order. */
type Turn = readonly [client: boolean, bytes: Buffer];

const latin = (text: string): Buffer => Buffer.from(text, 'latin1');
const NAMES = ['a.example', 'b.example', 'UPPER.example', 'very-long-name-'.repeat(6) + '.example', ''];

function httpTurns(random: Random): Turn[] {
  const turns: Turn[] = [];
  for (let n = random(5); n >= 0; n--) {
    const method = ['GET', 'POST', 'HEAD', 'PUT', 'OPTIONS', 'get', 'M-SEARCH'][random(7)];
    const body = 'b'.repeat(random(3) * 40);
    const length = body === '' ? '' : `${['Content-Length', 'content-LENGTH'][random(2)]}:  ${body.length} \r\n`;
    const version = random(20) === 0 ? '' : ` HTTP/1.${random(2)}`;
    const end = random(10) === 0 ? '\n' : '\r\n';
    turns.push([true, latin(`${method} /${random(9)}${version}${end}Host: a.example${end}${length}${end}${body}`)]);
    if (random(8) === 0) continue;
    const status = [200, 200, 404, 204, 304, 100, 101][random(7)];
    const content = 'c'.repeat(random(4) * 300);
    const told = random(6) === 0 ? content.length + random(900) : content.length;
    const framing = [`Content-Length: ${told}`, 'Transfer-Encoding: chunked', 'Server: x', 'Content-Length: 1, 1'];
    const chosen = framing[random(12)] ?? framing[0];
    const chunks = chosen === framing[1] ? `5\r\nhello\r\n0\r\n\r\n` : content;
    turns.push([false, latin(`HTTP/1.1 ${status} OK\r\n${chosen}\r\n\r\n${chunks}`)]);
    // What stands where a head should.
    if (random(6) === 0)
      turns.push([random(2) === 0, latin(['\x17\x03\x03junk', '\x00\n\r', '\r\n\r\n', 'x\n\n'][random(4)] as string)]);
  }
  return turns;
}

function tlsTurns(random: Random): Turn[] {
  const { clientHelloBody, serverHelloBody, extension, serverName, groups, pointFormats, chosenVersion } = wire;
  const { message, records, certificateBody } = wire;
  const name = NAMES[random(NAMES.length)] as string;
  const more = Array.from({ length: [0, 0, 0, 150][random(4)] as number }, (_, n) => extension(1000 + n));
  const hello = message(
    1,
    clientHelloBody(
      Array.from({ length: [3, 3, 17, 300][random(4)] as number }, (_, n) => (random(9) === 0 ? 0x0a0a : 0x1301 + n)),
      extension(0x2a2a),
      ...(name === '' ? [] : [serverName(name)]),
      groups(0x1a1a, 29, 23 + random(3)),
      pointFormats(0, random(3)),
      ...more,
    ),
  );
  const randoms = [Buffer.alloc(32, 9), Buffer.from('cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c', 'hex')]; // prettier-ignore
  const modern = random(2) === 0;
  const chosen = modern ? [chosenVersion(0x0304)] : [];
  const answer = message(2, serverHelloBody(0x1301 + random(2), randoms[random(5)] ?? Buffer.alloc(32), ...chosen));
  const changed = Buffer.from([20, 3, 3, 0, 1, 1]);
  const data = Buffer.concat([Buffer.from([23, 3, 3, 0, 40]), Buffer.alloc(40, 5)]);
  const alert = Buffer.from([21, 3, 3, 0, 2, 1, 112]);
  const certificate = message(11, certificateBody(Buffer.alloc(random(5) * 500)));
  const turns: Turn[] = [[true, records(22, hello, [16_384, 100][random(8)] ?? 16_384)]];
  if (random(8) === 0) turns.push([false, alert]);
  if (modern) turns.push([false, Buffer.concat([records(22, answer), changed, data])]);
  else
    turns.push(
      [false, records(22, Buffer.concat([answer, certificate, message(14, Buffer.alloc(0))]))],
      [true, records(22, message(16, Buffer.alloc(66)))],
    );
  if (random(4) === 0) turns.push([true, changed], [true, records(22, hello)]);
  turns.push([true, Buffer.concat([changed, data])], [false, data]);
  return turns;
}

/** What was encrypted before anybody looked, or a conversation that begins with something else; sometimes an ordinary one that turns into TLS. */
function lineTurns(random: Random): Turn[] {
  const junk = (): Buffer => {
    const bytes = Buffer.alloc([5, 40, 1400, 3000, 9000][random(5)] as number, 'w');
    bytes.set([0x17, 3, 3]);
    if (random(3) === 0) bytes[random(bytes.length)] = [10, 32, 13][random(3)] as number;
    return bytes;
  };
  const kind = random(6);
  const greetings = ['220 a ESMTP\r\n', '* OK IMAP4\r\n', '+OK a\r\n', '-ERR\r\n', 'hello\r\n', '\r\n'];
  const greeting = greetings[kind > 2 ? kind - 3 : random(6)] as string;
  const commands = ['STARTTLS\r\n', 'a STARTTLS\r\n', 'STLS\r\n', 'EHLO x\r\n', ' STARTTLS\r\n', 'AUTH PLAIN\r\n'];
  const replies = ['220 go\r\n', 'a OK go\r\n', '+OK go\r\n', '250 x\r\n', '500 what\r\n', '334 \r\n'];
  // Who will be greeted has spoken too early.
  const turns: Turn[] = Array.from({ length: random(kind > 2 ? 3 : 6) }, () => [kind > 2 || random(2) === 0, junk()]);
  if (kind > 0) turns.push([false, latin(greeting)]);
  for (let n = random(4); n > 0 && kind > 1; n--)
    turns.push([true, latin(commands[random(6)] as string)], [false, latin(replies[random(6)] as string)]);
  if (kind > 2) {
    const command = kind - 3;
    turns.push([true, latin(commands[command] as string)], [false, latin(replies[command] as string)]);
  }
  return kind > 1 ? [...turns, ...tlsTurns(random)] : turns;
}

/** Frames of a connection, with the weather on its way. */
function* connection(random: Random, port: number, turns: readonly Turn[], weather: Weather): Generator<Buffer> {
  const ends: Endpoints = { src: '192.0.2.10', dst: '198.51.100.1', sport: port, dport: [80, 443, 8080, 25, 9999, 110, 143, 21, 22, 3306][random(10)] as number }; // prettier-ignore
  const happens = (often: number): boolean => random(1000) < often;
  const seqs = [random(2 ** 31) * 2, random(2 ** 31) * 2];
  const next = (side: number, by: number): number => {
    const seq = seqs[side] as number;
    seqs[side] = (seq + by) % 2 ** 32;
    return seq;
  };
  const send = (side: number, flags: number, bytes: Uint8Array = Buffer.alloc(0)): Buffer =>
    tcp(side === 0 ? ends : back(ends), flags, next(side, bytes.length + (flags & (SYN | FIN) ? 1 : 0)), bytes);
  if (random(10) > 0) yield* [send(0, SYN), send(1, SYN | ACK), send(0, ACK)];
  let before: Buffer | null = null;
  for (const [client, bytes] of turns) {
    const side = client ? 0 : 1;
    for (let at = 0; at < bytes.length;) {
      const whole = Math.min(bytes.length - at, 1460);
      const size = happens(weather.split) ? 1 + random(whole) : whole;
      let frame = send(side, ACK | (random(20) === 0 ? FIN : 0), bytes.subarray(at, at + size));
      at += size;
      if (happens(weather.damaged)) [frame = frame] = [...mutations(frame.subarray(54), 1, random(1000))].map((changed) => Buffer.concat([frame.subarray(0, 54), changed]).subarray(0, frame.length)); // prettier-ignore
      if (happens(weather.lost)) continue;
      if (happens(weather.cut)) frame = frame.subarray(0, 54 + random(frame.length - 54));
      if (happens(weather.swapped) && !before) {
        before = frame;
        continue;
      }
      yield frame;
      if (before) yield before;
      before = null;
      if (happens(weather.twice)) yield frame;
      if (happens(weather.again)) seqs[side] = random(2 ** 31);
      if (happens(weather.again)) yield send(side, SYN);
    }
    if (happens(weather.reset)) yield send(side, RST);
  }
  if (random(3) > 0) yield* [send(0, FIN | ACK), send(1, FIN | ACK), send(0, ACK)];
}

/** A capture of many connections whose packets come one of each at a time. */
function capture(seed: number, weather: Weather): Buffer[] {
  const random = seeded(seed);
  const open = Array.from({ length: 24 }, () => {
    const turns = [httpTurns, tlsTurns, lineTurns][random(3)]?.(random) ?? [];
    return connection(random, 40_000 + random(18), turns, weather);
  });
  const frames: Buffer[] = [];
  while (open.length > 0) {
    const at = random(Math.min(open.length, 4));
    const { value, done } = (open[at] as Generator<Buffer>).next();
    if (done) open.splice(at, 1);
    else frames.push(value);
  }
  return frames;
}

const timeOf = (n: number): number => START + n * 2000;

/** Tells what the core has counted by itself. */
class Counting extends Pipeline {
  get counted(): number {
    const { core } = this.store;
    return core.httpRequests() + core.clientHellosCounted() + core.serverHellosCounted();
  }
}

function inRuns(frames: readonly Buffer[], digest = false): Counting {
  const records = frames.flatMap((frame, n) => {
    const head = Buffer.alloc(16);
    head.writeUInt32LE(Math.floor(timeOf(n) / SECOND), 0);
    head.writeUInt32LE(timeOf(n) % SECOND, 4);
    head.writeUInt32LE(frame.length, 8);
    // What a cut frame had on the wire is in its IP header.
    head.writeUInt32LE(Math.max(frame.length, 14 + frame.readUInt16BE(16)), 12);
    return [head, frame];
  });
  const buffer = Buffer.concat(records);
  const pipeline = new Counting({ cut: 60, digest });
  const run = { buffer, pos: 0, end: buffer.length, taken: 0, bigEndian: false, nanoseconds: false, recordHeader: 16, linktype: 1 }; // prettier-ignore
  pipeline.records(run);
  expect(run.pos).toBe(buffer.length);
  pipeline.finish();
  return pipeline;
}

function oneByOne(frames: readonly Buffer[], digest = false): Pipeline {
  const pipeline = new Pipeline({ cut: 60, digest });
  frames.forEach((frame, n) =>
    pipeline.packet(frame, 0, frame.length, Math.max(frame.length, 14 + frame.readUInt16BE(16)), timeOf(n), 1, 0),
  );
  pipeline.finish();
  return pipeline;
}

describe('connections that the core counts', () => {
  it.each([
    ['fair', FAIR],
    ['foul', FOUL],
  ])('come to what their readers make of them: %s weather', (_, weather) => {
    let counted = 0;
    let all = 0;
    for (let seed = 1; seed <= 100; seed++) {
      const frames = capture(seed, weather);
      const pipeline = inRuns(frames);
      const { counters } = oneByOne(frames);
      expect({ seed, ...pipeline.counters }).toEqual({ seed, ...counters });
      counted += pipeline.counted;
      all += counters.http_requests + counters.client_hellos + counters.server_hellos;
    }
    // What is told to the readers, and what the core sees to alone: both are worth a test.
    expect(all).toBeGreaterThan(2500);
    expect(counted / all).toBeGreaterThan(0.1);
    expect(counted / all).toBeLessThan(0.95);
  });

  it.each([
    ['fair', FAIR],
    ['foul', FOUL],
  ])('give the same facts where facts are recorded, however they are read: %s weather', (_, weather) => {
    for (let seed = 1; seed <= 30; seed++) {
      const frames = capture(seed, weather);
      const [runs, each] = [inRuns(frames, true), oneByOne(frames, true)];
      expect(runs.counted).toBe(0);
      expect({ seed, digest: runs.digest(), ...runs.counters }).toEqual({
        seed,
        digest: each.digest(),
        ...each.counters,
      });
    }
  });
});
