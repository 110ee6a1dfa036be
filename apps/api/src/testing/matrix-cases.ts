import type { Pseudonyms } from '@wireledger/platform/masking';

import { addressOf, NOBODYS, type Personal, type RestTrial, ROUTE_TRIALS, type Trial } from './route-cases';

const RANGE = 'range: {from: "2026-11-21T08:00:00Z", to: "2026-11-21T09:00:00Z"}';
const LIST = '{ total }';
/** Of an alert that does not exist: whoever passes the guard is told so. */
const ALERT = '11111111-1111-4111-8111-111111111111';
/** A capture that was never given. */
const CAPTURE = '0'.repeat(64);

const document = (text: string): Trial => ({ document: () => text });
/** On what does not exist, as it was seen: an alert, a channel, a list. */
const onSeen = (field: string, args: string): Trial =>
  document(`mutation { ${field}(id: "${ALERT}", seen: 0, key: "${ALERT}", ${args}) { position } }`);

/** A user who does not exist. */
const USER = `id: "${NOBODYS}"`;
const onUser = (field: string, args = 'reason: "x"', fields = '{ position }'): Trial =>
  document(`mutation { ${field}(${USER}, ${args}) ${fields} }`);

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
  'LiveCapturesResolver.stopLiveCapture': document(`mutation { stopLiveCapture(source: "${NOBODYS}") { source } }`),
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
    `{ compareSandboxReplays(before: "${NOBODYS}", after: "${NOBODYS}") { complete } }`,
  ),
  'SandboxesResolver.startSandboxReplay': document(`mutation { startSandboxReplay(capture: "${CAPTURE}") { id } }`),
  'SandboxesResolver.steerSandboxReplay': document(
    `mutation { steerSandboxReplay(id: "${NOBODYS}", deed: PAUSE) { id } }`,
  ),
  'SandboxesResolver.sandboxReplay': document(`subscription { sandboxReplay(id: "${NOBODYS}") { serverTime } }`),
  'CapturesResolver.captureImports': document('subscription { captureImports { serverTime } }'),
  'FlowPacketsResolver.flowPackets': document('{ flowPackets(id: "x") { stored } }'),
  'FlowPacketsResolver.flowPacket': document('{ flowPacket(id: "x", n: 1) { n } }'),
  'FlowPacketsController.pcap': { params: { id: NOBODYS } },
  'PacketsResolver.packetStorage': document('{ packetStorage { mode } }'),
  'PacketsResolver.setPacketStorage': document('mutation { setPacketStorage(mode: OFF, reason: "x") { mode } }'),
  'PacketsResolver.recentPackets': document('{ recentPackets(sensor: "live") { seen } }'),
  'PacketsController.pcapng': { body: { from: '2026-11-21T08:00:00Z', to: '2026-11-21T09:00:00Z' } },
  'CapturesController.begin': { body: {} },
  'CapturesController.state': { params: { id: NOBODYS } },
  'CapturesController.append': { params: { id: NOBODYS } },
  'CapturesController.finish': { params: { id: NOBODYS }, body: {} },
  'CapturesController.cancel': { params: { id: NOBODYS } },
  'CapturesController.file': { params: { id: CAPTURE } },
  'ExportsResolver.myExports': document('{ myExports { id } }'),
  'ExportsResolver.startExport': document('mutation { startExport(format: CSV, flows: {}) { id } }'),
  'ExportsResolver.cancelExport': document(`mutation { cancelExport(id: "${NOBODYS}") { id } }`),
  'ExportsController.file': { params: { id: NOBODYS } },
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
  'ReportsResolver.report': document(`{ report(id: "${NOBODYS}") { id } }`),
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
  'ReportsController.file': { params: { id: NOBODYS } },
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
  'BacktestsResolver.cancelBacktest': document(`mutation { cancelBacktest(id: "${NOBODYS}") { id } }`),
  'BacktestsResolver.backtestProgress': document(`subscription { backtestProgress(id: "${NOBODYS}") { id } }`),
  'ReputationKeysResolver.reputationKeys': document('{ reputationKeys { service } }'),
  'ReputationKeysResolver.setReputationKey': document(
    `mutation { setReputationKey(service: "otx", value: "${'x'.repeat(20)}", seen: 0, key: "${ALERT}") { position } }`,
  ),
  'ReputationKeysResolver.removeReputationKey': document(
    `mutation { removeReputationKey(service: "otx", seen: 0, key: "${ALERT}") { position } }`,
  ),
  'ReputationResolver.reputationServices': document('{ reputationServices { id } }'),
  'ReputationResolver.enrichmentServices': document('{ enrichmentServices { id } }'),
  'ReputationResolver.reputation': document('{ reputation(value: "8.8.8.8") { service } }'),
  'ReputationResolver.askReputation': document(
    'mutation { askReputation(service: "abuseipdb", value: "8.8.8.8") { service } }',
  ),
  'HuntsResolver.hunts': document('{ hunts { id } }'),
  'HuntsResolver.hunt': document(`{ hunt(id: "${NOBODYS}") { id } }`),
  'HuntsResolver.huntFor': document('mutation { huntFor(entries: ["x.example"]) { id } }'),
  'HuntsResolver.huntList': document(`mutation { huntList(id: "${ALERT}") { id } }`),
  'HuntsResolver.cancelHunt': document(`mutation { cancelHunt(id: "${NOBODYS}") { id } }`),
  'HuntsResolver.releaseHunt': document(`mutation { releaseHunt(id: "${NOBODYS}", reason: "x") { id } }`),
  'HostHuntsController.begin': { body: { entries: ['x.example'] } },
  'HostHuntsController.look': { params: { id: NOBODYS } },
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
  'BundlesController.file': { params: { id: NOBODYS } },
  'PrivacyResolver.privacy': document('{ privacy { mode } }'),
  'PrivacyResolver.setMaskingMode': document('mutation { setMaskingMode(mode: OFF, reason: "x") { mode } }'),
  'PrivacyResolver.revealAddresses': document('mutation { revealAddresses { mode } }'),
  'PrivacyResolver.hideAddresses': document('mutation { hideAddresses { mode } }'),
  'SecurityResolver.security': document('{ security { version } }'),
  'SecurityResolver.changeSecurity': document('mutation { changeSecurity(seen: 0, reason: "x") { version } }'),
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
  'UsersResolver.userSessions': document(`{ userSessions(user: "${NOBODYS}") { id } }`),
  'UserCommandsResolver.inviteUser': document('mutation { inviteUser(name: "", role: VIEWER, reason: "x") { link } }'),
  'UserCommandsResolver.renewInvitation': document(`mutation { renewInvitation(${USER}) { link } }`),
  'UserCommandsResolver.revokeInvitation': onUser('revokeInvitation'),
  'UserCommandsResolver.offerPasswordReset': onUser('offerPasswordReset'),
  'UserCommandsResolver.grantRole': onUser('grantRole', 'role: ADMIN, reason: "x"'),
  'RolesResolver.roles': document('{ roles { id } }'),
  'RolesResolver.defineRole': document(
    'mutation { defineRole(name: "", base: VIEWER, without: [], reason: "x") { position } }',
  ),
  'RolesResolver.changeRole': onUser('changeRole', 'seen: 1, name: "x", without: [], reason: "x"'),
  'RolesResolver.removeRole': onUser('removeRole', 'seen: 1, reason: "x"'),
  'UserCommandsResolver.grantScope': onUser('grantScope'),
  'UserCommandsResolver.disableUser': onUser('disableUser'),
  'ErasureResolver.erasePerson': onUser('erasePerson'),
  'ErasureResolver.eraseAddress': document(
    'mutation { eraseAddress(address: "nobody@example.org", reason: "x") { position } }',
  ),
  'UserCommandsResolver.enableUser': onUser('enableUser'),
  'UserCommandsResolver.endUserSessions': onUser('endUserSessions'),
  'UserCommandsResolver.endUserSession': onUser('endUserSession', `session: "${NOBODYS}", reason: "x"`, ''),
  'TokensResolver.tokens': document('{ tokens { id } }'),
  'TokensResolver.createToken': document('mutation { createToken(name: "", role: VIEWER, days: 1) { text } }'),
  'TokensResolver.revokeToken': document(`mutation { revokeToken(id: "${NOBODYS}", reason: "x") { position } }`),
  'TokensResolver.rotateToken': document(`mutation { rotateToken(id: "${NOBODYS}", days: 0, reason: "x") { text } }`),
  'LiveResolver.trafficSampled': document('subscription { trafficSampled { serverTime } }'),
  'LiveResolver.liveTail': document('subscription { liveTail { serverTime } }'),
  ...ROUTE_TRIALS,
};

/** An address and a name as one may ask for them who reads them in clear, or masked. */
export const personalFor = (masked: boolean, pseudonyms: Pseudonyms) => ({
  address: masked ? pseudonyms.ofAddress('192.0.2.1') : '192.0.2.1',
  name: masked ? pseudonyms.of('name', 'example.org') : 'example.org',
});

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
