import { randomUUID } from 'node:crypto';

import { ModelApi } from '../testing/model-api';
import type { TestApi } from '../testing/test-api';

let world: ModelApi;
let api: TestApi;
let analyst: string;
let other: string;
beforeAll(async () => {
  world = await ModelApi.start();
  ({ api } = world);
  analyst = await api.person('ANALYST', null, { steppedUp: true });
  other = await api.person('ANALYST');
});
afterAll(() => world?.stop());

const follow = () => world.follow('rules');

const SCAN = { ports: 10, windowS: 60, count: 'failed', per: 'target', severity: 'high' };
const RULE = 'id name set kind severity state version latestVersion revision changedByName';

interface Saved {
  readonly position: string;
  readonly entity: Readonly<Record<string, unknown>> & { readonly changedByName: string };
}
type Text = Partial<Record<'name' | 'detector' | 'technique' | 'description', string>> & {
  readonly parameters?: unknown;
  readonly cooldownSeconds?: number;
};
const mutate = (text: string, token = analyst) =>
  api.query(`mutation { done: ${text} { position entity { ${RULE} } } }`, { token });
const draft = (id: string, seen: number, text: Text = {}, token = analyst, key = randomUUID()) => {
  const { parameters = SCAN, cooldownSeconds = 600, ...rest } = text;
  const { name = 'Scans', detector = 'vertical-scan', technique = 'T1046', description = 'why' } = rest;
  const json = typeof parameters === 'string' ? parameters : JSON.stringify(parameters);
  const args = Object.entries({ id, key, name, detector, technique, description, parameters: json });
  const given = args.map(([arg, value]) => `${arg}: ${JSON.stringify(value)}`).join(', ');
  return mutate(`draftRule(seen: ${seen}, cooldownSeconds: ${cooldownSeconds}, ${given})`, token);
};
const publish = (id: string, version: number, seen: number, token = analyst) =>
  mutate(`publishRule(id: "${id}", version: ${version}, seen: ${seen}, key: "${randomUUID()}")`, token);
const disable = (id: string, seen: number, reason = 'too loud') =>
  mutate(`disableRule(id: "${id}", seen: ${seen}, key: "${randomUUID()}", reason: "${reason}")`);
const done = ({ data, errors }: Awaited<ReturnType<typeof mutate>>): Saved => {
  if (errors) throw new Error(JSON.stringify(errors));
  return data?.done as Saved;
};
const refusal = ({ errors }: Awaited<ReturnType<typeof mutate>>): [unknown, string | undefined] => [
  errors?.[0]?.extensions?.code,
  errors?.[0]?.message,
];

it('writes, publishes, changes, takes out and restores a rule; each version and change stays, as it was', async () => {
  const id = `own-${randomUUID()}`;
  const first = done(await draft(id, 0));
  expect(first.entity).toMatchObject({ id, set: 'own', kind: 'port_scan_vertical', severity: 'high', state: 'draft' });
  const published = done(await publish(id, 1, 1));
  expect(published.entity).toMatchObject({ state: 'published', version: 1, revision: 2 });
  const second = done(
    await draft(id, 2, { parameters: { ...SCAN, ports: 20, severity: 'medium' }, name: 'Wide scans' }),
  );
  expect(second.entity).toMatchObject({ state: 'published', version: 1, latestVersion: 2, name: 'Scans' });
  done(await publish(id, 2, 3));
  const out = done(await disable(id, 4));
  expect(out.entity).toMatchObject({ state: 'disabled', version: 2, name: 'Wide scans' });
  const restored = done(await publish(id, 1, 5));
  await follow();

  const show = (args = '') =>
    api.query(
      `{ rule(id: "${id}"${args}) { rule { ${RULE} }
        versions { version writtenByName severity parameters } changes { action version byName reason } } }`,
      { token: other },
    );
  const by = first.entity.changedByName;
  const shown = (await show()).data?.rule as { versions: { parameters: string }[] };
  const versions = shown.versions.map(({ parameters, ...rest }) => ({
    ...rest,
    parameters: JSON.parse(parameters) as unknown,
  }));
  expect({ ...shown, versions }).toEqual({
    rule: restored.entity,
    versions: [
      { version: 2, writtenByName: by, severity: 'medium', parameters: { ...SCAN, ports: 20, severity: 'medium' } },
      { version: 1, writtenByName: by, severity: 'high', parameters: SCAN },
    ],
    changes: [
      { action: 'published', version: 1, byName: by, reason: null },
      { action: 'disabled', version: 2, byName: by, reason: 'too loud' },
      { action: 'published', version: 2, byName: by, reason: null },
      { action: 'drafted', version: 2, byName: by, reason: null },
      { action: 'published', version: 1, byName: by, reason: null },
      { action: 'drafted', version: 1, byName: by, reason: null },
    ],
  });
  const then = (await show(`, asOf: "${published.position}"`)).data?.rule as { versions: []; changes: [] };
  expect([then.versions.length, then.changes.length]).toEqual([1, 2]);
  expect((await show(`, asOf: "${published.position}"`)).data?.rule).toMatchObject({ rule: published.entity });
  expect((await api.query('{ rule(id: "nothing") { rule { id } } }', { token: other })).data?.rule).toBeNull();
});

