import type { Places } from '@wireledger/filter';
import { FeedBook, ScheduleBook } from '@wireledger/domain';
import { createMetrics } from '@wireledger/platform';
import type { AccessStore, Config, Logger, Registry } from '@wireledger/platform';
import type { Role } from '@wireledger/access';
import { CaptureFolder } from '@wireledger/capture';
import type { EventLog, RecordedEvent, SubjectKeys } from '@wireledger/event-sourcing';
import { maskingKeys, type MaskingSerialiser } from '@wireledger/platform/masking';

import type { Resolve } from '@wireledger/notify';

import { ControlToken } from './access/demand-guard';
import { StepUp } from './access/step-up';
import { PasswordChange } from './account/password-change';
import { PasswordCheck } from './account/password-check';
import { ActorNames } from './alerts/actor-names';
import { AlertDesk } from './alerts/alert-desk';
import { AlertReach } from './alerts/alert-reach';
import { AlertReplayDesk } from './alerts/alert-replay-desk';
import { AlertTail } from './alerts/alert-tail';
import { WithNames } from './alerts/with-names';
import { AuditParts } from './audit/audit-interceptor';
import { AuditTrail } from './audit/audit-trail';
import { EventHistory } from './audit/event-history';
import { IntegrityDesk, type IntegrityPort } from './audit/integrity-desk';
import { ApprovalDirectory } from './approvals/approval-directory';
import { ExpiryRecord } from './approvals/expiry-record';
import { FourEyes } from './approvals/four-eyes';
import { type BundlesPort, HistoryBundles } from './audit/history-bundles';
import { NotingLog } from './audit/noted-facts';
import { PartyNames } from './audit/party-names';
import { Refusals } from './audit/refusals';
import { AccessJournal } from './auth/access-journal';
import { AccountProposals } from './auth/account-proposals';
import { AccessTokens } from './auth/access-tokens';
import { ApiTokens } from './auth/api-tokens';
import { Authenticator } from './auth/authenticator';
import { Bootstrap } from './auth/bootstrap';
import { CaptureLibrary } from './captures/capture-library';
import type { CaptureSensor } from './captures/capture-sensor';
import { FlowPackets } from './captures/flow-packets';
import type { PacketSensor } from './packets/packet-sensor';
import { PacketVault } from './packets/packet-vault';
import { ImportProgress } from './captures/import-progress';
import { UploadFolder } from './captures/upload-folder';
import { GuessingWatch } from './auth/guessing-watch';
import { KnownDevices } from './auth/known-devices';
import { FactorPolicy } from './auth/mfa/factor-policy';
import { PasswordHasher } from './auth/password-hasher';
import { RefreshTokens } from './auth/refresh-tokens';
import { Sessions } from './auth/sessions';
import { SignIn } from './auth/sign-in';
import { UserDirectory } from './auth/user-directory';
import { composeOidc } from './oidc/compose-oidc';
import { PublicAddress } from './control/public-address';
import type { ReputationPort } from './reputation/reputation-desk';
import { reputationParts } from './reputation/reputation-parts';
import { HuntDesk, type HuntsPort } from './hunts/hunt-desk';
import { BacktestDesk, type BacktestsPort } from './backtests/backtest-desk';
import { PlaceDesk, type PlacesPort } from './enrichment/place-desk';
import { AddressErasures } from './erasure/address-erasure';
import { Erasure } from './erasure/erasure';
import { Exports, type ExportsPort } from './exports/exports';
import { FileDoor } from './exports/file-door';
import { queryMetrics, ringMetric } from './health/api-metrics';
import { healthChecks } from './health/health-checks';
import { MetricsHost } from './health/metrics-host';
import { SystemHealth } from './health/system-health';
import { CatchUpSlots } from './live/event-feed';
import { LiveFaults } from './live/live.resolver';
import { LiveTail } from './live/live-tail';
import { LogTail } from './live/log-tail';
import { PreviewDesk } from './reports/preview-desk';
import { ReportDesk, type ReportsPort } from './reports/report-desk';
import { ScheduleDesk } from './reports/schedule-desk';
import { MaskingPolicy } from './masking/masking-policy';
import { masksOf } from './masking/packet-masking';
import { CutOff } from './people/cut-off';
import { RetentionDesk, type RetentionPort } from './retention/retention-desk';
import { PrivacyDesk } from './privacy/privacy-desk';
import { SecurityDesk } from './security/security-desk';
import { SecurityPolicy } from './security/security-policy';
import { Transport } from './security/transport';
import { Invitations } from './people/invitations';
import { PasswordResets } from './people/password-resets';
import { PeopleLog } from './people/people-log';
import { peopleTurn } from './people/people-turn';
import { UserDesk } from './people/user-desk';
import { UserList } from './people/user-list';
import { LIVE_TIMES, type PaceTimes } from './live/pace';
import { TrafficFrames } from './live/traffic-frames';
import { notifyParts } from './notify/notify-parts';
import { ruleParts } from './rules/rule-parts';
import type { FeedsPort } from './lists/feed-desk';
import type { ListsPort } from './lists/list-import';
import { listParts } from './lists/list-parts';
import { SavedFilterDesk } from './saved-filters/saved-filter-desk';
import { SavedFilters } from './saved-filters/saved-filters';
import { SuppressionDesk } from './suppressions/suppression-desk';
import { QueryGateway } from './queries/query-gateway';
import type { ReadModelsPort, RecordMappers } from './queries/read-model-queries';
import { RestClock } from './rest/facade';
import { RoleDesk } from './roles/role-desk';
import { LiveStreams } from './rest/live/live-streams';
import { TokenDesk } from './tokens/token-desk';
import { TokenList } from './tokens/token-list';
import { composeFactors } from './second-factors/compose-factors';
import type { BudgetRule } from './http/request-budget';
import { composeIngest } from './ingest/compose-ingest';
import { composeIntake } from './intake/compose-intake';
import type { EventIntake } from './intake/event-intake';
import { RemoteSensors } from './ingest/remote-sensors';
import { LiveCaptures } from './live-captures/live-captures.resolver';
import { spoolMetrics } from './live-captures/spool-metrics';
import type { LiveSensor } from './live-captures/live-sensor';
import { SandboxDesk } from './sandboxes/sandbox-desk';
import type { SandboxSensor } from './sandboxes/sandbox-sensor';
import { DemoSwitch, type SensorControl } from './sensors/demo-switch';

