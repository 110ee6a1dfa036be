import { LiveAnnouncer } from '@angular/cdk/a11y';
import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import { query } from '../../core/api/query';
import { Keys } from '../../core/keys';
import { declarePage } from '../../core/page';
import { Past } from '../../core/past';
import { Preferences } from '../../core/preferences';
import { Session } from '../../core/session/session';
import { UrlState } from '../../core/url-state';
import { formatCount } from '../../format/numbers';
import { formatMoment } from '../../format/times';
import { Lists } from '../../graphql/generated/operations';
import { Icon } from '../../ui/icon';
import { EmptyBox, QueryState, ReloadLine } from '../../ui/states';
import { WireText } from '../../ui/wire-text';
import { ListDetail } from './list-detail';
import { ListSheet } from './list-sheet';
import { LookBack } from './look-back';
import { ACTIONS, changeOf, KINDS, stateOf } from './list-words';

/** Lists of indicators: what they hold, where it comes from, what they told. */
@Component({
  selector: 'wl-lists',
  imports: [EmptyBox, Icon, ListDetail, ListSheet, LookBack, QueryState, ReloadLine, WireText],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './lists.html',
  styleUrls: ['../library.css', './lists.css'],
})
export class ListsPage {
  private readonly session = inject(Session);
  private readonly url = inject(UrlState);
  private readonly announcer = inject(LiveAnnouncer);
  private readonly preferences = inject(Preferences);
  private readonly past = inject(Past);

  /** Where the newest change stands in the log: what is shown waits for it. */
  protected readonly position = signal<string | null>(null);
  protected readonly list = query(
    Lists,
    () => ({ minPosition: this.past.on() ? null : this.position() }),
    ({ lists }) => lists,
  );
  protected readonly making = signal(false);
  protected readonly mayWrite = computed(() => this.session.can('lists.write') && !this.past.on());
  protected readonly rows = computed(() =>
    (this.list.value() ?? []).map((list) => ({
      list,
      state: stateOf(list),
      kind: KINDS.find(({ value }) => value === list.kind)?.text ?? list.kind,
      action: ACTIONS.find(({ value }) => value === list.action)?.text ?? list.action,
      entries: formatCount(list.entries + list.byHand),
      change: changeOf(list),
      hits: formatCount(list.hits),
      imported: list.importedAt === null ? '–' : this.moment(list.importedAt),
    })),
  );
  private readonly asked = this.url.param('sel');
  protected readonly chosen = computed(() => {
    const rows = this.rows();
    return (rows.find(({ list }) => list.id === this.asked()) ?? rows[0])?.list;
  });

  constructor() {
    declarePage({ title: 'Lists' });
    inject(Keys).bind(
      { keys: 'j', also: ['ArrowDown'], label: 'Next list', group: 'Lists', run: () => this.step(1) },
      { keys: 'k', also: ['ArrowUp'], label: 'List before', group: 'Lists', run: () => this.step(-1) },
      { keys: 'Shift+N', label: 'New list', group: 'This page', run: () => this.make() },
    );
  }

  protected make(): void {
    if (this.mayWrite()) this.making.set(true);
  }

  protected select(id: string): void {
    this.url.patch({ sel: id }, 'replace');
  }

  protected made({ id, position }: { readonly id: string; readonly position: string }): void {
    this.changed({ position, said: 'List made' });
    this.select(id);
  }

  protected changed({ position, said }: { readonly position: string; readonly said: string }): void {
    this.position.set(position);
    this.list.reload();
    void this.announcer.announce(said);
  }

  private step(by: number): void {
    const rows = this.rows();
    const at = rows.findIndex(({ list }) => list.id === this.chosen()?.id);
    const next = rows[Math.max(0, Math.min(rows.length - 1, at + by))];
    if (next) this.select(next.list.id);
  }

  private moment(time: string): string {
    return formatMoment(Date.parse(time), this.preferences.zone(), Date.now(), false);
  }
}
