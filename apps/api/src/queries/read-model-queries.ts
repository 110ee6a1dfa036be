import type { Scope } from '@wireledger/access';
import type { RecordedEvent } from '@wireledger/event-sourcing';
import type {
  AlertCountsShape,
  AlertDetailShape,
  AlertGroupShape,
  AuditActShape,
  AuditDetailShape,
  EventShape,
  HostScoreShape,
  ListDetailShape,
  ListShape,
  ChannelShape,
  DeliveryPageShape,
  PageShape,
  PolicyShape,
  RuleDetailShape,
  RuleHitsShape,
  RuleShape,
  StoredCaptureShape,
  SuppressionShape,
} from '@wireledger/read-models';

import type { AlertArgs, AlertCountsArgs, AlertsArgs } from '../schema/alerts';
import type { AuthAttemptsArgs, AuthPage, AuthTops, AuthTopsArgs } from '../schema/auth';
import type { DnsPage, DnsTransaction, DnsTransactionsArgs } from '../schema/dns';
import type { DomainArgs, DomainDetail, DomainPage, DomainsArgs, DomainTree, DomainTreeArgs } from '../schema/domains';
import type { Flow, FlowArgs, FlowPage, FlowsArgs, FlowsOverTime, FlowsOverTimeArgs } from '../schema/flows';
import type { HostArgs, HostDetail, HostPage, HostsArgs } from '../schema/hosts';
import type {
  ConnectionStatesArgs,
  Overview,
  OverviewArgs,
  ProtocolsArgs,
  RespondersArgs,
  TopTalkersArgs,
  Traffic,
  TrafficArgs,
} from '../schema/overview';
import type { HttpPage, HttpTops, HttpTopsArgs, HttpTransactionsArgs } from '../schema/http';
import type { TlsHandshakesArgs, TlsPage, TlsTops, TlsTopsArgs } from '../schema/tls';
import type { DefinitionsArgs, DeliveriesArgs } from '../schema/notify';
import type {
  AttackSessionPage,
  AttackSessionsArgs,
  HostScoresArgs,
  ThreatLevel,
  ThreatLevelArgs,
} from '../schema/threat';
import type { TopList } from '../schema/common';
import type { AuditActArgs, AuditArgs, AuditWhere } from '../schema/audit';
import type { CapturesArgs } from '../schema/captures';
import type { EventsArgs } from '../schema/events';
import type { RuleArgs, RuleHitsArgs, RulesArgs } from '../schema/rules';
import type { ListArgs, ListsArgs } from '../schema/lists';
import type { SuppressionsArgs } from '../schema/suppressions';
import type { LogMoment, LogMomentArgs, Sensor, SensorsArgs, Source, SourcesArgs } from '../schema/sensors';

/** What was asked, with nothing null: absent means absent, also inside. */
export type Given<T> = T extends readonly (infer Item)[]
  ? readonly Given<Item>[]
  : T extends object
    ? { readonly [K in keyof T]: Given<NonNullable<T[K]>> }
    : NonNullable<T>;

/** The user that "mine" is about. */
export interface OfViewer {
  readonly viewer?: string | null;
}

/** The only one whose acts are answered. */
export interface OfActor {
  readonly own?: string | null;
}

/** The API calls addresses of requests `origin`, for `ip` is masked. */
type AsAsked<Args extends { readonly where?: unknown }> = Omit<Args, 'where'> & {
  readonly where?: Omit<AuditWhere, 'origin'> & { readonly ip?: readonly string[] | null };
};

