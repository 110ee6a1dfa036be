import { codeOf, PeopleApi, type Person, REASON } from '../testing/people-api';
import { type TestApi, until } from '../testing/test-api';

const FIELDS = 'id name owner ownerName role kind clear scope { ip port proto sensor } state usedAt expiresAt';
const WITHIN_MS = 2000;

interface Shown {
  readonly id: string;
  readonly name: string;
  readonly state: string;
  readonly usedAt: string | null;
}
interface Created {
  readonly text: string;
  readonly entity: Shown;
}

describe('API tokens', () => {
  let people: PeopleApi;
  let api: TestApi;
  let ann: Person;
  beforeAll(async () => {
    people = await PeopleApi.start();
    ({ api } = people);
    ann = await people.person('ANALYST');
  });
  afterAll(() => people?.stop());

  const CREATE = `mutation ($name: String!, $role: Role, $kind: String, $clear: Boolean, $scope: TrafficScopeInput, $days: Int!, $reason: String) {
    createToken(name: $name, role: $role, kind: $kind, clear: $clear, scope: $scope, days: $days, reason: $reason) {
      text position entity { ${FIELDS} } } }`;
  const order = (more: object = {}) => ({ name: 'ci rules', role: 'ANALYST', days: 30, ...more });
  const create = (more: object, token: string) => people.done<Created>('createToken', CREATE, order(more), token);
  const refused = async (more: object, token: string) => codeOf(await people.ask(CREATE, order(more), token));
  const list = (token: string) => people.done<Shown[]>('tokens', `{ tokens { ${FIELDS} } }`, {}, token);
  const revoke = (id: string, token: string) =>
    people.ask(`mutation { revokeToken(id: "${id}", reason: "${REASON}") { entity { state } } }`, {}, token);
  const works = async (token: string) => (await api.query('{ flows { count } }', { token })).status === 200;

  it('of an analyst: made without a second factor, shown once, listed with its last use', async () => {
    const { text, entity } = await create({}, ann.accessToken);
    expect(text).toMatch(/^wl_u_[\w-]{43}$/);
    expect(entity).toMatchObject({ name: 'ci rules', owner: ann.id, role: 'ANALYST', state: 'LIVE', usedAt: null });
    expect(await works(text)).toBe(true);
    const [shown] = await list(ann.accessToken);
    expect(shown).toMatchObject({ id: entity.id, usedAt: expect.stringMatching(/^20/) });
    const { events } = await api.log.readStream({ stream: `token-${entity.id}`, limit: 10 });
    expect(events.map(({ type, meta }) => [type, meta.actor])).toEqual([['domain.TokenIssued', `user:${ann.id}`]]);
    expect(events[0]?.data).toMatchObject({ name: 'ci rules', owner: ann.id });
    const stored = JSON.stringify([events.map(({ data }) => data), await people.store.tokens(null)]);
    expect(stored).not.toContain(text.slice(5));
  });

  it('reads within the rights of its owner alone, never makes tokens, users or sessions', async () => {
    const { text } = await create({}, ann.accessToken);
    expect(await refused({}, text)).toBe('NOT_A_PERSON');
    expect(codeOf(await people.order('disableUser', '', ann.id, text))).toBe('FORBIDDEN');
    expect((await api.fetch('/api/account/sessions', { headers: { authorization: `Bearer ${text}` } })).status).toBe(
      400,
    );
    expect(await list(text)).toEqual([]);
  });

  it.each([
    [{ role: 'ADMIN' }, 'TOKEN_BEYOND_OWNER'],
    [{ role: 'AUDITOR' }, 'TOKEN_BEYOND_OWNER'],
    [{ role: null, kind: 'export' }, 'TOKEN_BEYOND_OWNER'],
    [{ kind: 'export' }, 'TOKEN_GRANT'],
    [{ role: null }, 'TOKEN_GRANT'],
    [{ clear: true }, 'TOKEN_GRANT'],
    [{ days: 366 }, 'TOKEN_DAYS'],
    [{ days: 0 }, 'TOKEN_DAYS'],
    [{ name: ' ' }, 'NAME_INVALID'],
    [{ scope: { ip: ['x'] } }, 'SCOPE_INVALID'],
  ])('of an analyst with %j: %s', async (more, code) => {
    expect(await refused(more, ann.accessToken)).toBe(code);
  });

  it('has the scope of its owner, or one within it', async () => {
    const narrow = await people.person('ANALYST', { ip: ['10.1.0.0/16'] });
    const inherited = await create({}, narrow.accessToken);
    expect(inherited.entity).toMatchObject({ scope: { ip: ['10.1.0.0/16'] } });
    await works(inherited.text);
    expect(api.readModels.asked.at(-1)?.[2]).toEqual({ ip: ['10.1.0.0/16'] });
    const within = await create({ scope: { ip: ['10.1.2.0/24'], port: [53] } }, narrow.accessToken);
    expect(within.entity).toMatchObject({ scope: { ip: ['10.1.2.0/24'], port: [53] } });
    for (const scope of [{ ip: ['10.0.0.0/8'] }, { port: [53] }])
      expect(await refused({ scope }, narrow.accessToken)).toBe('TOKEN_BEYOND_OWNER');
  });

  it('of an administrator: needs a fresh second factor and a reason, and may be of any role or of a service', async () => {
    expect(await refused({ reason: REASON }, (await people.elsewhere()).accessToken)).toBe('STEP_UP_REQUIRED');
    expect(await refused({}, people.admin)).toBe('TEXT_NEEDED');
    const service = await create({ role: null, kind: 'export', reason: REASON }, people.admin);
    expect(service.text).toMatch(/^wl_s_/);
    expect(service.entity).toMatchObject({ kind: 'export', role: null, owner: null, ownerName: null });
    const auditor = await create({ role: 'AUDITOR', reason: REASON }, people.admin);
    expect(auditor.entity).toMatchObject({ role: 'AUDITOR', ownerName: 'Ada' });
    const all = (await list(people.admin)).map(({ id }) => id);
    expect(all).toEqual(expect.arrayContaining([service.entity.id, auditor.entity.id]));
    const auditorPerson = await people.person('AUDITOR');
    expect((await list(auditorPerson.accessToken)).map(({ id }) => id)).toEqual(all);
    expect((await list(ann.accessToken)).map(({ id }) => id)).not.toContain(service.entity.id);
    for (const role of ['VIEWER', 'OPERATOR', 'AUDITOR'])
      expect(await refused({ role: 'VIEWER' }, (await people.person(role)).accessToken)).toBe('FORBIDDEN');
  });

  it('A-58 that is revoked is refused at once, by its owner alone, and loses its live connections and exports within two seconds', async () => {
    const { text, entity } = await create({}, ann.accessToken);
    const { closed } = await people.listening(text);
    const owner = `token:${entity.id}`;
    const args = { what: 'flows', format: 'csv', args: {}, scope: null, masking: null, total: null } as const;
    const made = await people.exports.create({ ...args, owner });
    const claim = await people.exports.claim(made.id);
    if (!claim) throw new Error('not claimed');
    const other = await people.person('ANALYST');
    expect(codeOf(await revoke(entity.id, other.accessToken))).toBe('TOKEN_UNKNOWN');
    expect(codeOf(await revoke('nothing', ann.accessToken))).toBe('TOKEN_UNKNOWN');
    expect(await works(text)).toBe(true);
    const began = performance.now();
    expect((await revoke(entity.id, ann.accessToken)).data?.revokeToken).toEqual({ entity: { state: 'REVOKED' } });
    expect((await closed).code).toBe(4401);
    expect(await people.exports.append(claim, { n: 0, body: 'a', rows: 1 })).toBe(false);
    expect(performance.now() - began).toBeLessThan(WITHIN_MS);
    expect(await works(text)).toBe(false);
    const { events } = await api.log.readStream({ stream: `token-${entity.id}`, limit: 10 });
    expect(events.at(-1)).toMatchObject({ type: 'domain.TokenRevoked', data: { reason: REASON } });
    const byAdmin = await create({}, ann.accessToken);
    expect(codeOf(await revoke(byAdmin.entity.id, (await people.elsewhere()).accessToken))).toBe('STEP_UP_REQUIRED');
    expect((await revoke(byAdmin.entity.id, people.admin)).errors).toBeUndefined();
    expect(await works(byAdmin.text)).toBe(false);
  });

  const rotate = (id: string, token: string, days = 7) =>
    people.ask(
      `mutation { rotateToken(id: "${id}", days: ${days}, reason: "${REASON}") { text entity { ${FIELDS} } } }`,
      {},
      token,
    );

  it('is replaced by a new one of the same name and rights; the old one ends with its live connections', async () => {
    const scope = { ip: ['10.1.0.0/16'] };
    const old = await create({ role: 'VIEWER', scope }, ann.accessToken);
    const { closed } = await people.listening(old.text);
    expect(codeOf(await rotate(old.entity.id, ann.accessToken, 0))).toBe('TOKEN_DAYS');
    expect(await works(old.text)).toBe(true);
    const made = (await rotate(old.entity.id, ann.accessToken)).data?.rotateToken as Created;
    expect((await closed).code).toBe(4401);
    expect(made.text).not.toBe(old.text);
    const { id: _id, expiresAt: _ends, ...kept } = old.entity as Shown & { readonly expiresAt: string };
    expect(made.entity).toMatchObject(kept);
    expect([await works(old.text), await works(made.text)]).toEqual([false, true]);
    const { events } = await api.log.readStream({ stream: `token-${made.entity.id}`, limit: 10 });
    expect(events[0]?.data).toMatchObject({ replaces: old.entity.id, reason: REASON });
    expect(codeOf(await rotate(old.entity.id, ann.accessToken))).toBe('TOKEN_REVOKED');
  });

  it('that speaks for a person is replaced by him alone, a service token by administrators', async () => {
    const anns = await create({}, ann.accessToken);
    expect(codeOf(await rotate(anns.entity.id, (await people.person('ANALYST')).accessToken))).toBe('TOKEN_UNKNOWN');
    expect(codeOf(await rotate(anns.entity.id, people.admin))).toBe('TOKEN_UNKNOWN');
    expect(await works(anns.text)).toBe(true);
    const service = await create({ role: null, kind: 'tool-read', clear: true, reason: REASON }, people.admin);
    expect(codeOf(await rotate(service.entity.id, ann.accessToken))).toBe('TOKEN_UNKNOWN');
    expect(codeOf(await rotate(service.entity.id, (await people.elsewhere()).accessToken))).toBe('STEP_UP_REQUIRED');
    const made = (await rotate(service.entity.id, people.admin)).data?.rotateToken as Created;
    expect(made.entity).toMatchObject({ kind: 'tool-read', clear: true, owner: null, state: 'LIVE' });
    expect([await works(service.text), await works(made.text)]).toEqual([false, true]);
  });

  it('is not replaced while its owner may do less than it', async () => {
    const owner = await people.person('ANALYST');
    const { entity } = await create({}, owner.accessToken);
    expect((await people.order('grantScope', ', scope: { ip: ["10.0.0.0/8"] }', owner.id)).errors).toBeUndefined();
    expect(codeOf(await rotate(entity.id, owner.accessToken))).toMatch(/TOKEN_BEYOND_OWNER|UNAUTHENTICATED/);
  });

  it('rests while its owner may do less than it, connections included', async () => {
    const owner = await people.person('ANALYST');
    const { text, entity } = await create({}, owner.accessToken);
    const { closed } = await people.listening(text);
    await people.order('grantRole', ', role: VIEWER', owner.id);
    expect((await closed).code).toBe(4401);
    expect(await works(text)).toBe(false);
    const stateOf = async () => (await list(people.admin)).find(({ id }) => id === entity.id)?.state;
    expect(await stateOf()).toBe('RESTING');
    await people.order('grantRole', ', role: ANALYST', owner.id);
    await until(() => works(text));
    await people.order('grantScope', ', scope: { port: [53] }', owner.id);
    expect(await works(text)).toBe(false);
    await people.order('grantScope', ', scope: null', owner.id);
    expect(await works(text)).toBe(true);
    await people.order('disableUser', '', owner.id);
    expect([await works(text), await stateOf()]).toEqual([false, 'RESTING']);
    const service = await create({ role: null, kind: 'tool-write', reason: REASON }, people.admin);
    expect(await works(service.text)).toBe(true);
  });

  it('ends when its days are over, and one person has twenty at most', async () => {
    const owner = await people.person('ANALYST');
    const { text } = await create({ days: 1 }, owner.accessToken);
    for (let n = 1; n < 20; n++) await create({ days: 30, name: `n ${n}` }, owner.accessToken);
    expect(await refused({}, owner.accessToken)).toBe('LIMIT_EXCEEDED');
    api.skewMs = 24 * 3600_000 + 1000;
    expect(await works(text)).toBe(false);
    const later = await api.person('ADMIN');
    expect((await list(later)).find(({ name, state }) => name === 'ci rules' && state === 'EXPIRED')).toBeDefined();
    api.skewMs = 0;
  });

  it('made on the host works as before and belongs to nobody', async () => {
    const text = await api.token('OPERATOR', 7);
    expect(await works(text)).toBe(true);
    const made = (await list(people.admin)).find(({ name }) => name === '');
    expect(made).toMatchObject({ owner: null, role: 'OPERATOR', state: 'LIVE' });
  });
});
