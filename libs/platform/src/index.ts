export { VARIABLES, VARIABLE_NAMES, type Variable, type VariableName } from './config/variables';
export {
  checkConfig,
  type Config,
  InvalidConfig,
  loadConfig,
  maskCredentials,
  printConfig,
  publicUrlOf,
} from './config/config';
export { envExample } from './config/env-example';
export { createLogger, type LineSink, type Logger } from './logging/logger';
export { escapeControls } from './logging/escape';
export { describeError } from './errors/describe-error';
export { type Check, type CheckResult, HealthChecks } from './health/health';
export { Counter, createMetrics, Gauge, Histogram, type Registry } from './metrics/metrics';
export { TurnTaken } from './access-store/access-store';
export type { AccessStore, Account, Session, SessionChange, StoredToken } from './access-store/access-store';
export type {
  Challenge,
  FactorMethod,
  FactorStore,
  StepUp,
  StoredCode,
  StoredFactor,
} from './access-store/factor-store';
export { KEY_KEPT_MS } from './access-store/intake-keys';
export type { IntakeClaim, IntakeKey, IntakeKeyName, IntakeKeyStore } from './access-store/intake-keys';
export type { AccountProposal, ProposalStore } from './access-store/proposal-store';
export type { IdentityStore, LinkedIdentity, ProviderFlow } from './access-store/identity-store';
export type { OidcClientAuth, OidcConfig } from './config/oidc-config';
export type { BucketConfig, PacketStoreConfig } from './config/packet-store-config';
export { isLoopbackHost } from './config/loopback-host';
export { InMemoryAccessStore } from './access-store/in-memory-access-store';
export { beginNextNotifyKey, nextNotifyKey, notifyKey, putNextNotifyKey } from './secret-file/notify-key';
export { secretFile } from './secret-file/secret-file';
export { AnchorFile } from './integrity/anchor-file';
