import { type SavedFilter, savedFilterDecider, type SavedFilterEvent } from '@wireledger/domain';
import type { EventOf, RecordedEvent } from '@wireledger/event-sourcing';
import { erasedLabel, type PersonErased } from '@wireledger/events';

/** Types of events that are folded. */
export const SAVED_FILTER_TYPES = [
  'domain.SavedFilterDefined',
  'domain.SavedFilterRemoved',
  'domain.PersonErased',
] as const;

/** A filter, and who saved it first, as events name people: he alone changes it. */
export interface OwnedFilter extends SavedFilter {
  readonly owner: string;
}

/** Expressions that people keep under names, folded from the log in memory. */
export class SavedFilters {
  private readonly filters = new Map<string, OwnedFilter>();
  private readonly revisions = new Map<string, bigint>();

  /** Folds an event; one that was folded before changes nothing. */
  apply({ type, data, meta, revision }: RecordedEvent): void {
    if (type === 'domain.PersonErased') {
      this.forgetPerson(data as unknown as EventOf<typeof PersonErased>['data']);
      return;
    }
    const id = data.filter;
    if (!(SAVED_FILTER_TYPES as readonly string[]).includes(type) || typeof id !== 'string') return;
    if (revision <= (this.revisions.get(id) ?? -1n)) return;
    const known = this.filters.get(id) ?? null;
    const event = { type, version: meta.sv, data } as unknown as SavedFilterEvent;
    const filter = savedFilterDecider.evolve(known, event);
    if (filter) this.keep({ ...filter, owner: known?.owner ?? event.data.by }, revision);
  }

  /** What this process has just written, before the log tells it. */
  keep(filter: OwnedFilter, revision: bigint): void {
    if (revision <= (this.revisions.get(filter.id) ?? -1n)) return;
    this.revisions.set(filter.id, revision);
    this.filters.set(filter.id, filter);
  }

  /** One that is there; null when it was removed, or never was. */
  one(id: string): OwnedFilter | null {
    const found = this.filters.get(id);
    return found && !found.removed ? found : null;
  }

  /** His own, and what others share, by name. */
  visibleTo(actor: string): OwnedFilter[] {
    return [...this.filters.values()]
      .filter(({ removed, owner, definition }) => !removed && (owner === actor || definition.shared))
      .sort((a, b) => a.definition.name.localeCompare(b.definition.name, 'en') || a.id.localeCompare(b.id));
  }

  /** Filters stay, for others may use them; how somebody called them who is erased goes. */
  private forgetPerson({ user, subjects }: EventOf<typeof PersonErased>['data']): void {
    for (const [id, filter] of this.filters)
      if (subjects.includes(filter.last.by))
        this.filters.set(id, { ...filter, definition: { ...filter.definition, name: erasedLabel(user) } });
  }

  countOf(actor: string): number {
    return [...this.filters.values()].filter(({ removed, owner }) => !removed && owner === actor).length;
  }
}
