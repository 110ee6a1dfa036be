// Written by tools/graphql-operations.mjs from ../*.graphql and docs/schema.graphql. Do not edit.
import type { Operation } from '../operation';

export type AlertCloseReason = 'truePositive' | 'benign' | 'falsePositive' | 'duplicate' | 'test';

export type AlertGrouping = 'RULE_ENTITY' | 'NONE';

export type AlertReplayOutcome = 'same' | 'different' | 'nothing' | 'unfit';

export type AlertSeverity = 'info' | 'low' | 'medium' | 'high' | 'critical';

export type AlertSort = 'SEVERITY' | 'NEWEST' | 'OLDEST' | 'COUNT';

export type AlertTab = 'INBOX' | 'MINE' | 'ESCALATED' | 'SNOOZED' | 'SUPPRESSED' | 'CLOSED' | 'ALL';

export interface AlertWhere {
  readonly severity?: readonly string[] | null | undefined;
  readonly kind?: readonly string[] | null | undefined;
  readonly rule?: readonly string[] | null | undefined;
  readonly entity?: string | null | undefined;
  readonly endpoint?: readonly string[] | null | undefined;
  readonly sensor?: readonly string[] | null | undefined;
  readonly search?: string | null | undefined;
  readonly range?: RangeInput | null | undefined;
  readonly filter?: string | null | undefined;
}

export interface AuditWhere {
  readonly actor?: readonly string[] | null | undefined;
  readonly role?: readonly string[] | null | undefined;
  readonly operation?: readonly string[] | null | undefined;
  readonly kind?: readonly string[] | null | undefined;
  readonly result?: readonly string[] | null | undefined;
  readonly targetKind?: readonly string[] | null | undefined;
  readonly target?: string | null | undefined;
  readonly origin?: readonly string[] | null | undefined;
  readonly correlation?: string | null | undefined;
  readonly search?: string | null | undefined;
  readonly range?: RangeInput | null | undefined;
}

export type AuthOutcome = 'success' | 'failure' | 'unknown' | 'likelySuccess' | 'likelyFailure';

export type AuthSort = 'TIME_DESC' | 'TIME_ASC' | 'COUNT_DESC';

export interface AuthWhere {
  readonly range?: RangeInput | null | undefined;
  readonly ip?: readonly string[] | null | undefined;
  readonly client?: readonly string[] | null | undefined;
  readonly server?: readonly string[] | null | undefined;
  readonly service?: readonly string[] | null | undefined;
  readonly outcome?: readonly AuthOutcome[] | null | undefined;
  readonly user?: readonly string[] | null | undefined;
  readonly search?: string | null | undefined;
  readonly cleartext?: boolean | null | undefined;
  readonly sensor?: readonly string[] | null | undefined;
  readonly source?: string | null | undefined;
  readonly flow?: string | null | undefined;
  readonly filter?: string | null | undefined;
}

export type DetectorFieldKind = 'whole' | 'number' | 'choice' | 'numbers' | 'texts' | 'switch' | 'text' | 'filter';

export interface DnsWhere {
  readonly range?: RangeInput | null | undefined;
  readonly client?: readonly string[] | null | undefined;
  readonly server?: readonly string[] | null | undefined;
  readonly name?: readonly string[] | null | undefined;
  readonly search?: string | null | undefined;
  readonly qtype?: readonly string[] | null | undefined;
  readonly rcode?: readonly string[] | null | undefined;
  readonly sensor?: readonly string[] | null | undefined;
  readonly source?: string | null | undefined;
  readonly flow?: string | null | undefined;
  readonly filter?: string | null | undefined;
}

export type DomainSort = 'QUERIES_DESC' | 'CLIENTS_DESC' | 'NXDOMAIN_DESC' | 'LAST_SEEN_DESC' | 'FIRST_SEEN_DESC' | 'NAME_ASC';

export type EnrichmentKind = 'LOCATION' | 'NETWORK';

export type EnrichmentOrigin = 'OWN' | 'PACKAGE' | 'NONE' | 'OFF';

export interface EventWhere {
  readonly stream?: string | null | undefined;
  readonly type?: readonly string[] | null | undefined;
  readonly actor?: readonly string[] | null | undefined;
  readonly correlation?: string | null | undefined;
  readonly search?: string | null | undefined;
  readonly range?: RangeInput | null | undefined;
}

export interface ExportDomains {
  readonly range: RangeInput;
  readonly search?: string | null | undefined;
  readonly sort?: DomainSort | null | undefined;
  readonly sensor?: string | null | undefined;
}

export interface ExportFlows {
  readonly where?: FlowWhere | null | undefined;
  readonly sort?: FlowSort | null | undefined;
}

export type ExportFormat = 'CSV' | 'JSON' | 'NDJSON';

export interface ExportHosts {
  readonly range: RangeInput;
  readonly search?: string | null | undefined;
  readonly sort?: HostSort | null | undefined;
  readonly sensor?: string | null | undefined;
}

export type FactFileState = 'IDLE' | 'READY' | 'FAILED';

export type FeedFormat = 'plain' | 'csv' | 'hosts' | 'abusech' | 'zeek' | 'stix' | 'misp' | 'taxii' | 'mispfeed';

export type FeedState = 'imported' | 'unchanged' | 'notModified' | 'held' | 'refused' | 'failed';

export type FilterKind = 'FLOW' | 'DNS' | 'TLS' | 'HTTP' | 'AUTH' | 'ALERT';

export type FlowSort = 'START_DESC' | 'START_ASC' | 'BYTES_DESC' | 'BYTES_ASC' | 'DURATION_DESC' | 'DURATION_ASC' | 'PACKETS_DESC' | 'PACKETS_ASC';

export interface FlowWhere {
  readonly range?: RangeInput | null | undefined;
  readonly ip?: readonly string[] | null | undefined;
  readonly notIp?: readonly string[] | null | undefined;
  readonly src?: readonly string[] | null | undefined;
  readonly dst?: readonly string[] | null | undefined;
  readonly port?: readonly number[] | null | undefined;
  readonly srcPort?: readonly number[] | null | undefined;
  readonly dstPort?: readonly number[] | null | undefined;
  readonly proto?: readonly string[] | null | undefined;
  readonly app?: readonly string[] | null | undefined;
  readonly state?: readonly string[] | null | undefined;
  readonly sensor?: readonly string[] | null | undefined;
  readonly source?: string | null | undefined;
  readonly running?: boolean | null | undefined;
  readonly minBytes?: number | null | undefined;
  readonly communityId?: string | null | undefined;
  readonly filter?: string | null | undefined;
}

export interface GenerateReportInput {
  readonly template: string;
  readonly name: string;
  readonly from: string;
  readonly to: string;
  readonly zone: string;
  readonly format: ReportFormat;
}

export type HardwareVia = 'ARP' | 'DHCP';

export type HostSort = 'BYTES_DESC' | 'FLOWS_DESC' | 'PEERS_DESC' | 'LAST_SEEN_DESC' | 'FIRST_SEEN_DESC' | 'ADDRESS_ASC';

export type HttpSort = 'TIME_DESC' | 'TIME_ASC' | 'LATENCY_DESC' | 'STATUS_DESC' | 'RESPONSE_DESC';

export interface HttpWhere {
  readonly range?: RangeInput | null | undefined;
  readonly ip?: readonly string[] | null | undefined;
  readonly client?: readonly string[] | null | undefined;
  readonly server?: readonly string[] | null | undefined;
  readonly host?: readonly string[] | null | undefined;
  readonly search?: string | null | undefined;
  readonly method?: readonly string[] | null | undefined;
  readonly status?: readonly number[] | null | undefined;
  readonly userAgent?: readonly string[] | null | undefined;
  readonly contentType?: readonly string[] | null | undefined;
  readonly auth?: readonly string[] | null | undefined;
  readonly sensor?: readonly string[] | null | undefined;
  readonly source?: string | null | undefined;
  readonly flow?: string | null | undefined;
  readonly filter?: string | null | undefined;
}

export type ListAction = 'threat' | 'allow' | 'watch';

export type ListKind = 'addresses' | 'names' | 'fingerprints';

export type LiveKind = 'FLOW' | 'DNS';

export interface LiveWhere {
  readonly kinds?: readonly LiveKind[] | null | undefined;
  readonly ip?: readonly string[] | null | undefined;
  readonly port?: readonly number[] | null | undefined;
  readonly proto?: readonly string[] | null | undefined;
  readonly app?: readonly string[] | null | undefined;
  readonly sensor?: readonly string[] | null | undefined;
  readonly name?: string | null | undefined;
  readonly filter?: string | null | undefined;
  readonly limit?: number | null | undefined;
}

export type MaskingMode = 'OFF' | 'TRUNCATE' | 'PSEUDONYM' | 'PREFIX';

export type PacketStorageMode = 'OFF' | 'HEADERS' | 'FULL';

export interface PolicyStepInput {
  readonly afterSeconds: number;
  readonly channels: readonly string[];
}

export interface QuietHoursInput {
  readonly from: number;
  readonly to: number;
  readonly zone: string;
  readonly spares: AlertSeverity;
}

export interface RangeInput {
  readonly from: string;
  readonly to: string;
}

export type RemoteSensorState = 'INVITED' | 'ENROLLED' | 'EXPIRED' | 'REVOKED';

export type ReportFormat = 'PDF' | 'CSV';

export type ReportRhythm = 'WEEKLY' | 'MONTHLY' | 'DAYS';

export interface ReportScheduleInput {
  readonly id: string;
  readonly seen: number;
  readonly key: string;
  readonly template: string;
  readonly name: string;
  readonly format: ReportFormat;
  readonly rhythm: ReportRhythm;
  readonly day: number;
  readonly at: string;
  readonly zone: string;
  readonly recipients: readonly string[];
  readonly shared: boolean;
}

export type RetentionClass = 'TELEMETRY' | 'ROLLUP' | 'SANDBOX';

export type Role = 'ADMIN' | 'OPERATOR' | 'ANALYST' | 'AUDITOR' | 'VIEWER';

export interface RotaInput {
  readonly zone: string;
  readonly first: string;
  readonly at: number;
  readonly days: number;
  readonly standIns?: readonly StandInInput[] | null | undefined;
}

export type RuleCaseOutcome = 'passed' | 'failed' | 'unfit';

export type RuleExpectation = 'alert' | 'silence';

export type SandboxDeed = 'PLAY' | 'PAUSE' | 'STEP' | 'STOP' | 'SEEK' | 'SPEED';

export type SandboxDifference = 'SAME' | 'CHANGED' | 'ADDED' | 'REMOVED';

export interface StandInInput {
  readonly from: string;
  readonly to: string;
  readonly recipient: string;
}

export type ThreatLevelName = 'LOW' | 'MEDIUM' | 'HIGH' | 'CRITICAL';

export type TlsSort = 'TIME_DESC' | 'TIME_ASC' | 'LATENCY_DESC' | 'EXPIRY_ASC' | 'EXPIRY_DESC';

export interface TlsWhere {
  readonly range?: RangeInput | null | undefined;
  readonly ip?: readonly string[] | null | undefined;
  readonly client?: readonly string[] | null | undefined;
  readonly server?: readonly string[] | null | undefined;
  readonly serverName?: readonly string[] | null | undefined;
  readonly search?: string | null | undefined;
  readonly version?: readonly string[] | null | undefined;
  readonly alpn?: readonly string[] | null | undefined;
  readonly ja3?: readonly string[] | null | undefined;
  readonly ja4?: readonly string[] | null | undefined;
  readonly ja3s?: readonly string[] | null | undefined;
  readonly issuer?: readonly string[] | null | undefined;
  readonly certSha256?: readonly string[] | null | undefined;
  readonly sensor?: readonly string[] | null | undefined;
  readonly source?: string | null | undefined;
  readonly flow?: string | null | undefined;
  readonly filter?: string | null | undefined;
}

export type TokenState = 'LIVE' | 'RESTING' | 'EXPIRED' | 'REVOKED';

export type TrafficBy = 'APP' | 'SENSOR' | 'TOTAL';

export interface TrafficScopeInput {
  readonly ip?: readonly string[] | null | undefined;
  readonly port?: readonly number[] | null | undefined;
  readonly proto?: readonly string[] | null | undefined;
  readonly sensor?: readonly string[] | null | undefined;
}

export type TransportKind = 'OWN' | 'PROXY' | 'LOOPBACK';

export type UserState = 'INVITED' | 'ACTIVE' | 'DISABLED' | 'ERASED';

export type WebChannelKind = 'webhook' | 'slack' | 'syslog';

export type AlertStateFields = {
  readonly id: string;
  readonly status: string;
  readonly assignee: string | null;
  readonly assigneeName: string | null;
  readonly snoozedUntil: string | null;
  readonly escalated: boolean;
  readonly closeReason: string | null;
  readonly mergedInto: string | null;
  readonly version: number;
  readonly lastAct: {
    readonly action: string;
    readonly by: string;
    readonly byName: string;
    readonly at: string;
    readonly command: string;
  } | null;
};

export type AlertRow = {
  readonly id: string;
  readonly severity: string;
  readonly kind: string;
  readonly title: string;
  readonly rule: string;
  readonly ruleVersion: number;
  readonly technique: string | null;
  readonly sensor: string;
  readonly entity: string;
  readonly src: string | null;
  readonly dst: string | null;
  readonly dport: number | null;
  readonly sources: number;
  readonly targets: number;
  readonly first: string;
  readonly last: string;
  readonly firedAt: string;
  readonly raisedAt: string;
  readonly summary: string;
  readonly findings: number;
  readonly late: boolean;
  readonly retro: boolean;
  readonly state: AlertStateFields;
};

export type ApprovalRow = {
  readonly id: string;
  readonly operation: string;
  readonly what: string;
  readonly aboutName: string | null;
  readonly reason: string;
  readonly byName: string;
  readonly own: boolean;
  readonly mayConfirm: boolean;
  readonly state: string;
  readonly secondName: string | null;
  readonly until: string;
};

export type AuditActRow = {
  readonly id: string;
  readonly position: string;
  readonly at: string;
  readonly operation: string;
  readonly kind: string;
  readonly permission: string | null;
  readonly actor: string;
  readonly actorName: string;
  readonly role: string | null;
  readonly session: string | null;
  readonly mfaAt: string | null;
  readonly ip: string;
  readonly agent: string;
  readonly via: string;
  readonly targetKind: string | null;
  readonly target: string | null;
  readonly targetName: string | null;
  readonly reason: string | null;
  readonly result: string;
  readonly code: string | null;
  readonly count: number;
  readonly correlation: string;
};

export type LogEventRow = {
  readonly position: string;
  readonly id: string;
  readonly stream: string;
  readonly revision: number;
  readonly type: string;
  readonly version: number;
  readonly actor: string;
  readonly actorName: string;
  readonly at: string;
  readonly recordedAt: string;
  readonly correlation: string;
  readonly causation: string;
};

export type HistoryCheckRow = {
  readonly id: string;
  readonly askedByName: string;
  readonly askedAt: string;
  readonly state: string;
  readonly position: string;
  readonly events: number;
  readonly tookMs: number | null;
  readonly seals: number;
  readonly unsealed: number;
  readonly expired: number;
  readonly error: string | null;
  readonly faults: readonly ({
    readonly kind: string;
    readonly position: string;
    readonly seal: number | null;
    readonly detail: string;
  })[];
};

export type BacktestFields = {
  readonly id: string;
  readonly rule: string;
  readonly version: number;
  readonly against: number | null;
  readonly live: boolean;
  readonly days: number;
  readonly from: string;
  readonly to: string;
  readonly state: string;
  readonly progress: number;
  readonly records: number;
  readonly alerts: number;
  readonly tookMs: number | null;
  readonly error: string | null;
  readonly result: {
    readonly from: string | null;
    readonly to: string | null;
    readonly cut: string | null;
    readonly totals: {
      readonly would: number;
      readonly did: number;
      readonly added: number;
      readonly removed: number;
      readonly changed: number;
      readonly same: number;
    };
    readonly verdicts: readonly {
      readonly key: string;
      readonly would: number;
      readonly did: number;
    }[];
    readonly suppressed: {
      readonly would: number;
      readonly did: number;
    };
    readonly days: readonly {
      readonly key: string;
      readonly would: number;
      readonly did: number;
    }[];
    readonly severities: readonly {
      readonly key: string;
      readonly would: number;
      readonly did: number;
    }[];
    readonly entities: readonly {
      readonly key: string;
      readonly would: number;
      readonly did: number;
    }[];
    readonly alerts: readonly ({
      readonly change: string;
      readonly id: string;
      readonly severity: string;
      readonly sensor: string;
      readonly entity: string;
      readonly src: string | null;
      readonly dst: string | null;
      readonly recordedAt: string;
      readonly first: string;
      readonly value: number;
      readonly unit: string;
      readonly summary: string;
      readonly counted: number;
      readonly verdict: string | null;
      readonly suppressed: boolean;
      readonly evidence: readonly ({
        readonly id: string;
        readonly kind: string;
        readonly time: string;
        readonly src: string;
        readonly srcPort: number | null;
        readonly dst: string;
        readonly dstPort: number | null;
        readonly proto: string;
        readonly outcome: string | null;
      })[];
    })[];
  } | null;
};

export type CaptureFields = {
  readonly id: string;
  readonly source: string;
  readonly name: string;
  readonly sizeBytes: number;
  readonly unpackedBytes: number;
  readonly format: string;
  readonly packing: string;
  readonly packets: number;
  readonly bytes: number;
  readonly flows: number;
  readonly firstPacket: string | null;
  readonly lastPacket: string | null;
  readonly linkTypes: readonly string[];
  readonly truncated: boolean;
  readonly warnings: readonly string[];
  readonly uploadedByName: string;
  readonly uploadedAt: string;
  readonly mine: boolean;
  readonly state: string;
  readonly importedByName: string | null;
  readonly importedAt: string | null;
  readonly sensor: string;
};

export type SandboxFields = {
  readonly id: string;
  readonly capture: string;
  readonly startedByName: string;
  readonly startedAt: string;
  readonly phase: string;
  readonly reason: string | null;
  readonly speed: number | null;
  readonly at: string;
  readonly firstPacket: string;
  readonly lastPacket: string;
  readonly packetsInAll: number;
  readonly packets: number;
  readonly bytes: number;
  readonly flowsOpen: number;
  readonly flowsEnded: number;
  readonly lookups: number;
  readonly alerts: number;
  readonly records: number;
  readonly digest: string | null;
};

export type ComparedAlert = {
  readonly id: string;
  readonly rule: string;
  readonly ruleVersion: number;
  readonly title: string;
  readonly severity: string;
  readonly entity: string;
  readonly first: string;
  readonly last: string;
  readonly value: number;
  readonly threshold: number;
  readonly unit: string;
};

export type ExportFile = {
  readonly id: string;
  readonly what: string;
  readonly format: string;
  readonly state: string;
  readonly rows: number;
  readonly total: number | null;
  readonly bytes: number;
  readonly truncated: boolean;
  readonly error: string | null;
  readonly fileName: string;
};

