import { refusedFile } from './guards';
import type { ListFor } from './indicator';
import { ListReader } from './list-reader';
import { patternValues } from './stix-pattern';

const ADDRESSES: ListFor = { kind: 'addresses', action: 'threat' };
const NAMES: ListFor = { kind: 'names', action: 'threat' };
const NOW = Date.parse('2026-11-29T00:00:00Z') * 1000;

function read(text: string, list: ListFor = ADDRESSES, size = 3) {
  const values: string[] = [];
  const take = ({ text: value }: { readonly text: string }, line: number, note: string) =>
    void values.push([value, line, note].join(' | '));
  const reader = new ListReader(list, null, take, 0, NOW);
  for (let at = 0; at < text.length; at += size) reader.push(text.slice(at, at + size));
  return { values, ...reader.end() };
}

const indicator = (pattern: string, more: object = {}) => ({
  ...{ type: 'indicator', spec_version: '2.1', pattern_type: 'stix', name: 'C2', pattern, ...more },
});
const bundle = (...objects: object[]) => JSON.stringify({ type: 'bundle', id: 'bundle--1', objects });

it.each<[string, readonly string[] | null]>([
  ["[ipv4-addr:value = '198.51.100.7']", ['198.51.100.7']],
  ["[ipv4-addr:value ISSUBSET '198.51.100.0/24']", ['198.51.100.0/24']],
  ["[domain-name:value='a.example' OR domain-name:value = 'b.example']", ['a.example', 'b.example']],
  [
    "[domain-name:value IN ('a.example', 'b.example')] OR [ipv6-addr:value = '2001:db8::1']",
    ['a.example', 'b.example', '2001:db8::1'],
  ],
  ["[network-traffic:dst_ref.value = '198.51.100.7']", ['198.51.100.7']],
  ["[domain-name:value = 'it\\'s\\\\']", ["it's\\"]],
  ["[ipv4-addr:value = '198.51.100.7' AND network-traffic:dst_port = 443]", null],
  ["[ipv4-addr:value = '198.51.100.7'] FOLLOWEDBY [domain-name:value = 'a.example']", null],
  ["[ipv4-addr:value = '198.51.100.7'] WITHIN 5 SECONDS", null],
  ["[ipv4-addr:value != '198.51.100.7']", null],
  ["[NOT ipv4-addr:value = '198.51.100.7']", null],
  ["[file:hashes.'SHA-256' = 'ab']", null],
  ["[ipv4-addr:value = '198.51.100.7'", null],
  ["[ipv4-addr:value IN ('a' 'b')]", null],
  ["[ipv4-addr:value = 'unclosed]", null],
  ['', null],
  ['['.repeat(10_001), null],
])('pattern %s', (pattern, values) => expect(patternValues(pattern)).toEqual(values));

it('A-70 a hostile pattern costs what its length is', () => {
  expect(patternValues(`[domain-name:value = '${'\\'.repeat(9000)}`)).toBeNull();
  expect(patternValues(`[domain-name:value IN (${"'a',".repeat(2000)}`)).toBeNull();
});

it('reads a bundle of STIX 2.1; what was revoked, has ended or is not one value is left out', () => {
  const text = bundle(
    { type: 'identity', name: 'Somebody' },
    indicator("[ipv4-addr:value = '198.51.100.7']"),
    indicator("[ipv4-addr:value = '198.51.100.8']", { revoked: true }),
    indicator("[ipv4-addr:value = '198.51.100.9']", { valid_until: '2026-11-28T00:00:00Z' }),
    indicator("[ipv4-addr:value = '198.51.100.10']", { valid_until: '2027-01-01T00:00:00.000Z' }),
    indicator("[domain-name:value = 'bad.example']"),
    indicator('alert tcp any', { pattern_type: 'snort' }),
  );
  expect(read(text)).toMatchObject({
    values: ['198.51.100.7 | 2 | C2', '198.51.100.10 | 5 | C2'],
    ...{ format: 'stix', lines: 6, entries: 2, otherKind: 4, refused: 0 },
  });
  expect(read(text, NAMES).values).toEqual(['bad.example | 6 | C2']);
  expect(read(JSON.stringify({ more: false, objects: JSON.parse(text).objects as object[] })).entries).toBe(2);
});

