import type { Scope } from '@wireledger/access';
import { comparePositions, type EventLog, type Position } from '@wireledger/event-sourcing';
import type { Places } from '@wireledger/filter';
import { DomainError, parseTime } from '@wireledger/kernel';
import type { Pool } from 'pg';
import type { DataSource } from 'typeorm';

import { alert } from './alerts/alert-detail';
import { alertTimes } from './alerts/alert-times';
import { alertCounts, alerts } from './alerts/alert-queries';
import { AlertsProjection } from './alerts/alerts-projection';
import { AuditProjection } from './audit/audit-projection';
import { audit, auditAct, events } from './audit/audit-queries';
import { authAttempts, authTops } from './auth/auth-queries';
import { AUTH as AUTH_MODEL } from './auth/auth-table';
import { captures } from './captures/capture-queries';
import { openDataSource, poolOf } from './data-source';
import { Database } from './database';
import { JUDGED } from './detection/detection-snapshots';
import { DnsProjection } from './dns/dns-projection';
import { dnsTransactions } from './dns/dns-queries';
import { domain, domains } from './dns/domain-queries';
import { domainTree } from './dns/domain-tree';
import { FactProjection } from './facts/fact-projection';
import { flow, flows } from './flows/flow-queries';
import { flowsOverTime } from './flows/flows-over-time';
import { FlowsProjection } from './flows/flows-projection';
import { connectionStates } from './flows/running-flows';
import { host, hosts } from './hosts/host-queries';
import { responders, topTalkers } from './hosts/talkers';
import { httpTops, httpTransactions } from './http/http-queries';
import { HTTP as HTTP_MODEL } from './http/http-table';
import { listDetail, lists } from './lists/list-queries';
import { NeighboursProjection } from './neighbours/neighbours-projection';
import { channels, deliveries, policies } from './notify/notify-queries';
import { NotifyProjection } from './notify/notify-projection';
import { ObservedProjection } from './observed/observed-projection';
import { type Maintained, maintain, type MaintenanceOptions } from './partitions/maintenance';
import type { Projection } from './projection';
import { ruleHits } from './rules/rule-hits';
import { suppressions } from './suppressions/suppression-queries';
import { ruleDetail, rules } from './rules/rule-queries';
import { RulesProjection } from './rules/rules-projection';
import { ensureCheckpoint, readCheckpoint } from './runner/checkpoints';
import { decideDeadLetter } from './runner/dead-letters';
import { Follower } from './runner/follower';
import { waitForPosition } from './runner/min-position';
import { type ProjectionHealth, projectionHealth } from './runner/projection-health';
import { rebuild } from './runner/rebuild';
import { logMoment } from './sensors/log-moment';
import { sensors, sources } from './sensors/sensor-queries';
import { overview } from './traffic/overview-query';
import { protocols, traffic } from './traffic/traffic-queries';
import { tlsHandshakes, tlsTops } from './tls/tls-queries';
import { TLS as TLS_MODEL } from './tls/tls-table';
import { attackSessions } from './threat/attack-sessions';
import { hostScores } from './threat/host-scores';
import { threatLevel } from './threat/threat-level-query';
import { badInput } from './sql/range';
import { TrafficProjection } from './traffic/traffic-projection';

const [FLOWS, DNS, TRAFFIC, ALERTS, RULES] = ['flows', 'dns', 'traffic', 'alerts', 'rules'] as const;
const [TLS, HTTP, AUTH, NEIGHBOURS] = ['tls', 'http', 'auth', 'neighbours'] as const;
const [AUDIT, NOTIFY] = ['audit', 'notify'] as const;

