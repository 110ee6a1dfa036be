import type { Pseudonyms } from '@wireledger/platform/masking';

import { restController } from '../rest/controllers';
import { shownValue } from '../rest/openapi/documented';
import { ROUTE_GROUPS } from '../rest/routes';

const RANGE = 'range: {from: "2026-11-21T08:00:00Z", to: "2026-11-21T09:00:00Z"}';
const LIST = '{ total }';
/** Of an alert that does not exist: whoever passes the guard is told so. */
const ALERT = '11111111-1111-4111-8111-111111111111';
/** A capture that was never given. */
const CAPTURE = '0'.repeat(64);
const EXPORT = '3f2b6a1e-7d54-4c0e-9a61-0c7d1b6f2a90';

/** How an operation is tried: a document for GraphQL, a request for a route. `personal` values are asked for as the asker may. */
export type Trial =
  | { readonly document: (personal: Personal) => string }
  | { readonly body?: unknown; readonly params?: Readonly<Record<string, string>> }
  | { readonly request: (personal: Personal) => RestTrial };

interface Personal {
  readonly address: string;
  readonly name: string;
}

interface RestTrial {
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
}

const document = (text: string): Trial => ({ document: () => text });
/** On what does not exist, as it was seen: an alert, a channel, a list. */
const onSeen = (field: string, args: string): Trial =>
  document(`mutation { ${field}(id: "${ALERT}", seen: 0, key: "${ALERT}", ${args}) { position } }`);

/** A user who does not exist. */
const USER = `id: "${EXPORT}"`;
const onUser = (field: string, args = 'reason: "x"', fields = '{ position }'): Trial =>
  document(`mutation { ${field}(${USER}, ${args}) ${fields} }`);

/** Routes of the facade are tried as the document shows them: with addresses and names as the asker may write them. */
function facadeTrials(): Readonly<Record<string, Trial>> {
  const trials = ROUTE_GROUPS.flatMap((group) => {
    const { name: controller } = restController(group);
    return group.routes.map(({ name, door, example: { path, query, body } }) => {
      const request = (personal: Personal): RestTrial => {
        const own: Readonly<Record<string, string>> = { '{address}': personal.address, '{name}': personal.name };
        const filled = (given: object | undefined) =>
          Object.fromEntries(
            Object.entries(given ?? {}).map(([key, value]) => [key, own[String(value)] ?? shownValue(value)]),
          ) as Record<string, string>;
        const hasBody = door.startsWith('POST');
        return { params: filled(path), query: filled(query), ...(hasBody ? { body: filled(body) } : {}) };
      };
      return [`${controller}.${name}`, { request }] as const;
    });
  });
  return Object.fromEntries(trials);
}