export type TlsRow = {
  readonly id: string;
  readonly time: string;
  readonly sensor: string;
  readonly flow: string | null;
  readonly client: string;
  readonly clientPort: number;
  readonly server: string;
  readonly serverPort: number;
  readonly transport: string;
  readonly quicVersion: string | null;
  readonly hellos: number;
  readonly retried: boolean;
  readonly latencyMs: number | null;
  readonly serverName: string | null;
  readonly versionOffered: string | null;
  readonly version: string | null;
  readonly cipher: string | null;
  readonly alpnOffered: readonly string[];
  readonly alpn: string | null;
  readonly ja3: string | null;
  readonly ja4: string | null;
  readonly ja3s: string | null;
  readonly ja3Retry: string | null;
  readonly ja4Retry: string | null;
  readonly certificate: {
    readonly sha256: string;
    readonly subject: string;
    readonly issuer: string;
    readonly serial: string | null;
    readonly notBefore: string | null;
    readonly notAfter: string | null;
    readonly names: readonly string[];
    readonly nameCount: number;
  } | null;
};

export type HttpRow = {
  readonly id: string;
  readonly time: string;
  readonly sensor: string;
  readonly flow: string | null;
  readonly client: string;
  readonly clientPort: number;
  readonly server: string;
  readonly serverPort: number;
  readonly order: number;
  readonly method: string | null;
  readonly host: string | null;
  readonly target: string | null;
  readonly targetLength: number;
  readonly version: string;
  readonly userAgent: string | null;
  readonly referrer: string | null;
  readonly auth: string | null;
  readonly requestType: string | null;
  readonly responseType: string | null;
  readonly requestLength: number | null;
  readonly responseLength: number | null;
  readonly status: number | null;
  readonly serverSoftware: string | null;
  readonly latencyMs: number | null;
  readonly technologies: readonly string[];
};

export type AuthRow = {
  readonly id: string;
  readonly time: string;
  readonly sensor: string;
  readonly flow: string | null;
  readonly client: string;
  readonly clientPort: number;
  readonly server: string;
  readonly serverPort: number;
  readonly service: string;
  readonly mechanism: string;
  readonly user: string | null;
  readonly outcome: AuthOutcome;
  readonly count: number;
  readonly cleartext: boolean;
  readonly code: number | null;
  readonly clientSoftware: string | null;
  readonly serverSoftware: string | null;
};

export type TopRows = {
  readonly total: number;
  readonly distinct: number;
  readonly suppressed: number | null;
  readonly rows: readonly {
    readonly key: string;
    readonly value: number;
    readonly share: number;
  }[];
};

export type Tile = {
  readonly value: number;
  readonly previous: number | null;
  readonly spark: readonly number[];
};

export type FlowRow = {
  readonly id: string;
  readonly communityId: string;
  readonly sensor: string;
  readonly start: string;
  readonly end: string;
  readonly duration: number;
  readonly running: boolean;
  readonly proto: string;
  readonly app: string;
  readonly src: string;
  readonly srcPort: number | null;
  readonly dst: string;
  readonly dstPort: number | null;
  readonly directionSure: boolean;
  readonly state: string;
  readonly srcPackets: number;
  readonly dstPackets: number;
  readonly srcBytes: number;
  readonly dstBytes: number;
  readonly timeInvalid: boolean;
  readonly domain: string | null;
};

export type FlowFacts = {
  readonly appBy: string | null;
  readonly history: string;
  readonly srcFlags: string;
  readonly dstFlags: string;
  readonly endReason: string | null;
  readonly srcPayload: number;
  readonly dstPayload: number;
  readonly rttMs: number | null;
  readonly srcRetransmits: number;
  readonly dstRetransmits: number;
  readonly vlan: number | null;
  readonly outerSrc: string | null;
  readonly outerDst: string | null;
};

export type DnsRow = {
  readonly id: string;
  readonly time: string;
  readonly sensor: string;
  readonly client: string;
  readonly clientPort: number;
  readonly server: string;
  readonly serverPort: number;
  readonly service: string;
  readonly name: string;
  readonly rawName: string | null;
  readonly qtype: string;
  readonly rcode: string | null;
  readonly latencyMs: number | null;
  readonly queries: number;
  readonly responses: number;
  readonly answerCount: number;
  readonly answers: readonly {
    readonly type: string;
    readonly ttl: number;
    readonly data: string;
  }[];
};

export type DomainRow = {
  readonly name: string;
  readonly registrable: string;
  readonly queries: number;
  readonly clients: number;
  readonly nxShare: number;
  readonly firstSeen: string;
  readonly lastSeen: string;
  readonly entropy: number;
  readonly length: number;
  readonly unicode: string | null;
  readonly mixedScript: boolean;
};

export type HostRow = {
  readonly address: string;
  readonly internal: boolean;
  readonly name: string | null;
  readonly bytesSent: number;
  readonly bytesReceived: number;
  readonly flowsAsOriginator: number;
  readonly flowsAsResponder: number;
  readonly peers: number;
  readonly firstSeen: string;
  readonly lastSeen: string;
};

export type HuntFields = {
  readonly id: string;
  readonly cause: string;
  readonly list: string | null;
  readonly entries: readonly string[] | null;
  readonly askedAt: string;
  readonly state: string;
  readonly progress: number;
  readonly looked: number;
  readonly matched: number;
  readonly alerts: number;
  readonly tookMs: number | null;
  readonly note: string | null;
  readonly matches: readonly ({
    readonly indicator: string;
    readonly line: number;
    readonly sensor: string;
    readonly first: string;
    readonly last: string;
    readonly count: number;
    readonly days: number;
    readonly hosts: readonly string[];
    readonly more: boolean;
    readonly values: readonly string[];
    readonly valueCount: number;
    readonly alert: string | null;
  })[];
};

export type ListFields = {
  readonly id: string;
  readonly name: string;
  readonly kind: ListKind;
  readonly action: ListAction;
  readonly source: string;
  readonly licence: string;
  readonly paused: boolean;
  readonly revision: number;
  readonly version: number | null;
  readonly entries: number;
  readonly added: number;
  readonly removed: number;
  readonly byHand: number;
  readonly hits: number;
  readonly importedAt: string | null;
  readonly changedByName: string;
  readonly changedAt: string;
};

export type ChannelFields = {
  readonly id: string;
  readonly name: string;
  readonly kind: string;
  readonly enabled: boolean;
  readonly perHour: number;
  readonly recipients: readonly string[];
  readonly url: string | null;
  readonly rota: {
    readonly zone: string;
    readonly first: string;
    readonly at: number;
    readonly days: number;
    readonly standIns: readonly {
      readonly from: string;
      readonly to: string;
      readonly recipient: string;
    }[];
    readonly onDuty: string;
    readonly next: string | null;
    readonly nextOn: string | null;
  } | null;
  readonly revision: number;
  readonly changedByName: string;
  readonly changedAt: string;
};

export type PolicyFields = {
  readonly id: string;
  readonly name: string;
  readonly enabled: boolean;
  readonly least: AlertSeverity;
  readonly onEscalation: boolean;
  readonly late: boolean;
  readonly sensors: readonly string[];
  readonly steps: readonly {
    readonly afterSeconds: number;
    readonly channels: readonly string[];
  }[];
  readonly quiet: {
    readonly from: number;
    readonly to: number;
    readonly zone: string;
    readonly spares: AlertSeverity;
  } | null;
  readonly revision: number;
  readonly changedByName: string;
  readonly changedAt: string;
};

export type DeliveryFields = {
  readonly id: string;
  readonly kind: string;
  readonly alert: string | null;
  readonly alertTitle: string | null;
  readonly alertEntity: string | null;
  readonly severity: string | null;
  readonly parts: number;
  readonly channelName: string;
  readonly channelKind: string;
  readonly recipient: string;
  readonly policyName: string | null;
  readonly step: number | null;
  readonly state: string;
  readonly queuedAt: string;
  readonly dueAt: string | null;
  readonly endedAt: string | null;
  readonly attempts: number;
  readonly said: string | null;
};

export type ScopeFields = {
  readonly ip: readonly string[] | null;
  readonly port: readonly number[] | null;
  readonly proto: readonly number[] | null;
  readonly sensor: readonly string[] | null;
};

export type UserRow = {
  readonly id: string;
  readonly name: string;
  readonly version: number | null;
  readonly details: {
    readonly role: Role;
    readonly customRole: {
      readonly id: string;
      readonly name: string | null;
    } | null;
    readonly scope: ScopeFields | null;
    readonly state: UserState;
    readonly masked: boolean;
    readonly secondFactor: boolean;
    readonly invitedUntil: string | null;
    readonly seenAt: string | null;
    readonly sessions: number;
  } | null;
};

export type FactSourceRow = {
  readonly name: string;
  readonly version: string;
  readonly built: string | null;
  readonly sha256: string;
  readonly attribution: {
    readonly text: string;
    readonly url: string;
  } | null;
};

export type RemoteSensorRow = {
  readonly name: string;
  readonly state: RemoteSensorState;
  readonly key: string | null;
  readonly enrolledAt: string | null;
  readonly codeUntil: string | null;
  readonly lastSeen: string | null;
  readonly lastSequence: number | null;
  readonly clockSkewMs: number | null;
};

export type ReportFields = {
  readonly id: string;
  readonly template: string;
  readonly name: string;
  readonly from: string;
  readonly to: string;
  readonly zone: string;
  readonly format: ReportFormat;
  readonly state: string;
  readonly progress: number;
  readonly error: string | null;
  readonly bytes: number;
  readonly fileHash: string | null;
  readonly contentHash: string | null;
  readonly masked: boolean;
  readonly shared: boolean;
  readonly own: boolean;
  readonly ownerName: string;
  readonly schedule: string | null;
  readonly trial: boolean;
  readonly fileName: string;
  readonly createdAt: string;
  readonly finishedAt: string | null;
  readonly expiresAt: string;
  readonly deliveries: readonly ({
    readonly recipient: string;
    readonly state: string;
    readonly error: string | null;
    readonly at: string | null;
  })[];
};

export type ReportScheduleFields = {
  readonly id: string;
  readonly revision: number;
  readonly template: string;
  readonly name: string;
  readonly format: ReportFormat;
  readonly rhythm: ReportRhythm;
  readonly day: number;
  readonly at: string;
  readonly zone: string;
  readonly recipients: readonly string[];
  readonly shared: boolean;
  readonly paused: boolean;
  readonly next: readonly string[];
  readonly lastAt: string | null;
};

export type ReputationFields = {
  readonly service: string;
  readonly value: string;
  readonly askedAt: string;
  readonly verdict: string;
  readonly score: number | null;
  readonly facts: readonly {
    readonly name: string;
    readonly text: string;
  }[];
};

export type ReputationKeyFields = {
  readonly service: string;
  readonly title: string;
  readonly byFile: boolean;
  readonly last: string | null;
  readonly opens: boolean;
  readonly revision: number;
  readonly changedByName: string | null;
  readonly changedAt: string | null;
};

export type RetentionRunRow = {
  readonly id: string;
  readonly state: string;
  readonly askedByName: string;
  readonly askedAt: string;
  readonly finishedAt: string | null;
  readonly events: number;
  readonly rows: number;
  readonly bytes: number;
  readonly partitions: number;
  readonly held: number;
  readonly waiting: number;
  readonly error: string | null;
  readonly days: readonly ({
    readonly streamClass: RetentionClass;
    readonly day: string;
    readonly partitions: number;
    readonly events: number;
    readonly rows: number;
    readonly bytes: number;
    readonly held: number;
    readonly waiting: number;
    readonly why: string | null;
  })[];
};

export type LegalHoldRow = {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly sensor: string | null;
  readonly host: string | null;
  readonly reason: string;
  readonly byName: string;
  readonly at: string;
};

export type RetentionRuleRow = {
  readonly streamClass: RetentionClass;
  readonly days: number;
  readonly least: number;
  readonly most: number;
  readonly logBytes: number | null;
  readonly modelBytes: number | null;
  readonly oldestDay: string | null;
  readonly forecastBytes: number | null;
};

export type RetentionBody = {
  readonly version: number;
  readonly changedByName: string | null;
  readonly changedAt: string | null;
  readonly removesLog: boolean | null;
  readonly rules: readonly RetentionRuleRow[];
  readonly holds: readonly LegalHoldRow[];
  readonly dryRun: RetentionRunRow | null;
  readonly lastRun: RetentionRunRow | null;
};

export type RoleRow = {
  readonly id: string;
  readonly name: string;
  readonly base: Role;
  readonly without: readonly string[];
  readonly version: number;
  readonly people: number;
  readonly own: boolean;
  readonly changedByName: string;
  readonly changedAt: string;
};

export type RuleFields = {
  readonly id: string;
  readonly name: string;
  readonly set: string;
  readonly kind: string;
  readonly detector: string;
  readonly severity: string;
  readonly technique: string | null;
  readonly state: string;
  readonly version: number;
  readonly latestVersion: number;
  readonly revision: number;
  readonly changedByName: string;
  readonly changedAt: string;
  readonly cases: number;
  readonly tested: {
    readonly version: number;
    readonly passed: number;
    readonly failed: number;
    readonly unfit: number;
    readonly at: string;
  } | null;
};

export type SecurityBody = {
  readonly version: number;
  readonly changedByName: string | null;
  readonly changedAt: string | null;
  readonly idleMinutes: number;
  readonly adminIdleMinutes: number;
  readonly absoluteHours: number;
  readonly passwordLength: number;
  readonly freeAttempts: number;
  readonly longestWaitMinutes: number;
  readonly stepUpSeconds: number;
  readonly factorRoles: readonly Role[];
  readonly factorAlways: readonly Role[];
  readonly origins: readonly string[];
  readonly ownOrigin: string;
  readonly sessionStartedAt: string | null;
  readonly bounds: readonly {
    readonly field: string;
    readonly least: number;
    readonly most: number;
    readonly first: number;
    readonly unit: string;
  }[];
  readonly transport: {
    readonly kind: TransportKind;
    readonly minVersion: string | null;
    readonly hsts: boolean;
    readonly proxies: readonly string[];
    readonly certificate: {
      readonly subject: string;
      readonly issuer: string;
      readonly notAfter: string;
      readonly daysLeft: number;
    } | null;
  };
};

export type LiveCaptureRow = {
  readonly source: string;
  readonly sensor: string;
  readonly interfaces: readonly string[];
  readonly bpf: string | null;
  readonly filter: string | null;
  readonly snaplen: number | null;
  readonly promiscuous: boolean;
  readonly packets: number;
  readonly bytes: number;
  readonly dropped: number;
  readonly filtered: number;
  readonly waiting: string | null;
};

export type AttackSessionRow = {
  readonly source: string;
  readonly start: string;
  readonly last: string;
  readonly active: boolean;
  readonly targets: number;
  readonly targetAddresses: readonly string[];
  readonly services: readonly string[];
  readonly users: number;
  readonly attempts: number;
  readonly failures: number;
  readonly successes: number;
  readonly level: ThreatLevelName;
};

export type HostScoreRow = {
  readonly address: string;
  readonly score: number;
  readonly alerts: number;
  readonly rules: number;
  readonly severity: string;
  readonly last: string;
  readonly pieces: readonly {
    readonly alert: string;
    readonly rule: string;
    readonly title: string;
    readonly severity: string;
    readonly last: string;
    readonly threatLevel: number;
    readonly confidence: number;
    readonly left: number;
    readonly points: number;
  }[];
};

export type TokenRow = {
  readonly id: string;
  readonly name: string;
  readonly owner: string | null;
  readonly ownerName: string | null;
  readonly role: Role | null;
  readonly kind: string | null;
  readonly clear: boolean;
  readonly scope: ScopeFields | null;
  readonly state: TokenState;
  readonly createdAt: string;
  readonly expiresAt: string;
  readonly usedAt: string | null;
};

export type AlertListResult = {
  readonly alerts: {
    readonly next: string | null;
    readonly count: number;
    readonly exact: boolean;
    readonly rows: readonly {
      readonly key: string;
      readonly count: number;
      readonly severity: string;
      readonly first: string;
      readonly last: string;
      readonly members: readonly {
        readonly id: string;
        readonly version: number;
      }[];
      readonly alert: AlertRow;
    }[];
  };
};

export interface AlertListVariables {
  readonly tab?: AlertTab | null | undefined;
  readonly where?: AlertWhere | null | undefined;
  readonly group?: AlertGrouping | null | undefined;
  readonly sort?: AlertSort | null | undefined;
  readonly first?: number | null | undefined;
  readonly after?: string | null | undefined;
  readonly minPosition?: string | null | undefined;
  readonly asOf?: string | null | undefined;
}

export const AlertList: Operation<AlertListResult, AlertListVariables> = {
  name: 'AlertList',
  kind: 'query',
  hash: '1cbf726ace6688250eef0d1e9e77d737dfdd1c06c917b9d806f73524928cfca9',
  past: true,
};

export type AlertTabsResult = {
  readonly alertCounts: {
    readonly inbox: number;
    readonly mine: number;
    readonly escalated: number;
    readonly snoozed: number;
    readonly suppressed: number;
    readonly closed: number;
    readonly all: number;
    readonly critical: number;
    readonly high: number;
    readonly medium: number;
    readonly low: number;
    readonly info: number;
    readonly oldestGravest: string | null;
    readonly closedLastHour: number;
  };
};

export interface AlertTabsVariables {
  readonly where?: AlertWhere | null | undefined;
  readonly minPosition?: string | null | undefined;
  readonly asOf?: string | null | undefined;
}

export const AlertTabs: Operation<AlertTabsResult, AlertTabsVariables> = {
  name: 'AlertTabs',
  kind: 'query',
  hash: 'b5f5fb4f6a345b949378d34710cfc025aef3b7db8bac200e90a3cd855768ab74',
  past: true,
};

export type AlertsBeforeResult = {
  readonly alertCounts: {
    readonly inbox: number;
  };
};

export interface AlertsBeforeVariables {
  readonly before?: string | null | undefined;
}

export const AlertsBefore: Operation<AlertsBeforeResult, AlertsBeforeVariables> = {
  name: 'AlertsBefore',
  kind: 'query',
  hash: 'beda1684d3b893cf7bc8d4538f03cc40e8e62c50f567148f49cd574e5b3ac7cf',
};

export type AlertPageResult = {
  readonly alert: {
    readonly alert: AlertRow;
    readonly detector: string;
    readonly detectorVersion: number;
    readonly parameters: readonly {
      readonly name: string;
      readonly value: string;
    }[];
    readonly measure: {
      readonly name: string;
      readonly unit: string;
      readonly value: number;
      readonly threshold: number;
    } | null;
    readonly windowFrom: string | null;
    readonly windowTo: string | null;
    readonly baseline: readonly {
      readonly name: string;
      readonly value: number;
    }[];
    readonly condition: string;
    readonly ruleEnabledAt: string | null;
    readonly ruleEnabledByName: string | null;
    readonly evidence: readonly ({
      readonly id: string;
      readonly position: string;
      readonly kind: string;
      readonly time: string;
      readonly src: string;
      readonly srcPort: number | null;
      readonly dst: string;
      readonly dstPort: number | null;
      readonly proto: string;
      readonly outcome: string | null;
      readonly name: string | null;
      readonly packets: number | null;
      readonly bytes: number | null;
    })[];
    readonly evidenceKept: number;
    readonly evidenceLeft: number;
    readonly activity: readonly ({
      readonly position: string;
      readonly action: string;
      readonly byName: string | null;
      readonly at: string;
      readonly text: string | null;
      readonly about: string | null;
      readonly undone: boolean;
    })[];
    readonly similar: readonly AlertRow[];
  } | null;
};

export interface AlertPageVariables {
  readonly id: string;
  readonly minPosition?: string | null | undefined;
  readonly asOf?: string | null | undefined;
}

