import { Controller, Get } from '@nestjs/common';
import { Int, Query, Resolver, Subscription } from '@nestjs/graphql';
import { can, PARTIES, type Party, type Permission, PERMISSIONS, readsMasked, ROLES } from '@wireledger/access';

import { TestApi } from '../testing/test-api';
import { Allow } from './allow';
import type { Operation } from './assert-declared';
import { personalFor, restRequest, TRIALS } from '../testing/matrix-cases';

/** Permissions whose operations are not built yet. Building one takes its line away here and adds a trial. */
const NOT_YET: readonly Permission[] = [
  'dash.write',
  // Asked at the desk of reports, by what is ordered.
  ...(['reports.write', 'reports.audit'] as const),
  ...(['history.read'] as const),
  ...(['ops.write', 'ops.bundle'] as const),
  // Never to be built: nobody edits or deletes events.
  'audit.alter',
  // Asked at the door of documents, not by an operation; and what sensors do by the signature of their own key.
  ...(['api.adhoc', 'sensor.self'] as const),
];

/** Who asks: a person's session, a token of his role, a service token, or nobody. */
interface Identity {
  readonly name: string;
  readonly party: Party | null;
  readonly token: boolean;
  /** Has just given a code of his second factor, and a reason, for whatever asks for them. */
  readonly fresh?: boolean;
}
const IDENTITIES: readonly Identity[] = [
  ...ROLES.map((party) => ({ name: `a session of ${party}`, party, token: false })),
  ...ROLES.map((party) => ({ name: `a fresh session of ${party}`, party, token: false, fresh: true })),
  ...PARTIES.map((party) => ({ name: `a token of ${party}`, party, token: true })),
  { name: 'nobody', party: null, token: false },
];

/** Who may be told what can be asked. */
const MAY_INTROSPECT: Readonly<Record<'session' | 'token', readonly Party[]>> = {
  session: ['ADMIN'],
  token: ['ADMIN', 'OPERATOR', 'ANALYST', 'tool-read', 'tool-write'],
};

/** What an answer amounts to: passed, or the code of the refusal with the permission that is missing. */
type Outcome = 'passed' | 'UNAUTHENTICATED' | `${'FORBIDDEN' | 'STEP_UP_REQUIRED'} ${string}` | 'closed';

function expected({ demand, door }: Operation, { party, token, fresh }: Identity): Outcome {
  if (demand?.is === 'public') return 'passed';
  if (demand?.is === 'introspection' && party)
    return MAY_INTROSPECT[token ? 'token' : 'session'].includes(party) ? 'passed' : 'FORBIDDEN api.adhoc';
  if (demand?.is === 'control' || !party) return 'UNAUTHENTICATED';
  if (demand?.is !== 'permission') throw new Error(`${door} demands nothing that this test knows`);
  const { permission } = demand;
  const decision = can({ party, token }, permission);
  const passes =
    decision === 'allow' ||
    (decision === 'masked' && (demand.facade || !door.includes('/'))) ||
    (decision === 'limited' && demand.limited) ||
    (decision === 'own' && demand.own) ||
    (decision === 'stepUp' && (fresh === true || demand.withoutStepUp));
  return passes ? 'passed' : `${decision === 'stepUp' ? 'STEP_UP_REQUIRED' : 'FORBIDDEN'} ${permission}`;
}

interface Failure {
  readonly code?: unknown;
  readonly permission?: unknown;
}
/** Of what is refused before anybody asks who may: taken for an answer, it would hide what this test is about. */
const UNASKED = ['TOO_MANY_REQUESTS', 'LIMIT_EXCEEDED', 'PERSISTED_OPERATION_NOT_FOUND', 'GRAPHQL_PARSE_FAILED'];
const outcomeOf = (failure: Failure | undefined): Outcome => {
  expect(UNASKED).not.toContain(failure?.code);
  if (failure?.code === 'UNAUTHENTICATED') return 'UNAUTHENTICATED';
  const { code, permission } = failure ?? {};
  return code === 'FORBIDDEN' || code === 'STEP_UP_REQUIRED' ? `${code} ${String(permission)}` : 'passed';
};

/** Answers in the order of what is asked. Some wait for a password's hash or for the first frame of a stream: others are asked meanwhile. */
async function someAtOnce<T, R>(all: readonly T[], ask: (one: T) => Promise<R>, most = 8): Promise<R[]> {
  const answers: R[] = [];
  for (let i = 0; i < all.length; i += most)
    answers.push(...(await Promise.all(all.slice(i, i + most).map((one) => ask(one)))));
  return answers;
}

