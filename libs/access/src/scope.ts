import { DomainError, formatIp, parsePrefix } from '@wireledger/kernel';

/**
 * A forced filter: whoever has one sees only traffic that meets it, whatever he asks. All conditions must hold; within a list any
 * value may match. No condition at all = everything.
 */
export interface Scope {
  /** Addresses or prefixes of either side. */
  readonly ip?: readonly string[] | undefined;
  /** Ports of either side, of TCP, UDP and SCTP. */
  readonly port?: readonly number[] | undefined;
  /** Numbers of IP protocols. */
  readonly proto?: readonly number[] | undefined;
  readonly sensor?: readonly string[] | undefined;
}

const MAX_VALUES = 50;
const MAX_SENSOR = 100;
const PROTOCOLS: Readonly<Record<string, number>> = { icmp: 1, tcp: 6, udp: 17, icmpv6: 58, sctp: 132 };

const wrong = (message: string) => new DomainError('SCOPE_INVALID', message);

function readList<T>(name: string, value: unknown, read: (item: unknown) => T | null, mend: string): readonly T[] {
  if (!Array.isArray(value) || value.length === 0 || value.length > MAX_VALUES)
    throw wrong(`\`${name}\` of a scope takes 1 to ${MAX_VALUES} values; leave it out to allow all.`);
  return value.map((item: unknown) => {
    const found = read(item);
    if (found === null) throw wrong(`\`${name}\` of a scope does not take ${JSON.stringify(item)}. ${mend}`);
    return found;
  });
}

function readPrefix(item: unknown): string | null {
  const prefix = typeof item === 'string' ? parsePrefix(item.trim()) : null;
  if (!prefix) return null;
  const whole = prefix.bytes.length * 8;
  return prefix.length === whole ? formatIp(prefix.bytes) : `${formatIp(prefix.bytes)}/${prefix.length}`;
}

const readPort = (item: unknown): number | null =>
  typeof item === 'number' && Number.isInteger(item) && item >= 0 && item <= 65_535 ? item : null;

function readProto(item: unknown): number | null {
  if (typeof item === 'string')
    return PROTOCOLS[item.toLowerCase()] ?? readProto(/^\d{1,3}$/.test(item) ? +item : null);
  return typeof item === 'number' && Number.isInteger(item) && item >= 0 && item <= 255 ? item : null;
}

const readSensor = (item: unknown): string | null =>
  typeof item === 'string' && item.length > 0 && item.length <= MAX_SENSOR ? item : null;

/** A scope as a person wrote it; null when it allows everything. @throws DomainError SCOPE_INVALID with the mend */
export function parseScope(said: unknown): Scope | null {
  if (said === null || said === undefined) return null;
  if (typeof said !== 'object') throw wrong('A scope is an object with ip, port, proto and sensor.');
  const given = Object.entries(said).filter(([, value]) => value !== null && value !== undefined);
  const scope: { -readonly [K in keyof Scope]: Scope[K] } = {};
  for (const [name, value] of given) {
    if (name === 'ip') scope.ip = readList(name, value, readPrefix, 'Write 192.0.2.1, 192.0.2.0/24 or 2001:db8::/32.');
    else if (name === 'port') scope.port = readList(name, value, readPort, 'Write 0 to 65535.');
    else if (name === 'proto')
      scope.proto = readList(name, value, readProto, 'Write tcp, udp, icmp, icmpv6, sctp or 0 to 255.');
    else if (name === 'sensor') scope.sensor = readList(name, value, readSensor, 'Write names of sensors.');
    else throw wrong(`A scope knows ip, port, proto and sensor, not ${JSON.stringify(name.slice(0, 40))}.`);
  }
  return Object.keys(scope).length === 0 ? null : scope;
}

/** Whether a scope looks into packets, so that figures which only know sensors cannot answer for it. */
export const isNarrow = (scope: Scope | null): scope is Scope =>
  scope !== null && (scope.ip !== undefined || scope.port !== undefined || scope.proto !== undefined);