export const AlertPage: Operation<AlertPageResult, AlertPageVariables> = {
  name: 'AlertPage',
  kind: 'query',
  hash: 'da6c7d33162fd805bfe7a315fe277169ec8492ba78ccb616e33f914db9694b16',
  past: true,
};

export type AcknowledgeAlertResult = {
  readonly done: {
    readonly position: string;
    readonly entity: AlertStateFields;
  };
};

export interface AcknowledgeAlertVariables {
  readonly id: string;
  readonly seen: number;
  readonly key: string;
  readonly reason: string;
}

export const AcknowledgeAlert: Operation<AcknowledgeAlertResult, AcknowledgeAlertVariables> = {
  name: 'AcknowledgeAlert',
  kind: 'mutation',
  hash: 'f65dea7b95f6e685d90ce4901d99aa6daff64879ca0efacfeb185ff3281e4d42',
};

export type AssignAlertResult = {
  readonly done: {
    readonly position: string;
    readonly entity: AlertStateFields;
  };
};

export interface AssignAlertVariables {
  readonly id: string;
  readonly seen: number;
  readonly key: string;
  readonly assignee?: string | null | undefined;
}

export const AssignAlert: Operation<AssignAlertResult, AssignAlertVariables> = {
  name: 'AssignAlert',
  kind: 'mutation',
  hash: '43309768f9b79c251e7f4f53c83376b85d9caf918742f6d6021ec8b52d62e968',
};

export type NoteAlertResult = {
  readonly done: {
    readonly position: string;
    readonly entity: AlertStateFields;
  };
};

export interface NoteAlertVariables {
  readonly id: string;
  readonly seen: number;
  readonly key: string;
  readonly text: string;
}

export const NoteAlert: Operation<NoteAlertResult, NoteAlertVariables> = {
  name: 'NoteAlert',
  kind: 'mutation',
  hash: '69f01de3e55e264d29bed453832f4665b63b7f59fee9be886c2249f5f208ef62',
};

export type SnoozeAlertResult = {
  readonly done: {
    readonly position: string;
    readonly entity: AlertStateFields;
  };
};

export interface SnoozeAlertVariables {
  readonly id: string;
  readonly seen: number;
  readonly key: string;
  readonly until: string;
}

export const SnoozeAlert: Operation<SnoozeAlertResult, SnoozeAlertVariables> = {
  name: 'SnoozeAlert',
  kind: 'mutation',
  hash: '9c0d222656ebd298648f7c284f4531baa943543255a069451a3d28a9611ae2d7',
};

export type EscalateAlertResult = {
  readonly done: {
    readonly position: string;
    readonly entity: AlertStateFields;
  };
};

export interface EscalateAlertVariables {
  readonly id: string;
  readonly seen: number;
  readonly key: string;
}

export const EscalateAlert: Operation<EscalateAlertResult, EscalateAlertVariables> = {
  name: 'EscalateAlert',
  kind: 'mutation',
  hash: '0ec37285798a68c9407b7be8c9f069c00cbea4a3928ced8d829d940ee48c4209',
};

export type CloseAlertResult = {
  readonly done: {
    readonly position: string;
    readonly entity: AlertStateFields;
  };
};

export interface CloseAlertVariables {
  readonly id: string;
  readonly seen: number;
  readonly key: string;
  readonly reason: AlertCloseReason;
}

export const CloseAlert: Operation<CloseAlertResult, CloseAlertVariables> = {
  name: 'CloseAlert',
  kind: 'mutation',
  hash: '1ea13617d3fda94387e6367383184d5b9be2a6776dcd74ce098685b46f33e016',
};

export type ReopenAlertResult = {
  readonly done: {
    readonly position: string;
    readonly entity: AlertStateFields;
  };
};

export interface ReopenAlertVariables {
  readonly id: string;
  readonly seen: number;
  readonly key: string;
  readonly reason: string;
}

export const ReopenAlert: Operation<ReopenAlertResult, ReopenAlertVariables> = {
  name: 'ReopenAlert',
  kind: 'mutation',
  hash: 'e72918b244d3cd9c54f017ab5be23e57cbe1a92090cf3905f8771e03d1f52c77',
};

export type MergeAlertResult = {
  readonly done: {
    readonly position: string;
    readonly entity: AlertStateFields;
  };
};

export interface MergeAlertVariables {
  readonly id: string;
  readonly seen: number;
  readonly key: string;
  readonly into: string;
}

export const MergeAlert: Operation<MergeAlertResult, MergeAlertVariables> = {
  name: 'MergeAlert',
  kind: 'mutation',
  hash: 'c0354d58ad3e1ee528381062d83e729741afb2338f365104ba1ac9fc35590034',
};

export type UndoAlertActResult = {
  readonly done: {
    readonly position: string;
    readonly entity: AlertStateFields;
  };
};

export interface UndoAlertActVariables {
  readonly id: string;
  readonly seen: number;
  readonly key: string;
  readonly undone: string;
}

export const UndoAlertAct: Operation<UndoAlertActResult, UndoAlertActVariables> = {
  name: 'UndoAlertAct',
  kind: 'mutation',
  hash: '78e6972edbcc93253e61332f43f740f26813689d132ab4a1234b334b5199a8ee',
};

export type AlertChangesResult = {
  readonly alertChanged: {
    readonly cursor: string;
    readonly serverTime: string;
    readonly gap: {
      readonly reason: string;
    } | null;
    readonly changes: readonly ({
      readonly alert: string;
      readonly position: string;
      readonly change: string;
      readonly severity: string | null;
      readonly title: string | null;
      readonly by: string | null;
    })[];
  };
};

export interface AlertChangesVariables {
  readonly after?: string | null | undefined;
}

export const AlertChanges: Operation<AlertChangesResult, AlertChangesVariables> = {
  name: 'AlertChanges',
  kind: 'subscription',
  hash: '36306ce017d71d7250794f3b3c01a7649c731edaa1773da8b26644bb93ddfe99',
};

export type AlertReplayResult = {
  readonly alertReplay: {
    readonly outcome: AlertReplayOutcome;
    readonly records: number;
    readonly value: number | null;
    readonly severity: string | null;
    readonly withoutLast: boolean | null;
    readonly note: string | null;
  };
};

export interface AlertReplayVariables {
  readonly id: string;
}

export const AlertReplay: Operation<AlertReplayResult, AlertReplayVariables> = {
  name: 'AlertReplay',
  kind: 'query',
  hash: '7244bfb12a762d929fbd6db333b5dd27b5c81ac1f88350d610d5a767a9ffd33d',
};

export type ApprovalListResult = {
  readonly approvals: {
    readonly required: boolean;
    readonly requests: readonly ApprovalRow[];
  };
};

export type ApprovalListVariables = Readonly<Record<string, never>>;

export const ApprovalList: Operation<ApprovalListResult, ApprovalListVariables> = {
  name: 'ApprovalList',
  kind: 'query',
  hash: '52cb0658de081a6622ab620afcc046cf40b5816425b67e94d4f4cd5718e8389f',
};

export type ConfirmApprovalResult = {
  readonly done: {
    readonly id: string;
  };
};

export interface ConfirmApprovalVariables {
  readonly id: string;
  readonly reason: string;
}

export const ConfirmApproval: Operation<ConfirmApprovalResult, ConfirmApprovalVariables> = {
  name: 'ConfirmApproval',
  kind: 'mutation',
  hash: '28ca2141903742641f5a65e0274e5c447ffec56cd1535e19d4bcb5eb389772df',
};

export type DeclineApprovalResult = {
  readonly done: {
    readonly id: string;
  };
};

export interface DeclineApprovalVariables {
  readonly id: string;
  readonly reason: string;
}

export const DeclineApproval: Operation<DeclineApprovalResult, DeclineApprovalVariables> = {
  name: 'DeclineApproval',
  kind: 'mutation',
  hash: '8f2a8d16a80cdcd708e7ddb39835efee6367b3abdad36b02951ff890daedec41',
};

export type SetFourEyesResult = {
  readonly done: {
    readonly required: boolean;
  };
};

export interface SetFourEyesVariables {
  readonly required: boolean;
  readonly reason: string;
}

export const SetFourEyes: Operation<SetFourEyesResult, SetFourEyesVariables> = {
  name: 'SetFourEyes',
  kind: 'mutation',
  hash: '848e09c53bfcaab35658e409fffadbb0aa9ac570cb0b7422e7d880d30c702f66',
};

export type AuditListResult = {
  readonly audit: {
    readonly next: string | null;
    readonly count: number;
    readonly exact: boolean;
    readonly rows: readonly AuditActRow[];
  };
};

export interface AuditListVariables {
  readonly where?: AuditWhere | null | undefined;
  readonly first?: number | null | undefined;
  readonly after?: string | null | undefined;
  readonly asOf?: string | null | undefined;
}

export const AuditList: Operation<AuditListResult, AuditListVariables> = {
  name: 'AuditList',
  kind: 'query',
  hash: '8046729a353be150973446bbce454958bd19e65c6d16b7438e4b661055726160',
  past: true,
};

export type AuditActPageResult = {
  readonly auditAct: {
    readonly act: AuditActRow;
    readonly changes: readonly ({
      readonly field: string;
      readonly before: string | null;
      readonly after: string | null;
    })[];
    readonly caused: readonly {
      readonly stream: string;
      readonly revision: number;
      readonly type: string;
    }[];
    readonly chain: readonly LogEventRow[];
    readonly projections: readonly string[];
  } | null;
};

export interface AuditActPageVariables {
  readonly id: string;
  readonly asOf?: string | null | undefined;
}

export const AuditActPage: Operation<AuditActPageResult, AuditActPageVariables> = {
  name: 'AuditActPage',
  kind: 'query',
  hash: 'cba0bc2af1a74cb98a8f2735dc0881d592048168c96623f1c12c4c4b4f024036',
  past: true,
};

export type EventListResult = {
  readonly events: {
    readonly next: string | null;
    readonly count: number;
    readonly exact: boolean;
    readonly rows: readonly LogEventRow[];
  };
};

export interface EventListVariables {
  readonly where?: EventWhere | null | undefined;
  readonly first?: number | null | undefined;
  readonly after?: string | null | undefined;
  readonly asOf?: string | null | undefined;
}

export const EventList: Operation<EventListResult, EventListVariables> = {
  name: 'EventList',
  kind: 'query',
  hash: '2b7265a4fa6b3093e19d5333fa2e7d2eb43f45817719d23fbb81bf2f52baa70d',
  past: true,
};

export type EventPageResult = {
  readonly event: {
    readonly event: LogEventRow;
    readonly data: string;
    readonly redacted: boolean;
    readonly prev: string;
    readonly hash: string;
    readonly intact: boolean | null;
    readonly linked: boolean;
    readonly last: number;
  };
};

export interface EventPageVariables {
  readonly stream: string;
  readonly revision: number;
}

export const EventPage: Operation<EventPageResult, EventPageVariables> = {
  name: 'EventPage',
  kind: 'query',
  hash: 'a646783fe64fdb71190aced8f826e9eac9b7aa8a0f4cd39447a2850751e59e7b',
};

export type StreamChangesResult = {
  readonly streamChange: {
    readonly known: boolean;
    readonly changes: readonly ({
      readonly field: string;
      readonly before: string | null;
      readonly after: string | null;
    })[];
  };
};

export interface StreamChangesVariables {
  readonly stream: string;
  readonly from: number;
  readonly to: number;
}

export const StreamChanges: Operation<StreamChangesResult, StreamChangesVariables> = {
  name: 'StreamChanges',
  kind: 'query',
  hash: '2bb0b76513337840490852a4f25a387138828c7c43fe3c9862ec4d6fd1faa420',
};

export type IntegrityStateResult = {
  readonly integrity: {
    readonly head: string | null;
    readonly sealHash: string | null;
    readonly key: string | null;
    readonly publicKey: string | null;
    readonly lookedAt: string | null;
    readonly seals: readonly {
      readonly n: number;
      readonly after: string;
      readonly to: string;
      readonly count: number;
      readonly at: string;
    }[];
    readonly anchors: readonly ({
      readonly name: string;
      readonly seal: number | null;
      readonly at: string | null;
      readonly agrees: boolean;
      readonly error: string | null;
    })[];
    readonly check: HistoryCheckRow | null;
    readonly bundle: ExportFile | null;
  };
};

export type IntegrityStateVariables = Readonly<Record<string, never>>;

export const IntegrityState: Operation<IntegrityStateResult, IntegrityStateVariables> = {
  name: 'IntegrityState',
  kind: 'query',
  hash: '025f40c6ad47f10e398f6b811875d4b83959e61dbcdb60063fb5bc88a548c22c',
};

export type ExportHistoryResult = {
  readonly exportHistory: ExportFile;
};

export type ExportHistoryVariables = Readonly<Record<string, never>>;

export const ExportHistory: Operation<ExportHistoryResult, ExportHistoryVariables> = {
  name: 'ExportHistory',
  kind: 'mutation',
  hash: 'a224690c3d350aca20b43174a240b14e5e282c2ba981465d57ee1ec3af1bd05c',
};

export type VerifyHistoryResult = {
  readonly verifyHistory: HistoryCheckRow;
};

export type VerifyHistoryVariables = Readonly<Record<string, never>>;

export const VerifyHistory: Operation<VerifyHistoryResult, VerifyHistoryVariables> = {
  name: 'VerifyHistory',
  kind: 'mutation',
  hash: 'c31ae40dbb25fb2c7caa1178797fa5664330af5ec4cf15d58e96d421a4bda207',
};

export type LatestBacktestResult = {
  readonly backtest: BacktestFields | null;
};

export interface LatestBacktestVariables {
  readonly rule: string;
}

export const LatestBacktest: Operation<LatestBacktestResult, LatestBacktestVariables> = {
  name: 'LatestBacktest',
  kind: 'query',
  hash: '767630d3822fac5b4b3ce1782ade180efe2735a899efb7746d24d284edcdfc32',
};

export type BacktestRuleResult = {
  readonly done: BacktestFields;
};

export interface BacktestRuleVariables {
  readonly id: string;
  readonly version: number;
  readonly days: number;
  readonly from?: string | null | undefined;
  readonly to?: string | null | undefined;
  readonly against?: number | null | undefined;
  readonly live: boolean;
}

export const BacktestRule: Operation<BacktestRuleResult, BacktestRuleVariables> = {
  name: 'BacktestRule',
  kind: 'mutation',
  hash: '932731e8bc8de576118a2fe44c34815af81a9327740b325fde7e6ab153813e37',
};

export type CancelBacktestResult = {
  readonly done: BacktestFields;
};

export interface CancelBacktestVariables {
  readonly id: string;
}

export const CancelBacktest: Operation<CancelBacktestResult, CancelBacktestVariables> = {
  name: 'CancelBacktest',
  kind: 'mutation',
  hash: '08e0d720cf63da65ad85fe99b4aed4afe32a6f108f7a5d6c484621e81fc90584',
};

export type BacktestProgressResult = {
  readonly backtestProgress: BacktestFields;
};

export interface BacktestProgressVariables {
  readonly id: string;
}

export const BacktestProgress: Operation<BacktestProgressResult, BacktestProgressVariables> = {
  name: 'BacktestProgress',
  kind: 'subscription',
  hash: 'fe0a01b2d124678b0e30f33896e1222b631e6bf83916a7006da7115fcb8e914a',
};

export type CaptureListResult = {
  readonly captures: readonly CaptureFields[];
  readonly uploadLimits: {
    readonly fileBytes: number;
    readonly unpackedBytes: number;
    readonly dayBytes: number;
  };
};

export interface CaptureListVariables {
  readonly minPosition?: string | null | undefined;
}

export const CaptureList: Operation<CaptureListResult, CaptureListVariables> = {
  name: 'CaptureList',
  kind: 'query',
  hash: 'bba772287af6885f3e03cf566327a17e91fb1d2fe4d19869055f0aeead64bf80',
};

export type ImportCaptureResult = {
  readonly done: {
    readonly position: string;
  };
};

export interface ImportCaptureVariables {
  readonly id: string;
}

export const ImportCapture: Operation<ImportCaptureResult, ImportCaptureVariables> = {
  name: 'ImportCapture',
  kind: 'mutation',
  hash: '6fe725235c8acb3b7a796756c406b4597a19b31a68e941a0590d0118d6cbcd24',
};

export type StopCaptureImportResult = {
  readonly done: {
    readonly position: string;
  };
};

export interface StopCaptureImportVariables {
  readonly id: string;
}

export const StopCaptureImport: Operation<StopCaptureImportResult, StopCaptureImportVariables> = {
  name: 'StopCaptureImport',
  kind: 'mutation',
  hash: 'e49c9b67ed93c61e95fc65554c62db58ac145e9fd9fd11662f7b8e45f66c872f',
};

export type DeleteCaptureResult = {
  readonly done: {
    readonly position: string;
  };
};

export interface DeleteCaptureVariables {
  readonly id: string;
  readonly reason?: string | null | undefined;
}

export const DeleteCapture: Operation<DeleteCaptureResult, DeleteCaptureVariables> = {
  name: 'DeleteCapture',
  kind: 'mutation',
  hash: 'e4a65e71f67c5cb6b21e31bc63067fdd8c3d343d9586d2277ba1fbe32e992138',
};

export type CaptureImportsResult = {
  readonly captureImports: {
    readonly imports: readonly ({
      readonly source: string;
      readonly packets: number;
      readonly bytesRead: number;
      readonly sizeBytes: number;
      readonly held: string | null;
    })[];
    readonly reachable: boolean;
    readonly serverTime: string;
  };
};

export type CaptureImportsVariables = Readonly<Record<string, never>>;

export const CaptureImports: Operation<CaptureImportsResult, CaptureImportsVariables> = {
  name: 'CaptureImports',
  kind: 'subscription',
  hash: 'fffb732d718e72282112abe88c893cf905bc521b9ded2b041a4d4e4e0e177283',
};

export type CaptureDensityResult = {
  readonly captureDensity: {
    readonly from: string;
    readonly widthSeconds: number;
    readonly packets: readonly number[];
  };
};

export interface CaptureDensityVariables {
  readonly capture: string;
  readonly buckets: number;
}

export const CaptureDensity: Operation<CaptureDensityResult, CaptureDensityVariables> = {
  name: 'CaptureDensity',
  kind: 'query',
  hash: '4a901b43e6c556653bb8d437dc47955691606c6e76187966fa9bac5a59ce89b7',
};

export type SandboxReplaysResult = {
  readonly sandboxReplays: readonly SandboxFields[];
};

export interface SandboxReplaysVariables {
  readonly capture: string;
}

export const SandboxReplays: Operation<SandboxReplaysResult, SandboxReplaysVariables> = {
  name: 'SandboxReplays',
  kind: 'query',
  hash: '29476694ed80a4cda73e436eb7304d9bd6296ac4305a1273b3425a9b56df418e',
};

export type StartSandboxReplayResult = {
  readonly done: SandboxFields;
};

export interface StartSandboxReplayVariables {
  readonly capture: string;
  readonly speed?: number | null | undefined;
  readonly paused: boolean;
}

export const StartSandboxReplay: Operation<StartSandboxReplayResult, StartSandboxReplayVariables> = {
  name: 'StartSandboxReplay',
  kind: 'mutation',
  hash: 'e8e88c2ce751bb8d7780f3d03295736739b4aad0413b43d9ac46bf9c7145a695',
};