/** What the API stands on; tests give others. */
export interface ApiPorts {
  readonly config: Config;
  readonly logger: Logger;
  readonly log: EventLog;
  readonly store: AccessStore;
  /** Keys of people, by which the log's texts of them are sealed. */
  readonly keys: SubjectKeys;
  readonly readModels: ReadModelsPort;
  readonly mappers: RecordMappers;
  readonly sensor: SensorControl & CaptureSensor & LiveSensor & SandboxSensor & PacketSensor;
  readonly exports: ExportsPort;
  readonly reports: ReportsPort;
  readonly bundles: BundlesPort;
  readonly integrity: IntegrityPort;
  readonly retention: RetentionPort;
  readonly backtests: BacktestsPort;
  readonly hunts: HuntsPort;
  readonly reputation: ReputationPort;
  readonly lists: ListsPort;
  readonly feeds: FeedsPort;
  readonly places: PlacesPort;
  /** Of the same data sets, as filters ask for them. */
  readonly placed: Places;
  readonly version: string;
  /** ms since 1970 UTC. */
  readonly clock?: () => number;
  readonly hasher?: PasswordHasher;
  /** Of recovery codes. */
  readonly codeHasher?: PasswordHasher;
  /** Roles that need a second factor, instead of those of the permission matrix. */
  readonly factorRoles?: readonly Role[];
  readonly liveTimes?: PaceTimes;
  /** Instead of what one token may tell of. */
  readonly eventBudget?: BudgetRule;
  /** Looks host names up; DNS when absent. */
  readonly resolve?: Resolve;
}

/** Everything that controllers and resolvers are given, one instance a process. */
export interface ApiServices {
  readonly directory: UserDirectory;
  readonly tail: LogTail;
  readonly authenticator: Authenticator;
  readonly journal: AccessJournal;
  readonly trail: AuditTrail;
  readonly refusals: Refusals;
  readonly address: PublicAddress;
  readonly metrics: Registry;
  readonly masking: { readonly serialiser: MaskingSerialiser; readonly policy: MaskingPolicy };
  readonly security: SecurityPolicy;
  readonly fourEyes: FourEyes;
  readonly proposals: AccountProposals;
  readonly erasure: Erasure;
  readonly addressErasures: AddressErasures;
  readonly uploads: UploadFolder;
  readonly intake: EventIntake;
  /** Live answers of the REST facade that are open. */
  readonly streams: LiveStreams;
  /** Providers for the container: class → instance. */
  readonly injectables: readonly object[];
}