describe('every identity, every operation', () => {
  let api: TestApi;
  const bearers = new Map<Identity, string | null>();
  beforeAll(async () => {
    // Jest keeps a hundred frames of every error, and here thousands of questions are refused.
    Error.stackTraceLimit = 10;
    api = await TestApi.start();
    for (const identity of IDENTITIES) {
      const { party, token, fresh = false } = identity;
      const role = ROLES.find((known) => known === party);
      const person = () => api.person(role ?? 'VIEWER', null, { steppedUp: fresh });
      bearers.set(identity, !party ? null : token || !role ? await api.token(party) : await person());
    }
  });
  afterAll(() => api.stop());

  const documentOf = (name: string, { party, token }: Identity): string | null => {
    const trial = TRIALS[name];
    if (!trial || !('document' in trial)) return null;
    return trial.document(personalFor(party !== null && readsMasked({ party, token }), api.pseudonyms));
  };

  const overHttp = async (text: string, bearer: string | null): Promise<Outcome> => {
    const { errors } = await api.query(text, { token: bearer });
    return outcomeOf(errors?.[0]?.extensions);
  };

  const overSocket = (text: string, { client, closed }: ReturnType<TestApi['socket']>): Promise<Outcome> => {
    let leave = () => {};
    const first = new Promise<Outcome>((resolve, reject) => {
      const tell = (failure: () => Failure | undefined) => {
        try {
          resolve(outcomeOf(failure()));
        } catch (error) {
          reject(error instanceof Error ? error : new Error(String(error)));
        }
      };
      leave = client.subscribe(
        { query: text },
        {
          next: ({ errors }) => tell(() => errors?.[0]?.extensions),
          error: (error) =>
            Array.isArray(error) ? tell(() => (error as { extensions: Failure }[])[0]?.extensions) : resolve('closed'),
          complete: () => undefined,
        },
      );
    });
    return Promise.race([first, closed.then(() => 'closed' as const)]).finally(leave);
  };

  const overRest = async (
    operation: Operation,
    { party, token }: Identity,
    bearer: string | null,
  ): Promise<Outcome> => {
    const personal = personalFor(party !== null && readsMasked({ party, token }), api.pseudonyms);
    const { method, path, body } = restRequest(operation, personal);
    const leaving = new AbortController();
    const response = await api.fetch(path, {
      method,
      signal: leaving.signal,
      ...(body === undefined ? {} : { json: body }),
      headers: bearer ? { authorization: `Bearer ${bearer}` } : {},
    });
    if (response.status === 401 || response.status === 403) return outcomeOf((await response.json()) as Failure);
    expect([operation.name, response.status]).not.toEqual([operation.name, 500]);
    // A stream has no end of its own; a connection whose answer was read is used again.
    if (/^text\/event-stream/.test(response.headers.get('content-type') ?? '')) leaving.abort();
    else await response.arrayBuffer();
    return 'passed';
  };

  it('there is a trial of every operation, and no other', () => {
    expect(Object.keys(TRIALS).sort()).toEqual(api.api.operations.map(({ name }) => name).sort());
  });

  it('every field of the schema is one of the operations', async () => {
    const answer = await api.query(
      '{ __schema { queryType { fields { name } } mutationType { fields { name } } subscriptionType { fields { name } } } }',
      { token: await api.person('ADMIN') },
    );
    const types = Object.values(answer.data?.__schema as Record<string, { fields: { name: string }[] }>);
    const roots = ['Query', 'Mutation', 'Subscription'];
    const declared = api.api.operations.filter(({ door }) => roots.includes(door));
    expect(types.flatMap(({ fields }) => fields)).toHaveLength(declared.length);
  });

  it('permissions without an operation are those that are known to be missing', () => {
    const asked = api.api.operations.flatMap(({ demand }) => (demand?.is === 'permission' ? [demand.permission] : []));
    expect(PERMISSIONS.filter((permission) => !asked.includes(permission)).sort()).toEqual([...NOT_YET].sort());
  });

  describe.each(IDENTITIES.map((identity) => [identity.name, identity] as const))('%s', (_name, identity) => {
    it('A-57 over HTTP and REST: no surprise', async () => {
      const bearer = bearers.get(identity) ?? null;
      const wanted = api.api.operations.filter(({ door }) => door !== 'Subscription');
      const seen = await someAtOnce(wanted, async (operation): Promise<[string, Outcome]> => {
        const text = documentOf(operation.name, identity);
        const outcome = text === null ? await overRest(operation, identity, bearer) : await overHttp(text, bearer);
        return [operation.name, outcome];
      });
      expect(seen).toEqual(wanted.map((operation) => [operation.name, expected(operation, identity)]));
    });

    it('A-57 over the WebSocket: no surprise', async () => {
      const bearer = bearers.get(identity) ?? null;
      const operations = api.api.operations.filter(({ door }) => !door.includes('/'));
      const open = () => api.socket(bearer ?? undefined, { kept: identity.party !== null });
      // Nobody's is closed before he has asked anything.
      const shared = identity.party ? open() : null;
      const seen = await someAtOnce(operations, async (operation): Promise<[string, Outcome]> => {
        const text = documentOf(operation.name, identity) as string;
        return [operation.name, await overSocket(text, shared ?? open())];
      });
      await shared?.client.dispose();
      const outcome = (operation: Operation) => (identity.party ? expected(operation, identity) : 'closed');
      expect(seen).toEqual(operations.map((operation) => [operation.name, outcome(operation)]));
    });
  });

  it('asks the read models nothing for those who may not', async () => {
    const before = api.readModels.asked.length;
    await api.query('{ flows { count } }', { token: await api.token('export') });
    expect(api.readModels.asked).toHaveLength(before);
  });

  it('reads within the scope of whoever asks, person or token', async () => {
    const scope = { ip: ['10.1.0.0/16'], sensor: ['edge'] };
    for (const token of [await api.person('ANALYST', scope), await api.token('ANALYST', 30, { scope })]) {
      await api.query('{ flows { count } }', { token });
      expect(api.readModels.asked.at(-1)?.[2]).toEqual(scope);
    }
    await api.query('{ flows { count } }', { token: await api.token('ANALYST') });
    expect(api.readModels.asked.at(-1)?.[2]).toBeNull();
  });

  it('tells a limited health reader the status alone', async () => {
    const document = '{ health { status logHead projections { name } } }';
    const whole = await api.query(document, { token: await api.token('ADMIN') });
    const limited = await api.query(document, { token: await api.token('ANALYST') });
    expect(whole.data?.health).toMatchObject({ projections: [{ name: 'flows' }] });
    expect(limited.data?.health).toEqual({ status: 'ok', logHead: null, projections: [] });
  });

  it.each([
    ['ADMIN', true],
    ['ANALYST', true],
    ['tool-read', true],
    ['AUDITOR', false],
    ['VIEWER', false],
    ['export', false],
  ] as const)('A-43 introspection for a token of %s: %s', async (party, allowed) => {
    const answer = await api.query('{ __schema { queryType { name } } }', { token: await api.token(party) });
    if (allowed) expect(answer.errors).toBeUndefined();
    else expect(answer.errors?.[0]?.extensions).toMatchObject({ code: 'FORBIDDEN', permission: 'api.adhoc' });
  });

  it('the mutation is a fact with its actor, and the sensor is told', async () => {
    const token = await api.token('ADMIN');
    const answer = await api.query('mutation { setDemo(shown: true) { position } }', { token });
    await api.query('mutation { setDemo(shown: false) { position } }', { token });
    expect(answer.errors).toBeUndefined();
    const { events } = await api.log.readStream({ stream: 'setting-demo', limit: 10 });
    expect(events.at(-1)).toMatchObject({
      type: 'domain.SettingChanged',
      data: { area: 'demo', before: { shown: true }, after: { shown: false } },
    });
    expect(events.at(-1)?.meta.actor).toMatch(/^token:/);
    expect(api.sensor.demo.at(-1)).toBe(false);
  });
});