export type SteerSandboxReplayResult = {
  readonly done: SandboxFields;
};

export interface SteerSandboxReplayVariables {
  readonly id: string;
  readonly deed: SandboxDeed;
  readonly at?: string | null | undefined;
  readonly speed?: number | null | undefined;
}

export const SteerSandboxReplay: Operation<SteerSandboxReplayResult, SteerSandboxReplayVariables> = {
  name: 'SteerSandboxReplay',
  kind: 'mutation',
  hash: 'bc475875053d1ac66e6e27d88c99fceda0adc25f22dfa95ef84b1c6226ed11aa',
};

export type SandboxSceneResult = {
  readonly sandboxReplay: {
    readonly replay: SandboxFields | null;
    readonly flows: readonly ({
      readonly flow: number;
      readonly ended: string | null;
      readonly src: string;
      readonly dst: string;
      readonly srcPort: number;
      readonly dstPort: number;
      readonly proto: string;
      readonly app: string;
      readonly state: string;
      readonly history: string;
      readonly first: string;
      readonly last: string;
      readonly srcPackets: number;
      readonly dstPackets: number;
      readonly srcBytes: number;
      readonly dstBytes: number;
      readonly retransmissions: number;
      readonly rttSeconds: number | null;
    })[];
    readonly alerts: readonly ({
      readonly id: string;
      readonly rule: string;
      readonly ruleVersion: number;
      readonly title: string;
      readonly kind: string;
      readonly severity: string;
      readonly entity: string;
      readonly src: string | null;
      readonly dst: string | null;
      readonly dport: number | null;
      readonly first: string;
      readonly last: string;
      readonly value: number;
      readonly threshold: number;
      readonly unit: string;
      readonly summary: string;
      readonly ended: boolean;
    })[];
    readonly serverTime: string;
  };
};

export interface SandboxSceneVariables {
  readonly id: string;
}

export const SandboxScene: Operation<SandboxSceneResult, SandboxSceneVariables> = {
  name: 'SandboxScene',
  kind: 'subscription',
  hash: '3ace6b42d367be97b4b868015a22213aa6b5c04b166977678240787596411d3c',
};

export type CompareSandboxReplaysResult = {
  readonly compareSandboxReplays: {
    readonly before: SandboxFields;
    readonly after: SandboxFields;
    readonly sameRecords: boolean | null;
    readonly complete: boolean;
    readonly alerts: readonly ({
      readonly difference: SandboxDifference;
      readonly before: ComparedAlert | null;
      readonly after: ComparedAlert | null;
    })[];
  };
};

export interface CompareSandboxReplaysVariables {
  readonly before: string;
  readonly after: string;
}

export const CompareSandboxReplays: Operation<CompareSandboxReplaysResult, CompareSandboxReplaysVariables> = {
  name: 'CompareSandboxReplays',
  kind: 'query',
  hash: '2c9107fa26bc5806387b160dd525bba1292fc33aa53404305f64c9a02ad00d20',
};

export type DomainListResult = {
  readonly domains: {
    readonly coarse: boolean | null;
    readonly nextExact: string | null;
    readonly next: string | null;
    readonly count: number;
    readonly exact: boolean;
    readonly rows: readonly DomainRow[];
  };
};

export interface DomainListVariables {
  readonly range: RangeInput;
  readonly search?: string | null | undefined;
  readonly sort?: DomainSort | null | undefined;
  readonly sensor?: string | null | undefined;
  readonly first?: number | null | undefined;
  readonly after?: string | null | undefined;
  readonly asOf?: string | null | undefined;
}

export const DomainList: Operation<DomainListResult, DomainListVariables> = {
  name: 'DomainList',
  kind: 'query',
  hash: 'a4bc4ef031f0307d4d506d57adcab43c0d1e2335d0b6703ef7f3535d26b86b76',
  past: true,
};

export type DomainPageResult = {
  readonly domain: {
    readonly coarse: boolean | null;
    readonly nextExact: string | null;
    readonly domain: DomainRow;
    readonly bucket: number;
    readonly times: readonly string[];
    readonly series: readonly {
      readonly key: string;
      readonly values: readonly number[];
    }[];
    readonly clients: TopRows;
    readonly servers: TopRows;
    readonly qtypes: TopRows;
    readonly answers: readonly {
      readonly data: string;
      readonly type: string;
      readonly firstSeen: string;
      readonly lastSeen: string;
      readonly count: number;
    }[];
    readonly recent: readonly DnsRow[];
  } | null;
};

export interface DomainPageVariables {
  readonly name: string;
  readonly range: RangeInput;
  readonly sensor?: string | null | undefined;
  readonly asOf?: string | null | undefined;
}

export const DomainPage: Operation<DomainPageResult, DomainPageVariables> = {
  name: 'DomainPage',
  kind: 'query',
  hash: '66e19788d90cf2cef7c204d39401e52210576c715cc74a572ee34ac3b3f9b25c',
  past: true,
};

export type DomainBranchesResult = {
  readonly domainTree: {
    readonly coarse: boolean | null;
    readonly nextExact: string | null;
    readonly next: string | null;
    readonly count: number;
    readonly exact: boolean;
    readonly names: number;
    readonly rows: readonly ({
      readonly name: string;
      readonly asked: boolean;
      readonly names: number;
      readonly queries: number;
      readonly unicode: string | null;
      readonly mixedScript: boolean;
    })[];
  };
};

export interface DomainBranchesVariables {
  readonly range: RangeInput;
  readonly search?: string | null | undefined;
  readonly sort?: DomainSort | null | undefined;
  readonly sensor?: string | null | undefined;
  readonly first?: number | null | undefined;
  readonly after?: string | null | undefined;
  readonly asOf?: string | null | undefined;
}

export const DomainBranches: Operation<DomainBranchesResult, DomainBranchesVariables> = {
  name: 'DomainBranches',
  kind: 'query',
  hash: 'bb45f57d2e5e82fa37e67543aa1a604d10da7c8ceda241d77f39704f9ad776ef',
  past: true,
};

export type DomainTwigsResult = {
  readonly domains: {
    readonly coarse: boolean | null;
    readonly nextExact: string | null;
    readonly next: string | null;
    readonly count: number;
    readonly exact: boolean;
    readonly rows: readonly ({
      readonly name: string;
      readonly queries: number;
      readonly unicode: string | null;
      readonly mixedScript: boolean;
    })[];
  };
};

export interface DomainTwigsVariables {
  readonly range: RangeInput;
  readonly under: string;
  readonly search?: string | null | undefined;
  readonly sort?: DomainSort | null | undefined;
  readonly sensor?: string | null | undefined;
  readonly first?: number | null | undefined;
  readonly after?: string | null | undefined;
  readonly asOf?: string | null | undefined;
}

export const DomainTwigs: Operation<DomainTwigsResult, DomainTwigsVariables> = {
  name: 'DomainTwigs',
  kind: 'query',
  hash: '080ab213bdc58b2ac4f080d70b2ebd98295909b036a9abc70bce50b6357757fb',
  past: true,
};

export type MyExportsResult = {
  readonly myExports: readonly ExportFile[];
};

export type MyExportsVariables = Readonly<Record<string, never>>;

export const MyExports: Operation<MyExportsResult, MyExportsVariables> = {
  name: 'MyExports',
  kind: 'query',
  hash: '61ce9a1f36997c983bce6002b86b299834485f49ed17c2807118c9873e95c71d',
};

export type StartExportResult = {
  readonly startExport: ExportFile;
};

export interface StartExportVariables {
  readonly format: ExportFormat;
  readonly flows?: ExportFlows | null | undefined;
  readonly domains?: ExportDomains | null | undefined;
  readonly hosts?: ExportHosts | null | undefined;
  readonly asOf?: string | null | undefined;
}

export const StartExport: Operation<StartExportResult, StartExportVariables> = {
  name: 'StartExport',
  kind: 'mutation',
  hash: '557d445e4a157c6b63b6c1f884dda4472db23abfb4501cbfbfdfe208eaa32eb7',
  past: true,
};

export type CancelExportResult = {
  readonly cancelExport: ExportFile;
};

export interface CancelExportVariables {
  readonly id: string;
}

export const CancelExport: Operation<CancelExportResult, CancelExportVariables> = {
  name: 'CancelExport',
  kind: 'mutation',
  hash: '7501990c7baa7c441359bb49a0e013f0210ca4c1a098227ba9b872958881f141',
};

export type TlsListResult = {
  readonly tlsHandshakes: {
    readonly coarse: boolean | null;
    readonly nextExact: string | null;
    readonly next: string | null;
    readonly count: number;
    readonly exact: boolean;
    readonly rows: readonly TlsRow[];
  };
};

export interface TlsListVariables {
  readonly where?: TlsWhere | null | undefined;
  readonly sort?: TlsSort | null | undefined;
  readonly first?: number | null | undefined;
  readonly after?: string | null | undefined;
  readonly asOf?: string | null | undefined;
}

export const TlsList: Operation<TlsListResult, TlsListVariables> = {
  name: 'TlsList',
  kind: 'query',
  hash: 'b7c522bcf46493f18baf5bda88cfc597eec3d43ea8175685eb332fae68752f5e',
  past: true,
};

export type TlsTopValuesResult = {
  readonly tlsTops: {
    readonly coarse: boolean | null;
    readonly nextExact: string | null;
    readonly total: number;
    readonly serverNames: TopRows;
    readonly ja4: TopRows;
    readonly ja3: TopRows;
    readonly issuers: TopRows;
    readonly versions: TopRows;
    readonly alpn: TopRows;
  };
};

export interface TlsTopValuesVariables {
  readonly where?: TlsWhere | null | undefined;
  readonly first?: number | null | undefined;
  readonly asOf?: string | null | undefined;
}

export const TlsTopValues: Operation<TlsTopValuesResult, TlsTopValuesVariables> = {
  name: 'TlsTopValues',
  kind: 'query',
  hash: 'a8feffecc8111daaa76d10460a5c724dfa8aa1528bf0bcb25acda4bd2abcccf6',
  past: true,
};

export type HttpListResult = {
  readonly httpTransactions: {
    readonly coarse: boolean | null;
    readonly nextExact: string | null;
    readonly next: string | null;
    readonly count: number;
    readonly exact: boolean;
    readonly rows: readonly HttpRow[];
  };
};

export interface HttpListVariables {
  readonly where?: HttpWhere | null | undefined;
  readonly sort?: HttpSort | null | undefined;
  readonly first?: number | null | undefined;
  readonly after?: string | null | undefined;
  readonly asOf?: string | null | undefined;
}

export const HttpList: Operation<HttpListResult, HttpListVariables> = {
  name: 'HttpList',
  kind: 'query',
  hash: '72ec8f71d4d16d252a9c6793883b30b36af03eb3bfec3e5e5a5e82ec8f680fb7',
  past: true,
};

export type HttpTopValuesResult = {
  readonly httpTops: {
    readonly coarse: boolean | null;
    readonly nextExact: string | null;
    readonly total: number;
    readonly hosts: TopRows;
    readonly userAgents: TopRows;
    readonly statuses: TopRows;
    readonly methods: TopRows;
    readonly contentTypes: TopRows;
  };
};

export interface HttpTopValuesVariables {
  readonly where?: HttpWhere | null | undefined;
  readonly first?: number | null | undefined;
  readonly asOf?: string | null | undefined;
}

export const HttpTopValues: Operation<HttpTopValuesResult, HttpTopValuesVariables> = {
  name: 'HttpTopValues',
  kind: 'query',
  hash: 'f39671cd60866a4d5fe00397fe00884f3f6d8ae0393b64d16810a243de0c237a',
  past: true,
};

export type AuthListResult = {
  readonly authAttempts: {
    readonly coarse: boolean | null;
    readonly nextExact: string | null;
    readonly next: string | null;
    readonly count: number;
    readonly exact: boolean;
    readonly rows: readonly AuthRow[];
  };
};

export interface AuthListVariables {
  readonly where?: AuthWhere | null | undefined;
  readonly sort?: AuthSort | null | undefined;
  readonly first?: number | null | undefined;
  readonly after?: string | null | undefined;
  readonly asOf?: string | null | undefined;
}

export const AuthList: Operation<AuthListResult, AuthListVariables> = {
  name: 'AuthList',
  kind: 'query',
  hash: '85178ac4e73242e20e5290e60d4ae8997f47769ea371d99ffc04b1f4bd392606',
  past: true,
};

export type AuthTopValuesResult = {
  readonly authTops: {
    readonly coarse: boolean | null;
    readonly nextExact: string | null;
    readonly total: number;
    readonly clients: TopRows;
    readonly servers: TopRows;
    readonly users: TopRows;
    readonly outcomes: TopRows;
    readonly services: TopRows;
  };
};

export interface AuthTopValuesVariables {
  readonly where?: AuthWhere | null | undefined;
  readonly first?: number | null | undefined;
  readonly asOf?: string | null | undefined;
}

export const AuthTopValues: Operation<AuthTopValuesResult, AuthTopValuesVariables> = {
  name: 'AuthTopValues',
  kind: 'query',
  hash: 'add74a08851c69c3786b3f46ac892f9238073ca7f89993f7f5105836defc003c',
  past: true,
};

export type FactsOfFlowResult = {
  readonly tlsHandshakes: {
    readonly coarse: boolean | null;
    readonly nextExact: string | null;
    readonly count: number;
    readonly rows: readonly TlsRow[];
  };
  readonly httpTransactions: {
    readonly coarse: boolean | null;
    readonly nextExact: string | null;
    readonly count: number;
    readonly rows: readonly HttpRow[];
  };
  readonly authAttempts: {
    readonly coarse: boolean | null;
    readonly nextExact: string | null;
    readonly count: number;
    readonly rows: readonly AuthRow[];
  };
};

export interface FactsOfFlowVariables {
  readonly tls?: TlsWhere | null | undefined;
  readonly http?: HttpWhere | null | undefined;
  readonly auth?: AuthWhere | null | undefined;
  readonly first?: number | null | undefined;
  readonly asOf?: string | null | undefined;
}

export const FactsOfFlow: Operation<FactsOfFlowResult, FactsOfFlowVariables> = {
  name: 'FactsOfFlow',
  kind: 'query',
  hash: 'e0033f0269abc3a659d4e1411881e18add0404aa1899709b862c579fd1863cdb',
  past: true,
};

export type DnsListResult = {
  readonly dnsTransactions: {
    readonly coarse: boolean | null;
    readonly nextExact: string | null;
    readonly next: string | null;
    readonly count: number;
    readonly exact: boolean;
    readonly rows: readonly DnsRow[];
  };
};

export interface DnsListVariables {
  readonly where?: DnsWhere | null | undefined;
  readonly first?: number | null | undefined;
  readonly after?: string | null | undefined;
  readonly asOf?: string | null | undefined;
}

export const DnsList: Operation<DnsListResult, DnsListVariables> = {
  name: 'DnsList',
  kind: 'query',
  hash: '77256c50acd7b2c9ff59ff533d661d1a4f34e57c2d50f79a65709bcb60f77cff',
  past: true,
};

export type FlowListResult = {
  readonly flows: {
    readonly coarse: boolean | null;
    readonly nextExact: string | null;
    readonly next: string | null;
    readonly count: number;
    readonly exact: boolean;
    readonly rows: readonly (FlowRow & FlowFacts)[];
  };
};

export interface FlowListVariables {
  readonly where?: FlowWhere | null | undefined;
  readonly sort?: FlowSort | null | undefined;
  readonly first?: number | null | undefined;
  readonly after?: string | null | undefined;
  readonly asOf?: string | null | undefined;
}

export const FlowList: Operation<FlowListResult, FlowListVariables> = {
  name: 'FlowList',
  kind: 'query',
  hash: '3e9973697b766706a74155e72579ce57afe03ac780e021f22de377a72d3372de',
  past: true,
};

export type FlowHistogramResult = {
  readonly flowsOverTime: {
    readonly coarse: boolean | null;
    readonly nextExact: string | null;
    readonly bucket: number;
    readonly times: readonly string[];
    readonly bytesOut: readonly number[];
    readonly bytesIn: readonly number[];
    readonly flows: readonly number[];
    readonly runningBefore: number;
  };
};

export interface FlowHistogramVariables {
  readonly where: FlowWhere;
  readonly asOf?: string | null | undefined;
}

export const FlowHistogram: Operation<FlowHistogramResult, FlowHistogramVariables> = {
  name: 'FlowHistogram',
  kind: 'query',
  hash: '6dac5a781b9f8b066b7272de3c8ee68ff14f61ef5feb9e3878561ab7eaf4c6cc',
  past: true,
};

export type FlowDetailResult = {
  readonly flow: FlowRow & FlowFacts & {
    readonly source: string;
    readonly records: readonly {
      readonly position: string;
      readonly n: number;
      readonly kind: string;
      readonly at: string;
      readonly packets: number;
      readonly bytes: number;
    }[];
  } | null;
};

export interface FlowDetailVariables {
  readonly id: string;
  readonly asOf?: string | null | undefined;
}

export const FlowDetail: Operation<FlowDetailResult, FlowDetailVariables> = {
  name: 'FlowDetail',
  kind: 'query',
  hash: '8930e8e794f70f7b50c2f950696512203c41cff78c1ef324f8fb3c2a2692329d',
  past: true,
};

export type RelatedLookupsResult = {
  readonly dnsTransactions: {
    readonly coarse: boolean | null;
    readonly nextExact: string | null;
    readonly count: number;
    readonly exact: boolean;
    readonly rows: readonly DnsRow[];
  };
};

export interface RelatedLookupsVariables {
  readonly where?: DnsWhere | null | undefined;
  readonly first?: number | null | undefined;
  readonly asOf?: string | null | undefined;
}

export const RelatedLookups: Operation<RelatedLookupsResult, RelatedLookupsVariables> = {
  name: 'RelatedLookups',
  kind: 'query',
  hash: 'a53a9c32660eb592ecdb53bf18fb6a167b2e57ec5439b5ab45690b62c243a5e6',
  past: true,
};

export type HostListResult = {
  readonly hosts: {
    readonly coarse: boolean | null;
    readonly nextExact: string | null;
    readonly next: string | null;
    readonly count: number;
    readonly exact: boolean;
    readonly rows: readonly HostRow[];
  };
};

export interface HostListVariables {
  readonly range: RangeInput;
  readonly search?: string | null | undefined;
  readonly sort?: HostSort | null | undefined;
  readonly sensor?: string | null | undefined;
  readonly first?: number | null | undefined;
  readonly after?: string | null | undefined;
  readonly asOf?: string | null | undefined;
}

export const HostList: Operation<HostListResult, HostListVariables> = {
  name: 'HostList',
  kind: 'query',
  hash: '7bc22cb61ebe46cedd5e798a43ea9616e623142ff18994a4db62b2a34f2d57a9',
  past: true,
};

export type HostPageResult = {
  readonly host: {
    readonly coarse: boolean | null;
    readonly nextExact: string | null;
    readonly host: HostRow;
    readonly bucket: number;
    readonly times: readonly string[];
    readonly bytesSent: readonly number[];
    readonly bytesReceived: readonly number[];
    readonly peers: TopRows;
    readonly apps: TopRows;
    readonly services: TopRows;
    readonly domains: TopRows;
    readonly hardware: readonly {
      readonly mac: string;
      readonly via: HardwareVia;
      readonly firstSeen: string;
      readonly lastSeen: string;
      readonly count: number;
    }[];
    readonly dhcpNames: readonly ({
      readonly name: string | null;
      readonly vendor: string | null;
      readonly mac: string;
      readonly firstSeen: string;
      readonly lastSeen: string;
      readonly count: number;
    })[];
    readonly recentFlows: readonly FlowRow[];
  } | null;
};