it('reads events of MISP; what is not for detection is left out', () => {
  const attribute = (type: string, value: string, more: object = {}) => ({ type, value, to_ids: true, ...more });
  const event = {
    info: 'Campaign',
    Attribute: [
      attribute('ip-dst', '198.51.100.7', { comment: 'c2' }),
      attribute('ip-dst|port', '198.51.100.8|8443'),
      attribute('ip-src', '198.51.100.9', { to_ids: false }),
      attribute('ip-src', '198.51.100.11', { deleted: true }),
      attribute('domain|ip', 'bad.example|198.51.100.10'),
      attribute('sha256', 'ab'.repeat(32)),
    ],
    Object: [{ name: 'domain-ip', Attribute: [attribute('ip-dst', '198.51.100.12')] }, 'x'],
  };
  const values = [
    ...['198.51.100.7 | 1 | c2', '198.51.100.8 | 2 | port 8443, Campaign'],
    ...['198.51.100.10 | 5 | Campaign', '198.51.100.12 | 7 | Campaign'],
  ];
  expect(read(JSON.stringify({ Event: event }))).toMatchObject({ values, format: 'misp', lines: 7, otherKind: 4 });
  for (const other of [{ response: [{ Event: event }] }, [{ Event: event }]])
    expect(read(`\n  ${JSON.stringify(other, null, 1)}`).values).toEqual(values);
  expect(read(JSON.stringify({ Event: event }), NAMES).values).toEqual(['bad.example | 5 | Campaign']);
});

it.each<[string, string, RegExp]>([
  ['cut', bundle(indicator("[ipv4-addr:value = '198.51.100.7']")).slice(0, -9), /is none, or its end is missing/],
  ['nested without end', '{"a":'.repeat(200_000), /is none/],
  ['of something else', '{"a": 1}', /no bundle of STIX/],
  ['a manifest', '{"5f0e": {"Orgc": {"name": "x"}, "info": "y"}}', /manifest/],
  [
    'strange inside',
    '{"type": "bundle", "objects": [1, null, "x", {"type": "indicator", "pattern": 7}]}',
    /another kind/,
  ],
  ['strange as MISP', '{"Event": {"Attribute": [null, {"type": [], "value": {}, "to_ids": true}]}}', /another kind/],
])('A-39 JSON that is %s is refused with cause and mend', (_, text, why) => {
  const report = read(text, ADDRESSES, 9999);
  expect(report.entries).toBe(0);
  expect(refusedFile(report)).toMatch(why);
});

it('A-29 a prototype, or a name that stands twice, is nobody else’s', () => {
  const hostile = `{"__proto__": {"type": "bundle", "objects": []}, "type": "nothing", "type": "bundle", "objects": [
    {"__proto__": {"revoked": true}, "type": "indicator", "pattern": "[ipv4-addr:value = '198.51.100.7']"}]}`;
  expect(read(hostile, ADDRESSES, 9999)).toMatchObject({ format: 'stix', entries: 1 });
  expect(({} as { revoked?: boolean }).revoked).toBeUndefined();
});

it('A-39 JSON beyond its bound is refused, not held', () => {
  const reader = new ListReader(ADDRESSES, null, () => undefined);
  const piece = ' '.repeat(1 << 20);
  reader.push('{');
  for (let i = 0; i < 33; i++) reader.push(piece);
  expect(refusedFile(reader.end())).toMatch(/JSON of over 32 MiB.*split it/);
});

it('an address in brackets is an entry, and no JSON', () => {
  expect(read('[2001:db8::1]:443\n[2001:db8::2]:443\n', ADDRESSES, 1)).toMatchObject({ format: 'plain', entries: 2 });
  expect(read('  \n\n198.51.100.7', ADDRESSES, 1).values).toEqual(['198.51.100.7 | 3 | ']);
  expect(read(' [ ').entries).toBe(0);
});