/** Builds the services, by hand: what needs what stands here and nowhere else. */
export async function composeServices(given: ApiPorts): Promise<ApiServices> {
  const log = new NotingLog(given.log);
  // Whoever writes, writes to the log that is noted; the trail itself alone does not.
  const ports = { ...given, log };
  const { config, logger, store, readModels, clock = Date.now, hasher = new PasswordHasher() } = ports;
  const trail = new AuditTrail(given.log, clock, logger);
  const refusals = new Refusals(trail, logger);
  const directory = new UserDirectory();
  const approvals = new ApprovalDirectory();
  const masks = new MaskingPolicy(clock);
  const security = new SecurityPolicy();
  const savedFilters = new SavedFilters();
  const feedBook = new FeedBook();
  const schedules = new ScheduleBook();
  const remoteSensors = new RemoteSensors(log, clock);
  const addressErasures = new AddressErasures({
    ...{ log, keys: ports.keys, reports: ports.reports.store },
    logger,
    clock,
  });
  const folds = [
    ...[directory, approvals, masks, security, savedFilters, feedBook, schedules, remoteSensors],
    addressErasures,
  ];
  const folded = { apply: (event: RecordedEvent) => folds.forEach((fold) => void fold.apply(event)) };
  const tail = new LogTail(log, folded, logger);
  const guessing = new GuessingWatch(log, clock, logger);
  const journal = new AccessJournal(log, clock, logger, (refusal) => guessing.refused(refusal));
  const keys = { access: await AccessTokens.open(config.dataDir, clock), refresh: RefreshTokens.open(config.dataDir) };
  const tokens = new ApiTokens(store, log, directory, clock);
  const policy = new FactorPolicy(security, ports.factorRoles);
  const authenticator = new Authenticator(keys.access, tokens, directory, policy, clock);
  const devices = KnownDevices.open(config.dataDir, directory, clock);
  const sessions = new Sessions(store, keys, { directory, policy, masks, security }, journal, clock);
  const proposals = new AccountProposals({ store, log, directory, sessions, logger, clock });
  const signIn = new SignIn({ store, directory, hasher, journal, devices, proposals, security, clock });
  const passwords = new PasswordCheck(signIn, store, security, clock);
  const factors = composeFactors(ports, { directory, policy, sessions, passwords, journal, security, clock });
  const metrics = createMetrics('api');
  const address = new PublicAddress();
  const times = ports.liveTimes ?? LIVE_TIMES;
  const gateway = new QueryGateway(readModels, queryMetrics(metrics), (viewer) => masks.smallestFor(viewer));
  const names = new ActorNames(directory);
  const parties = new PartyNames(names);
  const slots = new CatchUpSlots();
  const people = new PeopleLog(log, directory, clock, peopleTurn({ store, log, directory, folded: () => tail.head }));
  const cutOff = new CutOff({ ...given, sessions, clock });
  const invitations = new Invitations({ store, log, people, directory, hasher, proposals, security, address, clock });
  const passwordResets = new PasswordResets({
    store,
    log,
    people,
    directory,
    hasher,
    proposals,
    sessions,
    security,
    address,
    clock,
  });
  const { steps, own } = factors;
  const oidc = composeOidc({
    ...{ config, logger, store, resolve: ports.resolve, address, directory, people, proposals, invitations },
    ...{ steps, factor: own, sessions, cutOff, journal, security, clock },
  });
  const bundles = new HistoryBundles(ports.bundles, new FileDoor(ports.bundles.store, journal, authenticator));
  const captures = new CaptureFolder(config.dataDir);
  const uploads = new UploadFolder(captures, clock);
  const { serialiser, packets: masking } = masksOf(maskingKeys(config.dataDir), masks);
  const streams = new LiveStreams(authenticator, directory);
  const intake = composeIntake(given, refusals, clock);
  const fourEyes = new FourEyes({
    ...{ log, clock, directory: approvals, users: directory, stepUp: new StepUp(store.factors, security, clock) },
    record: new ExpiryRecord(trail),
  });
  const erasure = new Erasure({ log, people, directory, cutOff, store, keys: ports.keys, logger, clock });
  const injectables = [
    ...[fourEyes, erasure, addressErasures],
    ...[new ControlToken(config.controlToken), address, tokens, directory],
    ...[invitations, passwordResets],
    ...oidc,
    new UserDesk(people, directory, sessions, cutOff),
    new RoleDesk(log, people, directory, cutOff, clock),
    new UserList(store, directory, security, clock),
    new TokenDesk(tokens, store, directory, cutOff, clock),
    new TokenList(store, tokens, directory, clock),
    ...[refusals, new AuditParts(trail, log, directory)],
    new Bootstrap({ store, log, directory, hasher, proposals, security, clock }),
    ...[signIn, devices],
    sessions,
    ...factors.all,
    passwords,
    new PasswordChange({ log, directory, hasher, passwords, proposals, sessions, security, clock }),
    gateway,
    ...[masks, new PrivacyDesk(log, masks, journal, names, clock)],
    ...[
      security,
      new SecurityDesk({ log, policy: security, sessions: store, names, address, clock }),
      Transport.open(config),
    ],
    new Exports(
      ports.exports,
      gateway,
      new FileDoor(ports.exports.store, journal, authenticator),
      authenticator,
      masks,
    ),
    new ReportDesk({ port: ports.reports, log, masks, authenticator, journal, names, times, clock }),
    new ScheduleDesk(log, schedules, names, clock),
    new PreviewDesk(gateway, log, masks, serialiser),
    bundles,
    ...composeIngest(ports, remoteSensors, refusals, clock),
    intake,
    new DemoSwitch(log, ports.sensor, clock, logger),
    new LiveCaptures(ports.sensor),
    new SystemHealth(log, readModels, ports.version),
    new MetricsHost(metrics),
    healthChecks(ports, tail),
    new LiveTail(log, tail, slots, { mappers: ports.mappers, times, places: ports.placed }),
    new AlertTail(log, tail, slots, names, times),
    new AlertDesk(log, directory, names, new AlertReach(log), clock),
    new AlertReplayDesk(new AlertReach(log)),
    new WithNames(names),
    ...ruleParts(
      log,
      names,
      masks,
      clock,
      async (at) => (await readModels.queries.logMoment({ at }, null))?.position ?? null,
    ),
    new BacktestDesk({ port: ports.backtests, log, authenticator, times, clock }),
    new HuntDesk({ port: ports.hunts, log, masks, clock }),
    ...reputationParts(ports, names, masks, clock),
    new SuppressionDesk(log, names, clock),
    ...listParts(ports, feedBook, names, clock),
    new PlaceDesk(ports.places),
    new SavedFilterDesk(log, savedFilters, masks, names, clock),
    ...[
      parties,
      new EventHistory(log, parties),
      new IntegrityDesk(ports.integrity, log, parties, bundles, clock),
      new RetentionDesk(ports.retention, log, parties, clock),
      names,
    ],
    ...notifyParts(ports, names, clock),
    uploads,
    new CaptureLibrary({ log, folder: captures, uploads, sensor: ports.sensor, gateway, journal, masking, clock }),
    new ImportProgress(ports.sensor, times),
    new FlowPackets(gateway, ports.sensor, journal, masking),
    new PacketVault({
      ...{ log, sensor: ports.sensor, journal, masking, clock },
      flowOf: (id) => readModels.queries.flow({ id }, null),
    }),
    new SandboxDesk({ log, sensor: ports.sensor, names, authenticator, times }),
    new TrafficFrames(tail, times),
    streams,
    new RestClock(clock),
    new LiveFaults((error) => logger.error({ err: error }, 'a subscription broke')),
  ];
  ringMetric(metrics, tail);
  spoolMetrics(metrics, ports.sensor);
  return {
    directory,
    tail,
    authenticator,
    journal,
    trail,
    refusals,
    address,
    metrics,
    masking: { serialiser, policy: masks },
    security,
    fourEyes,
    proposals,
    erasure,
    addressErasures,
    uploads,
    intake,
    streams,
    injectables,
  };
}
