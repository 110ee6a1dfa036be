import type { RecordedEvent } from '@wireledger/event-sourcing';
import {
  type DnsAnswer,
  FLOW_RECORD_KINDS,
  MAX_OBSERVED_HOSTS,
  type ObservedKind,
  TELEMETRY_TYPES,
} from '@wireledger/events';

import { batchOf, batchOrigin } from '../batch-origin';
import { storableKey } from '../sql/storable';
import { observedKey, observedValue } from './observed-key';

/** A value on a day at a sensor. `hosts`: the first of those that had to do with it; `more`: there were others. Times are µs. */
export interface Observation {
  readonly kind: ObservedKind;
  readonly key: Buffer;
  readonly value: string;
  readonly sensor: string;
  first: number;
  last: number;
  count: number;
  hosts: string[];
  more: boolean;
}

const END = FLOW_RECORD_KINDS.indexOf('end');
const [A, AAAA] = [1, 28];

/** What one page of the log observed, by recorded day: what lists can hold, as detector `threat-match` looks for it. */
export class ObservedPage {
  readonly days = new Map<number, Map<string, Observation>>();
  private of = new Map<string, Observation>();
  private sensor = '';
  /** By day and sensor, what each text that was seen is an observation of; null: of nothing. A text comes again and again, and what it says is read once. */
  private readonly texts = new Map<string, Readonly<Record<ObservedKind, Map<string, Observation | null>>>>();
  private known = noTexts();

  /** `dayFor`: the day that a batch recorded on a day counts for. @throws when the batch does not fit */
  add(event: RecordedEvent, dayFor: (day: number) => number): void {
    const origin = batchOrigin(event);
    const day = dayFor(origin.day);
    this.sensor = storableKey(origin.sensor);
    this.of = this.days.get(day) ?? new Map<string, Observation>();
    this.days.set(day, this.of);
    const scope = `${day} ${this.sensor}`;
    this.known = this.texts.get(scope) ?? noTexts();
    this.texts.set(scope, this.known);
    if (event.type === TELEMETRY_TYPES.flow) this.flows(event);
    else if (event.type === TELEMETRY_TYPES.dns) this.lookups(event);
    else if (event.type === TELEMETRY_TYPES.tls) this.handshakes(event);
    else this.requests(event);
  }

  /** Both ends: the other one is who had to do with it. Who begins a connection counts when something went back. */
  private flows(event: RecordedEvent): void {
    const { cols, t0, n } = batchOf<'flow'>(event, 'src');
    for (let i = 0; i < n; i++) {
      const [src, dst] = [cols.src[i] as string, cols.dst[i] as string];
      const [first, last] = [t0 + (cols.first[i] as number), t0 + (cols.last[i] as number)];
      const ended = cols.kind[i] === END ? 1 : 0;
      this.see('addresses', dst, src, first, last, ended);
      if ((cols.dstPackets[i] as number) > 0) this.see('addresses', src, dst, first, last, ended);
    }
  }

  private lookups(event: RecordedEvent): void {
    const { cols, t0, n } = batchOf<'dns'>(event, 'name');
    for (let i = 0; i < n; i++) {
      const client = cols.client[i] as string;
      const time = t0 + (cols.time[i] as number);
      this.see('names', cols.name[i] as string, client, time, time, 1);
      const addresses = (cols.answers[i] as readonly DnsAnswer[])
        .filter(([type]) => type === A || type === AAAA)
        .map(([, , data]) => observedValue('addresses', data));
      for (const address of new Set(addresses)) this.see('addresses', address, client, time, time, 1);
    }
  }

  private handshakes(event: RecordedEvent): void {
    const { cols, t0, n } = batchOf<'tls'>(event, 'serverName');
    for (let i = 0; i < n; i++) {
      const client = cols.client[i] as string;
      const time = t0 + (cols.time[i] as number);
      this.see('names', cols.serverName[i] as string, client, time, time, 1);
      this.see('fingerprints', cols.ja3[i] as string, client, time, time, 1);
      this.see('fingerprints', cols.ja4[i] as string, client, time, time, 1);
    }
  }

  private requests(event: RecordedEvent): void {
    const { cols, t0, n } = batchOf<'http'>(event, 'host');
    for (let i = 0; i < n; i++) {
      const time = t0 + (cols.time[i] as number);
      const host = (cols.host[i] as string).replace(/:\d{1,5}$/, '');
      this.see('names', host, cols.client[i] as string, time, time, 1);
    }
  }

  private see(kind: ObservedKind, text: string, host: string, first: number, last: number, count: number): void {
    let seen = this.known[kind].get(text);
    if (seen === undefined) this.known[kind].set(text, (seen = this.observation(kind, text)));
    if (seen === null) return;
    if (first < seen.first) seen.first = first;
    if (last > seen.last) seen.last = last;
    seen.count += count;
    noteHost(seen, host);
  }

  /** What the text is an observation of; another text may say the same. */
  private observation(kind: ObservedKind, text: string): Observation | null {
    const value = observedValue(kind, text);
    if (value === '') return null;
    const id = `${kind} ${value} ${this.sensor}`;
    const known = this.of.get(id);
    if (known) return known;
    const key = observedKey(kind, value);
    if (!key) return null;
    const times = { first: Infinity, last: -Infinity };
    const seen = { ...{ kind, key, value, sensor: this.sensor }, ...times, count: 0, hosts: [], more: false };
    this.of.set(id, seen);
    return seen;
  }
}

const noTexts = (): Readonly<Record<ObservedKind, Map<string, Observation | null>>> => ({
  ...{ addresses: new Map(), names: new Map(), fingerprints: new Map() },
});

/** The first hosts in the order of their text, whatever the order in which they came. */
function noteHost(seen: Observation, host: string): void {
  const { hosts } = seen;
  if (hosts.includes(host)) return;
  if (hosts.length < MAX_OBSERVED_HOSTS) {
    seen.hosts = [...hosts, host].sort();
    return;
  }
  seen.more = true;
  // Nearly always it comes behind those that are kept.
  if (host < (hosts.at(-1) as string)) seen.hosts = [...hosts, host].sort().slice(0, MAX_OBSERVED_HOSTS);
}
