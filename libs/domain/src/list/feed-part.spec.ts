import { mispManifest, mispPart, partLines, stixParts } from './feed-part';

const indicator = (id: string, modified: string, value: string, more: object = {}) => ({
  ...{ type: 'indicator', id, modified, pattern_type: 'stix', pattern: `[domain-name:value = '${value}']`, name: 'C2' },
  ...more,
});

it('takes the newest version of each indicator of a page, and what was revoked as nothing', () => {
  const parts = stixParts([
    indicator('indicator--1', '2026-02-01T00:00:00Z', 'new.example'),
    indicator('indicator--1', '2026-01-01T00:00:00Z', 'old.example'),
    indicator('indicator--2', '2026-01-01T00:00:00Z', 'b.example', { valid_until: '2026-03-01T00:00:00Z' }),
    indicator('indicator--2', '2026-02-01T00:00:00Z', 'b.example', { revoked: true }),
    { type: 'malware', id: 'malware--1', modified: '2026-02-01T00:00:00Z' },
    indicator('', '2026-02-01T00:00:00Z', 'nameless.example'),
    indicator('x'.repeat(201), '2026-02-01T00:00:00Z', 'long.example'),
    'no object',
    null,
  ]);
  expect(parts.map(({ key, entries }) => [key, entries])).toEqual([
    ['indicator--1', [{ value: 'new.example', note: 'C2' }]],
    ['indicator--2', []],
  ]);
  expect(stixParts([indicator('i', '', 'a.example', { valid_until: '2026-03-01T00:00:00Z' })])[0]).toMatchObject({
    ...{ stamp: '', untilUs: Date.parse('2026-03-01T00:00:00Z') * 1000 },
  });
  for (const nothing of [undefined, null, {}, 'x', 7]) expect(stixParts(nothing)).toEqual([]);
});

it('reads the manifest of a MISP feed, whose names become addresses', () => {
  const uuid = '5D1F0E2B-9a8c-4b7d-8e6f-1a2b3c4d5e6f';
  const manifest = { [uuid]: { timestamp: 17 }, '../../etc/passwd': { timestamp: '1' }, '': {}, [uuid.slice(1)]: {} };
  expect([...(mispManifest(manifest) ?? [])]).toEqual([[uuid.toLowerCase(), '17']]);
  for (const none of [null, [], 'x', {}, { a: 1 }, { [uuid]: 'no object' }]) expect(mispManifest(none)).toBeNull();
});

it('takes what is for detection out of an event', () => {
  const attributes = [
    { type: 'domain', value: 'a.example', to_ids: true },
    { type: 'domain', value: 'quiet.example', to_ids: false },
    { type: 'domain', value: 'gone.example', to_ids: true, deleted: true },
    { type: 'md5', value: 'ab', to_ids: true },
  ];
  const inside = { Attribute: [{ type: 'domain|ip', value: 'b.example|198.51.100.7', to_ids: true, comment: 'drop' }] };
  const part = mispPart('k', '1', { Event: { info: 'Case', Attribute: attributes, Object: [inside] } });
  expect(part?.entries).toEqual([
    { value: 'a.example', note: 'Case' },
    { value: 'b.example', note: 'drop' },
    { value: '198.51.100.7', note: 'drop' },
  ]);
  for (const none of [null, {}, { Event: [] }, 'x']) expect(mispPart('k', '1', none)).toBeNull();
});

it('writes each entry on a line of its own, whatever stands in it', () => {
  const lines = partLines([
    { value: 'a.example', note: 'two\nlines \u2028 and # more' },
    { value: 'b.example\nc.example', note: '' },
    { value: '', note: 'x' },
    { value: 'd.example', note: '' },
  ]);
  expect(lines).toBe('a.example # two lines and # more\nd.example\n');
});
