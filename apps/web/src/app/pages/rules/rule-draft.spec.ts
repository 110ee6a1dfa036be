import {
  choicesFor,
  type DetectorField,
  differences,
  draftOf,
  emptyDraft,
  labelOf,
  readWritten,
  ruleText,
  type RuleVersion,
  withException,
  written,
  kindFor,
  shownValue,
  withValue,
} from './rule-draft';

const field = (name: string, kind: DetectorField['kind'], more: Partial<DetectorField> = {}): DetectorField => ({
  ...{ name, kind, about: '', least: null, most: null, above: false, choices: [], fallback: null },
  ...{ kindBy: null, choicesOf: [] },
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
const BY = { id: 'scan', fields: FIELDS };
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
  expect(readWritten(written(DRAFT, BY), BY)).toEqual(DRAFT);
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
  ['{"name":"x","detector":"beacon","parameters":{}}', /made of scan/],
  ['{"name":"x","parameters":{},"sql":1}', /“sql” is not known/],
  ['{"name":"x","cooldownSeconds":1,"parameters":{"early":{"luck":1}}}', /no “early\.luck”/],
  ['{"name":"x","parameters":{"ports":1}}', /Hold repeats for/],
])('refuses text that is no rule: %s', (text, message) => {
  expect(() => readWritten(text, BY)).toThrow(message);
});

it('tells two versions apart field by field', () => {
  const other = { ...DRAFT, name: 'Wide scans', parameters: { ...DRAFT.parameters, ports: '20' } };
  expect(differences(DRAFT, other, FIELDS)).toEqual([
    { label: 'Name', before: 'Scans', after: 'Wide scans' },
    { label: 'Ports', before: '10', after: '20' },
  ]);
  expect(differences(DRAFT, DRAFT, FIELDS)).toEqual([]);
});

