import {
  ChangeDetectionStrategy,
  Component,
  ElementRef,
  computed,
  effect,
  inject,
  linkedSignal,
  signal,
  untracked,
} from '@angular/core';
import { Gateway } from '../../core/api/gateway';
import { pagedList } from '../../core/api/paged-list';
import { Keys } from '../../core/keys';
import { Past } from '../../core/past';
import { RangeState } from '../../core/range-state';
import { readList, writeList } from '../../core/url-grammar';
import { UrlState } from '../../core/url-state';
import { formatCount, formatShort } from '../../format/numbers';
import { DomainBranches, DomainTwigs } from '../../graphql/generated/operations';
import { Icon } from '../../ui/icon';
import { QueryState, ReloadLine } from '../../ui/states';
import { WireText } from '../../ui/wire-text';
import { type TreeRow, type Twigs, treeMove, treeRows } from './tree-rows';

const BRANCHES = 100;
const TWIGS = 100;
/** Open branches in the address. */
const MOST_OPEN = 20;
/** In the address: everything was closed. No name is called so. */
const NONE_OPEN = '-';

/** Registrable names, each with the names under it. What is open and selected stands in the address. */
@Component({
  selector: 'wl-domain-tree',
  imports: [Icon, QueryState, ReloadLine, WireText],
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { role: 'navigation', 'aria-label': 'Domains' },
  templateUrl: './domain-tree.html',
  styleUrl: './domain-tree.css',
})
export class DomainTree {
  private readonly host = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
  private readonly gateway = inject(Gateway);
  private readonly past = inject(Past);
  private readonly url = inject(UrlState);
  protected readonly range = inject(RangeState);

  protected readonly search = this.url.param('search');
  private readonly sensor = this.url.param('sensor');
  protected readonly byName = computed(() => this.url.param('tree')() === 'name');
  private readonly openParam = this.url.param('open');
  /** Name whose page is open. */
  protected readonly chosen = computed(() => {
    const [, page, name] = this.url.path().split('/');
    return page === 'domains' && name !== undefined ? safeDecode(name) : '';
  });

  /** As the address says; without a word there the branch of the name whose page is open. */
  private readonly open = computed<ReadonlySet<string>>(() => {
    if (this.openParam() !== '') return new Set(readList(this.openParam()));
    const branches = this.list.rows().map((branch) => branch.name);
    return new Set(branches.filter((branch) => this.chosen() === branch || this.chosen().endsWith(`.${branch}`)));
  });

  private readonly key = computed(
    () => `${this.range.key()}|${this.search()}|${this.sensor()}|${this.byName()}|${this.past.position() ?? ''}`,
  );
  /** Lines never jump: a moving range is read when something else changes and on demand. */
  private readonly asked = signal(0);
  private readonly scope = linkedSignal({
    source: () => `${this.key()}#${this.asked()}`,
    computation: () =>
      untracked(() => ({
        range: this.range.input(),
        search: this.search() || undefined,
        sensor: this.sensor() || undefined,
        sort: this.byName() ? ('NAME_ASC' as const) : ('QUERIES_DESC' as const),
      })),
  });
  protected readonly names = signal(0);
  protected readonly list = pagedList(
    DomainBranches,
    () => ({ ...this.scope(), first: BRANCHES }),
    (result) => {
      this.names.set(result.domainTree.names);
      return result.domainTree;
    },
    this.key,
  );
  /** Names below branches, of this scope only. */
  private readonly twigs = linkedSignal<unknown, ReadonlyMap<string, Twigs>>({
    source: this.scope,
    computation: () => new Map(),
  });

  protected readonly rows = computed(() => treeRows(this.list.rows(), this.open(), this.twigs()));
  private readonly focused = signal('');
  /** The one line that Tab leads to. */
  protected readonly tabbed = computed(() => {
    const rows = this.rows();
    const of = (id: string): TreeRow | undefined => rows.find((row) => row.id === id);
    return (of(this.focused()) ?? rows.find((row) => row.name === this.chosen()) ?? rows[0])?.id;
  });
  protected readonly countText = computed(() => formatCount(this.names()));

  constructor() {
    inject(Keys).bind({ keys: 'e', label: 'Into the tree', group: 'This page', run: () => this.enter() });
    effect(() => {
      const known = this.twigs();
      const branches = this.list.rows();
      for (const name of this.open())
        if (!known.has(name) && branches.some((branch) => branch.name === name)) untracked(() => void this.read(name));
    });
  }

  /** Queries in short, for the line's end. */
  protected readonly short = (queries: number): string => formatShort(queries);

  protected press(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const rows = this.rows();
    const here = rows.findIndex((row) => row.id === this.tabbed());
    const row = rows[here];
    if (!row) return;
    const move = treeMove(rows, here, event.key);
    if (move && 'to' in move) this.focus(rows[move.to]?.id ?? row.id);
    else if (move) this.toggle(move.toggle);
    else if (event.key === 'Enter' || event.key === ' ') this.take(row);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  protected take(row: TreeRow): void {
    this.focused.set(row.id);
    if (row.kind === 'more' || row.kind === 'failed') void this.read(row.name);
    else if (row.page) this.url.go(['/domains', row.name], this.kept());
    else if (row.kind === 'branch') this.toggle(row.name);
  }

  protected toggle(name: string): void {
    const open = [...this.open()];
    const next = open.includes(name) ? open.filter((one) => one !== name) : [...open, name].slice(-MOST_OPEN);
    this.url.patch({ open: writeList(next) ?? NONE_OPEN }, 'replace');
  }

  protected sort(): void {
    this.url.patch({ tree: this.byName() ? null : 'name' });
  }

  protected renew(): void {
    this.range.refresh();
    this.asked.update((n) => n + 1);
  }

  private enter(): void {
    const id = this.tabbed();
    if (id !== undefined) this.focus(id);
  }

  private focus(id: string): void {
    this.focused.set(id);
    const index = this.rows().findIndex((row) => row.id === id);
    setTimeout(() => this.host.querySelector<HTMLElement>(`[data-index="${index}"]`)?.focus());
  }

  /** What of the address belongs to the tree and stays with it from page to page. */
  private kept(): Record<string, string> {
    const kept: Record<string, string> = {};
    for (const key of ['search', 'open', 'tree']) if (this.url.value(key) !== '') kept[key] = this.url.value(key);
    return kept;
  }

  /** Reads the first or the next names of a branch. */
  private async read(under: string): Promise<void> {
    const scope = this.scope();
    const known = this.twigs().get(under) ?? { rows: [], next: null, state: 'ready' as const };
    if (known.state === 'loading') return;
    const put = (twigs: Twigs): void => {
      if (this.scope() === scope) this.twigs.update((all) => new Map(all).set(under, twigs));
    };
    put({ ...known, state: 'loading' });
    try {
      const { domains } = await this.gateway.run(DomainTwigs, {
        ...scope,
        under,
        first: TWIGS,
        after: known.next ?? undefined,
        asOf: this.past.position(),
      });
      put({ rows: [...known.rows, ...domains.rows], next: domains.next, state: 'ready' });
      this.follow(under, domains.rows[0]?.name);
    } catch {
      put({ ...known, state: 'failed' });
    }
  }

  /** Who waited on the line at a branch's end stands on the first name that came in its place. */
  private follow(branch: string, came: string | undefined): void {
    const waited = `${branch} …`;
    if (came === undefined || this.focused() !== waited || this.rows().some(({ id }) => id === waited)) return;
    this.focus(`${branch} ${came}`);
  }
}

function safeDecode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
