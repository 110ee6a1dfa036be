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
import { Icon } from '../../ui/icon';
import { QueryState } from '../../ui/states';
import { WireText } from '../../ui/wire-text';
import { sheetWork } from '../../ui/sheet/sheet-work';
import { INTERVALS, intervalText, KINDS, kindsWith, outcomeText } from './feed-words';

/** While a fetch is awaited it is looked at again so often, ms. */
const LOOK_MS = 2000;

/** Where a list is fetched from, how often, and what became of it. */
@Component({
  selector: 'wl-list-feed',
  imports: [Icon, QueryState, WireText],
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
  protected readonly intervals = INTERVALS;
  protected readonly kinds = computed(() => kindsWith(this.feed()?.format));
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

  protected async save(event: Event): Promise<void> {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const value = (name: string) => (form.elements.namedItem(name) as HTMLInputElement).value.trim();
    const header = value('header');
    const set = { url: value('url'), everyMinutes: Number(value('every')) };
    const format = this.kinds().find((one) => one.format === value('kind'))?.format || null;
    const secret = header === '' ? {} : { headerName: header, headerValue: value('secret') || null };
    const order = { id: this.list(), seen: this.feed()?.revision ?? 0, key: crypto.randomUUID() };
    const done = await this.work.run(() => this.gateway.run(SetListFeed, { ...order, ...set, format, ...secret }));
    if (!done) return;
    this.editing.set(false);
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