/** A try of every operation there is, by its name; the matrix test wants one of each. */
export const TRIALS: Readonly<Record<string, Trial>> = {
  'ViewerResolver.viewer': document('{ viewer { id } }'),
  'OverviewResolver.overview': document(`{ overview(${RANGE}) { flows } }`),
  'OverviewResolver.traffic': document(`{ traffic(${RANGE}, by: APP) { bucket } }`),
  'OverviewResolver.topTalkers': document(`{ topTalkers(${RANGE}) ${LIST} }`),
  'OverviewResolver.responders': document(`{ responders(${RANGE}) ${LIST} }`),
  'OverviewResolver.protocols': document(`{ protocols(${RANGE}) ${LIST} }`),
  'OverviewResolver.connectionStates': document(`{ connectionStates(${RANGE}) ${LIST} }`),
  'FlowsResolver.flows': document('{ flows { count } }'),
  'FlowsResolver.flowsOverTime': document(`{ flowsOverTime(where: { ${RANGE} }) { bucket } }`),
  'FlowsResolver.flow': document('{ flow(id: "x") { id } }'),
  'DnsResolver.dnsTransactions': document('{ dnsTransactions { count } }'),
  'DnsResolver.domains': document(`{ domains(${RANGE}) { count } }`),
  'DnsResolver.domainTree': document(`{ domainTree(${RANGE}) { count } }`),
  'DnsResolver.domain': { document: ({ name }) => `{ domain(name: "${name}", ${RANGE}) { bucket } }` },
  'FactsResolver.tlsHandshakes': document('{ tlsHandshakes { count } }'),
  'FactsResolver.tlsTops': document('{ tlsTops { total } }'),
  'FactsResolver.httpTransactions': document('{ httpTransactions { count } }'),
  'FactsResolver.httpTops': document('{ httpTops { total } }'),
  'FactsResolver.authAttempts': document('{ authAttempts { count } }'),
  'FactsResolver.authTops': document('{ authTops { total } }'),
  'HostsResolver.hosts': document(`{ hosts(${RANGE}) { count } }`),
  'HostsResolver.host': { document: ({ address }) => `{ host(address: "${address}", ${RANGE}) { bucket } }` },
  'ThreatResolver.threatLevel': document('{ threatLevel { level } }'),
  'ThreatResolver.attackSessions': document(`{ attackSessions(${RANGE}) { count } }`),
  'ThreatResolver.hostScores': document('{ hostScores { address } }'),
  'SensorsResolver.sensors': document('{ sensors { name } }'),
  'SensorsResolver.logMoment': document('{ logMoment { position } }'),
  'SensorsResolver.sources': document('{ sources { id } }'),
  'SensorsResolver.setDemo': document('mutation { setDemo(shown: false) { position } }'),
  'LiveCapturesResolver.liveCaptures': document('{ liveCaptures { interfaces } }'),
  'LiveCapturesResolver.startLiveCapture': document('mutation { startLiveCapture(interfaces: ["lo"]) { source } }'),
  'LiveCapturesResolver.stopLiveCapture': document(`mutation { stopLiveCapture(source: "${EXPORT}") { source } }`),
  'ControlController.enrolSensor': { body: {} },
  'ControlController.revokeSensor': { body: {} },
  'ControlController.remoteSensors': {},
  'RemoteSensorsResolver.remoteSensors': document('{ remoteSensors { name } }'),
  'RemoteSensorsResolver.enrolSensor': document('mutation { enrolSensor(name: "edge-1") { position } }'),
  'RemoteSensorsResolver.revokeSensor': document('mutation { revokeSensor(name: "edge-1", reason: "x") { position } }'),
  'IngestController.append': {},
  'IngestController.tail': {},
  'IngestController.enrol': { body: {} },
  'CapturesResolver.captures': document('{ captures { id } }'),
  'CapturesResolver.uploadLimits': document('{ uploadLimits { fileBytes } }'),
  'CapturesResolver.importCapture': document(`mutation { importCapture(id: "${CAPTURE}") { position } }`),
  'CapturesResolver.stopCaptureImport': document(`mutation { stopCaptureImport(id: "${CAPTURE}") { position } }`),
  'CapturesResolver.deleteCapture': document(`mutation { deleteCapture(id: "${CAPTURE}") { position } }`),
  'SandboxesResolver.sandboxReplays': document('{ sandboxReplays { id } }'),
  'SandboxesResolver.captureDensity': document(`{ captureDensity(capture: "${CAPTURE}") { packets } }`),
  'SandboxesResolver.compareSandboxReplays': document(
    `{ compareSandboxReplays(before: "${EXPORT}", after: "${EXPORT}") { complete } }`,
  ),
  'SandboxesResolver.startSandboxReplay': document(`mutation { startSandboxReplay(capture: "${CAPTURE}") { id } }`),
  'SandboxesResolver.steerSandboxReplay': document(
    `mutation { steerSandboxReplay(id: "${EXPORT}", deed: PAUSE) { id } }`,
  ),
  'SandboxesResolver.sandboxReplay': document(`subscription { sandboxReplay(id: "${EXPORT}") { serverTime } }`),
  'CapturesResolver.captureImports': document('subscription { captureImports { serverTime } }'),
  'FlowPacketsResolver.flowPackets': document('{ flowPackets(id: "x") { stored } }'),
  'FlowPacketsResolver.flowPacket': document('{ flowPacket(id: "x", n: 1) { n } }'),
  'FlowPacketsController.pcap': { params: { id: EXPORT } },
  'PacketsResolver.packetStorage': document('{ packetStorage { mode } }'),
  'PacketsResolver.setPacketStorage': document('mutation { setPacketStorage(mode: OFF, reason: "x") { mode } }'),
  'PacketsResolver.recentPackets': document('{ recentPackets(sensor: "live") { seen } }'),
  'PacketsController.pcapng': { body: { from: '2026-11-21T08:00:00Z', to: '2026-11-21T09:00:00Z' } },
  'CapturesController.begin': { body: {} },
  'CapturesController.state': { params: { id: EXPORT } },
  'CapturesController.append': { params: { id: EXPORT } },
  'CapturesController.finish': { params: { id: EXPORT }, body: {} },
  'CapturesController.cancel': { params: { id: EXPORT } },
  'CapturesController.file': { params: { id: CAPTURE } },
  'ExportsResolver.myExports': document('{ myExports { id } }'),
  'ExportsResolver.startExport': document('mutation { startExport(format: CSV, flows: {}) { id } }'),
  'ExportsResolver.cancelExport': document(`mutation { cancelExport(id: "${EXPORT}") { id } }`),
  'ExportsController.file': { params: { id: EXPORT } },
  'AlertsResolver.alerts': document('{ alerts { count } }'),
  'AlertsResolver.alert': document(`{ alert(id: "${ALERT}") { condition } }`),
  'AlertsResolver.alertReplay': document(`{ alertReplay(id: "${ALERT}") { outcome } }`),
  'AlertsResolver.alertCounts': document('{ alertCounts { inbox } }'),
  'SavedFiltersResolver.savedFilters': document('{ savedFilters { id } }'),
  'SavedFiltersResolver.saveFilter': onSeen('saveFilter', 'name: "x", kind: FLOW, expression: "bytes > 1"'),
  'SavedFiltersResolver.shareFilter': onSeen('shareFilter', 'shared: true'),
  'SavedFiltersResolver.removeFilter': onSeen('removeFilter', ''),
  'SuppressionsResolver.suppressions': document('{ suppressions { id } }'),
  'SuppressionsResolver.saveSuppression': onSeen('saveSuppression', 'rule: "x", reason: "x"'),
  'SuppressionsResolver.endSuppression': onSeen('endSuppression', ''),
  'ListsResolver.lists': document('{ lists { id } }'),
  'ListsResolver.list': document(`{ list(id: "${ALERT}") { list { id } } }`),
  'ListsResolver.listEntries': document(`{ listEntries(id: "${ALERT}") { line } }`),
  'ListsResolver.testIndicator': document(`{ testIndicator(id: "${ALERT}", text: "x") { line } }`),
  'ListsResolver.saveList': onSeen('saveList', 'name: "x", kind: names, action: threat'),
  'ListsResolver.rollBackList': onSeen('rollBackList', 'version: 1, reason: "x"'),
  'ListsResolver.pauseList': onSeen('pauseList', 'reason: "x"'),
  'ListsResolver.resumeList': onSeen('resumeList', ''),
  'ListsResolver.addIndicator': document(
    `mutation { addIndicator(id: "${ALERT}", key: "${ALERT}", value: "x", reason: "x") { id } }`,
  ),
  'ListsResolver.removeIndicator': document(
    `mutation { removeIndicator(id: "${ALERT}", key: "${ALERT}", value: "x", reason: "x") { id } }`,
  ),
  'FeedsResolver.listFeeds': document('{ listFeeds { list } }'),
  'FeedsResolver.setListFeed': onSeen('setListFeed', 'url: "https://lists.example/a.txt", everyMinutes: 60'),
  'FeedsResolver.removeListFeed': onSeen('removeListFeed', ''),
  'FeedsResolver.fetchList': document(`mutation { fetchList(id: "${ALERT}", key: "${ALERT}") { id } }`),
  'EnrichmentResolver.places': { document: ({ address }) => `{ places(addresses: ["${address}"]) { country } }` },
  'EnrichmentResolver.enrichmentSources': document('{ enrichmentSources { name } }'),
  'ListsController.take': { params: { id: ALERT } },
  'RulesResolver.rules': document('{ rules { id } }'),
  'RulesResolver.rule': document('{ rule(id: "x") { rule { id } } }'),
  'RulesResolver.ruleHits': document(`{ ruleHits(${RANGE}) { rule } }`),
  'ReportsResolver.reportTemplates': document('{ reportTemplates { id } }'),
  'ReportsResolver.reports': document('{ reports { id } }'),
  'ReportsResolver.report': document(`{ report(id: "${EXPORT}") { id } }`),
  // A template that nobody lacks who may order any is refused for its range: this is about the guard.
  'ReportsResolver.reportPreview': document(
    '{ reportPreview(input: {template: "x", name: "x", from: "2026-11-21T08:00:00Z", to: "2026-11-21T09:00:00Z", zone: "UTC", format: PDF}) { title } }',
  ),
  'ReportsResolver.generateReport': document(
    'mutation { generateReport(input: {template: "x", name: "x", from: "2026-11-21T08:00:00Z", to: "2026-11-21T09:00:00Z", zone: "UTC", format: PDF}) { id } }',
  ),
  'ReportsResolver.retryReport': document(`mutation { retryReport(id: "${ALERT}") { id } }`),
  'ReportsResolver.shareReport': document(`mutation { shareReport(id: "${ALERT}", shared: true) { id } }`),
  'ReportsResolver.removeReport': document(`mutation { removeReport(id: "${ALERT}") { id } }`),
  'ReportsResolver.reportChanged': document('subscription { reportChanged { id } }'),
  'ReportsController.file': { params: { id: EXPORT } },
  'ReportSchedulesResolver.reportSchedules': document('{ reportSchedules { id } }'),
  'ReportSchedulesResolver.saveReportSchedule': document(
    `mutation { saveReportSchedule(input: {id: "${ALERT}", seen: 0, key: "${ALERT}", template: "x", name: "x", format: PDF, rhythm: WEEKLY, day: 1, at: "06:00", zone: "UTC", recipients: [], shared: false}) { id } }`,
  ),
  'ReportSchedulesResolver.pauseReportSchedule': document(
    `mutation { pauseReportSchedule(id: "${ALERT}", seen: 0, key: "${ALERT}", paused: true) { id } }`,
  ),
  'ReportSchedulesResolver.testReportSchedule': document(
    `mutation { testReportSchedule(id: "${ALERT}", key: "${ALERT}", recipients: ["a@example.org"]) { id } }`,
  ),
  'ReportSchedulesResolver.removeReportSchedule': document(
    `mutation { removeReportSchedule(id: "${ALERT}", seen: 0, key: "${ALERT}") { id } }`,
  ),
  'BacktestsResolver.backtest': document('{ backtest(rule: "x") { id } }'),
  'BacktestsResolver.backtestRule': document('mutation { backtestRule(id: "x", version: 1) { id } }'),
  'BacktestsResolver.cancelBacktest': document(`mutation { cancelBacktest(id: "${EXPORT}") { id } }`),
  'BacktestsResolver.backtestProgress': document(`subscription { backtestProgress(id: "${EXPORT}") { id } }`),
  'ReputationKeysResolver.reputationKeys': document('{ reputationKeys { service } }'),
  'ReputationKeysResolver.setReputationKey': document(
    `mutation { setReputationKey(service: "otx", value: "${'x'.repeat(20)}", seen: 0, key: "${ALERT}") { position } }`,
  ),
  'ReputationKeysResolver.removeReputationKey': document(
    `mutation { removeReputationKey(service: "otx", seen: 0, key: "${ALERT}") { position } }`,
  ),
  'ReputationResolver.reputationServices': document('{ reputationServices { id } }'),
  'ReputationResolver.reputation': document('{ reputation(value: "8.8.8.8") { service } }'),
  'ReputationResolver.askReputation': document(
    'mutation { askReputation(service: "abuseipdb", value: "8.8.8.8") { service } }',
  ),
  'HuntsResolver.hunts': document('{ hunts { id } }'),
  'HuntsResolver.hunt': document(`{ hunt(id: "${EXPORT}") { id } }`),
  'HuntsResolver.huntFor': document('mutation { huntFor(entries: ["x.example"]) { id } }'),
  'HuntsResolver.huntList': document(`mutation { huntList(id: "${ALERT}") { id } }`),
  'HuntsResolver.cancelHunt': document(`mutation { cancelHunt(id: "${EXPORT}") { id } }`),
  'HuntsResolver.releaseHunt': document(`mutation { releaseHunt(id: "${EXPORT}", reason: "x") { id } }`),
  'HostHuntsController.begin': { body: { entries: ['x.example'] } },
  'HostHuntsController.look': { params: { id: EXPORT } },
  'RulesResolver.detectors': document('{ detectors { id } }'),
  'RulesResolver.draftRule': document(
    `mutation { draftRule(id: "x", seen: 0, key: "${ALERT}", name: "x", detector: "x", parameters: "{}", cooldownSeconds: 1, description: "") { position } }`,
  ),
  'RulesResolver.publishRule': document(
    `mutation { publishRule(id: "x", version: 1, seen: 0, key: "${ALERT}") { position } }`,
  ),
  'RulesResolver.disableRule': document(
    `mutation { disableRule(id: "x", reason: "x", seen: 0, key: "${ALERT}") { position } }`,
  ),
  'RuleCasesResolver.ruleCaseFile': document('{ ruleCaseFile(id: "x") }'),
  'RuleCasesResolver.keepAlertAsCase': document(
    `mutation { keepAlertAsCase(alert: "${ALERT}", name: "x", expects: alert, key: "${ALERT}") { position } }`,
  ),
  'RuleCasesResolver.keepRangeAsCase': document(
    `mutation { keepRangeAsCase(id: "x", name: "x", expects: alert, sensor: "a", key: "${ALERT}") { position } }`,
  ),
  'RuleCasesResolver.keepRuleCase': document(
    `mutation { keepRuleCase(id: "x", seen: 0, name: "x", expects: alert, records: "{}", key: "${ALERT}") { position } }`,
  ),
  'RuleCasesResolver.dropRuleCase': document(
    `mutation { dropRuleCase(id: "x", case: "${ALERT}", reason: "x", seen: 0, key: "${ALERT}") { position } }`,
  ),
  'RuleCasesResolver.testRule': document(`mutation { testRule(id: "x", version: 1, key: "${ALERT}") { position } }`),
  'AlertCommandsResolver.acknowledgeAlert': onSeen('acknowledgeAlert', 'reason: "x"'),
  'AlertCommandsResolver.assignAlert': onSeen('assignAlert', 'assignee: null'),
  'AlertCommandsResolver.noteAlert': onSeen('noteAlert', 'text: "x"'),
  'AlertCommandsResolver.snoozeAlert': onSeen('snoozeAlert', 'until: "2099-01-01T00:00:00Z"'),
  'AlertCommandsResolver.escalateAlert': onSeen('escalateAlert', 'note: null'),
  'AlertCommandsResolver.closeAlert': onSeen('closeAlert', 'reason: test'),
  'AlertCommandsResolver.reopenAlert': onSeen('reopenAlert', 'reason: "x"'),
  'AlertCommandsResolver.mergeAlert': onSeen('mergeAlert', `into: "${ALERT}"`),
  'AlertCommandsResolver.undoAlertAct': onSeen('undoAlertAct', `undone: "${ALERT}"`),
  'SecondFactorsResolver.resetSecondFactor': document(
    `mutation { resetSecondFactor(id: "${ALERT}", reason: "x") { ended } }`,
  ),
  'AlertLiveResolver.alertChanged': document('subscription { alertChanged { serverTime } }'),
  'AuditResolver.audit': document('{ audit { count } }'),
  'AuditResolver.auditAct': document(`{ auditAct(id: "${ALERT}") { projections } }`),
  'EventsResolver.events': document('{ events { count } }'),
  'EventsResolver.event': document('{ event(stream: "setting-demo", revision: 0) { data } }'),
  'EventsResolver.streamChange': document('{ streamChange(stream: "setting-demo", from: -1, to: 0) { known } }'),
  'IntegrityResolver.integrity': document('{ integrity { head } }'),
  'IntegrityResolver.verifyHistory': document('mutation { verifyHistory { id } }'),
  'IntegrityResolver.exportHistory': document('mutation { exportHistory { id } }'),
  'BundlesController.file': { params: { id: EXPORT } },
  'PrivacyResolver.privacy': document('{ privacy { mode } }'),
  'PrivacyResolver.setMaskingMode': document('mutation { setMaskingMode(mode: OFF, reason: "x") { mode } }'),
  'PrivacyResolver.revealAddresses': document('mutation { revealAddresses { mode } }'),
  'PrivacyResolver.hideAddresses': document('mutation { hideAddresses { mode } }'),
  'RetentionResolver.retention': document('{ retention { version } }'),
  'RetentionResolver.setRetention': document(
    'mutation { setRetention(seen: 0, telemetry: 30, rollup: 730, sandbox: 7, reason: "x") { version } }',
  ),
  'RetentionResolver.tryRetention': document('mutation { tryRetention { version } }'),
  'RetentionResolver.setHold': document(
    'mutation { setHold(from: "2026-11-21T08:00:00Z", to: "2026-11-21T09:00:00Z", reason: "x") { version } }',
  ),
  'RetentionResolver.liftHold': document(`mutation { liftHold(id: "${ALERT}", reason: "x") { version } }`),
  'ApprovalsResolver.approvals': document('{ approvals { required } }'),
  'ApprovalsResolver.confirmApproval': document(`mutation { confirmApproval(id: "${ALERT}", reason: "x") { id } }`),
  'ApprovalsResolver.declineApproval': document(`mutation { declineApproval(id: "${ALERT}", reason: "x") { id } }`),
  'ApprovalsResolver.setFourEyes': document('mutation { setFourEyes(required: false, reason: "x") { required } }'),
  'NotifyResolver.notificationChannels': document('{ notificationChannels { id } }'),
  'NotifyResolver.escalationPolicies': document('{ escalationPolicies { id } }'),
  'NotifyResolver.deliveries': document('{ deliveries { failed } }'),
  'NotifyResolver.notificationSetup': document('{ notificationSetup { mail } }'),
  'NotifyCommandsResolver.saveMailChannel': onSeen(
    'saveMailChannel',
    'name: "x", enabled: true, perHour: 1, recipients: []',
  ),
  'NotifyCommandsResolver.saveWebChannel': onSeen(
    'saveWebChannel',
    'kind: webhook, name: "x", enabled: true, perHour: 1, url: "https://127.0.0.1/"',
  ),
  'NotifyCommandsResolver.removeChannel': onSeen('removeChannel', ''),
  'NotifyCommandsResolver.testChannel': document(
    `mutation { testChannel(id: "${ALERT}", key: "${ALERT}") { position } }`,
  ),
  'NotifyCommandsResolver.saveEscalationPolicy': onSeen(
    'saveEscalationPolicy',
    'name: "x", enabled: true, least: high, onEscalation: true, late: false, sensors: [], steps: []',
  ),
  'NotifyCommandsResolver.removeEscalationPolicy': onSeen('removeEscalationPolicy', ''),
  'NotifyCommandsResolver.retryDelivery': document(
    `mutation { retryDelivery(id: "${ALERT}", key: "${ALERT}") { position } }`,
  ),
  'HealthResolver.read': document('{ health { status } }'),
  'UsersResolver.users': document('{ users { count } }'),
  'UsersResolver.userSessions': document(`{ userSessions(user: "${EXPORT}") { id } }`),
  'UserCommandsResolver.inviteUser': document('mutation { inviteUser(name: "", role: VIEWER, reason: "x") { link } }'),
  'UserCommandsResolver.renewInvitation': document(`mutation { renewInvitation(${USER}) { link } }`),
  'UserCommandsResolver.revokeInvitation': onUser('revokeInvitation'),
  'UserCommandsResolver.offerPasswordReset': onUser('offerPasswordReset'),
  'UserCommandsResolver.grantRole': onUser('grantRole', 'role: ADMIN, reason: "x"'),
  'UserCommandsResolver.grantScope': onUser('grantScope'),
  'UserCommandsResolver.disableUser': onUser('disableUser'),
  'ErasureResolver.erasePerson': onUser('erasePerson'),
  'ErasureResolver.eraseAddress': document(
    'mutation { eraseAddress(address: "nobody@example.org", reason: "x") { position } }',
  ),
  'UserCommandsResolver.enableUser': onUser('enableUser'),
  'UserCommandsResolver.endUserSessions': onUser('endUserSessions'),
  'UserCommandsResolver.endUserSession': onUser('endUserSession', `session: "${EXPORT}", reason: "x"`, ''),
  'TokensResolver.tokens': document('{ tokens { id } }'),
  'TokensResolver.createToken': document('mutation { createToken(name: "", role: VIEWER, days: 1) { text } }'),
  'TokensResolver.revokeToken': document(`mutation { revokeToken(id: "${EXPORT}", reason: "x") { position } }`),
  'LiveResolver.trafficSampled': document('subscription { trafficSampled { serverTime } }'),
  'LiveResolver.liveTail': document('subscription { liveTail { serverTime } }'),
  'AuthController.state': {},
  'AuthController.useLink': { body: { token: 'x', name: 'Eve', password: 'purple tractor lemon sky' } },
  'AuthController.withPassword': { body: { name: 'nobody', password: 'x' } },
  'AuthController.withCode': { body: { token: 'x', code: '000000' } },
  'AuthController.withEnrolment': { body: { token: 'x', code: '000000' } },
  'AuthController.refresh': { body: {} },
  'AuthController.signOut': { body: {} },
  'InvitationController.look': { body: { token: 'x' } },
  'InvitationController.accept': { body: { token: 'x', password: 'purple tractor lemon sky' } },
  'PasswordResetController.look': { body: { token: 'x' } },
  'PasswordResetController.use': { body: { token: 'x', password: 'purple tractor lemon sky' } },
  'AccountController.list': {},
  'AccountController.end': { body: { others: true, password: 'x' } },
  'AccountController.offered': {},
  'AccountController.password': { body: { current: 'x', next: 'y' } },
  'OwnFactorController.show': {},
  'OwnFactorController.offer': { body: { password: 'x' } },
  'OwnFactorController.confirm': { body: { token: 'x', code: '000000' } },
  'OwnFactorController.codes': { body: { password: 'x' } },
  'OwnFactorController.remove': { body: { password: 'x' } },
  'OidcController.begin': { body: {} },
  'OidcController.finish': { body: { query: 'code=x' } },
  'OidcController.signOut': { body: {} },
  'OwnIdentityController.show': {},
  'OwnIdentityController.link': { body: { password: 'x' } },
  'OwnIdentityController.stepUp': { body: { permission: 'profile.own', reason: 'x' } },
  'OwnIdentityController.finish': { body: { query: 'code=x' } },
  'OwnIdentityController.unlink': { body: { password: 'x' } },
  'StepUpController.grant': { body: { permission: 'export.data', code: '000000', reason: 'x' } },
  'ControlController.bootstrapLink': { body: {} },
  'ControlController.erase': { body: { id: EXPORT, reason: 'x' } },
  'ControlController.eraseAddress': { body: { address: 'nobody@example.org', reason: 'x' } },
  'ControlController.packets': { body: { from: 'x', to: 'x', reason: 'x' } },
  'ControlController.createToken': { body: { role: 'viewer' } },
  'ControlController.projections': {},
  ...facadeTrials(),
  'LiveController.live': {},
  'PcapUploadController.take': { body: {} },
  'EventIntakeController.take': { body: { type: 'auth_failure', source_ip: '192.0.2.1' } },
  'DocsController.document': {},
  'DocsController.page': {},
  'DocsController.asset': { params: { asset: 'docs.js' } },
  'HealthController.live': {},
  'HealthController.ready': {},
  'HealthController.prometheus': {},
};

