import {
  ChangeDetectionStrategy,
  Component,
  computed,
  ElementRef,
  inject,
  input,
  linkedSignal,
  output,
  signal,
  viewChild,
} from '@angular/core';
import { type ApiError, toApiError } from '../../core/api/errors';
import { Gateway } from '../../core/api/gateway';
import { query } from '../../core/api/query';
import { Past } from '../../core/past';
import { Preferences } from '../../core/preferences';
import { Session } from '../../core/session/session';
import { formatCount } from '../../format/numbers';
import { formatMoment } from '../../format/times';
import {
  ListEntries,
  type ListFields,
  OneList,
  PauseList,
  RemoveIndicator,
  ResumeList,
  RollBackList,
} from '../../graphql/generated/operations';
import { Icon } from '../../ui/icon';
import { ReasonSheet } from '../../ui/sheet/reason-sheet';
import { QueryState } from '../../ui/states';
import { WireText } from '../../ui/wire-text';
import { IndicatorTest } from './indicator-test';
import { ListFeedPart } from './list-feed';
import { ListFileApi, type ListImported } from './list-file-api';
import { ListHuntsPart } from './list-hunts';
import { changeOf, doneOf } from './list-words';
import { OwnEntryForm } from './own-entry-form';

const SHOWN_ENTRIES = 50;

/** Something that is done for a reason. */
interface Reasoned {
  readonly heading: string;
  readonly subject: string;
  /** What it means. */
  readonly lead: string;
  readonly word: string;
  readonly run: (reason: string) => Promise<void>;
}

/** What the chosen list holds, where it came from and what was done to it; files, entries, versions. */
@Component({
  selector: 'wl-list-detail',
  imports: [Icon, IndicatorTest, ListFeedPart, ListHuntsPart, OwnEntryForm, QueryState, ReasonSheet, WireText],
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { class: 'panel', role: 'region', 'aria-labelledby': 'list-title' },
  templateUrl: './list-detail.html',
  styleUrl: './list-detail.css',
})
export class ListDetail {
  private readonly gateway = inject(Gateway);
  private readonly files = inject(ListFileApi);
  private readonly preferences = inject(Preferences);
  private readonly session = inject(Session);
  private readonly past = inject(Past);
  private readonly picker = viewChild<ElementRef<HTMLInputElement>>('picker');
  readonly list = input.required<ListFields>();
  /** Where the newest change stands in the log. */
  readonly position = input.required<string | null>();
  readonly mayWrite = input.required<boolean>();
  readonly changed = output<{ readonly position: string; readonly said: string }>();

  private readonly id = computed(() => this.list().id);
  protected readonly detail = query(
    OneList,
    () => ({ id: this.id(), minPosition: this.past.on() ? null : this.position() }),
    ({ list }) => list,
    () => this.id(),
  );
  /** Sources are as they are now: none beside a list of the past. */
  protected readonly maySource = computed(() => this.session.can('lists.sources') && !this.past.on());
  /** Looks back are as they are now, and nobody looks back for what allows. */
  protected readonly looksBack = computed(() => this.mayLook() && !this.past.on() && this.list().action !== 'allow');
  protected readonly search = linkedSignal({ source: this.id, computation: () => '' });
  protected readonly mayLook = computed(() => this.session.can('lists.write'));
  protected readonly found = query(
    ListEntries,
    () => {
      const { id, version } = this.list();
      if (!this.mayLook() || version === null) return undefined;
      return { id, version, search: this.search(), first: SHOWN_ENTRIES };
    },
    ({ listEntries }) => listEntries,
    () => `${this.id()} ${this.list().version}`,
  );

  protected readonly share = signal<number | null>(null);
  private readonly file = signal<File | null>(null);
  protected readonly outcome = linkedSignal<string, ListImported | null>({ source: this.id, computation: () => null });
  protected readonly error = linkedSignal<string, ApiError | null>({ source: this.id, computation: () => null });
  protected readonly busy = signal(false);
  protected readonly deed = signal<Reasoned | null>(null);
  protected readonly opener = signal<HTMLElement | undefined>(undefined);

