import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import { maxLength, validate } from '@angular/forms/signals';
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
import { entryForm } from '../../ui/form/entry-form';
import { FORM_PARTS } from '../../ui/form/form-parts';
import { unfinished } from '../../ui/form/value-rules';
import { Icon } from '../../ui/icon';
import { sheetWork } from '../../ui/sheet/sheet-work';
import { QueryState } from '../../ui/states';
import { WireText } from '../../ui/wire-text';

/** What a key looks like, as the API has it, once the space around it is gone. */
const KEY = /^[\x21-\x7e]{20,500}$/;
const LIKE = 'A key is 20 to 500 printable characters without spaces.';

/** What is being done to the key of a service. */
interface Doing {
  readonly service: string;
  readonly what: 'set' | 'remove';
}

/** Keys of services outside: given, replaced and taken away here, and never shown again. */
@Component({
  selector: 'wl-service-keys',
  imports: [...FORM_PARTS, Icon, QueryState, WireText],
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

  private readonly given = signal({ value: '' });
  protected readonly entry = entryForm(
    this.given,
    ({ value: path }) => {
      validate(path, ({ value }) => unfinished(KEY.test(value().trim()) ? '' : LIKE));
      // Space around it counts for nothing, so there is room for some.
      maxLength(path, 520, { message: LIKE });
    },
    () => this.give(),
    () => this.work.forget(),
  );

  protected begin(service: string, what: Doing['what']): void {
    this.said.set('');
    this.doing.set({ service, what });
  }

  /** What was entered stands nowhere in the page from here on. */
  protected leave(): void {
    this.doing.set(undefined);
    this.entry().reset({ value: '' });
  }

  protected async remove({ service, title, revision }: ReputationKeyFields): Promise<void> {
    const order = { service, seen: revision, key: crypto.randomUUID() };
    if (await this.work.run(() => this.gateway.run(RemoveReputationKey, order)))
      this.end(`${title} has no key any more.`);
  }

  private async give(): Promise<void> {
    const row = this.rows().find(({ service }) => service === this.doing()?.service);
    if (!row) return;
    const { service, title, revision } = row;
    const order = { service, seen: revision, key: crypto.randomUUID(), value: this.given().value.trim() };
    const done = await this.work.run(() => this.gateway.run(SetReputationKey, order));
    if (done) this.end(`${title} is asked with the key that ends in ${done.done.entity.last ?? ''}.`);
  }

  private end(said: string): void {
    this.leave();
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
