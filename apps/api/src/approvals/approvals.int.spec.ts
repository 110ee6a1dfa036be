import { randomUUID } from 'node:crypto';

import { APPROVAL_US, type UserCommand, userDecider, userStream } from '@wireledger/domain';
import { handleCommand, type RecordedEvent } from '@wireledger/event-sourcing';

import { type GraphqlAnswer, TestApi, until } from '../testing/test-api';

interface Request {
  readonly id: string;
  readonly operation: string;
  readonly what: string;
  readonly reason: string;
  readonly byName: string;
  readonly aboutName: string | null;
  readonly own: boolean;
  readonly mayConfirm: boolean;
  readonly state: string;
  readonly secondName: string | null;
}
const FIELDS = 'id operation what reason byName aboutName own mayConfirm state secondName';

describe('four eyes', () => {
  let api: TestApi;
  let ann: string;
  let ben: string;
  let analyst: string;
  let target: string;
  beforeEach(async () => {
    api = await TestApi.start();
    ann = await api.person('ADMIN', null, { steppedUp: true });
    ben = await api.person('ADMIN', null, { steppedUp: true });
    analyst = await api.person('ANALYST', null, { steppedUp: true });
    target = await someone();
  });
  afterEach(() => api.stop());

  async function someone(): Promise<string> {
    const user = randomUUID();
    const context = { actor: 'system:test', correlationId: user, causationId: user, at: Date.now() * 1000 };
    const tell = (command: UserCommand) => handleCommand(api.log, userDecider, userStream(user), command, context);
    const name = `somebody ${user.slice(0, 8)}`;
    await tell({ type: 'invite', user, name, role: 'VIEWER', scope: null, expiresAt: 1, reason: 'a test' });
    await tell({ type: 'acceptInvitation', now: 0 });
    await until(() => api.api.services.directory.user(user)?.standing === 'active');
    return user;
  }
  const codeOf = ({ errors }: GraphqlAnswer) => errors?.[0]?.extensions.code;
  const send = (text: string, token: string) => api.query(`mutation { done: ${text} }`, { token });
  const turn = (required: boolean, token = ann) =>
    send(`setFourEyes(required: ${required}, reason: "a test") { required }`, token);
  const disable = (token: string, reason = 'left', id = target) =>
    send(`disableUser(id: "${id}", reason: "${reason}") { entity { details { state } } }`, token);
  const decide = (field: string, id: string, token: string, reason = 'so it is') =>
    send(`${field}(id: "${id}", reason: "${reason}") { ${FIELDS} }`, token);
  const listed = async (token: string): Promise<readonly Request[]> => {
    const { data } = await api.query(`{ approvals { required requests { ${FIELDS} } } }`, { token });
    return (data?.approvals as { requests: Request[] }).requests;
  };
  const events = async (prefix: string): Promise<RecordedEvent[]> => {
    const { events: all } = await api.log.readAll({ after: 'start', limit: 5000 });
    return all.filter(({ type }) => type.startsWith(prefix));
  };
  const steps = async () => (await events('domain.Approval')).map(({ type }) => type.replace('domain.Approval', ''));
  const rows = async () => {
    await api.api.services.trail.flush();
    return (await events('domain.ActAudited')).map(({ data }) => data as unknown as Record<string, unknown>);
  };
  const isDisabled = () => api.api.services.directory.user(target)?.disabled;

  it('is off at first: an act is done at once', async () => {
    expect((await api.query('{ approvals { required } }', { token: analyst })).data).toEqual({
      approvals: { required: false },
    });
    expect((await disable(ann)).errors).toBeUndefined();
    expect(await steps()).toEqual([]);
  });

  it('on, an act waits for a second person, is confirmed by him, and then done once by whoever asked', async () => {
    expect((await turn(true)).data).toEqual({ done: { required: true } });
    const first = await disable(ann);
    expect([codeOf(first), isDisabled()]).toEqual(['APPROVAL_REQUIRED', false]);
    // Asked again, it is the same request.
    expect((await disable(ann, 'left, really')).errors?.[0]?.extensions.approval).toBe(
      first.errors?.[0]?.extensions.approval,
    );

    const [request, ...more] = await listed(ben);
    expect(more).toEqual([]);
    expect(request).toMatchObject({
      ...{ operation: 'disableUser', what: `{"id":"${target}"}`, reason: 'left', own: false, mayConfirm: true },
      ...{ state: 'pending', secondName: null, byName: expect.stringMatching(/^ADMIN/) },
      aboutName: expect.stringMatching(/^somebody/),
    });
    const id = request?.id ?? '';
    expect(await listed(ann)).toMatchObject([{ id, own: true, mayConfirm: false }]);
    expect(codeOf(await decide('confirmApproval', id, ann))).toBe('OWN_REQUEST');

    expect((await decide('confirmApproval', id, ben)).data?.done).toMatchObject({
      ...{ state: 'confirmed', secondName: expect.stringMatching(/^ADMIN/) },
    });
    expect(isDisabled()).toBe(false);
    // The confirmation is for him who asked and for what he asked, nothing else.
    expect(codeOf(await disable(ben))).toBe('APPROVAL_REQUIRED');
    expect(codeOf(await disable(ann, 'left', await someone()))).toBe('APPROVAL_REQUIRED');
    expect((await disable(ann)).errors).toBeUndefined();
    await until(isDisabled);
    const again = await send(`enableUser(id: "${target}", reason: "x") { position }`, ann);
    expect(codeOf(again)).toBe('APPROVAL_REQUIRED');
    expect(codeOf(await disable(ann))).toBe('APPROVAL_REQUIRED');
    expect((await steps()).slice(0, 2)).toEqual(['Requested', 'Confirmed']);
    expect(await steps()).toContain('Used');
  });

  it('each step is a row of the audit trail', async () => {
    await turn(true);
    await disable(ann);
    const id = (await listed(ben))[0]?.id ?? '';
    await decide('confirmApproval', id, ben);
    await disable(ann);
    expect((await rows()).slice(-4)).toMatchObject([
      { operation: 'setFourEyes', result: 'done', before: { required: false }, after: { required: true } },
      { operation: 'disableUser', result: 'refused', code: 'APPROVAL_REQUIRED', target: { id: target } },
      {
        ...{ operation: 'confirmApproval', result: 'done', reason: 'so it is', target: { id } },
        before: { state: 'pending', second: null },
        after: { state: 'confirmed' },
      },
      { operation: 'disableUser', result: 'done', before: { disabled: false }, after: { disabled: true } },
    ]);
  });

  it('nobody without the permission sees a request or decides on it, nor a token; unknown ones look the same', async () => {
    await turn(true);
    await disable(ann);
    const id = (await listed(ben))[0]?.id ?? '';
    const token = await api.token('ADMIN');
    for (const stranger of [analyst, token]) {
      expect(await listed(stranger)).toEqual([]);
      for (const field of ['confirmApproval', 'declineApproval'])
        for (const about of [id, randomUUID()]) expect(codeOf(await decide(field, about, stranger))).toBe('NOT_FOUND');
    }
    expect(codeOf(await disable(token))).toBe('FORBIDDEN');
  });

  it('confirming wants a fresh second factor for the same permission, and a reason', async () => {
    await turn(true);
    await disable(ann);
    const id = (await listed(ben))[0]?.id ?? '';
    const stale = await api.person('ADMIN');
    const refused = await decide('confirmApproval', id, stale);
    expect(refused.errors?.[0]?.extensions).toMatchObject({ code: 'STEP_UP_REQUIRED', permission: 'users.write' });
    expect(codeOf(await decide('confirmApproval', id, ben, ' '))).toBe('TEXT_NEEDED');
    expect((await listed(ben))[0]?.state).toBe('pending');
  });

  it('is declined by a second person, or taken back; a new one can be asked for', async () => {
    await turn(true);
    for (const who of [ben, ann]) {
      await disable(ann);
      const id = (await listed(ben))[0]?.id ?? '';
      expect((await decide('declineApproval', id, who)).data?.done).toMatchObject({ state: 'declined' });
      expect(await listed(ben)).toEqual([]);
      expect(codeOf(await decide('confirmApproval', id, ben))).toBe('NOT_FOUND');
    }
    expect(await steps()).toEqual(['Requested', 'Declined', 'Requested', 'Declined']);
  });

  it('expires: not seen, not confirmed, not used any more; an event and a row, once', async () => {
    await turn(true);
    await disable(ann);
    const id = (await listed(ben))[0]?.id ?? '';
    api.skewMs = APPROVAL_US / 1000 - 1000;
    const [later, other] = [
      await api.person('ADMIN', null, { steppedUp: true }),
      await api.person('ADMIN', null, { steppedUp: true }),
    ];
    await api.api.services.fourEyes.expire();
    expect(await listed(later)).toHaveLength(1);
    api.skewMs += 1000;
    expect(await listed(later)).toEqual([]);
    expect(codeOf(await decide('confirmApproval', id, later))).toBe('APPROVAL_OVER');
    await Promise.all([api.api.services.fourEyes.expire(), api.api.services.fourEyes.expire()]);
    expect(await steps()).toEqual(['Requested', 'Expired']);
    expect((await rows()).filter(({ operation }) => operation === 'approval expired')).toMatchObject([
      { result: 'done', who: { actor: 'system:api' }, target: { kind: 'approval', id }, after: { state: 'expired' } },
    ]);
    // One that was confirmed and not used expires too.
    expect(codeOf(await disable(later))).toBe('APPROVAL_REQUIRED');
    const fresh = (await listed(other))[0]?.id ?? '';
    expect((await decide('confirmApproval', fresh, other)).errors).toBeUndefined();
    api.skewMs += APPROVAL_US / 1000;
    await api.api.services.fourEyes.expire();
    expect(codeOf(await disable(await api.person('ADMIN', null, { steppedUp: true })))).toBe('APPROVAL_REQUIRED');
    expect(isDisabled()).toBe(false);
    expect((await steps()).slice(2)).toEqual(['Requested', 'Confirmed', 'Expired', 'Requested']);
  });

  it('is not turned on where nobody else could confirm, and not off again by one alone', async () => {
    const alone = await TestApi.start();
    const only = await alone.person('ADMIN', null, { steppedUp: true });
    const text = 'mutation { setFourEyes(required: true, reason: "x") { required } }';
    expect((await alone.query(text, { token: only })).errors?.[0]?.extensions.code).toBe('FOUR_EYES_ALONE');
    await alone.stop();
    await turn(true);
    expect(codeOf(await turn(false))).toBe('APPROVAL_REQUIRED');
    await decide('confirmApproval', (await listed(ben))[0]?.id ?? '', ben);
    expect((await turn(false)).data).toEqual({ done: { required: false } });
    expect((await disable(ann)).errors).toBeUndefined();
  });

  it('holds over the WebSocket too, and in a second process on the same log', async () => {
    await turn(true);
    const { client } = api.socket(ann);
    const answer = await new Promise<unknown>((resolve) =>
      client.subscribe(
        { query: `mutation { disableUser(id: "${target}", reason: "x") { position } }` },
        { next: resolve, error: resolve, complete: () => undefined },
      ),
    );
    expect(JSON.stringify(answer)).toContain('APPROVAL_REQUIRED');
    const other = await TestApi.start({ log: api.log, store: api.store, keysOf: api });
    await until(() => other.api.services.fourEyes.required);
    const open = await other.query(`{ approvals { requests { id } } }`, { token: ben });
    const [request] = (open.data?.approvals as { requests: { id: string }[] }).requests;
    await other.query(`mutation { confirmApproval(id: "${request?.id}", reason: "x") { state } }`, { token: ben });
    await until(async () => (await listed(ann))[0]?.state === 'confirmed');
    const both = await Promise.all(
      [api, other].map((one) =>
        one.query(`mutation { disableUser(id: "${target}", reason: "x") { position } }`, { token: ann }),
      ),
    );
    expect(both.filter(({ errors }) => !errors)).toHaveLength(1);
    expect((await steps()).filter((step) => step === 'Used')).toHaveLength(1);
    await other.stop();
  });

  it('names the custom role that is to be given or changed, and asks nobody who may not', async () => {
    const id = await api.customRole('VIEWER', ['live.read'], 'Nights');
    const small = await api.customRole('ADMIN', ['users.write']);
    const less = await api.person('ADMIN', null, { steppedUp: true, customRole: small });
    await turn(true);
    const grant = `grantRole(id: "${target}", role: VIEWER, customRole: "${id}", reason: "a test") { position }`;
    expect(codeOf(await send(grant, ann))).toBe('APPROVAL_REQUIRED');
    const remove = `removeRole(id: "${id}", seen: 1, reason: "a test") { position }`;
    expect(codeOf(await send(remove, ann))).toBe('APPROVAL_REQUIRED');
    expect((await listed(ben)).map(({ what, aboutName }) => [JSON.parse(what), aboutName])).toEqual([
      [expect.objectContaining({ customRole: 'Nights' }), expect.stringMatching(/^somebody/)],
      [{ id }, 'Nights'],
    ]);
    expect(await listed(less)).toEqual([]);
    const [asked] = await listed(ben);
    expect(codeOf(await decide('confirmApproval', asked?.id ?? '', less))).toBe('NOT_FOUND');
    expect((await decide('confirmApproval', asked?.id ?? '', ben)).errors).toBeUndefined();
    expect((await send(grant, ann)).errors).toBeUndefined();
    expect(api.api.services.directory.user(target)?.customRole).toBe(id);
  });

  it('counts nobody as a second person who may not do it by his custom role', async () => {
    const small = await api.customRole('ADMIN', ['security.write']);
    const { directory } = api.api.services;
    const others = directory
      .all()
      .filter(({ role }) => role === 'ADMIN')
      .slice(1);
    const tell = (user: string, command: UserCommand) =>
      handleCommand(api.log, userDecider, userStream(user), command, {
        actor: 'a',
        correlationId: 'c',
        causationId: 'k',
        at: 1,
      });
    for (const { id } of others) {
      await tell(id, { type: 'grantRole', role: 'ADMIN', customRole: small, by: 'x', otherAdmins: 1, reason: 'less' });
      await until(() => directory.user(id)?.customRole === small);
    }
    expect(codeOf(await turn(true))).toBe('FOUR_EYES_ALONE');
  });
});
