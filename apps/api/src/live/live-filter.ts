import type { Scope } from '@wireledger/access';
import { type Batch, type ColumnsOf, TELEMETRY_TYPES } from '@wireledger/events';
import type { RecordedEvent } from '@wireledger/event-sourcing';
import type { FlowAt } from '@wireledger/filter/rows';
import {
  asksForKept,
  asksForPlaces,
  KEPT_ELSEWHERE,
  type Places,
  readFilter,
  type RowTest,
  toPredicate,
  withPlaces,
} from '@wireledger/filter';
import { DomainError, parseIp, parsePrefix } from '@wireledger/kernel';

import { FLOW_VALUES } from './flow-values';
import type { LiveKind, LiveWhere } from '../schema/live';
import type { Given } from '../queries/read-model-queries';

const PROTOCOLS: Readonly<Record<string, number>> = { icmp: 1, tcp: 6, udp: 17, icmpv6: 58, sctp: 132 };

/** ICMP keeps type and code where others have ports. */
const WITH_PORTS = new Set([6, 17, 132]);

type Prefix = NonNullable<ReturnType<typeof parsePrefix>>;
type Test<T> = (value: T) => boolean;

/** Kind of the records of an event, null when a live tail does not show them. */
export const kindOf = (event: RecordedEvent): LiveKind | null =>
  event.type === TELEMETRY_TYPES.flow ? 'FLOW' : event.type === TELEMETRY_TYPES.dns ? 'DNS' : null;

/** Name of the sensor that recorded an event: `<sensor>/<source>` in its metadata. */
export const sensorOf = (event: RecordedEvent): string => {
  const src = event.meta.src ?? '';
  return src.slice(0, Math.max(0, src.lastIndexOf('/')));
};

export const recordsOf = (event: RecordedEvent): number => (event.data as unknown as Batch).n;

const columns = <K extends 'flow' | 'dns'>(event: RecordedEvent): ColumnsOf[K] =>
  (event.data as unknown as Batch<K>).cols;

/** A record of flows where it stands. */
const flowAt = (event: RecordedEvent, n: number): FlowAt => ({
  cols: columns<'flow'>(event),
  t0: (event.data as unknown as Batch<'flow'>).t0,
  n,
  sensor: sensorOf(event),
});

function inPrefix(bytes: Uint8Array, prefix: Prefix): boolean {
  if (bytes.length !== prefix.bytes.length) return false;
  for (let i = 0, bits = prefix.length; bits > 0; i++, bits -= 8) {
    const mask = bits >= 8 ? 0xff : (0xff << (8 - bits)) & 0xff;
    if (((bytes[i] as number) & mask) !== prefix.bytes[i]) return false;
  }
  return true;
}

/** Matches addresses against a list of addresses and prefixes; answers are remembered for a while, since few addresses make most records. */
function addressTest(texts: readonly string[]): Test<string> {
  const prefixes = texts.map((text) => {
    const prefix = parsePrefix(text);
    if (!prefix)
      throw new DomainError('BAD_USER_INPUT', `\`where.ip\`: ${JSON.stringify(text)} is not an address or prefix.`);
    return prefix;
  });
  const known = new Map<string, boolean>();
  return (text) => {
    let answer = known.get(text);
    if (answer === undefined) {
      const bytes = parseIp(text);
      answer = bytes !== null && prefixes.some((prefix) => inPrefix(bytes, prefix));
      if (known.size >= 2000) known.clear();
      known.set(text, answer);
    }
    return answer;
  };
}

function protocolNumber(text: string): number {
  const number = PROTOCOLS[text.toLowerCase()] ?? (/^\d{1,3}$/.test(text) ? Number(text) : 256);
  if (number > 255)
    throw new DomainError(
      'BAD_USER_INPUT',
      `\`where.proto\`: ${JSON.stringify(text)} is no protocol. Write tcp, udp, icmp, icmpv6, sctp or a number to 255.`,
    );
  return number;
}

const setTest = <T>(values: readonly T[]): Test<T> => {
  const set = new Set(values);
  return (value) => set.has(value);
};