/** Each query, and the projections whose rows it reads. */
const QUERIES = {
  overview: { run: overview, reads: [TRAFFIC, FLOWS] },
  traffic: { run: traffic, reads: [TRAFFIC] },
  topTalkers: { run: topTalkers, reads: [FLOWS] },
  responders: { run: responders, reads: [FLOWS] },
  protocols: { run: protocols, reads: [TRAFFIC] },
  connectionStates: { run: connectionStates, reads: [FLOWS] },
  flows: { run: flows, reads: [FLOWS, DNS] },
  flowsOverTime: { run: flowsOverTime, reads: [FLOWS] },
  flow: { run: flow, reads: [FLOWS, DNS] },
  dnsTransactions: { run: dnsTransactions, reads: [DNS] },
  domains: { run: domains, reads: [DNS] },
  domainTree: { run: domainTree, reads: [DNS] },
  domain: { run: domain, reads: [DNS] },
  hosts: { run: hosts, reads: [FLOWS, DNS] },
  host: { run: host, reads: [FLOWS, DNS, NEIGHBOURS] },
  tlsHandshakes: { run: tlsHandshakes, reads: [TLS] },
  tlsTops: { run: tlsTops, reads: [TLS] },
  httpTransactions: { run: httpTransactions, reads: [HTTP] },
  httpTops: { run: httpTops, reads: [HTTP] },
  authAttempts: { run: authAttempts, reads: [AUTH] },
  authTops: { run: authTops, reads: [AUTH] },
  threatLevel: { run: threatLevel, reads: [AUTH] },
  attackSessions: { run: attackSessions, reads: [AUTH] },
  hostScores: { run: hostScores, reads: [ALERTS], temporal: true },
  sensors: { run: (db: Database, _args: object) => sensors(db), reads: [TRAFFIC, FLOWS] },
  logMoment: { run: logMoment, reads: [TRAFFIC] },
  sources: { run: sources, reads: [TRAFFIC, FLOWS] },
  captures: { run: captures, reads: [TRAFFIC] },
  alerts: { run: alerts, reads: [ALERTS], temporal: true },
  alert: { run: alert, reads: [ALERTS, RULES], temporal: true },
  alertCounts: { run: alertCounts, reads: [ALERTS], temporal: true },
  alertTimes: { run: alertTimes, reads: [ALERTS], temporal: true },
  rules: { run: rules, reads: [RULES], temporal: true },
  rule: { run: ruleDetail, reads: [RULES], temporal: true },
  lists: { run: lists, reads: [RULES, ALERTS], temporal: true },
  list: { run: listDetail, reads: [RULES, ALERTS], temporal: true },
  suppressions: { run: suppressions, reads: [ALERTS], temporal: true },
  ruleHits: { run: ruleHits, reads: [ALERTS], temporal: true },
  audit: { run: audit, reads: [AUDIT], temporal: true },
  auditAct: { run: auditAct, reads: [AUDIT], temporal: true },
  events: { run: events, reads: [AUDIT], temporal: true },
  channels: { run: channels, reads: [NOTIFY], temporal: true },
  policies: { run: policies, reads: [NOTIFY], temporal: true },
  deliveries: { run: deliveries, reads: [NOTIFY, ALERTS] },
} as const satisfies Record<string, Definition>;

interface Definition {
  run(db: Database, args: never): Promise<unknown>;
  readonly reads: readonly string[];
  /** Its rows are versions: it looks at the past itself, exactly, also by a time. */
  readonly temporal?: boolean;
}

export type QueryName = keyof typeof QUERIES;
type ArgsOf<N extends QueryName> = Parameters<(typeof QUERIES)[N]['run']>[1] & {
  readonly minPosition?: string | null;
  readonly asOf?: string | null;
};

/**
 * A function for each field of the schema's `Query`, with its arguments and exactly its answer; within a scope when one is given. `smallest`: hosts that must
 * stand behind what is grouped.
 */
export type Queries = {
  readonly [N in QueryName]: (
    args: ArgsOf<N>,
    scope?: Scope | null,
    smallest?: number,
  ) => ReturnType<(typeof QUERIES)[N]['run']>;
};

export interface ReadModelsOptions {
  /** `postgres://…`, or with `?host=/dir` a socket. */
  readonly connection: string;
  readonly poolSize: number;
  /** Needed by followers; `minPosition` and lag figures are sharper with it. */
  readonly log?: Pick<EventLog, 'readAll' | 'head'>;
  /** Where addresses are, for filters that ask; left out: nothing is known of any. */
  readonly places?: Places;
  /** Hears of idle connections that broke; queries fail with their own errors. */
  readonly onError?: (error: Error) => void;
}

/** The read models of one process: queries, projections and what runs them, over one pool of connections. */
export class ReadModels {
  readonly projections: readonly Projection[] = [
    ...[new FlowsProjection(), new DnsProjection(), new TrafficProjection()],
    ...[new FactProjection(TLS_MODEL), new FactProjection(HTTP_MODEL), new FactProjection(AUTH_MODEL)],
    ...[new NeighboursProjection(), new AlertsProjection(), new RulesProjection()],
    ...[new AuditProjection(), new NotifyProjection(), new ObservedProjection()],
  ];
  readonly queries: Queries;
  readonly pool: Pool;
  private readonly db: Database;

  private constructor(
    readonly source: DataSource,
    private readonly log: ReadModelsOptions['log'],
    places: Places | null,
  ) {
    this.pool = poolOf(source);
    this.db = new Database(source, null, null, 0, places);
    this.queries = Object.fromEntries(
      Object.keys(QUERIES).map((name) => [
        name,
        (args: object, scope?: Scope | null, smallest?: number) =>
          this.query(name as QueryName, args, { scope: scope ?? null, smallest: smallest ?? 0 }),
      ]),
    ) as unknown as Queries;
  }