/** The queries of the read models: arguments and answers exactly as in docs/schema.graphql, of what a scope lets be seen. */
export interface ReadModelQueries {
  overview(args: Given<OverviewArgs>, scope?: Scope | null): Promise<Overview>;
  traffic(args: Given<TrafficArgs>, scope?: Scope | null): Promise<Traffic>;
  topTalkers(args: Given<TopTalkersArgs>, scope?: Scope | null): Promise<TopList>;
  responders(args: Given<RespondersArgs>, scope?: Scope | null): Promise<TopList>;
  protocols(args: Given<ProtocolsArgs>, scope?: Scope | null): Promise<TopList>;
  connectionStates(args: Given<ConnectionStatesArgs>, scope?: Scope | null): Promise<TopList>;
  flows(args: Given<FlowsArgs>, scope?: Scope | null): Promise<FlowPage>;
  flowsOverTime(args: Given<FlowsOverTimeArgs>, scope?: Scope | null): Promise<FlowsOverTime>;
  flow(args: Given<FlowArgs>, scope?: Scope | null): Promise<Flow | null>;
  dnsTransactions(args: Given<DnsTransactionsArgs>, scope?: Scope | null): Promise<DnsPage>;
  domains(args: Given<DomainsArgs>, scope?: Scope | null): Promise<DomainPage>;
  domainTree(args: Given<DomainTreeArgs>, scope?: Scope | null): Promise<DomainTree>;
  domain(args: Given<DomainArgs>, scope?: Scope | null): Promise<DomainDetail | null>;
  hosts(args: Given<HostsArgs>, scope?: Scope | null): Promise<HostPage>;
  host(args: Given<HostArgs>, scope?: Scope | null): Promise<HostDetail | null>;
  tlsHandshakes(args: Given<TlsHandshakesArgs>, scope?: Scope | null): Promise<TlsPage>;
  tlsTops(args: Given<TlsTopsArgs>, scope?: Scope | null): Promise<TlsTops>;
  httpTransactions(args: Given<HttpTransactionsArgs>, scope?: Scope | null): Promise<HttpPage>;
  httpTops(args: Given<HttpTopsArgs>, scope?: Scope | null): Promise<HttpTops>;
  authAttempts(args: Given<AuthAttemptsArgs>, scope?: Scope | null): Promise<AuthPage>;
  authTops(args: Given<AuthTopsArgs>, scope?: Scope | null): Promise<AuthTops>;
  threatLevel(args: Given<ThreatLevelArgs>, scope?: Scope | null): Promise<ThreatLevel>;
  attackSessions(args: Given<AttackSessionsArgs>, scope?: Scope | null): Promise<AttackSessionPage>;
  hostScores(args: Given<HostScoresArgs>, scope?: Scope | null): Promise<readonly HostScoreShape[]>;
  sensors(args: Given<SensorsArgs>, scope?: Scope | null): Promise<readonly Sensor[]>;
  logMoment(args: Given<LogMomentArgs>, scope?: Scope | null): Promise<LogMoment | null>;
  sources(args: Given<SourcesArgs>, scope?: Scope | null): Promise<readonly Source[]>;
  /** Names people by id; the API adds their names. */
  captures(args: Given<CapturesArgs>, scope?: Scope | null): Promise<readonly StoredCaptureShape[]>;
  /** Answers about alerts name people by id; the API adds their names. */
  alerts(args: Given<AlertsArgs & OfViewer>, scope?: Scope | null): Promise<PageShape<AlertGroupShape>>;
  alert(args: Given<AlertArgs>, scope?: Scope | null): Promise<AlertDetailShape | null>;
  alertCounts(args: Given<AlertCountsArgs & OfViewer>, scope?: Scope | null): Promise<AlertCountsShape>;
  rules(args: Given<RulesArgs>, scope?: Scope | null): Promise<readonly RuleShape[]>;
  rule(args: Given<RuleArgs>, scope?: Scope | null): Promise<RuleDetailShape | null>;
  suppressions(args: Given<SuppressionsArgs>, scope?: Scope | null): Promise<readonly SuppressionShape[]>;
  lists(args: Given<ListsArgs>, scope?: Scope | null): Promise<readonly ListShape[]>;
  list(args: Given<ListArgs>, scope?: Scope | null): Promise<ListDetailShape | null>;
  ruleHits(args: Given<RuleHitsArgs>, scope?: Scope | null): Promise<readonly RuleHitsShape[]>;
  audit(args: Given<AsAsked<AuditArgs> & OfActor>, scope?: Scope | null): Promise<PageShape<AuditActShape>>;
  auditAct(args: Given<AuditActArgs & OfActor>, scope?: Scope | null): Promise<AuditDetailShape | null>;
  events(args: Given<EventsArgs>, scope?: Scope | null): Promise<PageShape<EventShape>>;
  channels(args: Given<DefinitionsArgs>, scope?: Scope | null): Promise<readonly ChannelShape[]>;
  policies(args: Given<DefinitionsArgs>, scope?: Scope | null): Promise<readonly PolicyShape[]>;
  deliveries(args: Given<DeliveriesArgs>, scope?: Scope | null): Promise<DeliveryPageShape>;
}

/** Where one projection stands. */
export interface ProjectionState {
  readonly name: string;
  readonly state: string;
  readonly position: string | null;
  readonly lagSeconds: number;
  readonly deadLetters: number;
  readonly error: string | null;
}

/** What the API needs of the read models. */
export interface ReadModelsPort {
  readonly queries: ReadModelQueries;
  /** The same over connections of their own, for what takes long; those of `queries` when there are none. */
  readonly wideQueries?: ReadModelQueries;
  projections(): Promise<readonly ProjectionState[]>;
  ping(): Promise<void>;
}

/** One record of a telemetry event as the schema shows it; pure. */
export interface RecordMappers {
  flow(event: RecordedEvent, n: number): Flow;
  dns(event: RecordedEvent, n: number): DnsTransaction;
}
