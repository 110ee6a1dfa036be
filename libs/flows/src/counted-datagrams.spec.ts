import { seeded } from '@wireledger/decoders/testing';
import { Pipeline } from './pipeline';
import { SECOND, START, udp, udp6 } from './testing/frames';

type Random = (below: number) => number;

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');

/** A message of DHCPv4: operation, hardware address of Ethernet, as long as is asked for. */
function dhcp(operation: number, bytes: number, cookie = 0x63825363): Buffer {
  const message = Buffer.alloc(Math.max(bytes, 240));
  message.set([operation, 1, 6]);
  message.writeUInt32BE(cookie, 236);
  return message.subarray(0, bytes);
}

/** A message of NTP of a version and mode. */
function ntp(version: number, mode: number, stratum: number, bytes: number, code = 42): Buffer {
  const message = Buffer.alloc(Math.max(bytes, 48));
  message.set([(version << 3) | mode, stratum, 6, code]);
  message.write('GPS', 12);
  return message.subarray(0, bytes);
}

const MESSAGES: readonly ((random: Random) => Buffer)[] = [
  (random) => dhcp(random(4), [0, 1, 43, 44, 239, 240, 300][random(7)] as number, [undefined, 7][random(2)]),
  (random) => ntp(random(8), random(8), random(20), [7, 8, 11, 12, 47, 48, 68][random(7)] as number, random(50)),
  () => hex('07 000001 000e 0001 0001'),
  () => hex('0001 2112a442'.padEnd(40, '0')),
  // STUN whole, and what only looks like it.
  () => hex('0001 0000 2112a442 000000000000000000000000'),
  () => hex('0101 0004 2112a442 000000000000000000000000'),
  () => hex('1234 0100 0001 0000 0000 0000 01 61 00 0001 0001'),
  () => hex('3018 020101 0404 61626364 a00d 020105 020100 020100 3002 3000'),
  () => hex('6a26 3024 a103 020105 a203 02010a a418 3016 a10b 3009 a003 020101 a102 3000 a203 1b0143 a702 0200'),
  () => Buffer.from('<34>1 2003-10-11T22:14:15.003Z host su - - - x'),
  () => Buffer.from('NOTIFY * HTTP/1.1\r\n\r\n'),
];
const PORTS = [53, 67, 68, 123, 161, 546, 547, 3478, 40_000];

function capture(seed: number): Buffer[] {
  const random = seeded(seed);
  return Array.from({ length: 400 }, () => {
    const message = (MESSAGES[random(MESSAGES.length)] as (random: Random) => Buffer)(random);
    const [sport, dport] = [PORTS[random(PORTS.length)] as number, PORTS[random(PORTS.length)] as number];
    if (random(4) === 0) return udp6('2001:db8::1', '2001:db8::2', sport, dport, message);
    return udp({ src: `192.0.2.${random(4)}`, dst: '198.51.100.1', sport, dport }, message);
  });
}

const timeOf = (n: number): number => START + n * 2000;

function inRuns(frames: readonly Buffer[], digest: boolean): Pipeline {
  const buffer = Buffer.concat(
    frames.flatMap((frame, n) => {
      const head = Buffer.alloc(16);
      head.writeUInt32LE(Math.floor(timeOf(n) / SECOND), 0);
      head.writeUInt32LE(timeOf(n) % SECOND, 4);
      head.writeUInt32LE(frame.length, 8);
      head.writeUInt32LE(frame.length, 12);
      return [head, frame];
    }),
  );
  const pipeline = new Pipeline({ cut: 60, digest });
  const run = { buffer, pos: 0, end: buffer.length, taken: 0, bigEndian: false, nanoseconds: false, recordHeader: 16, linktype: 1 }; // prettier-ignore
  pipeline.records(run);
  pipeline.finish();
  return pipeline;
}

function oneByOne(frames: readonly Buffer[], digest: boolean): Pipeline {
  const pipeline = new Pipeline({ cut: 60, digest });
  frames.forEach((frame, n) => pipeline.packet(frame, 0, frame.length, frame.length, timeOf(n), 1, 0));
  pipeline.finish();
  return pipeline;
}

describe('datagrams that the core counts', () => {
  it.each([false, true])('come to what their protocols make of them (records: %s)', (records) => {
    let [dhcps, ntps] = [0, 0];
    for (let seed = 1; seed <= 40; seed++) {
      const frames = capture(seed);
      const [runs, each] = [inRuns(frames, records), oneByOne(frames, records)];
      expect({ seed, ...runs.counters }).toEqual({ seed, ...each.counters });
      if (records) expect(runs.digest()).toBe(each.digest());
      dhcps += runs.counters.dhcp_messages;
      ntps += runs.counters.ntp_messages;
    }
    expect(dhcps).toBeGreaterThan(50);
    expect(ntps).toBeGreaterThan(50);
  });
});
