import type { HostDhcpNameShape, HostHardwareShape } from './neighbours/neighbour-queries';

/** Answers of the queries, exactly as `docs/schema.graphql` has them: times RFC 3339, enums as their names. */

export interface FlowRecordShape {
  readonly position: string;
  readonly n: number;
  readonly kind: string;
  readonly at: string;
  readonly packets: number;
  readonly bytes: number;
}

export interface FlowShape {
  readonly id: string;
  readonly communityId: string;
  readonly sensor: string;
  readonly source: string;
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
  readonly appBy: string | null;
  readonly directionSure: boolean;
  readonly state: string;
  readonly history: string;
  readonly srcFlags: string;
  readonly dstFlags: string;
  readonly endReason: string | null;
  readonly srcPackets: number;
  readonly dstPackets: number;
  readonly srcBytes: number;
  readonly dstBytes: number;
  readonly srcPayload: number;
  readonly dstPayload: number;
  readonly rttMs: number | null;
  readonly srcRetransmits: number;
  readonly dstRetransmits: number;
  readonly vlan: number | null;
  readonly outerSrc: string | null;
  readonly outerDst: string | null;
  readonly timeInvalid: boolean;
  readonly domain: string | null;
  readonly records: readonly FlowRecordShape[];
}

/** A page of a list; `next` is null at the end, `count` an estimate when not `exact`. */
export interface PageShape<T> {
  readonly rows: readonly T[];
  readonly next: string | null;
  readonly count: number;
  readonly exact: boolean;
}

/** Values for each bucket; `flows` begin in it, `runningBefore` began before the first one. */
export interface FlowsOverTimeShape {
  readonly bucket: number;
  readonly times: readonly string[];
  readonly bytesOut: readonly number[];
  readonly bytesIn: readonly number[];
  readonly packets: readonly number[];
  readonly flows: readonly number[];
  readonly runningBefore: number;
}

export interface DnsAnswerShape {
  readonly type: string;
  readonly ttl: number;
  readonly data: string;
}

export interface DnsTransactionShape {
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
  readonly answers: readonly DnsAnswerShape[];
  readonly answerCount: number;
}

export interface TopRowShape {
  readonly key: string;
  readonly value: number;
  readonly share: number;
}

export interface TopListShape {
  readonly rows: readonly TopRowShape[];
  readonly total: number;
  readonly distinct: number;
  /** Keys that are left out because fewer than five hosts stand behind them; null where nobody is held to that. */
  readonly suppressed: number | null;
}

export interface FigureShape {
  readonly value: number;
  readonly previous: number | null;
  readonly spark: readonly number[];
}

export interface OverviewShape {
  readonly bitsPerSecond: FigureShape;
  readonly packetsPerSecond: FigureShape;
  readonly dnsQueriesPerSecond: FigureShape;
  /** Null within a scope that looks into packets. */
  readonly requestsPerMinute: FigureShape | null;
  readonly runningFlows: FigureShape;
  readonly packets: number;
  readonly bytes: number;
  readonly flows: number;
  readonly dnsQueries: number;
  readonly lastSeen: string | null;
  readonly everRecorded: boolean;
}

export interface TrafficSeriesShape {
  readonly key: string;
  readonly bytesIn: readonly number[];
  readonly bytesOut: readonly number[];
  readonly packets: readonly number[];
}

export interface TrafficShape {
  readonly bucket: number;
  readonly times: readonly string[];
  readonly series: readonly TrafficSeriesShape[];
}

export interface DomainShape {
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
}

/** A registrable name with the names under it that were asked for, itself included. */
export interface DomainBranchShape {
  readonly name: string;
  readonly asked: boolean;
  readonly names: number;
  readonly queries: number;
  readonly nxShare: number;
  readonly unicode: string | null;
  readonly mixedScript: boolean;
}

/** A page of branches; `names` = names under all of them, exactly. */
export interface DomainTreeShape extends PageShape<DomainBranchShape> {
  readonly names: number;
}

export interface CountSeriesShape {
  readonly key: string;
  readonly values: readonly number[];
}

export interface AnswerSeenShape {
  readonly data: string;
  readonly type: string;
  readonly firstSeen: string;
  readonly lastSeen: string;
  readonly count: number;
}

export interface DomainDetailShape {
  readonly domain: DomainShape;
  readonly bucket: number;
  readonly times: readonly string[];
  readonly series: readonly CountSeriesShape[];
  readonly clients: TopListShape;
  readonly servers: TopListShape;
  readonly qtypes: TopListShape;
  readonly answers: readonly AnswerSeenShape[];
  readonly recent: readonly DnsTransactionShape[];
}

export interface HostShape {
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
}

export interface HostDetailShape {
  readonly host: HostShape;
  readonly bucket: number;
  readonly times: readonly string[];
  readonly bytesSent: readonly number[];
  readonly bytesReceived: readonly number[];
  readonly peers: TopListShape;
  readonly apps: TopListShape;
  readonly services: TopListShape;
  readonly domains: TopListShape;
  readonly recentFlows: readonly FlowShape[];
  readonly hardware: readonly HostHardwareShape[];
  readonly dhcpNames: readonly HostDhcpNameShape[];
}

export interface SensorShape {
  readonly name: string;
  readonly demo: boolean;
  readonly hidden: boolean;
  readonly firstSeen: string | null;
  readonly lastSeen: string | null;
  readonly bitsPerSecond: number | null;
  readonly packetsPerSecond: number | null;
  readonly dropped: number;
  readonly status: 'live' | 'idle' | 'stale';
}

/** A position of the log and the second in which it was recorded. */
export interface LogMomentShape {
  readonly position: string;
  readonly at: string;
}

export interface SourceShape {
  readonly id: string;
  readonly sensor: string;
  readonly kind: string;
  readonly name: string;
  readonly status: string;
  readonly startedAt: string;
  readonly endedAt: string | null;
  readonly firstPacket: string | null;
  readonly lastPacket: string | null;
  readonly packets: number;
  readonly bytes: number;
  readonly warnings: readonly string[];
}
