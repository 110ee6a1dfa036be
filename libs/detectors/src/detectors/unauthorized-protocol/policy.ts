import { APPS } from '@wireledger/events/telemetry';
import { parseIp, parsePrefix } from '@wireledger/kernel';
import { isExternal, isInternal } from '../../records/addresses';
import { TCP, UDP } from '../../records/attempts';

/** The protocol of a flow whose bytes told none. */
export const UNKNOWN = 'unknown';
const PROTOCOLS: readonly string[] = [...APPS, UNKNOWN];
/** Stands for every protocol that lines cannot name. */
const OTHER = '';
const ZONES: Readonly<Record<string, (address: string) => boolean>> = {
  any: () => true,
  internal: isInternal,
  external: isExternal,
};
const TRANSPORTS: Readonly<Record<string, number>> = { tcp: TCP, udp: UDP };

/** What a policy asks of a flow. */
export interface Spoken {
  readonly src: string;
  readonly dst: string;
  /** IP protocol number. */
  readonly proto: number;
  readonly dstPort: number;
  /** What its bytes were, or `unknown`. */
  readonly protocol: string;
}

/** One line of a policy. */
export interface Line {
  readonly text: string;
  readonly allows: boolean;
  /** It can fit flows whose bytes told no protocol. */
  readonly asksUnknown: boolean;
  /** It is about any protocols but those that it names. */
  readonly not: boolean;
  /** It can fit flows of that protocol. */
  isAbout(protocol: string): boolean;
  /** Ports of the responder that it can fit flows to. */
  readonly ports: readonly PortRange[];
  fits(flow: Spoken): boolean;
}

type Fits = Line['fits'];

/** The first and the last port. */
type PortRange = readonly [from: number, to: number];
const LAST_PORT = 65_535;
const ALL_PORTS: readonly PortRange[] = [[0, LAST_PORT]];

/**
 * Reads a line: `allow|deny [from ZONE] [to ZONE] [tcp|udp] [[not] PROTOCOL,…] [on PORT,…]`, in this order. Zones: `any`, `internal`, `external`, a
 * prefix. Protocols: labels of applications, `unknown`. Ports of the responder, or ranges of them. @throws Error naming the word that is wrong
 */
export function readLine(text: string): Line {
  const words = text.trim().split(/\s+/);
  const next = (word: string): boolean => words[0] === word && words.shift() !== undefined;
  const allows = next('allow');
  if (!allows && !next('deny')) throw new Error(`a line begins with allow or deny, not ${quoted(words[0])}`);
  const conditions: Fits[] = [];
  for (const [word, end] of [
    ['from', 'src'],
    ['to', 'dst'],
  ] as const)
    if (next(word)) {
      const holds = readZone(words.shift());
      conditions.push((flow) => holds(flow[end]));
    }
  const proto = Object.hasOwn(TRANSPORTS, words[0] ?? '') ? TRANSPORTS[words.shift() as string] : undefined;
  if (proto !== undefined) conditions.push((flow) => flow.proto === proto);
  const not = next('not');
  const named = words.length > 0 && words[0] !== 'on' ? readProtocols(words.shift() as string) : null;
  if (not && !named) throw new Error('not is followed by protocols');
  const isAbout = (protocol: string): boolean => named === null || named.has(protocol) !== not;
  conditions.push(({ protocol }) => isAbout(protocol));
  const ports = next('on') ? readPorts(words.shift() ?? '') : ALL_PORTS;
  if (ports !== ALL_PORTS)
    conditions.push(({ dstPort }) => ports.some(([from, to]) => dstPort >= from && dstPort <= to));
  if (words.length > 0) throw new Error(`${quoted(words[0])} has no place there`);
  const fits: Fits = (flow) => conditions.every((holds) => holds(flow));
  return { text: text.trim(), allows, not, asksUnknown: named !== null && isAbout(UNKNOWN), isAbout, ports, fits };
}

/** Lines about one protocol, and the ports on which some of them may fit. */
interface About {
  readonly lines: readonly Line[];
  /** 1 for each such port. */
  readonly ports: Uint8Array;
}

/** The lines of a policy, those that may fit a flow by its protocol and port: for most flows there are none. */
export class Policy {
  private readonly byProtocol = new Map<string, About>();

  constructor(private readonly lines: readonly Line[]) {}

  /** Whether any line may fit a flow of that protocol to that port. */
  mayFit(protocol: string, port: number): boolean {
    return this.about(protocol).ports[port] === 1;
  }

  /** The first line that fits decides; null when none does. */
  lineFor(flow: Spoken): Line | null {
    return this.about(flow.protocol).lines.find((line) => line.fits(flow)) ?? null;
  }

  /** Found when a flow of that protocol comes first. A protocol that lines cannot name is as any other of these. */
  private about(protocol: string): About {
    const known = this.byProtocol.get(protocol);
    if (known) return known;
    if (protocol !== OTHER && !PROTOCOLS.includes(protocol)) return this.about(OTHER);
    const lines = this.lines.filter(({ isAbout }) => isAbout(protocol));
    const ports = new Uint8Array(LAST_PORT + 1);
    for (const line of lines) for (const [from, to] of line.ports) ports.fill(1, from, to + 1);
    const about = { lines, ports };
    this.byProtocol.set(protocol, about);
    return about;
  }
}

function readZone(word: string | undefined): (address: string) => boolean {
  if (word !== undefined && Object.hasOwn(ZONES, word)) return ZONES[word] as (address: string) => boolean;
  const prefix = word === undefined ? null : parsePrefix(word);
  if (!prefix) throw new Error(`${quoted(word)} is no zone: any, internal, external, or a prefix as 10.0.0.0/8`);
  return (address) => isWithin(parseIp(address), prefix.bytes, prefix.length);
}

function readProtocols(word: string): ReadonlySet<string> {
  const names = word.split(',');
  const wrong = names.find((name) => !PROTOCOLS.includes(name));
  if (wrong !== undefined) throw new Error(`${quoted(wrong)} is no protocol: ${PROTOCOLS.join(', ')}`);
  return new Set(names);
}

function readPorts(word: string): PortRange[] {
  return word.split(',').map((part) => {
    const [, from, to = from] = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(part) ?? [];
    const range = [Number(from), Number(to)] as const;
    if (!(range[0] <= range[1] && range[1] <= LAST_PORT))
      throw new Error(`${quoted(part)} is no port: 443, or 8000-8099`);
    return range;
  });
}

/** Whether an address lies in a prefix of its family. */
function isWithin(address: Uint8Array | null, prefix: Uint8Array, length: number): boolean {
  if (address?.length !== prefix.length) return false;
  const whole = length >> 3;
  for (let i = 0; i < whole; i++) if (address[i] !== prefix[i]) return false;
  const mask = (0xff00 >> (length & 7)) & 0xff;
  return mask === 0 || ((address[whole] as number) & mask) === ((prefix[whole] as number) & mask);
}

const quoted = (word: string | undefined): string =>
  word === undefined || word === '' ? 'nothing' : JSON.stringify(word.slice(0, 40));
