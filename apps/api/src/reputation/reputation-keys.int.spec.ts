import { randomUUID } from 'node:crypto';

import { reputationKeyStream } from '@wireledger/domain';
import { InMemoryEventLog } from '@wireledger/event-sourcing';
import { eventCatalogue } from '@wireledger/events';
import { NotifyKeys } from '@wireledger/notify';

import type { GraphqlContext } from '../access/request';
import { TestApi } from '../testing/test-api';
import { ReputationKeys } from './reputation-keys';

const VALUE = 'c2VjcmV0-of-a-service-c0de';
const FILES = { rdap: '', whois: '', abuseipdb: '', virustotal: '', otx: '' };

describe('over the API', () => {
  let api: TestApi;
  let operator: string;
  let analyst: string;
  beforeAll(async () => {
    api = await TestApi.start();
    operator = await api.person('OPERATOR');
    analyst = await api.person('ANALYST');
  });
  afterAll(() => api.stop());

  const FIELDS = '{ position entity { service title byFile last opens revision changedByName changedAt } }';
  const given = (value: unknown) => JSON.stringify(value);
  const set = (service: string, seen: number, value: string, key = randomUUID(), token = operator) =>
    api.query(
      `mutation { done: setReputationKey(service: ${given(service)}, seen: ${seen}, key: "${key}", value: ${given(value)}) ${FIELDS} }`,
      { token },
    );
  const remove = (service: string, seen: number) =>
    api.query(
      `mutation { done: removeReputationKey(service: "${service}", seen: ${seen}, key: "${randomUUID()}") ${FIELDS} }`,
      { token: operator },
    );
  const keys = async () =>
    (await api.query('{ reputationKeys { service last opens revision } }', { token: operator })).data;
  /** As somebody sees it who asks them. */
  const services = async () =>
    (await api.query('{ reputationServices { id on problem } }', { token: analyst })).data?.['reputationServices'];
  const refusal = ({ errors }: Awaited<ReturnType<typeof set>>) => errors?.[0]?.extensions.code ?? null;

  it('is given, replaced and taken away; what is told of it is its last four characters, and who', async () => {
    expect((await set('abuseipdb', 0, ` ${VALUE}\n`)).data?.['done']).toMatchObject({
      position: expect.any(String),
      entity: {
        ...{ service: 'abuseipdb', title: 'AbuseIPDB', byFile: false, last: 'c0de', opens: true, revision: 1 },
        ...{ changedByName: expect.stringMatching(/./), changedAt: expect.stringMatching(/^\d{4}-/) },
      },
    });
    expect(await keys()).toMatchObject({
      reputationKeys: [
        { service: 'abuseipdb', last: 'c0de', revision: 1 },
        { service: 'virustotal', last: null, revision: 0 },
        { service: 'otx', last: null, revision: 0 },
      ],
    });
    expect(await services()).toEqual(
      expect.arrayContaining([
        { id: 'abuseipdb', on: true, problem: null },
        { id: 'otx', on: false, problem: null },
      ]),
    );
    expect((await set('abuseipdb', 1, 'another-key-of-it-0007')).data?.['done']).toMatchObject({
      entity: { last: '0007', revision: 2 },
    });
    expect((await remove('abuseipdb', 2)).data?.['done']).toMatchObject({ entity: { last: null, revision: 3 } });
    expect(await services()).toContainEqual({ id: 'abuseipdb', on: false, problem: null });
    expect(refusal(await remove('abuseipdb', 3))).toBe('NOT_FOUND');
  });

  it('whoever gives it sees how the services stand, and asks none; whoever asks them gives none', async () => {
    const asked = (field: string, token: string) => api.query(`{ ${field} { id on usedToday problem } }`, { token });
    const seen = (await asked('enrichmentServices', operator)).data?.['enrichmentServices'];
    expect(seen).toHaveLength(5);
    expect(seen).toEqual((await asked('reputationServices', analyst)).data?.['reputationServices']);
    expect(refusal(await asked('reputationServices', operator))).toBe('FORBIDDEN');
    expect(refusal(await asked('enrichmentServices', analyst))).toBe('FORBIDDEN');
  });

  it('never comes out again: not in the log, not in the audit trail, not in a refusal', async () => {
    const key = randomUUID();
    const said = [await set('otx', 0, VALUE, key), await set('otx', 0, VALUE, key), await set('otx', 0, VALUE)];
    expect(said.map(refusal)).toEqual([null, null, 'REPUTATION_KEY_CONFLICT']);
    expect(said[2]?.errors?.[0]?.extensions).toMatchObject({ version: 1, by: expect.any(String) });
    expect(refusal(await set('otx', 1, `${VALUE} `.repeat(2)))).toBe('BAD_USER_INPUT');
    const { events } = await api.log.readAll({ after: 'start', limit: 10_000 });
    expect(events.some(({ type }) => type === 'domain.ReputationKeyChanged')).toBe(true);
    expect(events.map(({ type }) => type)).toContain('domain.ActAudited');
    const shown = JSON.stringify([said, await keys(), events], (_name, value: unknown) =>
      typeof value === 'bigint' ? String(value) : value,
    );
    expect(shown).toContain('c0de');
    expect(shown).not.toContain(VALUE.slice(0, -4));
    expect(shown).not.toContain(Buffer.from(VALUE).toString('base64url').slice(0, 20));
  });

  it.each([
    ['too short', 'x'.repeat(19)],
    ['too long', 'x'.repeat(501)],
    ['of two words', 'a key that has blanks in it'],
    ['of two lines', `${VALUE}\r\nX-Other: 1`],
    ['with a hidden character', `${VALUE}\u202e`],
    ['with markup outside ASCII', `${VALUE}<ſcript>`],
    ['empty', ''],
  ])('refuses a key that is %s, and keeps none', async (_what, value) => {
    const answer = await set('virustotal', 0, value);
    expect(answer.errors).toHaveLength(1);
    expect(JSON.stringify(answer.errors)).not.toContain('xxxxx');
    expect((await keys())?.['reputationKeys']).toContainEqual({
      ...{ service: 'virustotal', last: null, opens: true, revision: 0 },
    });
  });

  it.each(['rdap', 'whois', 'virustotal2', '', '__proto__', 'constructor', '../otx'])(
    'refuses a key for %j, which takes none',
    async (service) => expect(refusal(await set(service, 0, VALUE))).toBe('BAD_USER_INPUT'),
  );

  it.each(['ANALYST', 'AUDITOR', 'VIEWER'] as const)('is nothing that a %s sees or sets', async (role) => {
    const token = await api.person(role);
    expect(refusal(await set('virustotal', 0, VALUE, randomUUID(), token))).toBe('FORBIDDEN');
    const { errors } = await api.query('{ reputationKeys { last } }', { token });
    expect(errors?.[0]?.extensions.code).toBe('FORBIDDEN');
  });
});

