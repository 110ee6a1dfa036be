import {
  ChangeDetectionStrategy,
  Component,
  computed,
  effect,
  inject,
  input,
  linkedSignal,
  untracked,
} from '@angular/core';
import { Gateway } from '../../core/api/gateway';
import { query } from '../../core/api/query';
import { Preferences } from '../../core/preferences';
import { formatBytes } from '../../format/numbers';
import { formatMoment } from '../../format/times';
import { FetchList, ListFeeds, RemoveListFeed, SetListFeed } from '../../graphql/generated/operations';
import { entryForm } from '../../ui/form/entry-form';
import { FORM_PARTS } from '../../ui/form/form-parts';
import { Icon } from '../../ui/icon';
import { QueryState } from '../../ui/states';
import { WireText } from '../../ui/wire-text';
import { sheetWork } from '../../ui/sheet/sheet-work';
import { feedEntryOf, feedOrder, feedRules } from './feed-entry';
import { intervalsWith, intervalText, KINDS, kindsWith, outcomeText } from './feed-words';

/** While a fetch is awaited it is looked at again so often, ms. */
const LOOK_MS = 2000;

/** Where a list is fetched from, how often, and what became of it. */
@Component({
  selector: 'wl-list-feed',
  imports: [...FORM_PARTS, Icon, QueryState, WireText],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './list-feed.html',
  styleUrl: './list-feed.css',
})
export class ListFeedPart {
  private readonly gateway = inject(Gateway);
  private readonly preferences = inject(Preferences);
  readonly list = input.required<string>();

  protected readonly feeds = query(
    ListFeeds,
    () => ({}),
    ({ listFeeds }) => listFeeds,
  );
  protected readonly feed = computed(() => (this.feeds.value() ?? []).find(({ list }) => list === this.list()));
  protected readonly shown = computed(() => {
    const feed = this.feed();
    if (!feed) return undefined;
    const { last, nextAt } = feed;
    return {
      ...feed,
      every: intervalText(feed.everyMinutes),
      kind: KINDS.find(({ format }) => format !== '' && format === feed.format)?.text,
      outcome: outcomeText(feed),
      when: last && `${this.moment(last.at)}${last.bytes > 0 ? `, ${formatBytes(last.bytes)}` : ''}`,
      why: last?.why ?? '',
      next: nextAt === null ? 'within a minute' : this.moment(nextAt),
      changed: this.moment(feed.changedAt),
    };
  });
  protected readonly editing = linkedSignal({ source: this.list, computation: () => false });
  private readonly begun = computed(() => `${this.list()} ${this.editing()} ${this.feed() !== undefined}`);
  /** As it was when the change was begun: that is what is seen and changed, whatever others do meanwhile. */
  private readonly base = linkedSignal({ source: this.begun, computation: () => untracked(this.feed) });
  private readonly entered = linkedSignal({
    source: this.begun,
    computation: () => feedEntryOf(untracked(this.base)),
  });
  protected readonly entry = entryForm(
    this.entered,
    (path) => feedRules(path, () => this.base()?.headerName),
    () => this.save(),
    () => this.work.forget(),
  );
  protected readonly intervals = computed(() => intervalsWith(this.base()?.everyMinutes));
  protected readonly kinds = computed(() => kindsWith(this.base()?.format));
  protected readonly work = sheetWork();

  constructor() {
    effect((ended) => {
      this.feeds.at();
      const awaited = untracked(this.feed)?.nextAt === null;
      if (!awaited) return;
      const timer = setTimeout(() => this.feeds.reload(), LOOK_MS);
      ended(() => clearTimeout(timer));
    });
  }

  /** Begins or gives up a change; what was entered stands nowhere any more. */
  protected edit(on: boolean): void {
    this.editing.set(on);
    this.entry().reset(feedEntryOf(this.feed()));
  }

  private async save(): Promise<void> {
    const order = { id: this.list(), seen: this.base()?.revision ?? 0, key: crypto.randomUUID() };
    const done = await this.work.run(() => this.gateway.run(SetListFeed, { ...order, ...feedOrder(this.entered()) }));
    if (done) this.edit(false);
    // Refused or not: what others have made of it is seen when it is begun anew.
    this.feeds.reload();
  }

  protected async fetch(): Promise<void> {
    const order = { id: this.list(), key: crypto.randomUUID() };
    if (await this.work.run(() => this.gateway.run(FetchList, order))) this.feeds.reload();
  }

  protected async remove(): Promise<void> {
    const order = { id: this.list(), seen: this.feed()?.revision ?? 0, key: crypto.randomUUID() };
    if (await this.work.run(() => this.gateway.run(RemoveListFeed, order))) this.feeds.reload();
  }

  private moment(time: string): string {
    return formatMoment(Date.parse(time), this.preferences.zone(), Date.now(), false);
  }
}