/** An address and a name as one may ask for them who reads them in clear, or masked. */
export const personalFor = (masked: boolean, pseudonyms: Pseudonyms) => ({
  address: masked ? pseudonyms.ofAddress('192.0.2.1') : '192.0.2.1',
  name: masked ? pseudonyms.of('name', 'example.org') : 'example.org',
});

/** Parameters of an address: those with several values stand several times. */
export function addressOf(query: Readonly<Record<string, unknown>>): string {
  const all = Object.entries(query).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).map((one): [string, string] => [name, String(one)]),
  );
  return new URLSearchParams(all).toString();
}

/** How a route is tried: path with its parameters, and body. @throws Error when the operation is none */
export function restRequest(
  { name, door }: { readonly name: string; readonly door: string },
  personal: Personal,
): { readonly method: string; readonly path: string; readonly body?: unknown } {
  const trial = TRIALS[name];
  if (!trial || 'document' in trial) throw new Error(`${name} is not tried as a route`);
  const given: RestTrial = 'request' in trial ? trial.request(personal) : { params: {}, query: {}, ...trial };
  const [method = '', route = ''] = door.split(' ');
  const path = route.replace(/:(\w+)/g, (whole, one: string) => encodeURIComponent(given.params[one] ?? whole));
  const address = addressOf(given.query);
  return { method, path: address ? `${path}?${address}` : path, ...('body' in given ? { body: given.body } : {}) };
}
