import { TestPlaces } from '@wireledger/filter/testing';
import { createHash, randomUUID } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Type } from '@nestjs/common';
import type { Party, Permission, Role, Scope, TokenKind } from '@wireledger/access';
import { PERMISSIONS, TOKEN_KINDS } from '@wireledger/access';
import { rolesDecider, ROLES_STREAM, type UserCommand, userDecider, userStream } from '@wireledger/domain';
import {
  type EventLog,
  handleCommand,
  InMemoryEventLog,
  InMemorySubjectKeys,
  PersonalCodec,
  PersonalEventLog,
  type SubjectKeys,
} from '@wireledger/event-sourcing';
import { eventCatalogue, PERSONAL_FIELDS } from '@wireledger/events';
import type { Resolve } from '@wireledger/notify';
import { maskingKeys, Pseudonyms } from '@wireledger/platform/masking';
import { type AccessStore, createLogger, InMemoryAccessStore, loadConfig } from '@wireledger/platform';
import { dnsRecordToTransaction, flowRecordToFlow } from '@wireledger/read-models';
import { type Client, createClient } from 'graphql-ws';
import { WebSocket } from 'ws';

import type { BundlesPort } from '../audit/history-bundles';
import { AccessTokens } from '../auth/access-tokens';
import { codeOf, stepAt } from '../auth/mfa/totp';
import { PasswordHasher } from '../auth/password-hasher';
import type { BacktestsPort } from '../backtests/backtest-desk';
import type { ExportsPort } from '../exports/exports';
import type { BudgetRule } from '../http/request-budget';
import type { PaceTimes } from '../live/pace';
import type { ReadModelsPort } from '../queries/read-model-queries';
import type { RequestTimes } from '../http/request-times';
import { type RunningApi, startApi } from '../server';
import { FakeBacktests } from './fake-backtests';
import { FakeExports } from './fake-exports';
import { FakeLists } from './fake-lists';
import { FakeReputation } from './fake-reputation';
import { FakeHunts } from './fake-hunts';
import { FakeReports } from './fake-reports';
import type { ReportsPort } from '../reports/report-desk';
import { FakePlaces } from './fake-places';
import { FakeIntegrity } from './fake-integrity';
import type { RetentionPort } from '../retention/retention-desk';
import { FakeRetention } from './fake-retention';
import { FakeReadModels } from './fake-read-models';
import { FakeSensor } from './fake-sensor';

export const CONTROL_TOKEN = 'control-token-of-the-test-0123456789';
export const PASSWORD = 'purple tractor lemon sky';
export const OPERATION = 'query Sensors { sensors { name } }';
const PAGE = '<!doctype html><app-root ngCspNonce="CSP_NONCE"></app-root><style nonce="CSP_NONCE"></style>';

export interface TestApiOptions {
  readonly log?: EventLog;
  readonly store?: AccessStore;
  /** Of a log that is given; in-memory ones otherwise. */
  readonly keys?: SubjectKeys;
  /** Instead of the fake ones. */
  readonly realReadModels?: ReadModelsPort;
  readonly exports?: ExportsPort;
  readonly reports?: ReportsPort;
  readonly backtests?: BacktestsPort;
  readonly retention?: RetentionPort;
  readonly bundles?: BundlesPort;
  readonly liveTimes?: PaceTimes;
  readonly extra?: { readonly resolvers?: Type[]; readonly controllers?: Type[] };
  /** Shares the keys of another one, as two processes of one system do. */
  readonly keysOf?: TestApi;
  readonly env?: Readonly<Record<string, string>>;
  /** Roles that need a second factor, instead of those of the matrix. */
  readonly factorRoles?: readonly Role[];
  /** People send documents of their own only as the matrix lets them. Otherwise all do: tests ask as people what no page asks. */
  readonly knownDocumentsOnly?: boolean;
  /** Instead of what clients may ask in a time, and of the times that requests may take. */
  readonly requests?: BudgetRule;
  readonly requestTimes?: RequestTimes;
  /** Instead of what one token may tell of. */
  readonly eventBudget?: BudgetRule;
  /** Of passwords, instead of a cheap one. */
  readonly hasher?: PasswordHasher;
  /** Instead of DNS. */
  readonly resolve?: Resolve;
}