  protected readonly versions = computed(() =>
    (this.detail.value()?.versions ?? []).map((version) => ({
      ...version,
      current: version.number === this.list().version,
      moment: this.moment(version.at),
      size: formatCount(version.entries),
      change: changeOf({ ...version, version: version.number }),
      left: formatCount(version.refused + version.otherKind + version.duplicates),
    })),
  );
  protected readonly changes = computed(() =>
    (this.detail.value()?.changes ?? []).map((change) => ({
      ...change,
      done: doneOf(change),
      entry: change.action.startsWith('Indicator') ? change.subject : null,
      moment: this.moment(change.at),
    })),
  );
  protected readonly own = computed(() =>
    (this.detail.value()?.entries ?? []).map((entry) => ({
      ...entry,
      moment: this.moment(entry.at),
      end: entry.until === null ? 'no end' : `${entry.ended ? 'ended' : 'until'} ${this.moment(entry.until)}`,
    })),
  );
  protected readonly count = formatCount;

  protected choose(): void {
    this.picker()?.nativeElement.click();
  }

  protected async picked(event: Event): Promise<void> {
    const picker = event.target as HTMLInputElement;
    const [file] = picker.files ?? [];
    picker.value = '';
    if (file) await this.send(file);
  }

  protected accept(opener: HTMLElement): void {
    const file = this.file();
    if (!file) return;
    this.ask(opener, {
      heading: 'Put in force anyway',
      subject: file.name,
      lead: 'Far more changes than usual. The file is read again, and its entries judge from then on.',
      word: 'Put in force',
      run: (reason) => this.send(file, reason),
    });
  }

  protected rollBack(version: number, opener: HTMLElement): void {
    this.ask(opener, {
      ...{ heading: 'Roll back', subject: `${this.list().name}, version ${version}`, word: 'Roll back' },
      lead: 'That version judges again from here on. What was told stays.',
      run: (reason) =>
        this.tell(`Version ${version} is in force`, () =>
          this.gateway.run(RollBackList, { ...this.order(), version, reason }),
        ),
    });
  }

  protected pause(opener: HTMLElement): void {
    this.ask(opener, {
      ...{ heading: 'Pause', subject: this.list().name, word: 'Pause' },
      lead: 'Nothing matches it until it is resumed.',
      run: (reason) => this.tell('List paused', () => this.gateway.run(PauseList, { ...this.order(), reason })),
    });
  }

  protected resume(): Promise<void> {
    return this.work(() => this.tell('List resumed', () => this.gateway.run(ResumeList, this.order())));
  }

  protected remove(value: string, opener: HTMLElement): void {
    this.ask(opener, {
      ...{ heading: 'Remove entry', subject: value, word: 'Remove' },
      lead: 'It matches nothing any longer. That it was here stays in the history.',
      run: (reason) =>
        this.tell('Entry removed', () =>
          this.gateway.run(RemoveIndicator, { id: this.id(), key: crypto.randomUUID(), value, reason }),
        ),
    });
  }

  protected valueOf(event: Event): string {
    return (event.target as HTMLInputElement).value;
  }

  private async send(file: File, accepted?: string): Promise<void> {
    await this.work(async () => {
      this.file.set(file);
      this.outcome.set(null);
      this.share.set(0);
      try {
        const { id, revision: seen } = this.list();
        const order = accepted === undefined ? { id, seen } : { id, seen, accepted };
        const outcome = await this.files.send(order, file, (share) => this.share.set(share));
        this.outcome.set(outcome);
        if (outcome.position !== null) this.changed.emit({ position: outcome.position, said: 'File imported' });
      } finally {
        this.share.set(null);
      }
    });
  }

  private ask(opener: HTMLElement, deed: Reasoned): void {
    this.opener.set(opener);
    this.deed.set(deed);
  }

  private order() {
    const { id, revision: seen } = this.list();
    return { id, seen, key: crypto.randomUUID() };
  }

  private async tell(
    said: string,
    run: () => Promise<{ readonly done: { readonly position: string } }>,
  ): Promise<void> {
    const { done } = await run();
    this.changed.emit({ position: done.position, said });
  }

  private async work(run: () => Promise<void>): Promise<void> {
    if (this.busy()) return;
    this.busy.set(true);
    this.error.set(null);
    try {
      await run();
    } catch (error) {
      this.error.set(toApiError(error));
    } finally {
      this.busy.set(false);
    }
  }

  private moment(time: string): string {
    return formatMoment(Date.parse(time), this.preferences.zone(), Date.now(), false);
  }
}
