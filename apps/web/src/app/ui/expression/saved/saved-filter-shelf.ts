import { Injectable, computed, inject, signal } from '@angular/core';
import { LiveAnnouncer } from '@angular/cdk/a11y';
import { toApiError } from '../../../core/api/errors';
import { Gateway } from '../../../core/api/gateway';
import { query } from '../../../core/api/query';
import { Session } from '../../../core/session/session';
import {
  type FilterKind,
  RemoveFilter,
  SavedFilters,
  type SavedFiltersResult,
  SaveFilter,
  ShareFilter,
} from '../../../graphql/generated/operations';

export type SavedFilter = SavedFiltersResult['savedFilters'][number];

/** Expressions that people keep under names: one's own and shared ones. There are none for those who see traffic masked. */
@Injectable({ providedIn: 'root' })
export class SavedFilterShelf {
  private readonly gateway = inject(Gateway);
  private readonly session = inject(Session);
  private readonly announcer = inject(LiveAnnouncer);

  /** Whether anything can be kept at all. */
  readonly on = computed(() => this.session.viewer()?.masked === false);
  readonly mayShare = computed(() => this.session.can('views.share'));
  readonly list = query(
    SavedFilters,
    () => (this.on() ? {} : undefined),
    (result) => result.savedFilters,
    () => this.session.viewer()?.id ?? '',
  );
  readonly busy = signal(false);
  /** Why the last change was refused; '' = it was not. */
  readonly problem = signal('');

  /** False when it was refused. Under a name that one has already, that filter is changed. */
  save(name: string, kind: FilterKind, expression: string): Promise<boolean> {
    const before = (this.list.value() ?? []).find((one) => one.own && one.name === name && one.kind === kind);
    const { id, revision: seen } = before ?? { id: crypto.randomUUID(), revision: 0 };
    return this.change('Filter saved', (key) =>
      this.gateway.run(SaveFilter, { id, seen, key, name, kind, expression }),
    );
  }

  share({ id, revision: seen, shared }: SavedFilter): Promise<boolean> {
    return this.change(shared ? 'Shared no longer' : 'Shared', (key) =>
      this.gateway.run(ShareFilter, { id, seen, key, shared: !shared }),
    );
  }

  remove({ id, revision: seen }: SavedFilter): Promise<boolean> {
    return this.change('Filter removed', (key) => this.gateway.run(RemoveFilter, { id, seen, key }));
  }

  private async change(said: string, work: (key: string) => Promise<unknown>): Promise<boolean> {
    if (this.busy()) return false;
    this.busy.set(true);
    this.problem.set('');
    try {
      await work(crypto.randomUUID());
      void this.announcer.announce(said);
      return true;
    } catch (error) {
      this.problem.set(toApiError(error).message);
      return false;
    } finally {
      this.busy.set(false);
      this.list.reload();
    }
  }
}
