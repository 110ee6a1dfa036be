import { strictJson } from './strict-json';

it('reads JSON as JSON.parse does', () => {
  for (const text of [
    '{"a": {"b": [1, {"c": "\\"}{[:"}]}, "d": {"b": 2}}',
    '[]',
    '"a:"',
    '1',
    'null',
    '{"a":"a","b":"a"}',
  ])
    expect(strictJson(text)).toEqual(JSON.parse(text));
});

it.each<[string, string, RegExp]>([
  ['a name that stands twice', '{"a": 1, "b": {"a": 2}, "a": 3}', /“a” stands twice/],
  ['one that stands twice in two spellings', '{"\\u0061": 1, "a": 3}', /“a” stands twice/],
  ['one that stands twice in a list', '[{"a": 1}, {"b": 1, "b": 1}]', /“b” stands twice/],
  ['a prototype', '{"a": {"__proto__": {"admin": true}}}', /“__proto__” cannot be a name/],
  ['a prototype in another spelling', '{"\\u005f_proto__": {"admin": true}}', /“__proto__” cannot be a name/],
  ['a constructor', '{"constructor": {"prototype": {"admin": true}}}', /“constructor” cannot be a name/],
  ['10,000 levels', '{"a":'.repeat(10_000) + '1' + '}'.repeat(10_000), /more than 32 levels/],
  ['10,000 levels of lists', '['.repeat(10_000), /more than 32 levels/],
  ['no JSON', '{"a": 1,}', /^no JSON: /],
  ['half a string', '{"a', /^no JSON: /],
  ['nothing', '', /^no JSON: /],
  ['an archive, whatever is in it', `PK\x03\x04${'['.repeat(100)}`, /^no JSON: it begins like none$/],
])('A-29 refuses %s', (_what, text, why) => {
  expect(() => strictJson(text)).toThrow(RangeError);
  expect(() => strictJson(text)).toThrow(why);
  expect(({} as { admin?: boolean }).admin).toBeUndefined();
});

// Twenty minutes of work if each quote were a beginning.
it('A-70 text of strings without an end costs what its length is', () => {
  for (const text of ['\\"'.repeat(500_000), `{"a": "${'\\"'.repeat(500_000)}`])
    expect(() => strictJson(text)).toThrow(/^no JSON: /);
  const [name, value] = ['\\"'.repeat(100), '\\"'.repeat(500_000)];
  expect(() => strictJson(`{"${name}": "${value}", "${name}": 1}`)).toThrow(/stands twice/);
});
