import { arp, ENDS, type Endpoints, START, SYN, tcp, talk, udp } from '@wireledger/flows/testing';
import type { Frame } from '@wireledger/simulator';

/** What happens at a time, seconds from the beginning; how long the frame was where not all of it is kept. */
export type Step = readonly [seconds: number, frame: Uint8Array, original?: number];
export type Scene = Iterable<Step>;

const DAY = 86_400;

/** A frame of which a capture may keep the beginning alone. */
interface KeptFrame extends Frame {
  readonly original: number;
}

/** Frames of scenes in time order. */
export function framesOf(...scenes: readonly Scene[]): KeptFrame[] {
  const frames = scenes
    .flatMap((scene) => [...scene])
    .map(([s, bytes, original = bytes.length]) => ({ timeUs: START + Math.round(s * 1e6), bytes, original }));
  return frames.sort((a, b) => a.timeUs - b.timeUs);
}

/** A conversation of a few words on a port. */
export function* session(at: number, ends: Endpoints, lines = 1): Generator<Step> {
  const said = Array.from({ length: lines }, () => [['>', 'hello'] as const, ['<', 'yes'] as const]).flat();
  for (const [seconds, frame] of talk(said, { ...ENDS, ...ends })) if (frame !== 'tick') yield [at + seconds, frame];
}

/** A connection on which something is said every minute, and which does not end. */
export function* held(ends: Endpoints, hours: number): Generator<Step> {
  const frames = [...session(0, ends, hours * 60)].slice(0, -2);
  for (const [i, [, frame]] of frames.entries()) yield [i * 30, frame];
}

/** Closed ports, one after the other. */
export function* knocks(ends: Endpoints, n: number, everyS: number): Generator<Step> {
  for (let i = 0; i < n; i++) yield [i * everyS, tcp({ ...ends, dport: 1000 + i }, SYN, 1)];
}

/** A look-up of an address, and its answer. */
export function* lookUp(at: number, client: string, name: string, address: string): Generator<Step> {
  const ends = { src: client, dst: '10.0.0.53', sport: 40_000 + (Math.round(at) % 20_000), dport: 53 };
  yield [at, udp(ends, question(name))];
  const back = { src: ends.dst, dst: ends.src, sport: 53, dport: ends.sport };
  yield [at + 0.01, udp(back, answered(question(name), address))];
}

/** A device answers for its address. */
export function* claims(at: number, mac: string, address: string): Generator<Step> {
  yield [at, arp({ mac, address })];
}

export const days = (n: number): number => n * DAY;

function question(name: string): Buffer {
  const labels = name.split('.').map((label) => Buffer.from(`${String.fromCharCode(label.length)}${label}`));
  const header = Buffer.from('000701000001000000000000', 'hex');
  return Buffer.concat([header, ...labels, Buffer.from('0000010001', 'hex')]);
}

/** The question again with one address, to be kept for five seconds. */
function answered(asked: Buffer, address: string): Buffer {
  const header = Buffer.from('000781800001000100000000', 'hex');
  const record = Buffer.from('c00c00010001000000050004', 'hex');
  return Buffer.concat([header, asked.subarray(12), record, Buffer.from(address.split('.').map(Number))]);
}