export interface HostPageVariables {
  readonly address: string;
  readonly range: RangeInput;
  readonly sensor?: string | null | undefined;
  readonly asOf?: string | null | undefined;
}

export const HostPage: Operation<HostPageResult, HostPageVariables> = {
  name: 'HostPage',
  kind: 'query',
  hash: '4941cbb6a8ed9628dfc852bec72cee892023d0d27a7f128a75b6efbcf77ed77a',
  past: true,
};

export type ListHuntsResult = {
  readonly hunts: readonly ({
    readonly id: string;
    readonly cause: string;
    readonly askedAt: string;
    readonly state: string;
    readonly progress: number;
    readonly looked: number;
    readonly matched: number;
    readonly alerts: number;
    readonly note: string | null;
  })[];
};

export interface ListHuntsVariables {
  readonly list: string;
}

export const ListHunts: Operation<ListHuntsResult, ListHuntsVariables> = {
  name: 'ListHunts',
  kind: 'query',
  hash: '25467a3f659bfb3964c3c679bb5e8037ba5e9ef8c9f0644d29ff603c01de83a2',
};

export type OneHuntResult = {
  readonly hunt: HuntFields;
};

export interface OneHuntVariables {
  readonly id: string;
}

export const OneHunt: Operation<OneHuntResult, OneHuntVariables> = {
  name: 'OneHunt',
  kind: 'query',
  hash: '86446bf2b4ebc8aac309d74d36fc6aa726e841adc748c02d6388ed3876361d7d',
};

export type HuntForResult = {
  readonly done: HuntFields;
};

export interface HuntForVariables {
  readonly entries: readonly string[];
}

export const HuntFor: Operation<HuntForResult, HuntForVariables> = {
  name: 'HuntFor',
  kind: 'mutation',
  hash: '33fdedad35ad8567d31057fd8158e65d4fa996cef5d4f78632fea08d0571dfbc',
};

export type HuntListResult = {
  readonly done: HuntFields;
};

export interface HuntListVariables {
  readonly id: string;
}

export const HuntList: Operation<HuntListResult, HuntListVariables> = {
  name: 'HuntList',
  kind: 'mutation',
  hash: '7633e11d6cd46558510efdf520fd1b4560ec436cf4a09bcdc16087b3772cdcf1',
};

export type CancelHuntResult = {
  readonly done: HuntFields;
};

export interface CancelHuntVariables {
  readonly id: string;
}

export const CancelHunt: Operation<CancelHuntResult, CancelHuntVariables> = {
  name: 'CancelHunt',
  kind: 'mutation',
  hash: '0a3cf98ce9658c0ddbedf0331b70f14b08a5f859c1faa2e26819f0b94de14c4c',
};

export type ReleaseHuntResult = {
  readonly done: HuntFields;
};

export interface ReleaseHuntVariables {
  readonly id: string;
  readonly reason: string;
}

export const ReleaseHunt: Operation<ReleaseHuntResult, ReleaseHuntVariables> = {
  name: 'ReleaseHunt',
  kind: 'mutation',
  hash: 'ae85e2f32710b4d47f9e64e9c460644f63655ea74809c26bc9ca65d8e740c3e0',
};

export type ListsResult = {
  readonly lists: readonly ListFields[];
};

export interface ListsVariables {
  readonly minPosition?: string | null | undefined;
  readonly asOf?: string | null | undefined;
}

export const Lists: Operation<ListsResult, ListsVariables> = {
  name: 'Lists',
  kind: 'query',
  hash: '04db3e50744d2efa8b262285dace1e5e6253b4ce4b9dde1218bc7b3aba066e6b',
  past: true,
};

export type OneListResult = {
  readonly list: {
    readonly list: ListFields;
    readonly versions: readonly ({
      readonly number: number;
      readonly byName: string;
      readonly at: string;
      readonly entries: number;
      readonly added: number;
      readonly removed: number;
      readonly file: string;
      readonly format: string;
      readonly lines: number;
      readonly duplicates: number;
      readonly otherKind: number;
      readonly refused: number;
      readonly accepted: string | null;
    })[];
    readonly changes: readonly ({
      readonly position: string;
      readonly action: string;
      readonly subject: string | null;
      readonly reason: string | null;
      readonly byName: string;
      readonly at: string;
    })[];
    readonly entries: readonly ({
      readonly value: string;
      readonly until: string | null;
      readonly ended: boolean;
      readonly reason: string;
      readonly byName: string;
      readonly at: string;
    })[];
  } | null;
};

export interface OneListVariables {
  readonly id: string;
  readonly minPosition?: string | null | undefined;
  readonly asOf?: string | null | undefined;
}

export const OneList: Operation<OneListResult, OneListVariables> = {
  name: 'OneList',
  kind: 'query',
  hash: 'c6853dce444e5a4046ac9e4e7966da52f634e196c0482fd77b2822d585300342',
  past: true,
};

export type ListEntriesResult = {
  readonly listEntries: readonly {
    readonly indicator: string;
    readonly line: number;
    readonly note: string;
  }[];
};

export interface ListEntriesVariables {
  readonly id: string;
  readonly version?: number | null | undefined;
  readonly search?: string | null | undefined;
  readonly first?: number | null | undefined;
}

export const ListEntries: Operation<ListEntriesResult, ListEntriesVariables> = {
  name: 'ListEntries',
  kind: 'query',
  hash: 'a13e793ef6fb06db3a7994029dd1400d1294589d46362b511f9f9f1dae5b5f43',
};

export type TestIndicatorResult = {
  readonly testIndicator: {
    readonly indicator: string;
    readonly line: number;
  } | null;
};

export interface TestIndicatorVariables {
  readonly id: string;
  readonly text: string;
}

export const TestIndicator: Operation<TestIndicatorResult, TestIndicatorVariables> = {
  name: 'TestIndicator',
  kind: 'query',
  hash: 'f777e7ab1dafeacabe27d9c3cc76a91e9dc2ec5c530d27662c32dbe0ab358ab0',
};

export type SaveListResult = {
  readonly done: {
    readonly position: string;
    readonly id: string;
  };
};

export interface SaveListVariables {
  readonly id: string;
  readonly seen: number;
  readonly key: string;
  readonly name: string;
  readonly kind: ListKind;
  readonly action: ListAction;
  readonly source?: string | null | undefined;
  readonly licence?: string | null | undefined;
}

export const SaveList: Operation<SaveListResult, SaveListVariables> = {
  name: 'SaveList',
  kind: 'mutation',
  hash: '4703c90f62a4c2b28f17897a2a47f5a1b5bfb0b1b289762e891a4f7b75291bac',
};

export type RollBackListResult = {
  readonly done: {
    readonly position: string;
  };
};

export interface RollBackListVariables {
  readonly id: string;
  readonly seen: number;
  readonly key: string;
  readonly version: number;
  readonly reason: string;
}

export const RollBackList: Operation<RollBackListResult, RollBackListVariables> = {
  name: 'RollBackList',
  kind: 'mutation',
  hash: 'df644ce16ddb0daa10229061608e3123ae80900a5c4b5c724f03855155b09744',
};

export type PauseListResult = {
  readonly done: {
    readonly position: string;
  };
};

export interface PauseListVariables {
  readonly id: string;
  readonly seen: number;
  readonly key: string;
  readonly reason: string;
}

export const PauseList: Operation<PauseListResult, PauseListVariables> = {
  name: 'PauseList',
  kind: 'mutation',
  hash: 'd6a6ab0f894e8a93ab2bca48f41236e296ecc40b225a98c2cc6556a86488cdf8',
};

export type ResumeListResult = {
  readonly done: {
    readonly position: string;
  };
};

export interface ResumeListVariables {
  readonly id: string;
  readonly seen: number;
  readonly key: string;
}

export const ResumeList: Operation<ResumeListResult, ResumeListVariables> = {
  name: 'ResumeList',
  kind: 'mutation',
  hash: '7d840ab5af1869a87f17a51f1a35f41c6cddfa5ccffb3b2bacb0660cb49f13a6',
};

export type AddIndicatorResult = {
  readonly done: {
    readonly position: string;
  };
};

export interface AddIndicatorVariables {
  readonly id: string;
  readonly key: string;
  readonly value: string;
  readonly reason: string;
  readonly until?: string | null | undefined;
}

export const AddIndicator: Operation<AddIndicatorResult, AddIndicatorVariables> = {
  name: 'AddIndicator',
  kind: 'mutation',
  hash: '91ad00d897cc7f9140a35e89307940bbf2701a2051b0cefe6181791976c6a3d2',
};

export type RemoveIndicatorResult = {
  readonly done: {
    readonly position: string;
  };
};

export interface RemoveIndicatorVariables {
  readonly id: string;
  readonly key: string;
  readonly value: string;
  readonly reason: string;
}

export const RemoveIndicator: Operation<RemoveIndicatorResult, RemoveIndicatorVariables> = {
  name: 'RemoveIndicator',
  kind: 'mutation',
  hash: '66a8de99c10edc7905555599ca00d3599b3e3ea3b7c24d829b4f8e823acfcd56',
};

export type ListFeedsResult = {
  readonly listFeeds: readonly ({
    readonly list: string;
    readonly url: string;
    readonly format: FeedFormat | null;
    readonly everyMinutes: number;
    readonly headerName: string | null;
    readonly revision: number;
    readonly changedByName: string;
    readonly changedAt: string;
    readonly nextAt: string | null;
    readonly last: {
      readonly state: FeedState;
      readonly why: string | null;
      readonly status: number | null;
      readonly at: string;
      readonly bytes: number;
      readonly failures: number;
    } | null;
  })[];
};

export type ListFeedsVariables = Readonly<Record<string, never>>;

export const ListFeeds: Operation<ListFeedsResult, ListFeedsVariables> = {
  name: 'ListFeeds',
  kind: 'query',
  hash: 'f78d403f64bdd29288a4064ba0ac9ed9eccf78eea85ea8563dcea6509f63be34',
};

export type SetListFeedResult = {
  readonly done: {
    readonly position: string;
  };
};

export interface SetListFeedVariables {
  readonly id: string;
  readonly seen: number;
  readonly key: string;
  readonly url: string;
  readonly format?: FeedFormat | null | undefined;
  readonly everyMinutes: number;
  readonly headerName?: string | null | undefined;
  readonly headerValue?: string | null | undefined;
}

export const SetListFeed: Operation<SetListFeedResult, SetListFeedVariables> = {
  name: 'SetListFeed',
  kind: 'mutation',
  hash: '2b8b21210aa9b6a9c045760c44ceec60456880c013c9a5bdeeba5b45e0dd4d3b',
};

export type RemoveListFeedResult = {
  readonly done: {
    readonly position: string;
  };
};

export interface RemoveListFeedVariables {
  readonly id: string;
  readonly seen: number;
  readonly key: string;
}

export const RemoveListFeed: Operation<RemoveListFeedResult, RemoveListFeedVariables> = {
  name: 'RemoveListFeed',
  kind: 'mutation',
  hash: '7de4a1faaaaabbf7affca4b0d94a54b3d155317616138259144c21ddafc635f8',
};

export type FetchListResult = {
  readonly done: {
    readonly position: string;
  };
};

export interface FetchListVariables {
  readonly id: string;
  readonly key: string;
}

export const FetchList: Operation<FetchListResult, FetchListVariables> = {
  name: 'FetchList',
  kind: 'mutation',
  hash: '9a9e4d09e7f48c83a8334e235b7dac01c2caf08516f559f5cb6e151aad7751f8',
};

export type LiveTailResult = {
  readonly liveTail: {
    readonly cursor: string;
    readonly received: number;
    readonly matching: number;
    readonly sampledOut: number;
    readonly catchingUp: boolean;
    readonly serverTime: string;
    readonly gap: {
      readonly from: string;
      readonly to: string;
      readonly reason: string;
    } | null;
    readonly items: readonly ({
      readonly cursor: string;
      readonly kind: LiveKind;
      readonly time: string;
      readonly sensor: string;
      readonly flow: FlowRow & {
        readonly history: string;
        readonly endReason: string | null;
      } | null;
      readonly dns: DnsRow | null;
    })[];
  };
};

export interface LiveTailVariables {
  readonly where?: LiveWhere | null | undefined;
  readonly after?: string | null | undefined;
}

export const LiveTail: Operation<LiveTailResult, LiveTailVariables> = {
  name: 'LiveTail',
  kind: 'subscription',
  hash: '3419a80bc0c03815b31e77ea2a9f2eaf530f04c33441381f0790be37acd854a6',
};

export type NotificationDefinitionsResult = {
  readonly notificationChannels: readonly ChannelFields[];
  readonly escalationPolicies: readonly PolicyFields[];
};

export interface NotificationDefinitionsVariables {
  readonly minPosition?: string | null | undefined;
  readonly asOf?: string | null | undefined;
}

export const NotificationDefinitions: Operation<NotificationDefinitionsResult, NotificationDefinitionsVariables> = {
  name: 'NotificationDefinitions',
  kind: 'query',
  hash: '0f4b87969699b95cd4a066ed591759e7e0a54e6e136f3093ee506c8d27733554',
  past: true,
};

export type NotificationSetupResult = {
  readonly notificationSetup: {
    readonly mail: boolean;
    readonly mailFrom: string;
    readonly allowed: readonly string[];
  };
};

export type NotificationSetupVariables = Readonly<Record<string, never>>;

export const NotificationSetup: Operation<NotificationSetupResult, NotificationSetupVariables> = {
  name: 'NotificationSetup',
  kind: 'query',
  hash: '919f7df68464cbba3672295a21ba1cd01a5bad0fa3dd4a99d01d2f3c1f381c3d',
};

export type DeliveriesResult = {
  readonly deliveries: {
    readonly rows: readonly DeliveryFields[];
    readonly next: string | null;
    readonly waiting: number;
    readonly sent: number;
    readonly failed: number;
  };
};

export interface DeliveriesVariables {
  readonly state?: string | null | undefined;
  readonly alert?: string | null | undefined;
  readonly first?: number | null | undefined;
  readonly after?: string | null | undefined;
  readonly minPosition?: string | null | undefined;
}

export const Deliveries: Operation<DeliveriesResult, DeliveriesVariables> = {
  name: 'Deliveries',
  kind: 'query',
  hash: '0925646a28d25f831222c9bf610d8e2d8ab0c9ef86a7e97bdc8c597591c5cc67',
};

export type SaveMailChannelResult = {
  readonly saved: {
    readonly position: string;
    readonly secret: string | null;
  };
};

export interface SaveMailChannelVariables {
  readonly id: string;
  readonly seen: number;
  readonly key: string;
  readonly name: string;
  readonly enabled: boolean;
  readonly perHour: number;
  readonly recipients: readonly string[];
  readonly rota?: RotaInput | null | undefined;
}

export const SaveMailChannel: Operation<SaveMailChannelResult, SaveMailChannelVariables> = {
  name: 'SaveMailChannel',
  kind: 'mutation',
  hash: 'b50cb7a91a42d71fccb71a2861db612bc4c56d757e30afe6c35d7ac333711608',
};

export type SaveWebChannelResult = {
  readonly saved: {
    readonly position: string;
    readonly secret: string | null;
  };
};

export interface SaveWebChannelVariables {
  readonly id: string;
  readonly seen: number;
  readonly key: string;
  readonly kind: WebChannelKind;
  readonly name: string;
  readonly enabled: boolean;
  readonly perHour: number;
  readonly url?: string | null | undefined;
  readonly rotate?: boolean | null | undefined;
}

export const SaveWebChannel: Operation<SaveWebChannelResult, SaveWebChannelVariables> = {
  name: 'SaveWebChannel',
  kind: 'mutation',
  hash: '15467ac041d14dad792af64625bec25289134e0b5397747b8f4f4f56f7d3bb69',
};

export type SaveEscalationPolicyResult = {
  readonly saved: {
    readonly position: string;
  };
};

export interface SaveEscalationPolicyVariables {
  readonly id: string;
  readonly seen: number;
  readonly key: string;
  readonly name: string;
  readonly enabled: boolean;
  readonly least: AlertSeverity;
  readonly onEscalation: boolean;
  readonly late: boolean;
  readonly sensors: readonly string[];
  readonly steps: readonly PolicyStepInput[];
  readonly quiet?: QuietHoursInput | null | undefined;
}

export const SaveEscalationPolicy: Operation<SaveEscalationPolicyResult, SaveEscalationPolicyVariables> = {
  name: 'SaveEscalationPolicy',
  kind: 'mutation',
  hash: '75b2c33bea394ba2182d378ceab66e3cbe1d3d8016fbb4c9202866580aa6db49',
};

export type RemoveChannelResult = {
  readonly done: {
    readonly position: string;
  };
};

export interface RemoveChannelVariables {
  readonly id: string;
  readonly seen: number;
  readonly key: string;
}

export const RemoveChannel: Operation<RemoveChannelResult, RemoveChannelVariables> = {
  name: 'RemoveChannel',
  kind: 'mutation',
  hash: 'cbe14133ed927d90620cdc4335f20da9eabf893ef7731f177224b3636b593c24',
};

export type RemoveEscalationPolicyResult = {
  readonly done: {
    readonly position: string;
  };
};

export interface RemoveEscalationPolicyVariables {
  readonly id: string;
  readonly seen: number;
  readonly key: string;
}

export const RemoveEscalationPolicy: Operation<RemoveEscalationPolicyResult, RemoveEscalationPolicyVariables> = {
  name: 'RemoveEscalationPolicy',
  kind: 'mutation',
  hash: '225aa69cf1085b8d57ba60efc11e1c51ab0df95949a894cda11f9775f5e8f287',
};

export type TestChannelResult = {
  readonly done: {
    readonly position: string;
  };
};

export interface TestChannelVariables {
  readonly id: string;
  readonly key: string;
}

export const TestChannel: Operation<TestChannelResult, TestChannelVariables> = {
  name: 'TestChannel',
  kind: 'mutation',
  hash: '113be9efee4131462c825b40a5e8bd7b4b29ae72d13c69d83e6d9243dc641ed8',
};

export type RetryDeliveryResult = {
  readonly done: {
    readonly position: string;
  };
};

export interface RetryDeliveryVariables {
  readonly id: string;
  readonly key: string;
}

export const RetryDelivery: Operation<RetryDeliveryResult, RetryDeliveryVariables> = {
  name: 'RetryDelivery',
  kind: 'mutation',
  hash: '3c76349443c213c6e1b25a95c42fb86daa1d651e412b5e73a0a3ee7131c20a43',
};

export type OverviewFiguresResult = {
  readonly overview: {
    readonly coarse: boolean | null;
    readonly nextExact: string | null;
    readonly bitsPerSecond: Tile;
    readonly packetsPerSecond: Tile;
    readonly dnsQueriesPerSecond: Tile;
    readonly requestsPerMinute: Tile | null;
    readonly runningFlows: Tile;
    readonly packets: number;
    readonly bytes: number;
    readonly flows: number;
    readonly dnsQueries: number;
    readonly lastSeen: string | null;
    readonly everRecorded: boolean;
  };
};