/** A scope as conditions of a live tail. */
const whereOf = ({ ip, port, proto, sensor }: Scope): Given<Omit<LiveWhere, 'limit'>> => ({
  ...(ip ? { ip } : {}),
  ...(port ? { port } : {}),
  ...(proto ? { proto: proto.map(String) } : {}),
  ...(sensor ? { sensor } : {}),
});

/** A live tail's conditions, compiled to run on the columns of a batch without building records. */
export class LiveFilter {
  private readonly kinds: ReadonlySet<LiveKind>;
  private readonly sensor: Test<string> | null;
  private readonly ip: Test<string> | null;
  private readonly port: Test<number> | null;
  private readonly proto: Test<number> | null;
  private readonly app: Test<string> | null;
  private readonly name: string | null;
  private readonly expression: RowTest<FlowAt> | null;
  private readonly scope: LiveFilter | null;
  /** Whether the data sets of places must be in memory before records are matched. */
  readonly asksForPlaces: boolean;

  /** @param scope records outside are as if they had not been recorded. @throws DomainError BAD_USER_INPUT, BAD_FILTER */
  constructor(
    where: Given<Omit<LiveWhere, 'limit'>>,
    scope: Scope | null = null,
    places: Pick<Places, 'of'> = { of: () => null },
  ) {
    this.kinds = new Set(where.kinds ?? ['FLOW', 'DNS']);
    this.sensor = where.sensor ? setTest(where.sensor) : null;
    this.ip = where.ip ? addressTest(where.ip) : null;
    this.port = where.port ? setTest(where.port) : null;
    this.proto = where.proto ? setTest(where.proto.map(protocolNumber)) : null;
    this.app = where.app ? setTest(where.app) : null;
    this.name = where.name ? where.name.toLowerCase() : null;
    const expression = readFilter(where.filter, 'flow');
    if (expression && asksForKept(expression)) throw new DomainError('BAD_USER_INPUT', KEPT_ELSEWHERE);
    this.expression = expression && toPredicate(expression, withPlaces(FLOW_VALUES, places));
    this.asksForPlaces = expression !== null && asksForPlaces(expression);
    this.scope = scope && new LiveFilter(whereOf(scope));
  }

  /** Whether records of this event are of a kind that was asked for: these count as received. */
  wants(event: RecordedEvent): boolean {
    const kind = kindOf(event);
    return kind !== null && this.kinds.has(kind);
  }

  /** Whether record `n` of an event lies in the scope. */
  mayShow(event: RecordedEvent, n: number): boolean {
    return this.scope === null || this.scope.matches(event, n);
  }

  /** Whether record `n` of a wanted event meets all conditions. */
  matches(event: RecordedEvent, n: number): boolean {
    if (this.sensor && !this.sensor(sensorOf(event))) return false;
    return kindOf(event) === 'FLOW' ? this.flow(event, n) : this.dns(columns<'dns'>(event), n);
  }

  private flow(event: RecordedEvent, n: number): boolean {
    const c = columns<'flow'>(event);
    return (
      this.name === null &&
      (!this.proto || this.proto(c.proto[n] as number)) &&
      (!this.app || this.app(c.app[n] as string)) &&
      (!this.port ||
        (WITH_PORTS.has(c.proto[n] as number) &&
          (this.port(c.srcPort[n] as number) || this.port(c.dstPort[n] as number)))) &&
      (!this.ip || this.ip(c.src[n] as string) || this.ip(c.dst[n] as string)) &&
      (!this.expression || this.expression(flowAt(event, n)))
    );
  }

  private dns(c: ColumnsOf['dns'], n: number): boolean {
    // An expression is about flows.
    return (
      this.expression === null &&
      (this.name === null || (c.name[n] as string).includes(this.name)) &&
      (!this.proto || this.proto(c.proto[n] as number)) &&
      (!this.app || this.app(c.service[n] as string)) &&
      (!this.port || this.port(c.clientPort[n] as number) || this.port(c.serverPort[n] as number)) &&
      (!this.ip || this.ip(c.client[n] as string) || this.ip(c.server[n] as string))
    );
  }
}
