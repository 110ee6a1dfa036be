import type { z } from 'zod';
import type { AlertChange } from './host/alert-change';
import type { Lists } from './lists';
import type { Regions } from './regions';
import type { FlowsAsked } from './records/facets';
import type { AnyRecord, JudgedKind } from './records/records';
import type { Json } from './state/json';

export const SEVERITIES = ['info', 'low', 'medium', 'high', 'critical'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** What an alert is about. The list is open; check tools and people know these names. */
export const ALERT_KINDS = [
  ...(['port_scan_vertical', 'port_scan_horizontal', 'host_sweep_icmp', 'host_sweep_arp', 'brute_force'] as const),
  ...(['syn_flood', 'udp_amplification', 'dhcp_flood', 'traffic_spike', 'volume_spike', 'bandwidth'] as const),
  ...(['dns_tunnel', 'dga', 'icmp_tunnel', 'arp_spoofing', 'beaconing', 'c2_http', 'exfiltration'] as const),
  ...(['clear_text_credentials', 'web_attack', 'threat_match', 'region', 'generic'] as const),
  ...(['host_score', 'unauthorized_protocol', 'performance'] as const),
  ...(['port_scan_slow', 'long_connection', 'lateral_movement', 'dns_rebinding', 'resolver_bypass'] as const),
  ...(['new_device', 'new_service', 'rare_tld', 'rare_tls_client'] as const),
  ...(['traceroute', 'capture_loss'] as const),
] as const;
export type AlertKind = (typeof ALERT_KINDS)[number];

/** A page about a detector: text for people, printed into docs/detectors.md. */
export interface About {
  readonly title: string;
  /** What is counted, and which time of a record is used. */
  readonly counts: string;
  readonly algorithm: string;
  /** Where the idea and its numbers come from. */
  readonly source: string;
  readonly limits: string;
  /** Harmless traffic that looks the same, and why it is (or is not) told apart. */
  readonly lookAlikes: string;
}

/** What a detector measures, and the unit behind the number. */
export interface Measure {
  readonly name: string;
  readonly unit: string;
}

/** What a record adds to one key of a detector. */
export interface Contribution {
  /** Whose state it belongs to; work is split by it. */
  readonly key: string;
  /** Packet time, µs. */
  readonly time: number;
  readonly ref: string;
}

/** What a rule knows of the whole network, whatever the key: the same on each host that shares the work. */
export interface Network {
  /** Virtual time of the first record that the rule read, µs. */
  readonly since: number;
  /** Members of the network (`memberOf`) heard of within the time that keys are kept; 10,000 are “that many or more”. */
  readonly members: number;
}

/** A finding put into words, with the numbers it stands on. */
export interface Description {
  /** Measured value and the threshold that it reached. */
  readonly value: number;
  readonly threshold: number;
  /** Further numbers that the finding stands on, by what they are. */
  readonly baseline: Readonly<Record<string, number>>;
  /** Null where there are many, or none. */
  readonly src: string | null;
  readonly dst: string | null;
  readonly dport: number | null;
  /** At most 100 each, in the order of appearance. */
  readonly sources: readonly string[];
  readonly targets: readonly string[];
  /** One plain sentence. */
  readonly summary: string;
  /** At most 1,000 records, `eventId#n`. */
  readonly evidence: readonly string[];
  /** Packet time of the first and last contribution, µs. */
  readonly first: number;
  readonly last: number;
}

/** What an alert says of what its finding rested on besides its records. */
export interface Kept {
  /** Key of the state that found it. */
  readonly entity: string;
  /** As a description told it. */
  readonly baseline: Readonly<Record<string, number>>;
}

/** What a finding rested on besides its records, made again of what its alert keeps: given to a fresh detector, the records alone raise it again. */
export interface Recalled<S = unknown> {
  /** Lists and locations as far as that alert goes: they hold its entry, or say where its addresses are, and know nothing else. */
  readonly lists?: Lists;
  readonly regions?: Regions;
  /** State that a key begins with, instead of one without memory. */
  begin?(): S;
}

/**
 * A detector is a value: `(state, record) → finding`, without clock, chance or outside look-up. The host holds one state per key, bounded.
 * `P` = parameters, `C` = contribution, `S` = state of a key.
 */
export interface Detector<P = never, C extends Contribution = Contribution, S = unknown> {
  /** Names its folder. */
  readonly id: string;
  readonly version: number;
  readonly kind: AlertKind;
  readonly reads: readonly JudgedKind[];
  /** Which of these a rule reads, where that depends on its parameters. */
  readsOf?(parameters: P): readonly JudgedKind[];
  readonly measure: Measure;
  /** What a rule measures, where that depends on its parameters. */
  measureOf?(parameters: P): Measure;
  readonly about: About;
  readonly parameters: z.ZodType<P>;
  /** Flow records that may add something: any of these, or those with all of these facets (`FACETS`). Others are not shown to `read`. Left out: all may. */
  flowsWith?(parameters: P): number | readonly FlowsAsked[];
  /** What the record adds, or null when it is none of the detector's business. `lists` and `regions`: those that judge at this place of the log. */
  readonly read: (record: AnyRecord, parameters: P, lists: Lists, regions: Regions | null) => C | null;
  /** What a record adds is the same whatever the parameters: read once for several rules of the detector, and kept once where they look back as far. */
  readonly readsAlike?: true;
  /** What an alert of another rule adds, as it is raised and as it grows. Who has this reads no records: it is told of alerts alone. */
  hears?(alert: AlertChange, parameters: P): C | null;
  begin(parameters: P): S;
  /** Whose record it is, where a rule must know how many there are in the network: null = nobody’s. Told of each record, before `read`. */
  readonly memberOf?: (record: AnyRecord, parameters: P) => string | null;
  /** Takes the contribution into the state (which it may change) and says whether it is a finding. */
  judge(state: S, contribution: C, parameters: P, network: Network): Severity | null;
  /** `advance` has something to look at only when virtual time passes a multiple of that, µs; absent = each second. */
  stepUs?(parameters: P): number;
  /** Detectors of buckets: virtual time has reached `watermarkUs`, what lies before it is complete. Calls `found` for each finding, in order. */
  advance?(state: S, watermarkUs: number, parameters: P, found: (time: number, severity: Severity) => void): void;
  /** The episode that runs begins with the last finding, or has ended: totals begin anew. */
  opened(state: S, key: string, parameters: P): void;
  closed(state: S): void;
  /** What has grown in the running episode; crossing 10, 100, 1000 … is told again. */
  grown(state: S): number;
  describe(state: S, key: string, parameters: P): Description;
  /** What a finding rests on besides the records that it names, in words: these alone raise no alert. Null or left out: nothing. */
  restsOn?(parameters: P): string | null;
  /** That again, out of what an alert keeps; null where it kept too little. Left out: no alert can keep it. */
  recall?(kept: Kept, parameters: P): Recalled<S> | null;
  /** Packet time that one finding looks at, µs; an episode's cooldown is no shorter. */
  windowUs(parameters: P): number;
  /** How long a key without contributions is kept, µs. */
  keepUs(parameters: P): number;
  /** Things that a state holds, where states differ much in size: the host bounds their sum over all keys of a rule. Left out: keys alone are bounded. */
  sizeOf?(state: S): number;
  /** All there is to know of a state. What comes to the state afterwards does not change it. */
  save(state: S): Json;
  load(json: Json, parameters: P): S;
}

/** Detectors of any parameters, as lists hold them. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type AnyDetector = Detector<any, any, any>;