export interface OverviewFiguresVariables {
  readonly range: RangeInput;
  readonly sensor?: string | null | undefined;
  readonly asOf?: string | null | undefined;
}

export const OverviewFigures: Operation<OverviewFiguresResult, OverviewFiguresVariables> = {
  name: 'OverviewFigures',
  kind: 'query',
  hash: 'a5f067bdc795149006e54cdd13ebf5d8dbe5ac18c32bacc19be1c1ee65a819bd',
  past: true,
};

export type TrafficOverTimeResult = {
  readonly traffic: {
    readonly coarse: boolean | null;
    readonly nextExact: string | null;
    readonly bucket: number;
    readonly times: readonly string[];
    readonly series: readonly {
      readonly key: string;
      readonly bytesIn: readonly number[];
      readonly bytesOut: readonly number[];
    }[];
  };
};

export interface TrafficOverTimeVariables {
  readonly range: RangeInput;
  readonly by: TrafficBy;
  readonly bucket?: number | null | undefined;
  readonly sensor?: string | null | undefined;
  readonly asOf?: string | null | undefined;
}

export const TrafficOverTime: Operation<TrafficOverTimeResult, TrafficOverTimeVariables> = {
  name: 'TrafficOverTime',
  kind: 'query',
  hash: '7bbc21e64c4b07c2b8da45879431a62dc830560da9f365549ae4347a681df814',
  past: true,
};

export type TopTalkersResult = {
  readonly topTalkers: TopRows & {
    readonly coarse: boolean | null;
    readonly nextExact: string | null;
  };
};

export interface TopTalkersVariables {
  readonly range: RangeInput;
  readonly first?: number | null | undefined;
  readonly sensor?: string | null | undefined;
  readonly asOf?: string | null | undefined;
}

export const TopTalkers: Operation<TopTalkersResult, TopTalkersVariables> = {
  name: 'TopTalkers',
  kind: 'query',
  hash: 'd0883312438219bf1d48e05105b22784e011487b29df921b558be6c82d43a233',
  past: true,
};

export type RespondersResult = {
  readonly responders: TopRows & {
    readonly coarse: boolean | null;
    readonly nextExact: string | null;
  };
};

export interface RespondersVariables {
  readonly range: RangeInput;
  readonly first?: number | null | undefined;
  readonly sensor?: string | null | undefined;
  readonly asOf?: string | null | undefined;
}

export const Responders: Operation<RespondersResult, RespondersVariables> = {
  name: 'Responders',
  kind: 'query',
  hash: 'a1da0b623c739e218ba764668493bd77391864d394cf94d15308407df787205d',
  past: true,
};

export type ProtocolsResult = {
  readonly protocols: TopRows & {
    readonly coarse: boolean | null;
    readonly nextExact: string | null;
  };
};

export interface ProtocolsVariables {
  readonly range: RangeInput;
  readonly first?: number | null | undefined;
  readonly sensor?: string | null | undefined;
  readonly asOf?: string | null | undefined;
}

export const Protocols: Operation<ProtocolsResult, ProtocolsVariables> = {
  name: 'Protocols',
  kind: 'query',
  hash: 'f853d33b13b360c2aa96bf7b943bc538d847ecaf91c4d33a5c3d706c402e23f5',
  past: true,
};

export type ConnectionStatesResult = {
  readonly connectionStates: TopRows & {
    readonly coarse: boolean | null;
    readonly nextExact: string | null;
  };
};

export interface ConnectionStatesVariables {
  readonly range: RangeInput;
  readonly sensor?: string | null | undefined;
  readonly asOf?: string | null | undefined;
}

export const ConnectionStates: Operation<ConnectionStatesResult, ConnectionStatesVariables> = {
  name: 'ConnectionStates',
  kind: 'query',
  hash: '7c2397c159ab8d0aec281973c99ab959b8efe00c6f000dfd1df8159fb3325a31',
  past: true,
};

export type TopDomainsResult = {
  readonly domains: {
    readonly coarse: boolean | null;
    readonly nextExact: string | null;
    readonly count: number;
    readonly exact: boolean;
    readonly rows: readonly ({
      readonly name: string;
      readonly unicode: string | null;
      readonly mixedScript: boolean;
      readonly queries: number;
    })[];
  };
};

export interface TopDomainsVariables {
  readonly range: RangeInput;
  readonly sensor?: string | null | undefined;
  readonly first?: number | null | undefined;
  readonly asOf?: string | null | undefined;
}

export const TopDomains: Operation<TopDomainsResult, TopDomainsVariables> = {
  name: 'TopDomains',
  kind: 'query',
  hash: '7514c16287c273ebabf7c8d97e009b415f39926ade20bdf0a0e4866021cebf94',
  past: true,
};

export type SensorsResult = {
  readonly sensors: readonly ({
    readonly name: string;
    readonly demo: boolean;
    readonly hidden: boolean;
    readonly firstSeen: string | null;
    readonly lastSeen: string | null;
    readonly bitsPerSecond: number | null;
    readonly packetsPerSecond: number | null;
    readonly dropped: number;
    readonly status: string;
  })[];
};

export type SensorsVariables = Readonly<Record<string, never>>;

export const Sensors: Operation<SensorsResult, SensorsVariables> = {
  name: 'Sensors',
  kind: 'query',
  hash: '1003efe39c9dfa91a5b0c30a417c7b020f6753325772f3bc9c2839d0915c0004',
};

export type LogMomentResult = {
  readonly logMoment: {
    readonly position: string;
    readonly at: string;
  } | null;
};

export interface LogMomentVariables {
  readonly position?: string | null | undefined;
  readonly at?: string | null | undefined;
}

export const LogMoment: Operation<LogMomentResult, LogMomentVariables> = {
  name: 'LogMoment',
  kind: 'query',
  hash: '4bceff572f2a2a68e076b4e5f3bd3fdb1ae339368259eabecde710d3af6dfe5f',
};

export type SourcesResult = {
  readonly sources: readonly ({
    readonly id: string;
    readonly sensor: string;
    readonly firstPacket: string | null;
    readonly lastPacket: string | null;
  })[];
};

export type SourcesVariables = Readonly<Record<string, never>>;

export const Sources: Operation<SourcesResult, SourcesVariables> = {
  name: 'Sources',
  kind: 'query',
  hash: '410d8eabce7a12f4f7cceedd668b7071e6513c2bc56aa837d321630e8195df48',
};

export type SetDemoResult = {
  readonly setDemo: {
    readonly position: string;
  };
};

export interface SetDemoVariables {
  readonly shown: boolean;
}

export const SetDemo: Operation<SetDemoResult, SetDemoVariables> = {
  name: 'SetDemo',
  kind: 'mutation',
  hash: 'd2b35a621387ea7d0c59552043592ddb37cc43cb7f80d0578f7e43a756ede734',
};

export type TrafficFramesResult = {
  readonly trafficSampled: {
    readonly serverTime: string;
    readonly rows: readonly {
      readonly time: string;
      readonly app: string;
      readonly packets: number;
      readonly bytesIn: number;
      readonly bytesOut: number;
      readonly queries: number;
      readonly requests: number;
    }[];
  };
};

export interface TrafficFramesVariables {
  readonly sensor?: string | null | undefined;
}

export const TrafficFrames: Operation<TrafficFramesResult, TrafficFramesVariables> = {
  name: 'TrafficFrames',
  kind: 'subscription',
  hash: 'b726cb5e374af22f42222cfcfea028077bc2187d0d9ced41743e2566805f7c80',
};

export type FlowPacketListResult = {
  readonly flowPackets: {
    readonly stored: boolean;
    readonly reason: string | null;
    readonly more: boolean;
    readonly packets: readonly {
      readonly n: number;
      readonly at: string;
      readonly fromSource: boolean;
      readonly length: number;
      readonly captured: number;
      readonly payload: number;
      readonly info: string;
    }[];
  };
};

export interface FlowPacketListVariables {
  readonly id: string;
  readonly skip: number;
}

export const FlowPacketList: Operation<FlowPacketListResult, FlowPacketListVariables> = {
  name: 'FlowPacketList',
  kind: 'query',
  hash: '10b4ba3d87a6ed844afcafd32769dc2f171b48de42ae9ec8a0f4af26b4b90995',
};

export type FlowPacketBytesResult = {
  readonly flowPacket: {
    readonly n: number;
    readonly at: string;
    readonly hex: string;
    readonly layers: readonly {
      readonly name: string;
      readonly from: number;
      readonly to: number;
      readonly fields: readonly {
        readonly label: string;
        readonly value: string;
      }[];
    }[];
  };
};

export interface FlowPacketBytesVariables {
  readonly id: string;
  readonly n: number;
}

export const FlowPacketBytes: Operation<FlowPacketBytesResult, FlowPacketBytesVariables> = {
  name: 'FlowPacketBytes',
  kind: 'query',
  hash: '427b2754e122064d7d1c794022f152edd50a9cdb436ea9b0786484b1d69ae60d',
};

export type PacketStorageStateResult = {
  readonly packetStorage: {
    readonly mode: PacketStorageMode;
    readonly store: {
      readonly mode: PacketStorageMode;
      readonly bytes: number;
      readonly limitBytes: number;
      readonly days: number;
      readonly packets: number;
      readonly oldest: string | null;
      readonly newest: string | null;
      readonly encrypted: boolean;
      readonly unreadable: number;
      readonly lost: number;
      readonly problem: string | null;
      readonly archive: {
        readonly segments: number;
        readonly bytes: number;
        readonly limitBytes: number;
        readonly waiting: number;
        readonly problem: string | null;
      } | null;
    } | null;
  };
};

export type PacketStorageStateVariables = Readonly<Record<string, never>>;

export const PacketStorageState: Operation<PacketStorageStateResult, PacketStorageStateVariables> = {
  name: 'PacketStorageState',
  kind: 'query',
  hash: 'ea1eb7624222d914139601912945d7df4c86399f6e57360f6939307a6b3a4cd4',
};

export type SetPacketStorageResult = {
  readonly done: {
    readonly mode: PacketStorageMode;
  };
};

export interface SetPacketStorageVariables {
  readonly mode: PacketStorageMode;
  readonly reason: string;
}

export const SetPacketStorage: Operation<SetPacketStorageResult, SetPacketStorageVariables> = {
  name: 'SetPacketStorage',
  kind: 'mutation',
  hash: '588ea34985cece8afa27eeceeb758a9772c20a7b63b170e76c8552a4885b5fbf',
};

export type UserListResult = {
  readonly users: {
    readonly count: number;
    readonly users: readonly UserRow[];
  };
};

export interface UserListVariables {
  readonly search?: string | null | undefined;
  readonly first: number;
  readonly skip?: number | null | undefined;
}

export const UserList: Operation<UserListResult, UserListVariables> = {
  name: 'UserList',
  kind: 'query',
  hash: 'a308c2739726014ed7765807e2545d8cc4856fcb5acafaf9276f8c9a7ba4e0f0',
};

export type UserSessionsResult = {
  readonly userSessions: readonly {
    readonly id: string;
    readonly startedAt: string;
    readonly seenAt: string;
    readonly ip: string;
    readonly agent: string;
  }[];
};

export interface UserSessionsVariables {
  readonly user: string;
}

export const UserSessions: Operation<UserSessionsResult, UserSessionsVariables> = {
  name: 'UserSessions',
  kind: 'query',
  hash: 'b5118ca8163409f242fdc963eecacf3a657e0df61dcd3f2ff911f7a46cb16b72',
};

export type InviteUserResult = {
  readonly done: {
    readonly link: string;
    readonly expiresAt: string;
    readonly entity: UserRow;
  };
};

export interface InviteUserVariables {
  readonly name: string;
  readonly role: Role;
  readonly customRole?: string | null | undefined;
  readonly scope?: TrafficScopeInput | null | undefined;
  readonly reason: string;
}

export const InviteUser: Operation<InviteUserResult, InviteUserVariables> = {
  name: 'InviteUser',
  kind: 'mutation',
  hash: 'ace3a76aa43dee1a384a000f73d79195bc3d939af277850fb41848b3ebf23505',
};

export type RenewInvitationResult = {
  readonly done: {
    readonly link: string;
    readonly expiresAt: string;
    readonly entity: UserRow;
  };
};

export interface RenewInvitationVariables {
  readonly id: string;
}

export const RenewInvitation: Operation<RenewInvitationResult, RenewInvitationVariables> = {
  name: 'RenewInvitation',
  kind: 'mutation',
  hash: 'fc8c5ac748132f5965934e48c13ea36b77f4d69c86119de25cdd85bc4f27c866',
};

export type OfferPasswordResetResult = {
  readonly done: {
    readonly link: string;
    readonly expiresAt: string;
    readonly entity: UserRow;
  };
};

export interface OfferPasswordResetVariables {
  readonly id: string;
  readonly reason: string;
}

export const OfferPasswordReset: Operation<OfferPasswordResetResult, OfferPasswordResetVariables> = {
  name: 'OfferPasswordReset',
  kind: 'mutation',
  hash: '8b15762973b434ae824334a25b44f6f71ea1512ae60c16c26c6ecd0f4a4e1702',
};

export type RevokeInvitationResult = {
  readonly done: {
    readonly position: string;
  };
};

export interface RevokeInvitationVariables {
  readonly id: string;
  readonly reason: string;
}

export const RevokeInvitation: Operation<RevokeInvitationResult, RevokeInvitationVariables> = {
  name: 'RevokeInvitation',
  kind: 'mutation',
  hash: '0cb1ed4c203fa6f4d5cec890bf354632c544c8707ed8862f1bd9a2265307fb69',
};

export type GrantRoleResult = {
  readonly done: {
    readonly position: string;
  };
};

export interface GrantRoleVariables {
  readonly id: string;
  readonly role: Role;
  readonly customRole?: string | null | undefined;
  readonly reason: string;
  readonly seen?: number | null | undefined;
}

export const GrantRole: Operation<GrantRoleResult, GrantRoleVariables> = {
  name: 'GrantRole',
  kind: 'mutation',
  hash: '4d7800c86d540972173c5ad947a4db6f777fdb49de98978165f6e4c4b1e06ac8',
};

export type GrantScopeResult = {
  readonly done: {
    readonly position: string;
  };
};

export interface GrantScopeVariables {
  readonly id: string;
  readonly scope?: TrafficScopeInput | null | undefined;
  readonly reason: string;
  readonly seen?: number | null | undefined;
}

export const GrantScope: Operation<GrantScopeResult, GrantScopeVariables> = {
  name: 'GrantScope',
  kind: 'mutation',
  hash: '20847c346c3785fffcfb48d3ca5a87688a67a0f66a845c06c1605d074f9fb8a9',
};

export type DisableUserResult = {
  readonly done: {
    readonly position: string;
  };
};

export interface DisableUserVariables {
  readonly id: string;
  readonly reason: string;
  readonly seen?: number | null | undefined;
}

export const DisableUser: Operation<DisableUserResult, DisableUserVariables> = {
  name: 'DisableUser',
  kind: 'mutation',
  hash: '3aa0c9a9aa0f7c880860d46abf3638fdbffd6336af486c72143b1960d0728260',
};

export type EnableUserResult = {
  readonly done: {
    readonly position: string;
  };
};

export interface EnableUserVariables {
  readonly id: string;
  readonly reason: string;
  readonly seen?: number | null | undefined;
}

export const EnableUser: Operation<EnableUserResult, EnableUserVariables> = {
  name: 'EnableUser',
  kind: 'mutation',
  hash: 'b5ddf5131ee380dc6886b777f2ab187ec94cafdaa3bfe6f03d696485eee89d4d',
};

export type EndUserSessionsResult = {
  readonly done: {
    readonly position: string;
  };
};

export interface EndUserSessionsVariables {
  readonly id: string;
  readonly reason: string;
}

export const EndUserSessions: Operation<EndUserSessionsResult, EndUserSessionsVariables> = {
  name: 'EndUserSessions',
  kind: 'mutation',
  hash: '8578a285f0357ac444d5dec54894c2ac53a3dd0b005d4692d1f8a3ce9957229f',
};

export type EndUserSessionResult = {
  readonly done: boolean;
};

export interface EndUserSessionVariables {
  readonly id: string;
  readonly session: string;
  readonly reason: string;
}

export const EndUserSession: Operation<EndUserSessionResult, EndUserSessionVariables> = {
  name: 'EndUserSession',
  kind: 'mutation',
  hash: '8ab8c7a100a2c56c1c23cc6bb259a8da9576e62fe0d2d982c72e020032d09dda',
};

export type ResetSecondFactorResult = {
  readonly done: {
    readonly ended: number;
  };
};

export interface ResetSecondFactorVariables {
  readonly id: string;
  readonly reason: string;
}

export const ResetSecondFactor: Operation<ResetSecondFactorResult, ResetSecondFactorVariables> = {
  name: 'ResetSecondFactor',
  kind: 'mutation',
  hash: 'c820991bc6d61f5d937bf09559bfee8c569605b7fffd4e3ea8fbcd2ed53bba89',
};

export type ErasePersonResult = {
  readonly done: {
    readonly position: string;
  };
};

export interface ErasePersonVariables {
  readonly id: string;
  readonly reason: string;
  readonly seen?: number | null | undefined;
}

export const ErasePerson: Operation<ErasePersonResult, ErasePersonVariables> = {
  name: 'ErasePerson',
  kind: 'mutation',
  hash: 'a4ec6f843e17417c9da23780b060f637319a0fe771edb69933d5a0676d6831dd',
};

export type EraseAddressResult = {
  readonly done: {
    readonly label: string;
  };
};

export interface EraseAddressVariables {
  readonly address: string;
  readonly reason: string;
}

export const EraseAddress: Operation<EraseAddressResult, EraseAddressVariables> = {
  name: 'EraseAddress',
  kind: 'mutation',
  hash: '7cb99ca05017abe8aef262ed5c071bcf78cf9bca4dd84b239d926465ebf18291',
};

export type PlacesResult = {
  readonly places: readonly ({
    readonly address: string;
    readonly country: string | null;
    readonly region: string | null;
    readonly city: string | null;
    readonly latitude: number | null;
    readonly longitude: number | null;
    readonly asn: number | null;
    readonly organisation: string | null;
    readonly sources: readonly FactSourceRow[];
  })[];
};

export interface PlacesVariables {
  readonly addresses: readonly string[];
}

export const Places: Operation<PlacesResult, PlacesVariables> = {
  name: 'Places',
  kind: 'query',
  hash: '0b056ae61591b58936c7244d9f942a4c5eecd76d7dbf1bfb5acbbb05c63e04cd',
};

export type EnrichmentSourcesResult = {
  readonly enrichmentSources: readonly ({
    readonly kind: EnrichmentKind;
    readonly origin: EnrichmentOrigin;
    readonly name: string;
    readonly asked: number;
    readonly found: number;
    readonly mend: string | null;
    readonly attribution: {
      readonly text: string;
      readonly url: string;
    } | null;
    readonly files: readonly ({
      readonly path: string;
      readonly state: FactFileState;
      readonly entries: number | null;
      readonly problem: string | null;
      readonly source: FactSourceRow | null;
    })[];
  })[];
};

export type EnrichmentSourcesVariables = Readonly<Record<string, never>>;

export const EnrichmentSources: Operation<EnrichmentSourcesResult, EnrichmentSourcesVariables> = {
  name: 'EnrichmentSources',
  kind: 'query',
  hash: 'c9694ae83fd98a23156f16ea5fb3f6d6614c2b6912d3f3e0d5e52d4fe15b12c2',
};