it('one of two who change it at once is told of the other', async () => {
  const id = `own-${randomUUID()}`;
  const { entity } = done(await draft(id, 0));
  done(await draft(id, 1, { name: 'Mine' }, other));
  const answer = await draft(id, 1, { name: 'Yours' });
  expect(answer.errors?.[0]?.extensions).toMatchObject({ code: 'RULE_CONFLICT', version: 2, action: 'drafted' });
  expect(answer.errors?.[0]?.extensions?.by).not.toBe(entity.changedByName);
  const key = randomUUID();
  const [once, again] = [
    await draft(id, 2, { name: 'Once' }, other, key),
    await draft(id, 2, { name: 'Once' }, other, key),
  ];
  expect(done(again).entity.latestVersion).toBe(done(once).entity.latestVersion);
});

it.each<[string, Text, RegExp]>([
  ['a detector that is not there', { detector: 'port-scan' }, /`detector`: there is none called port-scan/],
  ['parameters that are no JSON', { parameters: '{ports: 1}' }, /`parameters`: no JSON: /],
  ['a threshold out of range', { parameters: { ...SCAN, ports: 0 } }, /`parameters\.ports`/],
  ['a parameter that it does not have', { parameters: { ...SCAN, hosts: 3 } }, /`parameters`: .*hosts/],
  ['a list', { parameters: [] }, /`parameters`/],
  ['a cooldown below its window', { cooldownSeconds: 59 }, /`cooldownSeconds`: at least as long as the window/],
  ['no name', { name: '  ' }, /`name`/],
  ['a technique that is none', { technique: 'T12' }, /`technique`/],
])('refuses %s, with the field', async (_what, text, message) => {
  const [code, said] = refusal(await draft(`own-${randomUUID()}`, 0, text));
  expect([code, said]).toEqual(['BAD_USER_INPUT', expect.stringMatching(message)]);
});

it.each<[string, string, RegExp]>([
  [
    'a prototype',
    `{"__proto__": {"severity": "low"}, ${JSON.stringify(SCAN).slice(1)}`,
    /“__proto__” cannot be a name/,
  ],
  ['a name that stands twice', `{"ports": 1, ${JSON.stringify(SCAN).slice(1)}`, /“ports” stands twice/],
  ['10,000 levels', '{"a":'.repeat(3000), /more than 32 levels/],
])('A-29 parameters with %s are refused, and no version is written', async (_what, parameters, message) => {
  const id = `own-${randomUUID()}`;
  const [code, said] = refusal(await draft(id, 0, { parameters }));
  expect([code, said]).toEqual(['BAD_USER_INPUT', expect.stringMatching(message)]);
  expect((await draft(id, 0, {})).errors).toBeUndefined();
});