describe('a rule made of an expression', () => {
  const GENERIC = [
    field('when', 'filter', { fallback: '""' }),
    field('measure', 'choice', { choices: ['flows', 'sum of bytes'] }),
    field('by', 'texts', { choices: ['src.ip', 'dst.ip'], fallback: '[]' }),
    field('windowS', 'number', { least: 0, above: true }),
    field('levels.high', 'number', { least: 0, fallback: '0' }),
    field('schedule.zone', 'text', { fallback: '"UTC"' }),
    field('severity', 'choice', { choices: ['low', 'medium', 'high'] }),
  ];
  const by = { id: 'generic', fields: GENERIC };
  const given = (parameters: Readonly<Record<string, string>>) => {
    const draft = emptyDraft(GENERIC);
    return { ...draft, name: 'Mine', parameters: { ...draft.parameters, ...parameters } };
  };

  it('begins with what is left out, the first choice, and medium', () => {
    expect(emptyDraft(GENERIC).parameters).toEqual({
      ...{ when: '', measure: 'flows', by: '', windowS: '', severity: 'medium' },
      ...{ 'levels.high': '0', 'schedule.zone': 'UTC' },
    });
  });

  it('is sent as it was written, and goes to text and back without loss', () => {
    const draft = given({ when: ' src.ip = 10.0.0.0/8 ', by: 'dst.ip, src.ip', windowS: '60' });
    expect(JSON.parse(ruleText(draft, GENERIC).parameters)).toEqual({
      ...{ when: 'src.ip = 10.0.0.0/8', measure: 'flows', by: ['dst.ip', 'src.ip'], windowS: 60 },
      ...{ levels: { high: 0 }, schedule: { zone: 'UTC' }, severity: 'medium' },
    });
    const text = written(draft, by);
    expect(JSON.parse(text)).toMatchObject({ name: 'Mine', detector: 'generic' });
    expect(written(readWritten(text, by), by)).toBe(text);
  });

  const OF_KINDS = [
    field('kind', 'choice', { choices: ['flow', 'dns', 'tls'], fallback: '"flow"' }),
    field('when', 'filter', { fallback: '""', kindBy: 'kind' }),
    field('measure', 'choice', {
      ...{ choices: ['flows', 'lookups', 'handshakes', 'distinct src.ip'], kindBy: 'kind' },
      choicesOf: [
        { kind: 'flow', choices: ['flows', 'distinct src.ip'] },
        { kind: 'dns', choices: ['lookups', 'distinct src.ip'] },
        { kind: 'tls', choices: ['handshakes', 'distinct src.ip'] },
      ],
    }),
    field('by', 'texts', {
      ...{ choices: ['src.ip', 'app', 'dns.type'], fallback: '[]', kindBy: 'kind' },
      choicesOf: [
        { kind: 'flow', choices: ['src.ip', 'app'] },
        { kind: 'dns', choices: ['src.ip', 'dns.type'] },
      ],
    }),
    field('then.kind', 'choice', { choices: ['same', 'flow', 'dns', 'tls'], fallback: '"same"' }),
    field('then.when', 'filter', { fallback: '""', kindBy: 'then.kind' }),
  ];
  const named = (name: string) => OF_KINDS.find((one) => one.name === name) as DetectorField;
  const about = (parameters: Readonly<Record<string, string>>) => {
    const draft = emptyDraft(OF_KINDS);
    return { ...draft, name: 'Mine', parameters: { ...draft.parameters, ...parameters } };
  };

  it('is about the kind of records that it names, its second step about another or the same', () => {
    const kinds = (draft: RuleDraft) => ['when', 'then.when'].map((name) => kindFor(named(name), draft));
    expect(kinds(about({}))).toEqual(['flow', 'flow']);
    expect(kinds(about({ kind: 'dns' }))).toEqual(['dns', 'dns']);
    expect(kinds(about({ kind: 'dns', 'then.kind': 'tls' }))).toEqual(['dns', 'tls']);
    expect(kinds({ ...about({}), parameters: {} })).toEqual(['flow', 'flow']);
    expect(choicesFor(named('measure'), about({ kind: 'dns' }))).toEqual(['lookups', 'distinct src.ip']);
    const wrong = about({ kind: 'dns', when: 'dns.type = TXT', 'then.kind': 'tls', 'then.when': 'dns.type = TXT' });
    expect(() => ruleText(wrong, OF_KINDS)).toThrow(/^Then: when: not understood at character 1\. .*lookups/);
    expect(() => ruleText(withValue(wrong, OF_KINDS, 'then.kind', 'same'), OF_KINDS)).not.toThrow();
  });

  it('lets go of what does not go with another kind, and keeps what does', () => {
    const flows = about({ measure: 'flows', by: 'app, src.ip' });
    const lookups = withValue(flows, OF_KINDS, 'kind', 'dns');
    expect(lookups.parameters).toMatchObject({ kind: 'dns', measure: 'lookups', by: 'src.ip' });
    const distinct = withValue(about({ measure: 'distinct src.ip' }), OF_KINDS, 'kind', 'dns');
    expect(distinct.parameters['measure']).toBe('distinct src.ip');
    expect(withValue(flows, OF_KINDS, 'when', 'app = dns').parameters).toEqual({
      ...flows.parameters,
      when: 'app = dns',
    });
  });

  it('a version from before there were kinds is about flows, and nothing in it has changed', () => {
    const old = { ...about({}), parameters: { measure: 'flows', by: '' } };
    expect(shownValue(named('kind'), old)).toBe('flow');
    expect(differences(old, about({ measure: 'flows' }), OF_KINDS)).toEqual([]);
    expect(JSON.parse(ruleText(old, OF_KINDS).parameters)).toEqual({ measure: 'flows', by: [] });
  });

  it('takes one exception more', () => {
    const once = withException(given({}), 'src.ip = 10.0.0.5');
    expect(once.parameters['except']).toBe('src.ip = 10.0.0.5');
    expect(withException(once, 'dst.ip = fd00::1').parameters['except']).toBe('src.ip = 10.0.0.5 or dst.ip = fd00::1');
  });

  it('says where a mistake in it is, and what to write instead', () => {
    const wrong = given({ when: 'app = dns and dport = 53', windowS: '60' });
    expect(() => ruleText(wrong, GENERIC)).toThrow(
      /^When: not understood at character 15\. There is no field.*Write: app = dns and dst\.port = 53$/,
    );
  });
});