export type PrivacyStateResult = {
  readonly privacy: {
    readonly mode: MaskingMode;
    readonly version: number;
    readonly examples: readonly {
      readonly mode: MaskingMode;
      readonly example: string;
      readonly shown: string;
    }[];
  };
};

export type PrivacyStateVariables = Readonly<Record<string, never>>;

export const PrivacyState: Operation<PrivacyStateResult, PrivacyStateVariables> = {
  name: 'PrivacyState',
  kind: 'query',
  hash: '4427077a2cfaa515df561c5651893c92529d41d01622524554bfe43d905866b5',
};

export type SetMaskingModeResult = {
  readonly done: {
    readonly mode: MaskingMode;
  };
};

export interface SetMaskingModeVariables {
  readonly mode: MaskingMode;
  readonly seen: number;
  readonly reason: string;
}

export const SetMaskingMode: Operation<SetMaskingModeResult, SetMaskingModeVariables> = {
  name: 'SetMaskingMode',
  kind: 'mutation',
  hash: '7961af1a846016b210e4488a8388dda4afd11b99ee3c7e3342508fc0f06bc8ae',
};

export type RevealAddressesResult = {
  readonly done: {
    readonly revealedUntil: string | null;
  };
};

export type RevealAddressesVariables = Readonly<Record<string, never>>;

export const RevealAddresses: Operation<RevealAddressesResult, RevealAddressesVariables> = {
  name: 'RevealAddresses',
  kind: 'mutation',
  hash: '264e086a5d42f9aa4db492466cba20a68ec8e6d6310e7b0ff46c4d0156d98f84',
};

export type HideAddressesResult = {
  readonly done: {
    readonly masked: boolean;
  };
};

export type HideAddressesVariables = Readonly<Record<string, never>>;

export const HideAddresses: Operation<HideAddressesResult, HideAddressesVariables> = {
  name: 'HideAddresses',
  kind: 'mutation',
  hash: 'f135180a160671a458f6fed1c4de8081af3cd51ea855eb424f69bcb9ddbed393',
};

export type RemoteSensorListResult = {
  readonly remoteSensors: readonly RemoteSensorRow[];
};

export type RemoteSensorListVariables = Readonly<Record<string, never>>;

export const RemoteSensorList: Operation<RemoteSensorListResult, RemoteSensorListVariables> = {
  name: 'RemoteSensorList',
  kind: 'query',
  hash: '7e967714151c29eb1d69f42c2a70b79467ca09a7a1f09ce7e05b68f61f9e054f',
};

export type EnrolSensorResult = {
  readonly done: {
    readonly code: string;
    readonly entity: RemoteSensorRow;
  };
};

export interface EnrolSensorVariables {
  readonly name: string;
}

export const EnrolSensor: Operation<EnrolSensorResult, EnrolSensorVariables> = {
  name: 'EnrolSensor',
  kind: 'mutation',
  hash: '419c86d8c362ad616bc44cbbdd924fec75016ab3ab842758d26ef06522216d2c',
};

export type RevokeSensorResult = {
  readonly done: {
    readonly position: string;
  };
};

export interface RevokeSensorVariables {
  readonly name: string;
  readonly reason: string;
}

export const RevokeSensor: Operation<RevokeSensorResult, RevokeSensorVariables> = {
  name: 'RevokeSensor',
  kind: 'mutation',
  hash: 'cdfbef67e3b2098b4b4e9fdd7157caaaee95fca4db5712c75ea870b518b8cd85',
};

export type ReportTemplatesResult = {
  readonly reportTemplates: readonly {
    readonly id: string;
    readonly title: string;
    readonly description: string;
    readonly audit: boolean;
    readonly mostDays: number;
  }[];
};

export type ReportTemplatesVariables = Readonly<Record<string, never>>;

export const ReportTemplates: Operation<ReportTemplatesResult, ReportTemplatesVariables> = {
  name: 'ReportTemplates',
  kind: 'query',
  hash: '185aaf06a5f3161968c2f160cadf8a8801791ffc4f95599a504fe1e6aba7b5e6',
};

export type ReportsResult = {
  readonly reports: readonly ReportFields[];
};

export type ReportsVariables = Readonly<Record<string, never>>;

export const Reports: Operation<ReportsResult, ReportsVariables> = {
  name: 'Reports',
  kind: 'query',
  hash: '6701382a4757c46c89bfce67b305a52f588bf84fc1c5bfcaaf0313a067f8bc22',
};

export type ReportPreviewResult = {
  readonly reportPreview: {
    readonly title: string;
    readonly masked: boolean;
    readonly sectionsLeft: number;
    readonly sections: readonly ({
      readonly heading: string;
      readonly blocks: readonly ({
        readonly text: string | null;
        readonly figures: readonly ({
          readonly label: string;
          readonly value: string | null;
          readonly note: string | null;
        })[] | null;
        readonly table: {
          readonly columns: readonly {
            readonly label: string;
            readonly numeric: boolean;
          }[];
          readonly rows: readonly {
            readonly cells: readonly string[];
          }[];
          readonly leftOut: number;
        } | null;
        readonly series: {
          readonly label: string;
          readonly values: readonly number[];
          readonly most: string;
        } | null;
      })[];
    })[];
  };
};

export interface ReportPreviewVariables {
  readonly input: GenerateReportInput;
}

export const ReportPreview: Operation<ReportPreviewResult, ReportPreviewVariables> = {
  name: 'ReportPreview',
  kind: 'query',
  hash: '4921150ae4cbed4df0a101dc07e94df3cbb775ec8cd44699ab97473ab49e1e80',
};

export type ReportSchedulesResult = {
  readonly reportSchedules: readonly ReportScheduleFields[];
};

export type ReportSchedulesVariables = Readonly<Record<string, never>>;

export const ReportSchedules: Operation<ReportSchedulesResult, ReportSchedulesVariables> = {
  name: 'ReportSchedules',
  kind: 'query',
  hash: 'c066b46be609497ab774b70a48d14a1e72905e8771b131270cf1903c2dc1ea2a',
};

export type GenerateReportResult = {
  readonly done: ReportFields;
};

export interface GenerateReportVariables {
  readonly input: GenerateReportInput;
}

export const GenerateReport: Operation<GenerateReportResult, GenerateReportVariables> = {
  name: 'GenerateReport',
  kind: 'mutation',
  hash: '884f88816fe6e4d3f789c565a5452536c941f01635b83cf47fb1cf26ac240178',
};

export type RetryReportResult = {
  readonly done: ReportFields;
};

export interface RetryReportVariables {
  readonly id: string;
}

export const RetryReport: Operation<RetryReportResult, RetryReportVariables> = {
  name: 'RetryReport',
  kind: 'mutation',
  hash: '25f8f0289f5e6637606791e09a7c97bb13b328dde553a96180b6cfb627986d34',
};

export type ShareReportResult = {
  readonly done: ReportFields;
};

export interface ShareReportVariables {
  readonly id: string;
  readonly shared: boolean;
}

export const ShareReport: Operation<ShareReportResult, ShareReportVariables> = {
  name: 'ShareReport',
  kind: 'mutation',
  hash: 'cf568cc9bb17830a83d23e639b2eda45a951fb77627f863d45fedefa553c7fc5',
};

export type RemoveReportResult = {
  readonly done: {
    readonly id: string;
  };
};

export interface RemoveReportVariables {
  readonly id: string;
}

export const RemoveReport: Operation<RemoveReportResult, RemoveReportVariables> = {
  name: 'RemoveReport',
  kind: 'mutation',
  hash: '9b8d1d4805beca0d523f7d7986d41d55a8fa6382a20cdaddb93c806c6de45fbe',
};

export type SaveReportScheduleResult = {
  readonly done: ReportScheduleFields;
};

export interface SaveReportScheduleVariables {
  readonly input: ReportScheduleInput;
}

export const SaveReportSchedule: Operation<SaveReportScheduleResult, SaveReportScheduleVariables> = {
  name: 'SaveReportSchedule',
  kind: 'mutation',
  hash: '12fc0fc6bdd52ed5280dbcf2d761c36369f4c6d3ea208929b92b51bdabd3dac8',
};

export type PauseReportScheduleResult = {
  readonly done: ReportScheduleFields;
};

export interface PauseReportScheduleVariables {
  readonly id: string;
  readonly seen: number;
  readonly key: string;
  readonly paused: boolean;
}

export const PauseReportSchedule: Operation<PauseReportScheduleResult, PauseReportScheduleVariables> = {
  name: 'PauseReportSchedule',
  kind: 'mutation',
  hash: '5fe5e546be9cffb4c479d85344d00672d19413793d444bff15af6e689d537ce0',
};

export type TestReportScheduleResult = {
  readonly done: ReportFields;
};

export interface TestReportScheduleVariables {
  readonly id: string;
  readonly key: string;
  readonly recipients: readonly string[];
}

export const TestReportSchedule: Operation<TestReportScheduleResult, TestReportScheduleVariables> = {
  name: 'TestReportSchedule',
  kind: 'mutation',
  hash: '28e09d317535f1b9cd4f63f972ccf9ade87fb7c87a05651f6395adfa43c625d2',
};

export type RemoveReportScheduleResult = {
  readonly done: {
    readonly id: string;
  };
};

export interface RemoveReportScheduleVariables {
  readonly id: string;
  readonly seen: number;
  readonly key: string;
}

export const RemoveReportSchedule: Operation<RemoveReportScheduleResult, RemoveReportScheduleVariables> = {
  name: 'RemoveReportSchedule',
  kind: 'mutation',
  hash: '6ac9e6d1ee277ce1d5615bdb55ce0b44c27b6ad9bd99b39e51a52bf783cbdb01',
};

export type ReportChangesResult = {
  readonly reportChanged: ReportFields;
};

export type ReportChangesVariables = Readonly<Record<string, never>>;

export const ReportChanges: Operation<ReportChangesResult, ReportChangesVariables> = {
  name: 'ReportChanges',
  kind: 'subscription',
  hash: 'fd7e6da7cf72df812eda075a1872abacf6c2b888cbdcd476fdb8c8cad9003239',
};

export type ReputationKeysResult = {
  readonly reputationKeys: readonly ReputationKeyFields[];
};

export type ReputationKeysVariables = Readonly<Record<string, never>>;

export const ReputationKeys: Operation<ReputationKeysResult, ReputationKeysVariables> = {
  name: 'ReputationKeys',
  kind: 'query',
  hash: '9f6a87cda60dfd26cad7e9395e2e9959bb7ea921327d6a50b02c363a69fa858b',
};

export type SetReputationKeyResult = {
  readonly done: {
    readonly entity: ReputationKeyFields;
  };
};

export interface SetReputationKeyVariables {
  readonly service: string;
  readonly seen: number;
  readonly key: string;
  readonly value: string;
}

export const SetReputationKey: Operation<SetReputationKeyResult, SetReputationKeyVariables> = {
  name: 'SetReputationKey',
  kind: 'mutation',
  hash: '65ed85cdf50cbdafdefc90a9d81dc3eedff4fdf57a0c8c616ba7b1d0bde0c248',
};

export type RemoveReputationKeyResult = {
  readonly done: {
    readonly entity: ReputationKeyFields;
  };
};

export interface RemoveReputationKeyVariables {
  readonly service: string;
  readonly seen: number;
  readonly key: string;
}

export const RemoveReputationKey: Operation<RemoveReputationKeyResult, RemoveReputationKeyVariables> = {
  name: 'RemoveReputationKey',
  kind: 'mutation',
  hash: '58e8ff915a1579cc85380a85dcdcaaf9b67dc81ed517c06bfa3b1fc61cd58680',
};

export type EnrichmentServicesResult = {
  readonly enrichmentServices: readonly ({
    readonly id: string;
    readonly title: string;
    readonly host: string;
    readonly on: boolean;
    readonly addresses: boolean;
    readonly names: boolean;
    readonly usedToday: number;
    readonly perDay: number;
    readonly perMinute: number;
    readonly problem: string | null;
    readonly pausedUntil: string | null;
  })[];
};

export type EnrichmentServicesVariables = Readonly<Record<string, never>>;

export const EnrichmentServices: Operation<EnrichmentServicesResult, EnrichmentServicesVariables> = {
  name: 'EnrichmentServices',
  kind: 'query',
  hash: 'f48851a2aa886173472f60eae747243546afd049570597deaa9cb2dc2d0a63bc',
};

export type ReputationResult = {
  readonly reputationServices: readonly ({
    readonly id: string;
    readonly title: string;
    readonly host: string;
    readonly on: boolean;
    readonly addresses: boolean;
    readonly names: boolean;
    readonly pausedUntil: string | null;
  })[];
  readonly reputation: readonly ReputationFields[];
};

export interface ReputationVariables {
  readonly value: string;
}

export const Reputation: Operation<ReputationResult, ReputationVariables> = {
  name: 'Reputation',
  kind: 'query',
  hash: 'c77a6d1954984db9ed3973507d0f2a70fdb7b83e9160eaf36f56a422a0b2320c',
};

export type AskReputationResult = {
  readonly done: ReputationFields;
};

export interface AskReputationVariables {
  readonly service: string;
  readonly value: string;
}

export const AskReputation: Operation<AskReputationResult, AskReputationVariables> = {
  name: 'AskReputation',
  kind: 'mutation',
  hash: 'ed80ea9008db9c6290d4b1bae09b3badf8c1f84be8002844b78d7704eada2842',
};

export type RetentionStateResult = {
  readonly retention: RetentionBody;
};

export type RetentionStateVariables = Readonly<Record<string, never>>;

export const RetentionState: Operation<RetentionStateResult, RetentionStateVariables> = {
  name: 'RetentionState',
  kind: 'query',
  hash: '87f58362121715f8eb913b94f9a0ac4c386beae30f314dcfacfeedca70bb1783',
};

export type SetRetentionResult = {
  readonly done: RetentionBody;
};

export interface SetRetentionVariables {
  readonly seen: number;
  readonly telemetry: number;
  readonly rollup: number;
  readonly sandbox: number;
  readonly reason: string;
}

export const SetRetention: Operation<SetRetentionResult, SetRetentionVariables> = {
  name: 'SetRetention',
  kind: 'mutation',
  hash: 'be122b09b7f87fb626a4f3abd8310c9fd76e82a1d46747091956eb52bab0dd86',
};

export type TryRetentionResult = {
  readonly done: RetentionBody;
};

export type TryRetentionVariables = Readonly<Record<string, never>>;

export const TryRetention: Operation<TryRetentionResult, TryRetentionVariables> = {
  name: 'TryRetention',
  kind: 'mutation',
  hash: '88c92aeeb04b4820db6fb70de34fb2366b0634ba22ec98089672540c34ff5a1d',
};

export type SetHoldResult = {
  readonly done: RetentionBody;
};

export interface SetHoldVariables {
  readonly from: string;
  readonly to: string;
  readonly sensor?: string | null | undefined;
  readonly host?: string | null | undefined;
  readonly reason: string;
}

export const SetHold: Operation<SetHoldResult, SetHoldVariables> = {
  name: 'SetHold',
  kind: 'mutation',
  hash: '34c20df8258c90c4f3d0d785cceb8058565a6116d067ae5a17451ba27db05e83',
};

export type LiftHoldResult = {
  readonly done: RetentionBody;
};

export interface LiftHoldVariables {
  readonly id: string;
  readonly reason: string;
}

export const LiftHold: Operation<LiftHoldResult, LiftHoldVariables> = {
  name: 'LiftHold',
  kind: 'mutation',
  hash: 'b2943429a112c6ed298acba36e6595ab2f835a520d1a71bad0f470377687463e',
};

export type RoleListResult = {
  readonly roles: readonly RoleRow[];
};

export type RoleListVariables = Readonly<Record<string, never>>;

export const RoleList: Operation<RoleListResult, RoleListVariables> = {
  name: 'RoleList',
  kind: 'query',
  hash: '690f80bc4c05147da8eb176583bd44d30a0ce0d98488fc8b68504bdf4f225070',
};

export type DefineRoleResult = {
  readonly done: {
    readonly position: string;
  };
};

export interface DefineRoleVariables {
  readonly name: string;
  readonly base: Role;
  readonly without: readonly string[];
  readonly reason: string;
}

export const DefineRole: Operation<DefineRoleResult, DefineRoleVariables> = {
  name: 'DefineRole',
  kind: 'mutation',
  hash: '14e81ae6b646117973ab9e63ebc0cebe8309bd9ca32791746cf5d3caa6eab5d0',
};

export type ChangeRoleResult = {
  readonly done: {
    readonly position: string;
  };
};

export interface ChangeRoleVariables {
  readonly id: string;
  readonly seen: number;
  readonly name: string;
  readonly without: readonly string[];
  readonly reason: string;
}

export const ChangeRole: Operation<ChangeRoleResult, ChangeRoleVariables> = {
  name: 'ChangeRole',
  kind: 'mutation',
  hash: '3f7d9c9e7ef8025310ce76c1947bf87049bdd7291f54a0061876da436f19a178',
};

export type RemoveRoleResult = {
  readonly done: {
    readonly position: string;
  };
};

export interface RemoveRoleVariables {
  readonly id: string;
  readonly seen: number;
  readonly reason: string;
}

export const RemoveRole: Operation<RemoveRoleResult, RemoveRoleVariables> = {
  name: 'RemoveRole',
  kind: 'mutation',
  hash: '4eec686d1e215a7bb693aab55bec2802740e7ba1db6266bb37b672806a8e3780',
};

export type RuleListResult = {
  readonly rules: readonly RuleFields[];
};

export interface RuleListVariables {
  readonly minPosition?: string | null | undefined;
  readonly asOf?: string | null | undefined;
}

export const RuleList: Operation<RuleListResult, RuleListVariables> = {
  name: 'RuleList',
  kind: 'query',
  hash: '9fd07b74960d2348f34911f346b4e9d8e71ca83ef6c8136101097df232dd5fce',
  past: true,
};

export type RulePageResult = {
  readonly rule: {
    readonly rule: RuleFields;
    readonly versions: readonly ({
      readonly version: number;
      readonly writtenByName: string;
      readonly writtenAt: string;
      readonly name: string;
      readonly severity: string;
      readonly technique: string | null;
      readonly description: string;
      readonly cooldownSeconds: number;
      readonly parameters: string;
    })[];
    readonly changes: readonly ({
      readonly position: string;
      readonly action: string;
      readonly version: number;
      readonly byName: string;
      readonly at: string;
      readonly reason: string | null;
    })[];
    readonly cases: readonly ({
      readonly id: string;
      readonly name: string;
      readonly expects: RuleExpectation;
      readonly alert: string | null;
      readonly records: number;
      readonly keptByName: string;
      readonly keptAt: string;
      readonly outcome: RuleCaseOutcome | null;
      readonly raised: number | null;
    })[];
  } | null;
};

export interface RulePageVariables {
  readonly id: string;
  readonly minPosition?: string | null | undefined;
  readonly asOf?: string | null | undefined;
}

export const RulePage: Operation<RulePageResult, RulePageVariables> = {
  name: 'RulePage',
  kind: 'query',
  hash: '28796a5a3efcee190ccc4c1b480f413caac1b2383b5fe33bca86108199866dd9',
  past: true,
};

export type RuleHitsResult = {
  readonly ruleHits: readonly {
    readonly rule: string;
    readonly bars: readonly number[];
    readonly total: number;
    readonly truePositives: number;
    readonly falsePositives: number;
  }[];
};

