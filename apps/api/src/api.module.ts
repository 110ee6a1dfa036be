import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import { type DynamicModule, Global, Module, type Provider, type Type } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR, DiscoveryModule } from '@nestjs/core';
import { GraphQLModule } from '@nestjs/graphql';
import type { Logger } from '@wireledger/platform';

import { DeclaredOperations } from './access/assert-declared';
import { DemandGuard } from './access/demand-guard';
import type { GraphqlContext, KnownRequest } from './access/request';
import { AccountController } from './account/account.controller';
import { OwnFactorController } from './account/own-factor.controller';
import { StepUpController } from './account/step-up.controller';
import { AlertCommandsResolver } from './alerts/alert-commands.resolver';
import { AlertLiveResolver } from './alerts/alert-live.resolver';
import { AlertsResolver } from './alerts/alerts.resolver';
import { AuditInterceptor } from './audit/audit-interceptor';
import { AuditResolver } from './audit/audit.resolver';
import { EventsResolver } from './audit/events.resolver';
import { ApprovalsResolver } from './approvals/approvals.resolver';
import { BundlesController } from './audit/bundles.controller';
import { IntegrityResolver } from './audit/integrity.resolver';
import { AuthController } from './auth/auth.controller';
import { CapturesController } from './captures/captures.controller';
import { CapturesResolver } from './captures/captures.resolver';
import { FlowPacketsController } from './captures/flow-packets.controller';
import { FlowPacketsResolver } from './captures/flow-packets.resolver';
import { PacketsController } from './packets/packets.controller';
import { PacketsResolver } from './packets/packets.resolver';
import { SandboxesResolver } from './sandboxes/sandboxes.resolver';
import { ControlController } from './control/control.controller';
import { DnsResolver } from './dns/dns.resolver';
import { BacktestsResolver } from './backtests/backtests.resolver';
import { ExportsController } from './exports/exports.controller';
import { EnrichmentResolver } from './enrichment/enrichment.resolver';
import { ExportsResolver } from './exports/exports.resolver';
import { FactsResolver } from './facts/facts.resolver';
import { FlowsResolver } from './flows/flows.resolver';
import { logFault, publicError } from './graphql/format-error';
import { guardPlugin } from './graphql/guard-plugin';
import { LIMITS, limitsRule } from './graphql/limits';
import { HealthController } from './health/health.controller';
import { HealthResolver } from './health/health.resolver';
import { HostsResolver } from './hosts/hosts.resolver';
import { ThreatResolver } from './threat/threat.resolver';
import { ErrorFilter } from './http/errors';
import { originOf } from './http/request-origin';
import { requestId } from './http/request-scope';
import { HostHuntsController } from './hunts/host-hunts.controller';
import { HuntsResolver } from './hunts/hunts.resolver';
import { IngestController } from './ingest/ingest.controller';
import { EventIntakeController } from './intake/event-intake.controller';
import { RemoteSensorsResolver } from './ingest/remote-sensors.resolver';
import { LiveResolver } from './live/live.resolver';
import { SchemaMask } from './masking/mask-schema';
import { RetentionResolver } from './retention/retention.resolver';
import { SecurityResolver } from './security/security.resolver';
import { PrivacyResolver } from './privacy/privacy.resolver';
import { NotifyCommandsResolver } from './notify/notify-commands.resolver';
import { NotifyResolver } from './notify/notify.resolver';
import { RuleCasesResolver } from './rules/rule-cases.resolver';
import { RulesResolver } from './rules/rules.resolver';
import { ListsController } from './lists/lists.controller';
import { FeedsResolver } from './lists/feeds.resolver';
import { ListsResolver } from './lists/lists.resolver';
import { SavedFiltersResolver } from './saved-filters/saved-filters.resolver';
import { SuppressionsResolver } from './suppressions/suppressions.resolver';
import { OidcController } from './oidc/oidc.controller';
import { OwnIdentityController } from './oidc/own-identity.controller';
import { OverviewResolver } from './overview/overview.resolver';
import { InvitationController } from './people/invitation.controller';
import { PasswordResetController } from './people/password-reset.controller';
import { UserCommandsResolver } from './people/user-commands.resolver';
import { UsersResolver } from './people/users.resolver';
import { ErasureResolver } from './erasure/erasure.resolver';
import { SecondFactorsResolver } from './second-factors/second-factors.resolver';
import { LiveCapturesResolver } from './live-captures/live-captures.resolver';
import { SensorsResolver } from './sensors/sensors.resolver';
import { ReportSchedulesResolver } from './reports/report-schedules.resolver';
import { ReportsController } from './reports/reports.controller';
import { ReportsResolver } from './reports/reports.resolver';
import { ReputationResolver } from './reputation/reputation.resolver';
import { restController } from './rest/controllers';
import { RestFacade } from './rest/facade';
import { LiveController } from './rest/live/live.controller';
import { DocsController } from './rest/openapi/docs.controller';
import { OpenApi } from './rest/openapi/open-api';
import { PcapUploadController } from './rest/pcap-upload.controller';
import { ROUTE_GROUPS } from './rest/routes';
import type { ApiServices } from './services';
import { TokensResolver } from './tokens/tokens.resolver';
import { ViewerResolver } from './viewer/viewer.resolver';

