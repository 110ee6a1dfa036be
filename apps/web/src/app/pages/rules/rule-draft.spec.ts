import {
  type DetectorField,
  differences,
  draftOf,
  labelOf,
  readWritten,
  ruleText,
  type RuleVersion,
  written,
} from './rule-draft';

const field = (name: string, kind: DetectorField['kind'], more: Partial<DetectorField> = {}): DetectorField => ({
  ...{ name, kind, about: '', least: null, most: null, above: false, choices: [] },
  ...more,
});
const FIELDS = [
  field('ports', 'whole', { least: 1, most: 65_536 }),
  field('windowS', 'number', { least: 0, most: 86_400, above: true }),
  field('count', 'choice', { choices: ['failed', 'all'] }),
  field('notOn', 'numbers', { least: 0, most: 65_535 }),
  field('early.score', 'number', { least: 0, most: 1 }),
  field('severity', 'choice', { choices: ['low', 'high'] }),
];
const VALUES = { ports: 10, windowS: 0.5, count: 'failed', notOn: [53, 123], early: { score: 0.9 }, severity: 'high' };
const VERSION: RuleVersion = {
  ...{ version: 3, writtenByName: 'mara', writtenAt: '2026-11-21T08:00:00Z', name: 'Scans', severity: 'high' },
  ...{ technique: null, description: 'Many "ports".\nSoon.', cooldownSeconds: 600, parameters: JSON.stringify(VALUES) },
};
const DRAFT = draftOf(VERSION, FIELDS);

it('names fields as people do, with their units', () => {
  expect(['windowS', 'leastSpanS', 'mbitPerS', 'early.score', 'bytes', 'ports'].map((name) => labelOf(name))).toEqual([
    { label: 'Window', unit: 's' },
    { label: 'Least span', unit: 's' },
    { label: 'Mbit per s', unit: '' },
    { label: 'Early: score', unit: '' },
    { label: 'Bytes', unit: 'bytes' },
    { label: 'Ports', unit: '' },
  ]);
});

it('shows a version, and makes the same one of what it shows', () => {
  expect(DRAFT.parameters).toEqual({
    ...{ ports: '10', windowS: '0.5', count: 'failed', notOn: '53, 123' },
    ...{ 'early.score': '0.9', severity: 'high' },
  });
  const text = ruleText(DRAFT, FIELDS);
  expect(JSON.parse(text.parameters)).toEqual(VALUES);
  expect(text).toMatchObject({ technique: null, cooldownSeconds: 600, description: VERSION.description });
});

it('goes from form to text and back without loss', () => {
  expect(readWritten(written(DRAFT, FIELDS), FIELDS)).toEqual(DRAFT);
});

it.each<[Record<string, string>, RegExp]>([
  [{ ports: '0' }, /^Ports: at least 1/],
  [{ ports: '1.5' }, /^Ports: a whole number/],
  [{ ports: '' }, /^Ports: “” is no number/],
  [{ ports: '70000' }, /^Ports: at most 65536/],
  [{ windowS: '0' }, /^Window: more than 0/],
  [{ notOn: '53, dns' }, /^Not on: “dns” is no number/],
  [{ notOn: '70000' }, /^Not on: at most 65535/],
])('says which field does not fit: %j', (parameters, message) => {
  expect(() => ruleText({ ...DRAFT, parameters: { ...DRAFT.parameters, ...parameters } }, FIELDS)).toThrow(message);
});

it.each<[string, RegExp]>([
  ['{', /no JSON/],
  ['[]', /an object/],
  ['{"parameters":{}}', /“name” is missing/],
  ['{"name":"x"}', /“parameters” is missing/],
  ['{"name":"x","parameters":{},"sql":1}', /“sql” is not known/],
  ['{"name":"x","cooldownSeconds":1,"parameters":{"early":{"luck":1}}}', /no “early\.luck”/],
  ['{"name":"x","parameters":{"ports":1}}', /Hold repeats for/],
])('refuses text that is no rule: %s', (text, message) => {
  expect(() => readWritten(text, FIELDS)).toThrow(message);
});

it('tells two versions apart field by field', () => {
  const other = { ...DRAFT, name: 'Wide scans', parameters: { ...DRAFT.parameters, ports: '20' } };
  expect(differences(DRAFT, other, FIELDS)).toEqual([
    { label: 'Name', before: 'Scans', after: 'Wide scans' },
    { label: 'Ports', before: '10', after: '20' },
  ]);
  expect(differences(DRAFT, DRAFT, FIELDS)).toEqual([]);
});