export interface GraphqlAnswer {
  readonly status: number;
  readonly data?: Record<string, unknown> | null;
  readonly errors?: readonly { message: string; extensions: Record<string, unknown> }[];
}

/** A whole API on a free port: real HTTP and WebSocket, in-memory log, fake read models, cheap password hashes, fast frames. */
export class TestApi {
  readonly logged: string[] = [];
  readonly sensor!: FakeSensor;
  readonly readModels = new FakeReadModels();
  readonly lists = new FakeLists();
  readonly hunts = new FakeHunts();
  /** Added to the clock of sign-in and tokens. */
  skewMs = 0;
  private readonly clients: Client[] = [];
  private madePseudonyms: Pseudonyms | null = null;

  private constructor(
    readonly log: EventLog,
    readonly store: AccessStore,
    private readonly folder: string,
    readonly api: RunningApi,
  ) {}

  static async start(options: TestApiOptions = {}): Promise<TestApi> {
    const folder = mkdtempSync(path.join(tmpdir(), 'wl-test-api-'));
    const webFolder = path.join(folder, 'web');
    mkdirSync(path.join(webFolder, 'browser'), { recursive: true });
    if (options.keysOf)
      for (const keys of ['keys', 'masking/keys'])
        cpSync(path.join(options.keysOf.dataDir, keys), path.join(folder, keys), { recursive: true });
    writeFileSync(path.join(webFolder, 'browser', 'index.html'), PAGE);
    writeFileSync(path.join(webFolder, 'browser', 'main-ABCDEFGH.js'), 'export {};');
    const hash = createHash('sha256').update(OPERATION).digest('hex');
    writeFileSync(path.join(webFolder, 'operations.json'), JSON.stringify({ [hash]: OPERATION }));
    const keys = options.keys ?? new InMemorySubjectKeys();
    const codec = new PersonalCodec(PERSONAL_FIELDS, keys);
    const log = options.log ?? new PersonalEventLog(new InMemoryEventLog(), eventCatalogue(), codec);
    const store = options.store ?? new InMemoryAccessStore();
    const env = { PORT: '0', WIRELEDGER_DATA_DIR: folder, WIRELEDGER_CONTROL_TOKEN: CONTROL_TOKEN, ...options.env };
    const config = loadConfig(env, folder);
    const holder: { self?: TestApi } = {};
    const logged: string[] = [];
    const sink = { write: (line: string) => void logged.push(line) };
    const sensor = new FakeSensor(folder);
    const readModels = new FakeReadModels();
    const lists = new FakeLists();
    const hunts = new FakeHunts();
    try {
      const api = await startApi(
        {
          ...{ config, log, store, keys, version: '0.0.0' },
          readModels: options.realReadModels ?? readModels,
          logger: createLogger('api', { logLevel: 'warn', logFormat: 'json' }, sink),
          mappers: { flow: flowRecordToFlow, dns: dnsRecordToTransaction },
          exports: options.exports ?? new FakeExports(),
          reports: options.reports ?? new FakeReports(),
          bundles: options.bundles ?? new FakeExports(),
          integrity: new FakeIntegrity(),
          retention: options.retention ?? new FakeRetention(),
          sensor,
          lists,
          hunts,
          reputation: new FakeReputation(),
          feeds: { ring: () => Promise.resolve() },
          places: new FakePlaces(),
          placed: new TestPlaces(),
          backtests: options.backtests ?? new FakeBacktests(),
          clock: () => Date.now() + (holder.self?.skewMs ?? 0),
          hasher: options.hasher ?? new PasswordHasher({ memoryCost: 1024, timeCost: 2 }),
          codeHasher: new PasswordHasher({ memoryCost: 1024, timeCost: 2 }),
          ...(options.resolve ? { resolve: options.resolve } : {}),
          ...(options.eventBudget ? { eventBudget: options.eventBudget } : {}),
          ...(options.factorRoles ? { factorRoles: options.factorRoles } : {}),
          liveTimes: options.liveTimes ?? { frameMs: 20, heartbeatMs: 200 },
        },
        {
          webFolder,
          ...(options.extra ? { extra: options.extra } : {}),
          ...(options.requests ? { requests: options.requests } : {}),
          ...(options.requestTimes ? { requestTimes: options.requestTimes } : {}),
          ...(options.knownDocumentsOnly ? {} : { maySendOwn: () => true }),
        },
      );
      const self = new TestApi(log, store, folder, api);
      holder.self = self;
      return Object.assign(self, { logged, sensor, readModels, lists, hunts });
    } catch (error) {
      rmSync(folder, { recursive: true, force: true });
      throw error;
    }
  }

