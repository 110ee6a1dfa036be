import type { Json } from './json';

/** Distinct values counted exactly up to here; more are “10,000 or more”. */
export const MAX_DISTINCT = 10_000;
/** Records that an alert names. */
export const MAX_EVIDENCE = 1_000;
/** Addresses that an alert lists. */
export const MAX_LISTED = 100;

/** Who is involved in one contribution; '' and -1 = does not apply. */
export interface Parties {
  readonly src: string;
  readonly dst: string;
  readonly dport: number;
}

/** Totals of a running episode. Bounded. */
export class Tally {
  count = 0;
  sum = 0;
  /** Greatest single weight. */
  peak = 0;
  first = Infinity;
  last = -Infinity;
  readonly items = new Set<string>();
  readonly sources = new Set<string>();
  readonly targets = new Set<string>();
  readonly ports = new Set<number>();
  readonly evidence: string[] = [];

  add(time: number, item: string, weight: number, ref: string, { src, dst, dport }: Parties): void {
    this.count++;
    this.sum += weight;
    if (weight > this.peak) this.peak = weight;
    if (time < this.first) this.first = time;
    if (time > this.last) this.last = time;
    if (this.items.size < MAX_DISTINCT) this.items.add(item);
    if (src !== '' && this.sources.size < MAX_DISTINCT) this.sources.add(src);
    if (dst !== '' && this.targets.size < MAX_DISTINCT) this.targets.add(dst);
    if (dport >= 0 && this.ports.size < MAX_DISTINCT) this.ports.add(dport);
    this.name(ref);
  }

  /** Adds a record to the evidence. */
  name(ref: string): void {
    if (ref !== '' && this.evidence.length < MAX_EVIDENCE) this.evidence.push(ref);
  }

  snapshot(): Json {
    const { count, sum, peak, first, last, evidence } = this;
    const sets = [this.items, this.sources, this.targets, this.ports].map((set) => [...set]);
    return [count, sum, peak, first, last, ...sets, [...evidence]] as Json;
  }

  static restore(json: Json): Tally {
    const [count, sum, peak, first, last, items, sources, targets, ports, evidence] = json as unknown as [
      ...[number, number, number, number, number],
      ...[string[], string[], string[], number[], string[]],
    ];
    const tally = new Tally();
    Object.assign(tally, { count, sum, peak, first, last });
    for (const item of items) tally.items.add(item);
    for (const source of sources) tally.sources.add(source);
    for (const target of targets) tally.targets.add(target);
    for (const port of ports) tally.ports.add(port);
    tally.evidence.push(...evidence);
    return tally;
  }
}

/** The only member, or null when there are none or several. */
export function only<T>(set: ReadonlySet<T>): T | null {
  if (set.size !== 1) return null;
  for (const value of set) return value;
  return null;
}