export interface RuleHitsVariables {
  readonly range: RangeInput;
  readonly asOf?: string | null | undefined;
}

export const RuleHits: Operation<RuleHitsResult, RuleHitsVariables> = {
  name: 'RuleHits',
  kind: 'query',
  hash: 'b3dade4d7f46d52266ec36539d3ee73f04f3b6fc578f91a7a177864b12e166be',
  past: true,
};

export type DetectorsResult = {
  readonly detectors: readonly ({
    readonly id: string;
    readonly title: string;
    readonly counts: string;
    readonly algorithm: string;
    readonly source: string;
    readonly limits: string;
    readonly lookAlikes: string;
    readonly fields: readonly ({
      readonly name: string;
      readonly kind: DetectorFieldKind;
      readonly about: string;
      readonly least: number | null;
      readonly most: number | null;
      readonly above: boolean;
      readonly choices: readonly string[];
      readonly kindBy: string | null;
      readonly choicesOf: readonly {
        readonly kind: string;
        readonly choices: readonly string[];
      }[];
      readonly fallback: string | null;
    })[];
  })[];
};

export type DetectorsVariables = Readonly<Record<string, never>>;

export const Detectors: Operation<DetectorsResult, DetectorsVariables> = {
  name: 'Detectors',
  kind: 'query',
  hash: 'a3ba2e8a0783c4e1efd67b588e941d8d3822a90a0012958a29cb15c10dd0b393',
};

export type DraftRuleResult = {
  readonly done: {
    readonly position: string;
    readonly entity: RuleFields;
  };
};

export interface DraftRuleVariables {
  readonly id: string;
  readonly seen: number;
  readonly key: string;
  readonly name: string;
  readonly detector: string;
  readonly parameters: string;
  readonly cooldownSeconds: number;
  readonly technique?: string | null | undefined;
  readonly description: string;
}

export const DraftRule: Operation<DraftRuleResult, DraftRuleVariables> = {
  name: 'DraftRule',
  kind: 'mutation',
  hash: 'a0365391ea273743951f3d61cf0eeaccfc24299f1cc284f83daf0ea22c9d5c10',
};

export type PublishRuleResult = {
  readonly done: {
    readonly position: string;
    readonly entity: RuleFields;
  };
};

export interface PublishRuleVariables {
  readonly id: string;
  readonly version: number;
  readonly seen: number;
  readonly key: string;
  readonly despite?: string | null | undefined;
}

export const PublishRule: Operation<PublishRuleResult, PublishRuleVariables> = {
  name: 'PublishRule',
  kind: 'mutation',
  hash: '2264d6b694c53ee836d80853353d4875d29e84913aae2e31b28073bac2c313e8',
};

export type DisableRuleResult = {
  readonly done: {
    readonly position: string;
    readonly entity: RuleFields;
  };
};

export interface DisableRuleVariables {
  readonly id: string;
  readonly seen: number;
  readonly key: string;
  readonly reason: string;
}

export const DisableRule: Operation<DisableRuleResult, DisableRuleVariables> = {
  name: 'DisableRule',
  kind: 'mutation',
  hash: '6751ec2b001daaeec55c3be6a0581f85fec5b2bd807cd2b4fc021a67e0fbd109',
};

export type RuleCaseFileResult = {
  readonly ruleCaseFile: string;
};

export interface RuleCaseFileVariables {
  readonly id: string;
}

export const RuleCaseFile: Operation<RuleCaseFileResult, RuleCaseFileVariables> = {
  name: 'RuleCaseFile',
  kind: 'query',
  hash: 'cea83cdbd968c0ff8187a4ada816307ab0ab81edab9e6386902a8f011b31e574',
};

export type TestRuleResult = {
  readonly done: {
    readonly position: string;
    readonly entity: RuleFields;
  };
};

export interface TestRuleVariables {
  readonly id: string;
  readonly version: number;
  readonly key: string;
}

export const TestRule: Operation<TestRuleResult, TestRuleVariables> = {
  name: 'TestRule',
  kind: 'mutation',
  hash: '0dc9458188c1d83f618dcecb5b219b629c0edc6a2964359fdb4d887dde06fecb',
};

export type KeepAlertAsCaseResult = {
  readonly done: {
    readonly position: string;
    readonly entity: RuleFields;
  };
};

export interface KeepAlertAsCaseVariables {
  readonly alert: string;
  readonly name: string;
  readonly expects: RuleExpectation;
  readonly key: string;
}

export const KeepAlertAsCase: Operation<KeepAlertAsCaseResult, KeepAlertAsCaseVariables> = {
  name: 'KeepAlertAsCase',
  kind: 'mutation',
  hash: 'f1ab004d8fc5ff7087668b377ba63c6a039fe737d26f24f29a68c530a2ce6603',
};

export type KeepRuleCaseResult = {
  readonly done: {
    readonly position: string;
    readonly entity: RuleFields;
  };
};

export interface KeepRuleCaseVariables {
  readonly id: string;
  readonly seen: number;
  readonly name: string;
  readonly expects: RuleExpectation;
  readonly records: string;
  readonly key: string;
}

export const KeepRuleCase: Operation<KeepRuleCaseResult, KeepRuleCaseVariables> = {
  name: 'KeepRuleCase',
  kind: 'mutation',
  hash: '2f6d31632de9b95a70ccf75c4be4c1ed83191015f7b5d664308f5577483f8414',
};

export type KeepRangeAsCaseResult = {
  readonly done: {
    readonly position: string;
    readonly entity: RuleFields;
  };
};

export interface KeepRangeAsCaseVariables {
  readonly id: string;
  readonly name: string;
  readonly expects: RuleExpectation;
  readonly capture?: string | null | undefined;
  readonly sensor?: string | null | undefined;
  readonly from?: string | null | undefined;
  readonly to?: string | null | undefined;
  readonly filter?: string | null | undefined;
  readonly key: string;
}

export const KeepRangeAsCase: Operation<KeepRangeAsCaseResult, KeepRangeAsCaseVariables> = {
  name: 'KeepRangeAsCase',
  kind: 'mutation',
  hash: '8e20b7c7a3119a43e7c23cc544e1ad92c22ff215eecbf1448c4c64332f83fcdf',
};

export type DropRuleCaseResult = {
  readonly done: {
    readonly position: string;
    readonly entity: RuleFields;
  };
};

export interface DropRuleCaseVariables {
  readonly id: string;
  readonly case: string;
  readonly seen: number;
  readonly reason: string;
  readonly key: string;
}

export const DropRuleCase: Operation<DropRuleCaseResult, DropRuleCaseVariables> = {
  name: 'DropRuleCase',
  kind: 'mutation',
  hash: 'e71a36448fa297f2b4de25d513fbc3603054c8d9fbb4f6c04638a8ed745d7da9',
};

export type SavedFiltersResult = {
  readonly savedFilters: readonly {
    readonly id: string;
    readonly name: string;
    readonly kind: FilterKind;
    readonly expression: string;
    readonly shared: boolean;
    readonly own: boolean;
    readonly ownerName: string;
    readonly revision: number;
  }[];
};

export type SavedFiltersVariables = Readonly<Record<string, never>>;

export const SavedFilters: Operation<SavedFiltersResult, SavedFiltersVariables> = {
  name: 'SavedFilters',
  kind: 'query',
  hash: '0f6314e52d90fa38aad8e8fdc6f8e0a2099fe8636cd0bf10f6800692936ffbbf',
};

export type SaveFilterResult = {
  readonly done: {
    readonly id: string;
    readonly revision: number;
  };
};

export interface SaveFilterVariables {
  readonly id: string;
  readonly seen: number;
  readonly key: string;
  readonly name: string;
  readonly kind: FilterKind;
  readonly expression: string;
}

export const SaveFilter: Operation<SaveFilterResult, SaveFilterVariables> = {
  name: 'SaveFilter',
  kind: 'mutation',
  hash: '998b98a9524641658fd228de3920b88d7a5f7875c77926f9ce79904228c3c31a',
};

export type ShareFilterResult = {
  readonly done: {
    readonly id: string;
    readonly revision: number;
  };
};

export interface ShareFilterVariables {
  readonly id: string;
  readonly seen: number;
  readonly key: string;
  readonly shared: boolean;
}

export const ShareFilter: Operation<ShareFilterResult, ShareFilterVariables> = {
  name: 'ShareFilter',
  kind: 'mutation',
  hash: '77c3cf2698dcf120e40bdf429f202d0d818fbfd790ac3a62cc27db3f80c577d5',
};

export type RemoveFilterResult = {
  readonly done: {
    readonly id: string;
    readonly revision: number;
  };
};

export interface RemoveFilterVariables {
  readonly id: string;
  readonly seen: number;
  readonly key: string;
}

export const RemoveFilter: Operation<RemoveFilterResult, RemoveFilterVariables> = {
  name: 'RemoveFilter',
  kind: 'mutation',
  hash: '99b39c6db14b2153cb7f84a2372ccb4598f2bc5cbf74309b2fafd2a668ac9326',
};

export type SecurityStateResult = {
  readonly security: SecurityBody;
};

export type SecurityStateVariables = Readonly<Record<string, never>>;

export const SecurityState: Operation<SecurityStateResult, SecurityStateVariables> = {
  name: 'SecurityState',
  kind: 'query',
  hash: 'c0bc30bcdb50480b0e8fa465cbd7f40dc7e5f36ce648b4c9ad7bd1593e0ff109',
};

export type ChangeSecurityResult = {
  readonly done: SecurityBody;
};

export interface ChangeSecurityVariables {
  readonly seen: number;
  readonly idleMinutes?: number | null | undefined;
  readonly adminIdleMinutes?: number | null | undefined;
  readonly absoluteHours?: number | null | undefined;
  readonly passwordLength?: number | null | undefined;
  readonly freeAttempts?: number | null | undefined;
  readonly longestWaitMinutes?: number | null | undefined;
  readonly stepUpSeconds?: number | null | undefined;
  readonly factorRoles?: readonly Role[] | null | undefined;
  readonly origins?: readonly string[] | null | undefined;
  readonly reason: string;
}

export const ChangeSecurity: Operation<ChangeSecurityResult, ChangeSecurityVariables> = {
  name: 'ChangeSecurity',
  kind: 'mutation',
  hash: '54192a889dadff9c80a5af1bacb72d4e0d2af1ef8c9b029b0a0f4d638fc5031c',
};

export type LiveCapturesResult = {
  readonly liveCaptures: {
    readonly interfaces: readonly string[];
    readonly captures: readonly LiveCaptureRow[];
    readonly collectors: readonly {
      readonly source: string;
      readonly sensor: string;
      readonly host: string;
      readonly ports: readonly number[];
      readonly allow: readonly string[];
      readonly datagrams: number;
      readonly records: number;
      readonly refused: number;
      readonly dropped: number;
    }[];
    readonly logs: readonly ({
      readonly source: string;
      readonly sensor: string;
      readonly places: readonly {
        readonly kind: string;
        readonly path: string;
      }[];
      readonly files: number;
      readonly lines: number;
      readonly unused: readonly {
        readonly reason: string;
        readonly lines: number;
      }[];
      readonly rejected: readonly {
        readonly reason: string;
        readonly lines: number;
      }[];
      readonly behind: number;
      readonly newest: string | null;
      readonly problems: readonly string[];
    })[];
    readonly spools: readonly ({
      readonly sensor: string;
      readonly waiting: number;
      readonly bytes: number;
      readonly full: boolean;
      readonly lost: number;
      readonly problem: string | null;
    })[];
  };
};

export type LiveCapturesVariables = Readonly<Record<string, never>>;

export const LiveCaptures: Operation<LiveCapturesResult, LiveCapturesVariables> = {
  name: 'LiveCaptures',
  kind: 'query',
  hash: '886d4dee1fe448216d4d06a5f2503ab7a577752cf498f1bad9a572fb4b27b626',
};

export type StartLiveCaptureResult = {
  readonly done: {
    readonly source: string;
  };
};

export interface StartLiveCaptureVariables {
  readonly interfaces: readonly string[];
  readonly bpf?: string | null | undefined;
  readonly filter?: string | null | undefined;
  readonly snaplen?: number | null | undefined;
  readonly promiscuous: boolean;
  readonly sensor: string;
}

export const StartLiveCapture: Operation<StartLiveCaptureResult, StartLiveCaptureVariables> = {
  name: 'StartLiveCapture',
  kind: 'mutation',
  hash: '2bf8473408ce8729c9833a6f497ff15dff15583c3e8eb0a1305363a5b8405d95',
};

export type StopLiveCaptureResult = {
  readonly done: {
    readonly source: string;
  };
};

export interface StopLiveCaptureVariables {
  readonly source: string;
}

export const StopLiveCapture: Operation<StopLiveCaptureResult, StopLiveCaptureVariables> = {
  name: 'StopLiveCapture',
  kind: 'mutation',
  hash: 'bcfd36632fa52c15df4b05fca6c3b71e1f675ab22a487f9d133c241afec3251f',
};

export type SuppressionsResult = {
  readonly suppressions: readonly ({
    readonly id: string;
    readonly rule: string | null;
    readonly entity: string | null;
    readonly sensor: string | null;
    readonly src: string | null;
    readonly dst: string | null;
    readonly until: string | null;
    readonly reason: string;
    readonly revision: number;
    readonly changedByName: string;
    readonly changedAt: string;
    readonly alerts: number;
  })[];
};

export interface SuppressionsVariables {
  readonly minPosition?: string | null | undefined;
  readonly asOf?: string | null | undefined;
}

export const Suppressions: Operation<SuppressionsResult, SuppressionsVariables> = {
  name: 'Suppressions',
  kind: 'query',
  hash: '1e3cd58c057e38719109346f4d9910eba6813ca9a1bb6a02a2b37e1455417d9c',
  past: true,
};

export type SaveSuppressionResult = {
  readonly done: {
    readonly position: string;
    readonly id: string;
    readonly revision: number;
  };
};

export interface SaveSuppressionVariables {
  readonly id: string;
  readonly seen: number;
  readonly key: string;
  readonly rule?: string | null | undefined;
  readonly entity?: string | null | undefined;
  readonly sensor?: string | null | undefined;
  readonly src?: string | null | undefined;
  readonly dst?: string | null | undefined;
  readonly until?: string | null | undefined;
  readonly reason: string;
}

export const SaveSuppression: Operation<SaveSuppressionResult, SaveSuppressionVariables> = {
  name: 'SaveSuppression',
  kind: 'mutation',
  hash: '39e87877ee728fbaed1aa5fd7e70bf5b4c0ca850cc73a102a7dcb1d4d85788a7',
};

export type EndSuppressionResult = {
  readonly done: {
    readonly position: string;
    readonly id: string;
    readonly revision: number;
  };
};

export interface EndSuppressionVariables {
  readonly id: string;
  readonly seen: number;
  readonly key: string;
}

export const EndSuppression: Operation<EndSuppressionResult, EndSuppressionVariables> = {
  name: 'EndSuppression',
  kind: 'mutation',
  hash: '6b42742ae3c8c19bce2128d78ab54fe6a9194fe2dce3c03559c72f9d3c521b31',
};

export type ThreatLevelNowResult = {
  readonly threatLevel: {
    readonly coarse: boolean | null;
    readonly nextExact: string | null;
    readonly level: ThreatLevelName;
    readonly attempts: number;
    readonly failures: number;
    readonly sources: number;
  };
};

export interface ThreatLevelNowVariables {
  readonly at?: string | null | undefined;
  readonly sensor?: string | null | undefined;
  readonly asOf?: string | null | undefined;
}

export const ThreatLevelNow: Operation<ThreatLevelNowResult, ThreatLevelNowVariables> = {
  name: 'ThreatLevelNow',
  kind: 'query',
  hash: '3b5001360a181f0eedb3a483677709493235756edad1e08ba1fb9b8ee50759ea',
  past: true,
};

export type AttackSessionListResult = {
  readonly attackSessions: {
    readonly coarse: boolean | null;
    readonly nextExact: string | null;
    readonly next: string | null;
    readonly count: number;
    readonly exact: boolean;
    readonly rows: readonly AttackSessionRow[];
  };
};

export interface AttackSessionListVariables {
  readonly range: RangeInput;
  readonly ip?: readonly string[] | null | undefined;
  readonly sensor?: string | null | undefined;
  readonly first?: number | null | undefined;
  readonly after?: string | null | undefined;
  readonly asOf?: string | null | undefined;
}

export const AttackSessionList: Operation<AttackSessionListResult, AttackSessionListVariables> = {
  name: 'AttackSessionList',
  kind: 'query',
  hash: '18a0bbbb59ba097fc6bfc1519e4590f06a4b2b32495627e2a5516fa5f7f029b2',
  past: true,
};

export type HostScoreListResult = {
  readonly hostScores: readonly HostScoreRow[];
};

export interface HostScoreListVariables {
  readonly at?: string | null | undefined;
  readonly address?: string | null | undefined;
  readonly sensor?: string | null | undefined;
  readonly first?: number | null | undefined;
  readonly asOf?: string | null | undefined;
}

export const HostScoreList: Operation<HostScoreListResult, HostScoreListVariables> = {
  name: 'HostScoreList',
  kind: 'query',
  hash: '623180c07fe6768246e7dc45b1e376f718b0f07135f6bc61a95eb36f1123d079',
  past: true,
};

export type TokenListResult = {
  readonly tokens: readonly TokenRow[];
};

export type TokenListVariables = Readonly<Record<string, never>>;

export const TokenList: Operation<TokenListResult, TokenListVariables> = {
  name: 'TokenList',
  kind: 'query',
  hash: '33a9e47d32500fd590bd690cfb7ece5e7eb56bcc7e2dda80cd88bcb1ea817dd9',
};

export type CreateTokenResult = {
  readonly done: {
    readonly text: string;
    readonly entity: TokenRow;
  };
};

export interface CreateTokenVariables {
  readonly name: string;
  readonly role?: Role | null | undefined;
  readonly kind?: string | null | undefined;
  readonly clear?: boolean | null | undefined;
  readonly scope?: TrafficScopeInput | null | undefined;
  readonly days: number;
  readonly reason?: string | null | undefined;
}

export const CreateToken: Operation<CreateTokenResult, CreateTokenVariables> = {
  name: 'CreateToken',
  kind: 'mutation',
  hash: '25d9f709835fbb5e0f129901f776b00598e6e24fc1e4829e35468e3033679e01',
};

export type RevokeTokenResult = {
  readonly done: {
    readonly position: string;
  };
};

export interface RevokeTokenVariables {
  readonly id: string;
  readonly reason: string;
}

export const RevokeToken: Operation<RevokeTokenResult, RevokeTokenVariables> = {
  name: 'RevokeToken',
  kind: 'mutation',
  hash: 'b7f1ed066da9183640b2ffa645b664ab2216e87a0c7f3016437a6352ba8947c6',
};

export type RotateTokenResult = {
  readonly done: {
    readonly text: string;
    readonly entity: TokenRow;
  };
};

export interface RotateTokenVariables {
  readonly id: string;
  readonly days: number;
  readonly reason: string;
}

export const RotateToken: Operation<RotateTokenResult, RotateTokenVariables> = {
  name: 'RotateToken',
  kind: 'mutation',
  hash: '18616c257baa4c104a96f7bacfe88e94983699656010a572386423c22436b983',
};