/** Every resolver, as a plain class: what is provided by a factory would pass by the guard. */
export const RESOLVERS: readonly Type[] = [
  ViewerResolver,
  OverviewResolver,
  FlowsResolver,
  DnsResolver,
  HostsResolver,
  ThreatResolver,
  FactsResolver,
  ExportsResolver,
  SensorsResolver,
  LiveCapturesResolver,
  RemoteSensorsResolver,
  CapturesResolver,
  FlowPacketsResolver,
  PacketsResolver,
  SandboxesResolver,
  HealthResolver,
  LiveResolver,
  AlertsResolver,
  AlertCommandsResolver,
  AlertLiveResolver,
  UsersResolver,
  UserCommandsResolver,
  TokensResolver,
  AuditResolver,
  EventsResolver,
  IntegrityResolver,
  ApprovalsResolver,
  PrivacyResolver,
  RetentionResolver,
  SecurityResolver,
  NotifyResolver,
  NotifyCommandsResolver,
  RuleCasesResolver,
  RulesResolver,
  BacktestsResolver,
  HuntsResolver,
  ReputationResolver,
  ReportsResolver,
  ReportSchedulesResolver,
  SavedFiltersResolver,
  SuppressionsResolver,
  ListsResolver,
  FeedsResolver,
  EnrichmentResolver,
  SecondFactorsResolver,
  ErasureResolver,
];

/** Every controller. */
export const CONTROLLERS: readonly Type[] = [
  AuthController,
  InvitationController,
  PasswordResetController,
  AccountController,
  OwnFactorController,
  StepUpController,
  OidcController,
  OwnIdentityController,
  ControlController,
  HostHuntsController,
  ExportsController,
  ReportsController,
  CapturesController,
  ListsController,
  FlowPacketsController,
  PacketsController,
  BundlesController,
  HealthController,
  IngestController,
  EventIntakeController,
  ...ROUTE_GROUPS.map(restController),
  LiveController,
  PcapUploadController,
  DocsController,
];

@Global()
@Module({})
class ServicesModule {}

/** The application around composed services. `extra` adds resolvers or controllers, for tests of the guard. */
@Module({})
export class ApiModule {
  static around(
    services: ApiServices,
    logger: Logger,
    extra: { resolvers?: Type[]; controllers?: Type[] } = {},
  ): DynamicModule {
    const injectables: Provider[] = services.injectables.map((instance) => ({
      provide: instance.constructor as Type,
      useValue: instance,
    }));
    return {
      module: ApiModule,
      imports: [
        DiscoveryModule,
        { module: ServicesModule, providers: injectables, exports: injectables },
        GraphQLModule.forRoot<ApolloDriverConfig>(graphqlOptions(logger, services)),
      ],
      controllers: [...CONTROLLERS, ...(extra.controllers ?? [])],
      providers: [
        ...RESOLVERS,
        ...(extra.resolvers ?? []),
        DeclaredOperations,
        RestFacade,
        OpenApi,
        { provide: APP_GUARD, useClass: DemandGuard },
        { provide: APP_INTERCEPTOR, useClass: AuditInterceptor },
        { provide: APP_FILTER, useValue: new ErrorFilter(logger) },
      ],
    };
  }
}

function graphqlOptions(logger: Logger, { masking, refusals }: ApiServices): ApolloDriverConfig {
  return {
    driver: ApolloDriver,
    path: '/graphql',
    autoSchemaFile: true,
    // `schema.spec.ts` asks the whole schema what it is; a start need not.
    buildSchemaOptions: { skipCheck: true },
    transformSchema: (schema) => SchemaMask.onto(schema, masking.serialiser, masking.policy),
    graphiql: false,
    // Our own check knows the viewer (`guard-plugin.ts`).
    introspection: true,
    persistedQueries: false,
    allowBatchedHttpRequests: false,
    includeStacktraceInErrorResponses: false,
    hideSchemaDetailsFromClientErrors: true,
    parseOptions: { maxTokens: LIMITS.tokens },
    validationRules: [limitsRule],
    plugins: [guardPlugin(refusals)],
    context: ({ req }: { req: KnownRequest }): GraphqlContext => ({
      requestId: req.requestId,
      viewer: req.viewer,
      from: originOf(req),
      live: false,
      door: { origin: req.headers.origin, host: req.headers.host, secure: req.secure },
    }),
    formatError: (formatted, error) => {
      const shown = publicError(error, formatted, requestId());
      logFault(logger, error, shown);
      return shown;
    },
  };
}
