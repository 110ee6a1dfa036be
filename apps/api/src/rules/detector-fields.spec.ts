import { DETECTORS, RULE_SETS } from '@wireledger/detectors';

import { detectorFields } from './detector-fields';

const named = (id: string) => {
  const detector = DETECTORS.find((one) => one.id === id);
  if (!detector) throw new Error(id);
  return detectorFields(detector);
};

it('tells the range of a number, and what can be chosen', () => {
  const fields = new Map(named('vertical-scan').map((field) => [field.name, field]));
  expect(fields.get('ports')).toMatchObject({ kind: 'whole', least: 1, most: 65_536, above: false });
  expect(fields.get('windowS')).toMatchObject({ kind: 'number', least: 0, most: 86_400, above: true });
  expect(fields.get('count')).toMatchObject({ kind: 'choice', choices: ['failed', 'all'] });
});

it('takes groups apart, and lists for what they hold', () => {
  const fields = new Map(named('beacon').map(({ name, kind }) => [name, kind]));
  expect(fields.get('early.connections')).toBe('whole');
  expect(fields.get('notOn')).toBe('numbers');
});

it('says which kind of records a field is about, and what goes with it', () => {
  const fields = new Map(named('generic').map((field) => [field.name, field]));
  expect(fields.get('when')).toMatchObject({ kind: 'filter', kindBy: 'kind', choicesOf: [] });
  expect(fields.get('then.when')).toMatchObject({ kind: 'filter', kindBy: 'then.kind' });
  const measure = fields.get('measure');
  expect(measure).toMatchObject({ kind: 'choice', kindBy: 'kind' });
  expect(measure?.choicesOf.map(({ kind }) => kind)).toEqual(fields.get('kind')?.choices);
  for (const { choices } of measure?.choicesOf ?? [])
    expect(measure?.choices).toEqual(expect.arrayContaining([...choices]));
  expect(fields.get('by')?.choicesOf[1]).toMatchObject({ kind: 'dns', choices: expect.arrayContaining(['dns.type']) });
  expect(named('vertical-scan').every(({ kindBy, choicesOf }) => kindBy === null && choicesOf.length === 0)).toBe(true);
});

/** `{ a: { b: 1 } }` → `a.b` */
const paths = (value: object, prefix = ''): string[] =>
  Object.entries(value).flatMap(([name, inner]: [string, unknown]) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? paths(inner, `${prefix}${name}.`)
      : [`${prefix}${name}`],
  );

it('has a field for every parameter of every rule that comes with the product', () => {
  for (const rules of Object.values(RULE_SETS))
    for (const { id, detector, parameters } of rules) {
      const fields = detectorFields(detector).map(({ name }) => name);
      expect([id, paths(parameters).filter((path) => !fields.includes(path))]).toEqual([id, []]);
      expect(fields).toContain('severity');
    }
});
