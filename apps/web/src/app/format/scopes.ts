import type { ScopeFields, TrafficScopeInput } from '../graphql/generated/operations';

/** A scope as a person types it: values of each condition, apart by commas or spaces. */
export interface ScopeText {
  readonly ip: string;
  readonly port: string;
  readonly proto: string;
  readonly sensor: string;
}

export const NO_SCOPE: ScopeText = { ip: '', port: '', proto: '', sensor: '' };

const PROTOCOLS: Readonly<Record<number, string>> = { 1: 'icmp', 6: 'tcp', 17: 'udp', 58: 'icmpv6', 132: 'sctp' };

/** One condition of a scope: its field, and the values of which any may match. */
export interface Condition {
  readonly field: string;
  readonly values: readonly string[];
}

/** Conditions of a scope in a fixed order; none = everything is seen. */
export function conditionsOf(scope: ScopeFields | null): readonly Condition[] {
  const { ip, port, proto, sensor } = scope ?? {};
  const all: readonly (readonly [string, readonly string[] | null | undefined])[] = [
    ['ip', ip],
    ['port', port?.map(String)],
    ['proto', proto?.map((number) => PROTOCOLS[number] ?? String(number))],
    ['sensor', sensor],
  ];
  return all.flatMap(([field, values]) => (values && values.length > 0 ? [{ field, values }] : []));
}

/** A scope as it would be typed. */
export function typedScope(scope: ScopeFields | null): ScopeText {
  const typed = Object.fromEntries(conditionsOf(scope).map(({ field, values }) => [field, values.join(', ')]));
  return { ...NO_SCOPE, ...typed };
}

const split = (text: string, apart: RegExp): string[] =>
  text
    .split(apart)
    .map((part) => part.trim())
    .filter((part) => part !== '');

/** Whether anything was typed. */
export const isNarrowed = ({ ip, port, proto, sensor }: ScopeText): boolean =>
  [ip, port, proto, sensor].some((text) => text.trim() !== '');

const portsOf = (text: string): readonly string[] => split(text, /[\s,]+/);

/** What is no port among those that were typed; '' = nothing. */
export function problemOfPorts(text: string): string {
  const wrong = portsOf(text).find((port) => !/^\d{1,5}$/.test(port) || Number(port) > 65_535);
  return wrong === undefined ? '' : `“${wrong}” is no port. Write 0 to 65535.`;
}

/** What was typed, as the API takes it; null = everything. Names of sensors may hold spaces, so only commas part them. */
export function readScope({ ip, port, proto, sensor }: ScopeText): TrafficScopeInput | null {
  const scope: TrafficScopeInput = {
    ...some('ip', split(ip, /[\s,]+/)),
    ...some('port', portsOf(port).map(Number)),
    ...some('proto', split(proto, /[\s,]+/)),
    ...some('sensor', split(sensor, /,/)),
  };
  return Object.keys(scope).length === 0 ? null : scope;
}

const some = <T>(field: string, values: readonly T[]) => (values.length > 0 ? { [field]: values } : {});
