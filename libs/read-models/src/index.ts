export { askedUntil, askerGone } from './asker';
export { migrateReadModels } from './migrate';
export { ReadModels, type Queries, type QueryName, type ReadModelsOptions } from './read-models';
export type { Projection } from './projection';
export { Follower, type Step } from './runner/follower';
export { goFirst, turn } from './runner/turns';
export { follow, FOLLOW_LIMITS, type Followed, type FollowLimits, WATCHFUL_LIMITS } from './runner/follow';
export { DetectionSnapshots, type Snapshot } from './detection/detection-snapshots';
export { aliveWorkers, beat, depart } from './runner/workers';
export type { Maintained } from './partitions/maintenance';
export { isTransient } from './runner/transient';
export type { ProjectionHealth } from './runner/projection-health';
export { flowRecordToFlow, protoName } from './flows/flow-shape';
export { flowCommunityId } from './flows/flow-community-id';
export { dnsRecordToTransaction } from './dns/dns-record';
export { rcodeName, typeName } from './dns/dns-codes';
export { isInternal } from './sql/addresses';
export { SMALLEST_GROUP } from './sql/small-groups';
export type { RangeInput } from './sql/range';
export type { FlowWhere } from './flows/flow-where';
export type { DnsWhere } from './dns/dns-queries';
export {
  type ClaimedExport,
  EXPORT_LIMITS,
  type ExportShape,
  type ExportState,
  ExportStore,
  type NewExport,
} from './exports/export-store';
export {
  EXPORT_FORMATS,
  EXPORT_KINDS,
  type ExportFormat,
  type ExportKind,
  type FileKind,
} from './exports/export-format';
export { type ExportOutcome, type ExportParts, runExport } from './exports/run-export';
export { type DueDelivery, type DueStep, Outbox } from './notify/outbox';
export type * from './notify/notify-shapes';
export type { AlertTab, AlertWhere } from './alerts/alert-where';
export type * from './shapes';
export type * from './alerts/alert-shapes';
export type * from './rules/rule-shapes';
export type { StoredCaptureShape } from './captures/capture-queries';
export type * from './lists/list-shapes';
export { FeedPartStore } from './lists/feed-part-store';
export { ListContentStore } from './lists/list-content-store';
export { type GivenFile, type ImportDeed, type ReadFile, readListFile } from './lists/list-file';
export type { SuppressionShape } from './suppressions/suppression-queries';
export { evidenceShape } from './alerts/alert-evidence';
export { namedTexts } from './alerts/alert-row';
export { type ModelPartition, ModelPartitions } from './retention/model-partitions';
export { type ClaimedRetention, RetentionStore } from './retention/retention-store';
export type * from './retention/retention-shapes';
export { IntegrityStore, type SealingState, type VerificationShape } from './integrity/integrity-store';
export type * from './audit/audit-shapes';
export type { AuditWhere, EventWhere } from './audit/audit-where';
export { fieldChanges } from './audit/audit-queries';
export type { TlsTopsShape, TlsWhere } from './tls/tls-queries';
export type { CertificateShape, TlsHandshakeShape } from './tls/tls-shape';
export type { HttpTopsShape, HttpWhere } from './http/http-queries';
export type { HttpTransactionShape } from './http/http-shape';
export type { AuthTopsShape, AuthWhere } from './auth/auth-queries';
export type { AuthAttemptShape } from './auth/auth-shape';
export type { HostDhcpNameShape, HostHardwareShape } from './neighbours/neighbour-queries';
export { type AlertFate, AlertFates, type FatedAlert } from './backtests/alert-fates';
export * from './backtests/backtest-shapes';
export {
  BACKTEST_LIMITS,
  type BacktestProgress,
  BacktestStore,
  type ClaimedBacktest,
  type NewBacktest,
} from './backtests/backtest-store';
export type { AttackSessionShape } from './threat/attack-sessions';
export type { HostScoreShape, ScorePieceShape } from './threat/host-scores';
export type { ThreatLevelShape } from './threat/threat-level-query';
export { observedKey } from './observed/observed-key';
export {
  type KnownValue,
  type ObservedPlace,
  type ObservedRow,
  ObservedStore,
  type Sighting,
} from './observed/observed-store';
export * from './hunts/hunt-shapes';
export { type ClaimedHunt, HUNT_LIMITS, HuntStore, type NewHunt, type OpenAlert } from './hunts/hunt-store';
export { type FactPlace, FactPlaces } from './observed/fact-places';
export {
  type KeptOpinion,
  type ReputationFact,
  ReputationStore,
  type ReputationUse,
} from './reputation/reputation-store';
export * from './reports/report-shapes';
export { type ClaimedPost, MOST_BEGUN, ReportPostStore } from './reports/report-post-store';
export { type ReportReader, ReportStore, unknownReport } from './reports/report-store';
