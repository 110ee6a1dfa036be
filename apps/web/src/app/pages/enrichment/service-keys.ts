import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import { Gateway } from '../../core/api/gateway';
import { query } from '../../core/api/query';
import { Preferences } from '../../core/preferences';
import { formatMoment } from '../../format/times';
import {
  type ReputationKeyFields,
  ReputationKeys,
  RemoveReputationKey,
  SetReputationKey,
} from '../../graphql/generated/operations';
import { Icon } from '../../ui/icon';
import { sheetWork } from '../../ui/sheet/sheet-work';
import { QueryState } from '../../ui/states';
import { WireText } from '../../ui/wire-text';

/** What is being done to the key of a service. */
interface Doing {
  readonly service: string;
  readonly what: 'set' | 'remove';
}

/** Keys of services outside: given, replaced and taken away here, and never shown again. */
@Component({
  selector: 'wl-service-keys',
  imports: [Icon, QueryState, WireText],
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { class: 'panel', role: 'region', 'aria-labelledby': 'keys-title' },
  templateUrl: './service-keys.html',
  styleUrl: './service-keys.css',
})
export class ServiceKeys {
  private readonly gateway = inject(Gateway);
  private readonly preferences = inject(Preferences);
  protected readonly state = query(
    ReputationKeys,
    () => ({}),
    ({ reputationKeys }) => reputationKeys,
  );
  protected readonly rows = computed(() => (this.state.value() ?? []).map((row) => this.shown(row)));
  protected readonly doing = signal<Doing | undefined>(undefined);
  protected readonly said = signal('');
  protected readonly work = sheetWork();

  protected begin(service: string, what: Doing['what']): void {
    this.said.set('');
    this.doing.set({ service, what });
  }

  protected async give(event: Event, { service, title, revision }: ReputationKeyFields): Promise<void> {
    event.preventDefault();
    const field = (event.target as HTMLFormElement).elements.namedItem('value') as HTMLInputElement;
    const order = { service, seen: revision, key: crypto.randomUUID(), value: field.value.trim() };
    const done = await this.work.run(() => this.gateway.run(SetReputationKey, order));
    if (!done) return;
    // It stands nowhere in the page from here on.
    field.value = '';
    this.end(`${title} is asked with the key that ends in ${done.done.entity.last ?? ''}.`);
  }

  protected async remove({ service, title, revision }: ReputationKeyFields): Promise<void> {
    const order = { service, seen: revision, key: crypto.randomUUID() };
    if (await this.work.run(() => this.gateway.run(RemoveReputationKey, order)))
      this.end(`${title} has no key any more.`);
  }

  private end(said: string): void {
    this.doing.set(undefined);
    this.said.set(said);
    this.state.reload();
  }

  private shown(row: ReputationKeyFields) {
    const { last, byFile, opens, changedAt } = row;
    const kept = last === null ? 'none is kept' : `ends in ${last}`;
    return {
      ...row,
      kept,
      // A file of the operator wins, whatever is kept.
      note: byFile ? 'a file of the operator is used instead' : opens ? '' : 'cannot be opened any more: give it again',
      bad: !byFile && !opens,
      changed: changedAt === null ? '' : formatMoment(Date.parse(changedAt), this.preferences.zone(), Date.now(), true),
    };
  }
}