  get url(): string {
    return this.api.url;
  }

  get dataDir(): string {
    return this.folder;
  }

  async stop(): Promise<void> {
    for (const client of this.clients) await client.dispose();
    await this.api.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  fetch(route: string, init: RequestInit & { json?: unknown } = {}): Promise<Response> {
    const { json, headers, ...rest } = init;
    const body = json === undefined ? {} : { method: 'POST', body: JSON.stringify(json) };
    const type = json === undefined ? {} : { 'content-type': 'application/json' };
    return fetch(`${this.url}${route}`, { redirect: 'manual', ...body, ...rest, headers: { ...type, ...headers } });
  }

  /** A token for a role or a kind. */
  async token(party: Party, days = 30, more: { scope?: Scope; clear?: boolean } = {}): Promise<string> {
    const isKind = (TOKEN_KINDS as readonly string[]).includes(party);
    const response = await this.fetch('/api/control/tokens', {
      json: { ...(isKind ? { kind: party as TokenKind } : { role: party as Role }), days, ...more },
      headers: { authorization: `Bearer ${CONTROL_TOKEN}` },
    });
    const { token } = (await response.json()) as { token: string };
    if (!token) throw new Error(`no token: ${response.status}`);
    return token;
  }

  /** An access token of a person in a role, made without sign-in. `steppedUp`: he has just given a code and a reason for whatever asks for them. */
  async person(
    role: Role,
    scope: Scope | null = null,
    { steppedUp = false, customRole = null as string | null } = {},
  ): Promise<string> {
    const user = randomUUID();
    const context = { actor: 'system:test', correlationId: user, causationId: user, at: Date.now() * 1000 };
    const tell = (command: UserCommand) => handleCommand(this.log, userDecider, userStream(user), command, context);
    const name = `${role} ${user.slice(0, 8)}`;
    await tell({ type: 'invite', user, name, role, customRole, scope, expiresAt: 1, reason: 'for a test' });
    await tell({ type: 'acceptInvitation', now: 0 });
    const { directory } = this.api.services;
    await until(() => directory.user(user)?.standing === 'active');
    const tokens = await AccessTokens.open(this.folder, () => Date.now() + this.skewMs);
    const session = randomUUID();
    const proof = { session, reason: 'a test', method: 'totp' as const, at: Date.now() + this.skewMs };
    if (steppedUp) for (const permission of PERMISSIONS) await this.store.factors.putStepUp({ ...proof, permission });
    return tokens.sign({ user, session, sessionVersion: 1, factorAt: Date.now() });
  }

  /** Id of a custom role that this API knows. */
  async customRole(base: Role, without: readonly Permission[], called?: string): Promise<string> {
    const role = randomUUID();
    const name = called ?? role;
    const [by, at] = ['system:test', Date.now() * 1000] as const;
    const command = { type: 'define', role, name, base, without, reason: 'for a test', by, at } as const;
    const context = { actor: by, correlationId: role, causationId: role, at };
    await handleCommand(this.log, rolesDecider, ROLES_STREAM, command, context);
    await until(() => this.api.services.directory.roles.role(role));
    return role;
  }

  /** Pseudonyms as this API makes them. */
  get pseudonyms(): Pseudonyms {
    return (this.madePseudonyms ??= new Pseudonyms(maskingKeys(this.folder).pseudonyms));
  }

  async query(
    query: unknown,
    options: { token?: string | null; variables?: object; body?: unknown } = {},
  ): Promise<GraphqlAnswer> {
    const { token, variables, body } = options;
    const response = await this.fetch('/graphql', {
      json: body ?? { query, variables },
      headers: token ? { authorization: `Bearer ${token}` } : {},
    });
    return { status: response.status, ...((await response.json()) as object) };
  }

  /** A WebSocket client that does not try again, with a connection while it asks something, or `kept` from the start; `closed` tells why it ended. */
  socket(token: unknown, { kept = false } = {}): { client: Client; closed: Promise<{ code: number; reason: string }> } {
    let close!: (event: { code: number; reason: string }) => void;
    const closed = new Promise<{ code: number; reason: string }>((resolve) => (close = resolve));
    const client = createClient({
      url: `${this.url.replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      connectionParams: { token },
      retryAttempts: 0,
      lazy: !kept,
      onNonLazyError: () => undefined,
      on: { closed: (event) => close(event as { code: number; reason: string }) },
    });
    this.clients.push(client);
    return { client, closed };
  }

  /** Token of a fresh one-time link. */
  async link(): Promise<string> {
    const link = await this.fetch('/api/control/bootstrap-link', {
      method: 'POST',
      headers: { authorization: `Bearer ${CONTROL_TOKEN}` },
    });
    return new URL(((await link.json()) as { url: string }).url).hash.replace('#token=', '');
  }

  /** Uses a fresh one-time link, and sets a second factor up where the role demands one: the administrator's answer and refresh cookie. */
  async bootstrap(name = 'Ada'): Promise<TestPerson> {
    const used = await this.fetch('/api/auth/bootstrap', {
      json: { token: await this.link(), name, password: PASSWORD },
    });
    const after = (await used.clone().json()) as { pending?: { token: string; secret: string } };
    if (!after.pending) return personIn(used, '', []);
    const { token, secret } = after.pending;
    const code = codeOf(fromBase32(secret), stepAt(Date.now() + this.skewMs));
    const enrolled = await this.fetch('/api/auth/enrolment', { json: { token, code } });
    const { recoveryCodes } = (await enrolled.clone().json()) as { recoveryCodes: string[] };
    return personIn(enrolled, secret, recoveryCodes);
  }

  /** Both steps of a sign-in. */
  async signIn(name: string, code: string): Promise<Response> {
    const first = await this.fetch('/api/auth/sign-in', { json: { name, password: PASSWORD } });
    const { pending } = (await first.json()) as { pending: { token: string } };
    return this.fetch('/api/auth/code', { json: { token: pending.token, code } });
  }

  /** A refresh as the console sends it. */
  refresh(cookie: string, headers: Record<string, string> = {}): Promise<Response> {
    return this.fetch('/api/auth/refresh', {
      method: 'POST',
      headers: { cookie, 'x-wireledger': '1', origin: this.url, ...headers },
    });
  }
}

/** Somebody who is signed in, with what his authenticator app and his drawer hold. */
export interface TestPerson {
  readonly accessToken: string;
  readonly cookie: string;
  readonly id: string;
  /** Base32; '' without a second factor. */
  readonly secret: string;
  readonly recoveryCodes: readonly string[];
}

async function personIn(response: Response, secret: string, recoveryCodes: readonly string[]): Promise<TestPerson> {
  const body = (await response.json()) as { accessToken: string; viewer: { id: string } };
  if (response.status !== 200) throw new Error(`not bootstrapped: ${JSON.stringify(body)}`);
  const { accessToken, viewer } = body;
  return { accessToken, cookie: cookieOf(response), id: viewer.id, secret, recoveryCodes };
}

/** Bytes of a base32 text, as an authenticator app reads a secret. */
export function fromBase32(text: string): Buffer {
  const bits = [...text].map((char) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(char).toString(2).padStart(5, '0'));
  return Buffer.from((bits.join('').match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
}

/** The cookie that a response set, as a request sends it back. */
export const cookieOf = (response: Response): string => (response.headers.get('set-cookie') ?? '').split(';')[0] ?? '';

/** Polls until `check` answers something truthy. */
export async function until<T>(check: () => T | Promise<T>, ms = 30_000): Promise<NonNullable<T>> {
  const deadline = Date.now() + ms;
  for (;;) {
    const answer = await check();
    if (answer) return answer;
    if (Date.now() > deadline) throw new Error('waited in vain');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
