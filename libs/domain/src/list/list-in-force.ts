import type { ListAction, ListKind } from '@wireledger/events';

import { type Found, Indicators } from './indicators';
import type { IndicatorList } from './list';

/** A list as it judges: the version in force, and what was added by hand. Of a paused list nothing is found. */
export class ListInForce {
  readonly id: string;
  readonly name: string;
  readonly kind: ListKind;
  readonly action: ListAction;
  /** 0 = nothing was imported yet. */
  readonly version: number;
  private readonly paused: boolean;
  private readonly lasting: Indicators;
  /** Entries by hand with an end, those of one end together. */
  private readonly ending: { readonly until: number; readonly found: Indicators }[] = [];

  /** `content`: the entries of the version in force; null when there is none. */
  constructor(
    { id, definition, inForce, paused, entries }: Omit<IndicatorList, 'versions' | 'revision' | 'last' | 'commands'>,
    private readonly content: Indicators | null,
  ) {
    this.id = id;
    this.name = definition.name;
    this.kind = definition.kind;
    this.action = definition.action;
    this.version = inForce ?? 0;
    this.paused = paused;
    this.lasting = new Indicators(definition.kind);
    for (const { value, until } of entries) this.ofEnd(until).add({ text: value, prefix: null }, 0);
  }

  /** The entry that an address, a name in lower case or a fingerprint is on the list by, at a packet time in µs. */
  find(text: string, time: number): Found | null {
    if (this.paused) return null;
    const found = this.content?.find(text) ?? this.lasting.find(text);
    if (found) return found;
    for (const { until, found: group } of this.ending) {
      const hit = time < until ? group.find(text) : null;
      if (hit) return hit;
    }
    return null;
  }

  private ofEnd(until: number | null): Indicators {
    if (until === null) return this.lasting;
    const known = this.ending.find((one) => one.until === until);
    if (known) return known.found;
    const found = new Indicators(this.lasting.kind);
    this.ending.push({ until, found });
    return found;
  }
}
