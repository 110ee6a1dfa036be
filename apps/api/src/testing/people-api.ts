import { randomBytes } from 'node:crypto';

import { PERMISSIONS } from '@wireledger/access';
import { startTestPostgres, type TestPostgres } from '@wireledger/embedded/testing';
import { PostgresEventLog } from '@wireledger/event-log-postgres';
import { type EventLog, PersonalCodec, PersonalEventLog } from '@wireledger/event-sourcing';
import { eventCatalogue, PERSONAL_FIELDS } from '@wireledger/events';
import { MasterKey, PostgresSubjectKeys } from '@wireledger/platform/personal-keys';
import { migrateAccess, PostgresAccessStore } from '@wireledger/platform/access-store';
import { ExportStore, migrateReadModels, ReadModels, ReportStore } from '@wireledger/read-models';

import { AccessTokens } from '../auth/access-tokens';
import { cookieOf, type GraphqlAnswer, PASSWORD, TestApi, until } from './test-api';

export const REASON = 'new in the team';

/** Somebody who is signed in. */
export interface Person {
  readonly id: string;
  readonly name: string;
  readonly accessToken: string;
  readonly cookie: string;
}

const INVITE = `mutation ($name: String!, $role: Role!, $customRole: ID, $scope: TrafficScopeInput) {
  inviteUser(name: $name, role: $role, customRole: $customRole, scope: $scope, reason: "${REASON}") { link entity { id } } }`;

export const codeOf = ({ errors }: GraphqlAnswer) => errors?.[0]?.extensions.code;
/** What the link of an invitation carries. */
export const tokenOf = (link: string): string => new URL(link).hash.replace('#token=', '');

/** The log in the same database, as it is stored and as it is read, and the keys between the two. */
export interface StoredLog {
  readonly connectionString: string;
  readonly stored: EventLog;
  readonly log: EventLog;
  readonly keys: PostgresSubjectKeys;
}

/** An API on a real database, with a first administrator whose second factor was given just now. */
export class PeopleApi {
  private count = 0;

  private constructor(
    private readonly server: TestPostgres,
    readonly models: ReadModels,
    readonly store: PostgresAccessStore,
    readonly exports: ExportStore,
    readonly reports: ReportStore,
    readonly api: TestApi,
    readonly ada: Person,
    /** Access token of the administrator with the fresh factor. */
    readonly admin: string,
    /** Null: the log is in memory. */
    readonly inDatabase: StoredLog | null,
  ) {}

  /** @param options `storedLog`: the log is in the database too */
  static async start(options: { readonly storedLog?: boolean } = {}): Promise<PeopleApi> {
    const server = await startTestPostgres();
    const { host, port, user, password, database } = server.connection;
    const connectionString = `postgres://${user}:${password}@/${database}?host=${encodeURIComponent(host)}&port=${port}`;
    await migrateAccess({ connectionString });
    await migrateReadModels(connectionString);
    const store = await PostgresAccessStore.open({ connectionString }, 4, () => undefined);
    const inDatabase = options.storedLog ? await openLog(connectionString) : null;
    const real = inDatabase ? { log: inDatabase.log, keys: inDatabase.keys } : {};
    const models = await ReadModels.open({
      connection: connectionString,
      poolSize: 4,
      ...(inDatabase ? { log: inDatabase.log } : {}),
    });
    const exports = new ExportStore(models.pool);
    const reports = new ReportStore(models.pool);
    const api = await TestApi.start({
      ...real,
      store,
      factorRoles: [],
      exports: { store: exports, ring: () => Promise.resolve() },
      reports: { store: reports, ring: () => Promise.resolve() },
    });
    const ada = { ...(await api.bootstrap('Ada')), name: 'Ada' };
    const admin = await freshOn(api, ada.accessToken);
    return new PeopleApi(server, models, store, exports, reports, api, ada, admin, inDatabase);
  }

