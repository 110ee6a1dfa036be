import { ChangeDetectionStrategy, Component, computed, effect, inject, input, signal } from '@angular/core';
import { query } from '../../core/api/query';
import { ChartGroup } from '../../core/chart-group';
import { Connection } from '../../core/connection';
import { Page, declarePage } from '../../core/page';
import { Preferences } from '../../core/preferences';
import { RangeState } from '../../core/range-state';
import { UrlState } from '../../core/url-state';
import { DomainPage as DomainPageOperation } from '../../graphql/generated/operations';
import { formatCount, formatShare, formatShort } from '../../format/numbers';
import { describeSpan, formatAgo, formatClock, formatDuration, formatMoment, zoneName } from '../../format/times';
import type { ChartData } from '../../ui/chart/model';
import { TimeChart } from '../../ui/chart/time-chart';
import { Icon } from '../../ui/icon';
import { RankedBars } from '../../ui/ranked-bars';
import { EmptyBox, QueryState } from '../../ui/states';
import { ValueChip } from '../../ui/value-chip';
import { Reputation } from '../reputation/reputation';
import { WireText } from '../../ui/wire-text';

const COLOURS: Readonly<Record<string, string>> = {
  NOERROR: '--rcode-ok',
  NXDOMAIN: '--rcode-nx',
  SERVFAIL: '--rcode-fail',
  REFUSED: '--rcode-refused',
};
const LANES = 8;

@Component({
  selector: 'wl-domain',
  imports: [EmptyBox, Icon, QueryState, RankedBars, Reputation, TimeChart, ValueChip, WireText],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './domain.html',
  styleUrl: '../detail.css',
})
export class DomainPage {
  protected readonly range = inject(RangeState);
  protected readonly connection = inject(Connection);
  private readonly url = inject(UrlState);
  private readonly preferences = inject(Preferences);
  readonly name = input.required<string>();

  private readonly sensor = this.url.param('sensor');
  protected readonly asTable = signal(false);
  protected readonly page = query(
    DomainPageOperation,
    () => ({ name: this.name(), range: this.range.input(), sensor: this.sensor() || undefined }),
    (result) => ({ found: result.domain }),
    () => `${this.name()}|${this.range.key()}`,
  );
  protected readonly detail = computed(() => this.page.value()?.found ?? undefined);
  protected readonly missing = computed(() => this.page.value()?.found === null);

  protected readonly chart = computed<ChartData | undefined>(() => {
    const detail = this.detail();
    if (!detail) return undefined;
    const times = detail.times.map((time) => Date.parse(time));
    const known = detail.series.filter((series) => Object.hasOwn(COLOURS, series.key));
    const rest = detail.series.filter((series) => !Object.hasOwn(COLOURS, series.key));
    const bands = known.map((series) => ({
      key: series.key,
      label: series.key,
      colour: COLOURS[series.key] ?? '--cat-other',
      up: series.values,
    }));
    const other = times.map((_, index) => rest.reduce((sum, series) => sum + (series.values[index] ?? 0), 0));
    const label = rest.length === 1 && rest[0]?.key === 'UNANSWERED' ? 'Unanswered' : 'Other or unanswered';
    return {
      times,
      bucket: detail.bucket,
      bands: other.some((n) => n > 0) ? [...bands, { key: 'other', label, colour: '--rcode-none', up: other }] : bands,
    };
  });
  protected readonly caption = computed(() => {
    const at = this.range.instants();
    const zone = this.preferences.zone();
    const bucket = this.detail()?.bucket;
    return `${describeSpan(at, zone, this.range.now())} ${zoneName(zone, at.to)}${bucket === undefined ? '' : ` · ${formatDuration(bucket)} buckets`}`;
  });
  protected readonly head = computed(() => {
    const domain = this.detail()?.domain;
    if (!domain) return undefined;
    const zone = this.preferences.zone();
    return {
      ...domain,
      queriesText: formatShort(domain.queries),
      clientsText: formatCount(domain.clients),
      nxText: formatShare(domain.nxShare),
      first: formatMoment(Date.parse(domain.firstSeen), zone, this.range.now()),
      last: formatAgo(Date.parse(domain.lastSeen), this.range.now(), zone),
      entropyText: `${domain.entropy.toFixed(2)} bit a character`,
    };
  });
  private readonly charts = inject(ChartGroup);
  /** The page's cross-line on the lanes of answers, %. */
  protected readonly cross = computed(() => {
    const at = this.charts.at();
    const { from, to } = this.range.instants();
    return at === undefined || at < from || at > to ? undefined : ((at - from) / (to - from)) * 100;
  });
  protected readonly lanes = computed(() => {
    const { from, to } = this.range.instants();
    const place = (time: string): number => Math.max(0, Math.min(100, ((Date.parse(time) - from) / (to - from)) * 100));
    const answers = this.detail()?.answers ?? [];
    return {
      rows: answers.slice(0, LANES).map((answer) => ({
        key: `${answer.type} ${answer.data}`,
        ...answer,
        kind:
          answer.type === 'A' || answer.type === 'AAAA'
            ? ('address' as const)
            : answer.type === 'CNAME'
              ? ('domain' as const)
              : undefined,
        left: place(answer.firstSeen),
        width: place(answer.lastSeen) - place(answer.firstSeen),
        text: formatShort(answer.count),
      })),
      more: Math.max(0, answers.length - LANES),
      from: formatMoment(from, this.preferences.zone(), this.range.now()),
      to: formatMoment(to, this.preferences.zone(), this.range.now()),
    };
  });
  protected readonly recent = computed(() => {
    const zone = this.preferences.zone();
    return (this.detail()?.recent ?? []).map((row) => ({
      id: row.id,
      time: formatClock(Date.parse(row.time), zone, true),
      client: row.client,
      server: row.server,
      qtype: row.qtype,
      rcode: row.rcode ?? 'no answer',
      latency: row.latencyMs === null ? '' : formatDuration(row.latencyMs / 1000),
      answers: row.answers.slice(0, 1).map((answer) => answer.data),
      more: row.answerCount - Math.min(1, row.answers.length),
    }));
  });

  constructor() {
    const page = inject(Page);
    const parent = { label: 'Domains', path: '/domains' };
    declarePage(
      { title: 'Domain', parent },
      { placeholder: 'Search names, use * as wildcard', fields: ['sensor'], search: 'search' },
    );
    effect(() => page.head.set({ title: this.name(), parent }));
  }
}