describe('a key that is kept', () => {
  const VIEWER = { viewer: { is: 'session', user: 'ada', session: 's' }, requestId: randomUUID() };
  const context = VIEWER as unknown as GraphqlContext;
  const log = new InMemoryEventLog({ catalogue: eventCatalogue() });
  const with_ = (seal: NotifyKeys, files: object = {}) =>
    new ReputationKeys({ log, seal, files: { ...FILES, ...files }, names: { of: () => 'Ada' }, clock: () => 1 });
  const [ours, next] = ['ab', 'cd'].map((pair) => pair.repeat(32)) as [string, string];

  it('opens for its service alone, and no more when the key of the installation is gone, which is told with the mend', async () => {
    await with_(new NotifyKeys(ours)).set({ service: 'otx', seen: 0, key: randomUUID(), value: VALUE }, context);
    expect(await with_(new NotifyKeys(ours)).open('otx')).toBe(VALUE);
    expect(await with_(new NotifyKeys(next, ours)).open('otx')).toBe(VALUE);
    await expect(with_(new NotifyKeys(next)).open('otx')).rejects.toThrow('Set it again on page Enrichment');
    await expect(with_(new NotifyKeys(ours)).open('virustotal')).rejects.toThrow('it has no key');
    expect((await with_(new NotifyKeys(next)).states()).map(({ opens }) => opens)).toEqual([true, true, false]);
    const { events } = await log.readStream({ stream: reputationKeyStream('otx'), limit: 10 });
    const { key } = events[0]?.data as { key: { sealed: string } };
    expect(new NotifyKeys(ours).open(reputationKeyStream('virustotal'), key.sealed)).toBeNull();
  });

  it('says where a file of the operator wins', async () => {
    const states = await with_(new NotifyKeys(ours), { otx: '/run/secrets/otx' }).states();
    expect(states.map(({ service, byFile }) => [service, byFile])).toEqual([
      ...[['abuseipdb', false] as const, ['virustotal', false] as const, ['otx', true] as const],
    ]);
  });
});