  async stop(): Promise<void> {
    await this.api.stop();
    await this.models.close();
    await this.store.close();
    await this.inDatabase?.log.close();
    await this.inDatabase?.keys.close();
    await this.server.stop();
  }

  /** The same session after its owner gave a second factor. */
  fresh({ accessToken }: Pick<Person, 'accessToken'>, ageMs = 0): Promise<string> {
    return freshOn(this.api, accessToken, ageMs);
  }

  ask(query: string, variables: object = {}, token = this.admin): Promise<GraphqlAnswer> {
    return this.api.query(query, { token, variables });
  }

  /** The answer's field. @throws when there are errors */
  async done<T>(field: string, query: string, variables: object = {}, token = this.admin): Promise<T> {
    const answer = await this.ask(query, variables, token);
    if (answer.errors) throw new Error(JSON.stringify(answer.errors));
    return answer.data?.[field] as T;
  }

  /** A command on a user. */
  order(field: string, args: string, id: string, token = this.admin): Promise<GraphqlAnswer> {
    return this.ask(`mutation { ${field}(id: "${id}", reason: "${REASON}"${args}) { entity { id } } }`, {}, token);
  }

  accept(link: string, password = PASSWORD): Promise<Response> {
    return this.api.fetch('/api/auth/invitation/accept', { json: { token: tokenOf(link), password } });
  }

  signIn(name: string, password = PASSWORD): Promise<Response> {
    return this.api.fetch('/api/auth/sign-in', { json: { name, password } });
  }

  /** Another session of the first administrator: his second factor was given in the first one only. */
  async elsewhere(): Promise<Pick<Person, 'accessToken'>> {
    return (await (await this.signIn('Ada')).json()) as Pick<Person, 'accessToken'>;
  }

  /** Somebody who was invited and has come. */
  async person(role = 'ANALYST', scope?: object, customRole?: string): Promise<Person> {
    const name = `${role.toLowerCase()} ${++this.count}`;
    const made = await this.done<{ link: string; entity: { id: string } }>('inviteUser', INVITE, {
      ...{ name, role, scope, customRole },
    });
    const response = await this.accept(made.link);
    const { accessToken } = (await response.json()) as { accessToken: string };
    return { id: made.entity.id, name, accessToken, cookie: cookieOf(response) };
  }

  /** A live connection that has received something; `closed` tells why it ended. */
  async listening(token: string): Promise<{ readonly closed: Promise<{ code: number; reason: string }> }> {
    const socket = this.api.socket(token);
    const frames: unknown[] = [];
    socket.client.subscribe(
      { query: 'subscription { trafficSampled { serverTime } }' },
      { next: (frame) => frames.push(frame), error: () => undefined, complete: () => undefined },
    );
    await until(() => frames.length > 0);
    return socket;
  }
}

async function openLog(connectionString: string): Promise<StoredLog> {
  const keys = await PostgresSubjectKeys.open(connectionString, new MasterKey(randomBytes(32)), () => undefined);
  const stored = await PostgresEventLog.open({ connection: { connectionString } });
  const log = new PersonalEventLog(stored, eventCatalogue(), new PersonalCodec(PERSONAL_FIELDS, keys));
  return { connectionString, stored, log, keys };
}

/** Has the owner of the session give a code and a reason for whatever asks for them, `ageMs` ago. */
async function freshOn(api: TestApi, accessToken: string, ageMs = 0): Promise<string> {
  const tokens = await AccessTokens.open(api.dataDir, () => Date.now());
  const claims = await tokens.verify(accessToken);
  if (!claims) throw new Error('no session');
  const proof = { session: claims.session, reason: REASON, method: 'totp' as const, at: Date.now() - ageMs };
  for (const permission of PERMISSIONS) await api.store.factors.putStepUp({ ...proof, permission });
  return tokens.sign({ ...claims, factorAt: Date.now() - ageMs });
}