describe('a rule made of an expression', () => {
  const GENERIC = { measure: 'distinct dst.ip', by: ['src.ip'], windowS: 60, threshold: 20, severity: 'high' };
  const generic = (parameters: Readonly<Record<string, unknown>>) =>
    draft(`own-${randomUUID()}`, 0, {
      ...{ detector: 'generic', cooldownSeconds: 900 },
      parameters: { ...GENERIC, ...parameters },
    });

  it('is written with all that was left out', async () => {
    const id = `own-${randomUUID()}`;
    const when = 'dst.port in (23, 2323) and not src.ip = 10.0.0.0/8';
    const { entity } = done(await draft(id, 0, { detector: 'generic', parameters: { ...GENERIC, when } }));
    expect(entity).toMatchObject({ kind: 'generic', severity: 'high', state: 'draft' });
    await follow();
    const { data } = await api.query(`{ rule(id: "${id}") { versions { parameters } } }`, { token: other });
    const [version] = (data?.rule as { versions: { parameters: string }[] }).versions;
    expect(JSON.parse(version?.parameters ?? '')).toMatchObject({
      ...{ ...GENERIC, when, except: '', compare: 'number' },
      schedule: { days: [], zone: 'UTC' },
    });
  });

  it.each([
    ['when', 'app = dns and dport = 53', 14, 'app = dns and dst.port = 53'],
    ['except', 'proto tcp', 0, null],
  ])('with a mistake in `%s` is refused as on Flows, with place and mend', async (field, text, position, mend) => {
    const { errors } = await generic({ [field]: text });
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_FILTER', field: `parameters.${field}` });
    expect(errors?.[0]?.extensions?.position).toBeGreaterThanOrEqual(position);
    if (mend !== null) expect(errors?.[0]?.extensions).toMatchObject({ position, suggestion: mend });
    expect(errors?.[0]?.message).toMatch(/^The filter is not understood at character \d+: /);
  });

  it('is about the kind of records that it names, and its second step about another', async () => {
    const dns = { kind: 'dns', when: 'dns.rcode = NXDOMAIN', measure: 'lookups', by: ['src.ip', 'domain'] };
    const then = { kind: 'tls', when: 'tls.version = TLSv1.0', measure: 'handshakes' };
    expect(done(await generic({ ...dns, then })).entity).toMatchObject({ kind: 'generic', state: 'draft' });
    const wrong = async (parameters: Readonly<Record<string, unknown>>) =>
      (await generic(parameters)).errors?.[0]?.extensions;
    expect(await wrong({ ...dns, when: 'tls.sni exists' })).toMatchObject({
      code: 'BAD_FILTER',
      field: 'parameters.when',
    });
    expect(await wrong({ ...dns, then: { ...then, when: 'dns.rcode = NXDOMAIN' } })).toMatchObject({
      ...{ code: 'BAD_FILTER', field: 'parameters.then.when', position: 0 },
    });
    expect(await wrong({ ...dns, then: { measure: 'lookups', when: 'tls.sni exists' } })).toMatchObject({
      field: 'parameters.then.when',
    });
  });

  it.each<[string, Readonly<Record<string, unknown>>, RegExp]>([
    ['a measure of another kind', { kind: 'dns', by: [], measure: 'flows' }, /`parameters\.measure`.*lookups/],
    ['flows beyond what is told apart', { threshold: 20_000 }, /`parameters\.threshold`/],
    ['a group by a field of both ends', { by: ['ip'] }, /`parameters\.by\.0`/],
    ['a time zone that is none', { schedule: { zone: 'Here' } }, /`parameters\.schedule\.zone`.*Europe/],
  ])('with %s is refused, with the field', async (_what, parameters, message) => {
    expect(refusal(await generic(parameters))).toEqual(['BAD_USER_INPUT', expect.stringMatching(message)]);
  });
});

it('refuses what does not fit: an id, a version, a reason, a rule that is not there', async () => {
  const id = `own-${randomUUID()}`;
  expect(refusal(await draft('Not An Id', 0))[1]).toMatch(/`id`/);
  expect(refusal(await publish(id, 1, 0))[0]).toBe('RULE_UNKNOWN');
  done(await draft(id, 0));
  expect(refusal(await publish(id, 2, 1))).toEqual([
    'RULE_VERSION_UNKNOWN',
    expect.stringContaining('versions 1 to 1'),
  ]);
  done(await publish(id, 1, 1));
  expect(refusal(await disable(id, 2, ''))[0]).not.toBeUndefined();
});

it('asks for a second factor before a version judges, not before it is written', async () => {
  const id = `own-${randomUUID()}`;
  done(await draft(id, 0, {}, other));
  expect(refusal(await publish(id, 1, 1, other))[0]).toBe('STEP_UP_REQUIRED');
});

it('tells what rules can be made of', async () => {
  const { data } = await api.query('{ detectors { id title fields { name kind about choices } } }', { token: other });
  const detectors = data?.detectors as { id: string; fields: { name: string; kind: string }[] }[];
  expect(detectors.length).toBeGreaterThan(20);
  for (const { fields } of detectors)
    expect(fields).toContainEqual(expect.objectContaining({ name: 'severity', kind: 'choice' }));
});
