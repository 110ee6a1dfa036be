import type { FlowWhere, LiveWhere, RangeInput } from '../graphql/generated/operations';
import { OUTCOMES } from '../format/outcomes';
import { APPS, PROTOS, STATES } from '../format/protocols';
import { readList } from './url-grammar';

/** Fields that can be filtered on, as parameters of the address. */
export type FilterField =
  'ip' | 'notIp' | 'port' | 'proto' | 'app' | 'state' | 'sensor' | 'name' | (typeof FACT_FIELDS)[number];

/** Fields of what was said inside conversations. */
const FACT_FIELDS = [
  ...(['sni', 'ja4', 'ja3', 'ja3s', 'issuer', 'version', 'alpn'] as const),
  ...(['host', 'agent', 'method', 'status', 'type'] as const),
  ...(['service', 'outcome', 'user'] as const),
];

export interface Condition {
  readonly field: FilterField;
  readonly value: string;
}

export const FIELD_LABELS: Readonly<Record<FilterField, string>> = {
  ip: 'ip',
  notIp: 'ip',
  port: 'port',
  proto: 'proto',
  app: 'app',
  state: 'state',
  sensor: 'sensor',
  name: 'name',
  ...(Object.fromEntries(FACT_FIELDS.map((field) => [field, field])) as Record<(typeof FACT_FIELDS)[number], string>),
};

const V4 = /^(?:\d{1,3}\.){3}\d{1,3}(?:\/\d{1,2})?$/;
/** A masked address as the API shows it; whether it is one, the API knows. */
const PSEUDONYM = /^addr-(?:[a-z2-7]{20,39}|[0-9a-f]*[.:][0-9a-f.:]+(?:\/\d{1,3})?)$/;
const V6 = /^[0-9a-f:.]*:[0-9a-f:.]*(?:\/\d{1,3})?$/i;

export function isAddress(text: string): boolean {
  if (PSEUDONYM.test(text)) return true;
  if (V4.test(text)) {
    const [address = '', bits] = text.split('/');
    return address.split('.').every((part) => Number(part) <= 255) && (bits === undefined || Number(bits) <= 32);
  }
  if (!V6.test(text) || (text.match(/:/g) ?? []).length < 2 || text.includes(':::')) return false;
  const bits = text.split('/')[1];
  return bits === undefined || Number(bits) <= 128;
}

/** What the API takes as one value: user agents are long. */
const LONGEST_FACT = 1024;

const isPort = (text: string): boolean => /^\d{1,5}$/.test(text) && Number(text) <= 65_535;

const TYPED = new RegExp(
  `^(not\\s+)?(ip|port|proto|app|state|sensor|name|${FACT_FIELDS.join('|')})\\s*(?:=|:|\\s)\\s*(.+)$`,
  'i',
);

/**
 * What a typed text can mean as a condition, likeliest first: `10.0.0.1`, `:443`, `udp`, `dns`, `SF`, `port=53`,
 * `not ip=192.0.2.0/24`. Empty when it means nothing here.
 */
export function meanings(
  input: string,
  fields: readonly FilterField[],
  sensors: readonly string[],
): readonly Condition[] {
  const text = input.trim();
  if (text === '') return [];
  const can = (field: FilterField): boolean => fields.includes(field);
  const typed = TYPED.exec(text);
  if (typed) {
    const field = (typed[2] ?? '').toLowerCase() as FilterField;
    const value = (typed[3] ?? '').trim();
    const negated = typed[1] !== undefined;
    if (negated) return field === 'ip' && can('notIp') && isAddress(value) ? [{ field: 'notIp', value }] : [];
    return can(field) && isValid(field, value) ? [{ field, value: normal(field, value) }] : [];
  }
  const found: Condition[] = [];
  const add = (field: FilterField, value: string): void => {
    if (can(field)) found.push({ field, value });
  };
  const negated = text.startsWith('!') ? text.slice(1).trim() : undefined;
  if (negated !== undefined) {
    if (isAddress(negated)) add('notIp', negated);
    return found;
  }
  if (isAddress(text)) {
    add('ip', text);
    add('notIp', text);
  }
  const port = text.startsWith(':') ? text.slice(1) : text;
  if (isPort(port)) add('port', String(Number(port)));
  const lower = text.toLowerCase();
  for (const app of APPS) if (app.startsWith(lower)) add('app', app);
  for (const proto of PROTOS) if (proto.startsWith(lower)) add('proto', proto);
  const upper = text.toUpperCase();
  if (Object.hasOwn(STATES, upper)) add('state', upper);
  for (const sensor of sensors) if (sensor.toLowerCase().includes(lower)) add('sensor', sensor);
  if (!isAddress(text) && !text.startsWith(':')) add('name', text);
  return found.slice(0, 8);
}

function isValid(field: FilterField, value: string): boolean {
  if (field === 'ip' || field === 'notIp') return isAddress(value);
  if (field === 'port') return isPort(value);
  if (field === 'status') return /^\d{3}$/.test(value);
  if (field === 'outcome') return Object.hasOwn(OUTCOMES, value);
  return value !== '' && value.length <= (FACT_FIELDS.some((one) => one === field) ? LONGEST_FACT : 255);
}

const normal = (field: FilterField, value: string): string =>
  field === 'proto' || field === 'app' ? value.toLowerCase() : field === 'state' ? value.toUpperCase() : value;

/** Conditions in the address, in the order in which the fields are given. */
export function readConditions(read: (key: string) => string, fields: readonly FilterField[]): readonly Condition[] {
  return fields.flatMap((field) =>
    readList(read(field))
      .filter((value) => isValid(field, value))
      .map((value) => ({ field, value })),
  );
}

/** Values of the conditions on a field; undefined when there are none. */
export function listOf(conditions: readonly Condition[], field: FilterField): readonly string[] | undefined {
  const values = conditions.filter((one) => one.field === field).map((one) => one.value);
  return values.length === 0 ? undefined : values;
}

export const flowWhere = (conditions: readonly Condition[], range: RangeInput, expression = ''): FlowWhere => ({
  range,
  ...(expression.trim() === '' ? {} : { filter: expression }),
  ip: listOf(conditions, 'ip'),
  notIp: listOf(conditions, 'notIp'),
  port: listOf(conditions, 'port')?.map(Number),
  proto: listOf(conditions, 'proto'),
  app: listOf(conditions, 'app'),
  state: listOf(conditions, 'state')?.filter((state) => state !== 'RUNNING'),
  ...(conditions.some((one) => one.field === 'state' && one.value === 'RUNNING') ? { running: true } : {}),
  sensor: listOf(conditions, 'sensor'),
});

export const liveWhere = (conditions: readonly Condition[]): LiveWhere => ({
  ip: listOf(conditions, 'ip'),
  port: listOf(conditions, 'port')?.map(Number),
  proto: listOf(conditions, 'proto'),
  app: listOf(conditions, 'app'),
  sensor: listOf(conditions, 'sensor'),
  name: listOf(conditions, 'name')?.[0],
});