  /** Opens the connections and makes the checkpoints that are missing. The schema must be migrated. */
  static async open({ connection, poolSize, log, onError, places }: ReadModelsOptions): Promise<ReadModels> {
    const source = await openDataSource(connection, poolSize, onError ?? (() => undefined));
    const models = new ReadModels(source, log, places ?? null);
    try {
      for (const follower of [...models.projections, JUDGED]) await ensureCheckpoint(models.pool, follower);
    } catch (error) {
      await models.close();
      throw error;
    }
    return models;
  }

  /** @throws DomainError NOT_FOUND */
  projection(name: string): Projection {
    const found = this.projections.find((projection) => projection.name === name);
    if (found) return found;
    const names = this.projections.map((projection) => projection.name).join(', ');
    throw new DomainError('NOT_FOUND', `there is no projection ${JSON.stringify(name)}; there are ${names}`);
  }

  /** A follower of one projection. @throws when no log was given */
  follower(name: string): Follower {
    if (!this.log) throw new Error('followers need the event log');
    return new Follower(this.pool, this.log, this.projection(name));
  }

  /** Waits until what the query reads has folded the log up to there. @throws DomainError STALE with `lagSeconds` after 2 s */
  minPosition(queryName: QueryName, position: string): Promise<void> {
    const projections = QUERIES[queryName].reads.map((name) => this.projection(name));
    return waitForPosition(this.pool, this.log, projections, position as Position);
  }

  /** State, position and lag of every projection, and of the detectors (`detection`). */
  async health(): Promise<ProjectionHealth[]> {
    const head = this.log ? await this.log.head() : null;
    return projectionHealth(this.pool, [...this.projections, JUDGED], head);
  }

  /** Tries the event that halted a projection once more. @throws DomainError NOT_HALTED, BUSY */
  retry(name: string, reason: string): Promise<void> {
    return decideDeadLetter(this.pool, this.projection(name), 'retry', reason);
  }

  /** Goes on after the event that halted a projection. @throws DomainError NOT_HALTED, BUSY */
  skip(name: string, reason: string): Promise<void> {
    return decideDeadLetter(this.pool, this.projection(name), 'skip', reason);
  }

  /** Empties a projection's tables and puts it back to the beginning of the log. @throws DomainError BUSY */
  rebuild(name: string): Promise<void> {
    return rebuild(this.pool, this.projection(name));
  }

  /** Merges rollups, seals and drops partitions: see `maintain`. */
  maintain(options?: MaintenanceOptions): Promise<Maintained> {
    return maintain(this.pool, options);
  }

  /** Answers when the database does. */
  async ping(): Promise<void> {
    await this.pool.query('SELECT 1');
  }

  close(): Promise<void> {
    return this.source.destroy();
  }

  /** `minPosition` waits for what was written before; `asOf` answers as it was then, and says when it could only nearly. */
  private async query(
    name: QueryName,
    { minPosition, asOf, ...args }: object & { minPosition?: string | null; asOf?: string | null },
    { scope, smallest }: { readonly scope: Scope | null; readonly smallest: number },
  ): Promise<unknown> {
    const definition: Definition = QUERIES[name];
    const run = definition.run as (db: Database, args: object) => Promise<unknown>;
    const db = this.db.within(scope, smallest);
    if (asOf && minPosition)
      throw badInput('`asOf` and `minPosition` exclude each other: leave out `minPosition` to look at the past');
    if (!asOf) {
      if (minPosition) await this.minPosition(name, minPosition);
      return run(db, args);
    }
    if (definition.temporal) {
      if (parseTime(asOf) === null) await this.minPosition(name, asOf);
      return run(db, { ...args, asOf });
    }
    const past = db.at(asOf);
    await this.minPosition(name, asOf);
    const answer = await run(past, args);
    if (typeof answer !== 'object' || answer === null || Array.isArray(answer)) return answer;
    return { ...answer, coarse: past.coarse, nextExact: past.coarse ? await this.folded(name) : null };
  }

  /** Position that all projections of a query have folded: what it answers for it, it answers exactly. */
  private async folded(name: QueryName): Promise<string | null> {
    const checkpoints = await Promise.all(
      QUERIES[name].reads.map((read) => readCheckpoint(this.pool, this.projection(read))),
    );
    const greatest = checkpoints
      .map(({ position }) => position)
      .sort(comparePositions)
      .at(-1);
    return greatest === undefined || greatest === 'start' ? null : greatest;
  }
}
