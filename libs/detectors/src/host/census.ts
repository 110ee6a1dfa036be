import type { Network } from '../detector';
import { MAX_DISTINCT } from '../state/tally';
import type { Json } from '../state/json';

/** What a rule knows of the whole network: of every record that it reads, whatever keys this host works on. */
export class Census implements Network {
  since = Infinity;
  /** Virtual time at which each member was last heard of, µs. */
  private readonly heard = new Map<string, number>();

  get members(): number {
    return this.heard.size;
  }

  /** A record has come. `clock`: virtual time of the rule. */
  begin(clock: number): void {
    if (this.since === Infinity) this.since = clock;
  }

  /** It is a member's, or nobody's (null). */
  hear(member: string | null, clock: number): void {
    if (member === null) return;
    if (this.heard.has(member) || this.heard.size < MAX_DISTINCT) this.heard.set(member, clock);
  }

  /** Forgets who was not heard of since `before`. */
  expire(before: number): void {
    for (const [member, at] of this.heard) if (at < before) this.heard.delete(member);
  }

  /** The clock was wrong and is at `now`: whoever is known stays known, as heard of then. */
  setBack(now: number): void {
    this.since = Math.min(this.since, now);
    for (const [member, at] of this.heard) if (at > now) this.heard.set(member, now);
  }

  snapshot(): Json {
    return [Number.isFinite(this.since) ? this.since : null, [...this.heard]];
  }

  /** Goes on from a snapshot; one that was made before there was a census has none. */
  restore(json: Json | undefined): void {
    if (json === undefined) return;
    const [since, heard] = json as unknown as [number | null, [string, number][]];
    this.since = since ?? Infinity;
    for (const [member, at] of heard) this.heard.set(member, at);
  }
}
