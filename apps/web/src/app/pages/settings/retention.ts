import { ChangeDetectionStrategy, Component, computed, effect, inject, linkedSignal, signal } from '@angular/core';
import { form, max, min, validate } from '@angular/forms/signals';
import { RouterLink } from '@angular/router';
import { Gateway } from '../../core/api/gateway';
import { query } from '../../core/api/query';
import { Keys } from '../../core/keys';
import { declarePage } from '../../core/page';
import { Preferences } from '../../core/preferences';
import { Session } from '../../core/session/session';
import { guardUnsaved, type Unsaved } from '../../core/unsaved';
import { formatBytes, formatCount } from '../../format/numbers';
import { formatMoment } from '../../format/times';
import { type LegalHoldRow, RetentionState, TryRetention } from '../../graphql/generated/operations';
import { FORM_PARTS } from '../../ui/form/form-parts';
import { Icon } from '../../ui/icon';
import { EmptyBox, QueryState, ReloadLine } from '../../ui/states';
import { WireText } from '../../ui/wire-text';
import { HoldSheet } from './hold-sheet';
import { RetentionSheet } from './retention-sheet';
import {
  changesOf,
  CLASS_NAMES,
  CLASSES,
  type Days,
  daysOf,
  isUnderWay,
  outcomeOf,
  problemOf,
  spanOf,
  wholeDays,
} from './retention-words';
import { sheetWork } from '../../ui/sheet/sheet-work';

const LOOK_MS = 1000;

/** How long each class is kept and what it takes, what would go, and what is held. */
@Component({
  selector: 'wl-retention',
  imports: [...FORM_PARTS, EmptyBox, HoldSheet, Icon, QueryState, ReloadLine, RetentionSheet, RouterLink, WireText],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './retention.html',
  styleUrls: ['./settings.css', './retention.css'],
})
export class RetentionPage implements Unsaved {
  private readonly session = inject(Session);
  private readonly gateway = inject(Gateway);
  private readonly preferences = inject(Preferences);

  protected readonly state = query(
    RetentionState,
    () => ({}),
    ({ retention }) => retention,
  );
  protected readonly rules = computed(() => this.state.value()?.rules ?? []);
  protected readonly holds = computed(() => this.state.value()?.holds ?? []);
  protected readonly version = computed(() => this.state.value()?.version);
  /** What is chosen and not yet saved; a version of somebody else begins anew. */
  protected readonly days = linkedSignal<number | undefined, Days>({
    source: this.version,
    computation: () => daysOf(this.rules()),
  });
  protected readonly entry = form(this.days, (days) => {
    for (const streamClass of CLASS_NAMES) {
      const rule = () => this.rules().find((one) => one.streamClass === streamClass);
      const whole = () => wholeDays(rule());
      // They go to the control too.
      min(days[streamClass], () => rule()?.least, { message: whole });
      max(days[streamClass], () => rule()?.most, { message: whole });
      validate(days[streamClass], ({ valueOf }) => {
        const known = rule();
        const message = known ? problemOf(known, valueOf(days)) : '';
        return message === '' ? undefined : { kind: 'bounds', message };
      });
    }
  });
  readonly dirty = computed(() => changesOf(this.rules(), this.days()).length > 0);
  protected readonly wrong = computed(() => this.entry().invalid());
  protected readonly dryRun = computed(() => this.state.value()?.dryRun ?? undefined);
  protected readonly lastRun = computed(() => this.state.value()?.lastRun ?? undefined);
  protected readonly trying = computed(() => {
    const run = this.dryRun();
    return run !== undefined && isUnderWay(run);
  });
  protected readonly mayWrite = this.session.can('retention.write');
  protected readonly mayLift = this.session.can('retention.lift');
  protected readonly mayRead = this.session.can('events.read');
  protected readonly work = sheetWork();
  protected readonly saving = signal(false);
  protected readonly setting = signal(false);
  protected readonly lifting = signal<LegalHoldRow | undefined>(undefined);
  protected readonly opener = signal<HTMLElement | undefined>(undefined);
  protected readonly history = { tab: 'events', stream: 'setting-retention' };
  protected readonly classes = CLASSES;
  protected readonly count = formatCount;
  protected readonly bytes = formatBytes;
  protected readonly outcome = outcomeOf;
  protected readonly span = spanOf;

  constructor() {
    declarePage({ title: 'Retention', parent: { label: 'Settings', path: '/settings' } });
    guardUnsaved(this);
    const keys = inject(Keys);
    keys.bind({ keys: 'Shift+N', label: 'Set a legal hold', group: 'This page', run: () => this.set(undefined) });
    keys.bind({ keys: 'Shift+D', label: 'Dry run', group: 'This page', run: () => void this.tryOut() });
    effect((ended) => {
      this.state.at();
      if (!this.trying()) return;
      const timer = setTimeout(() => this.state.reload(), LOOK_MS);
      ended(() => clearTimeout(timer));
    });
  }

  protected discard(): void {
    this.entry().reset(daysOf(this.rules()));
  }

  protected save(opener: HTMLElement): void {
    this.opener.set(opener);
    this.saving.set(true);
  }

  protected set(opener: HTMLElement | undefined): void {
    this.opener.set(opener);
    this.setting.set(true);
  }

  protected lift(hold: LegalHoldRow, opener: HTMLElement): void {
    this.opener.set(opener);
    this.lifting.set(hold);
  }

  protected closeHold(): void {
    this.setting.set(false);
    this.lifting.set(undefined);
  }

  protected async tryOut(): Promise<void> {
    if (this.trying()) return;
    await this.work.run(() => this.gateway.run(TryRetention, {}));
    this.state.reload();
  }

  protected moment(text: string): string {
    return formatMoment(Date.parse(text), this.preferences.zone(), this.state.at() || Date.now());
  }
}