@Resolver()
class ForgottenResolver {
  @Query(() => Int)
  forgotten(): number {
    return 1;
  }
}

@Resolver()
class ForgottenSubscription {
  @Subscription(() => Int)
  forgotten(): number {
    return 1;
  }
}

@Resolver()
class UnclassedResolver {
  @Query(() => String)
  @Allow('flows.read')
  busiestAddress(): string {
    return '192.0.2.1';
  }
}

@Controller('api/forgotten')
class ForgottenController {
  @Get()
  forgotten(): string {
    return 'open to all';
  }
}

describe('deny by default', () => {
  it('a resolver without a declared permission keeps the server from starting', async () => {
    await expect(TestApi.start({ extra: { resolvers: [ForgottenResolver] } })).rejects.toThrow(
      /ForgottenResolver\.forgotten/,
    );
  });

  it('a subscription without a declared permission keeps the server from starting', async () => {
    await expect(TestApi.start({ extra: { resolvers: [ForgottenSubscription] } })).rejects.toThrow(
      /ForgottenSubscription\.forgotten/,
    );
  });

  it('text whose masking class is not declared keeps the server from starting', async () => {
    await expect(TestApi.start({ extra: { resolvers: [UnclassedResolver] } })).rejects.toThrow(/Query\.busiestAddress/);
  });

  it('a route without a declared permission keeps the server from starting', async () => {
    await expect(TestApi.start({ extra: { controllers: [ForgottenController] } })).rejects.toThrow(
      /ForgottenController\.forgotten/,
    );
  });
});
