import {
  ChangeDetectionStrategy,
  Component,
  type ElementRef,
  computed,
  inject,
  input,
  output,
  signal,
  viewChild,
} from '@angular/core';
import { Preferences } from '../../core/preferences';
import { formatClock, formatMoment, zoneName } from '../../format/times';
import { Icon } from '../../ui/icon';
import { Menu, type MenuItem } from '../../ui/menu';
import { Popover } from '../../ui/popover';
import { SeverityMark } from '../../ui/severity-mark';
import { WireText } from '../../ui/wire-text';
import { AlertWhy, type AlertDetail } from './alert-why';
import { CLOSE_CHOICES, SNOOZES, stateWords } from './alert-words';
import type { Deed } from './triage';

/** What may be done here: by permission. */
export interface Powers {
  readonly triage: boolean;
  readonly close: boolean;
  readonly escalate: boolean;
  readonly suppress: boolean;
}

/** The alert in the middle: what it is, what can be done with it, and why it is there. */
@Component({
  selector: 'wl-alert-preview',
  imports: [AlertWhy, Icon, Menu, Popover, SeverityMark, WireText],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './alert-preview.html',
  styleUrl: './alert-preview.css',
})
export class AlertPreview {
  private readonly preferences = inject(Preferences);
  readonly detail = input.required<AlertDetail>();
  /** Alerts of the group that is acted on, this one among them. */
  readonly count = input.required<number>();
  readonly powers = input.required<Powers>();
  /** Id of the signed-in user. */
  readonly viewer = input.required<string>();
  /** Alerts that are selected besides: they can be merged into this one. */
  readonly others = input.required<number>();
  readonly deed = output<Deed>();
  readonly merge = output();
  readonly suppressSimilar = output();

  private readonly head = viewChild.required<ElementRef<HTMLElement>>('head');
  private readonly noteField = viewChild<ElementRef<HTMLTextAreaElement>>('noteField');
  private readonly closing = viewChild<Popover>('closing');
  private readonly snoozing = viewChild<Popover>('snoozing');
  private readonly closeButton = viewChild<ElementRef<HTMLElement>>('closeButton');
  private readonly snoozeButton = viewChild<ElementRef<HTMLElement>>('snoozeButton');

  protected readonly noting = signal(false);
  protected readonly alert = computed(() => this.detail().alert);
  protected readonly open = computed(() => this.alert().state.status !== 'closed');
  protected readonly status = computed(
    () =>
      stateWords(this.alert().state, (time) => this.moment(time)) ||
      (this.alert().state.version === 0 ? 'New' : 'Open'),
  );
  protected readonly span = computed(() => {
    const { first, last } = this.alert();
    const zone = this.preferences.zone();
    const [from, to] = [Date.parse(first), Date.parse(last)];
    return `${formatMoment(from, zone, Date.now(), true)} – ${formatClock(to, zone)} ${zoneName(zone, to)}`;
  });
  protected readonly mine = computed(() => this.alert().state.assignee === this.viewer());
  protected readonly closeItems: readonly MenuItem[] = CLOSE_CHOICES.map(({ reason, label, key }) => ({
    label,
    key,
    icon: 'archive',
    run: () => this.deed.emit({ action: 'closed', reason }),
  }));
  protected readonly snoozeItems: readonly MenuItem[] = SNOOZES.map(({ label, key, minutes }) => ({
    label,
    key,
    icon: 'snooze',
    run: () => this.deed.emit({ action: 'snoozed', until: new Date(Date.now() + minutes * 60_000).toISOString() }),
  }));
  protected readonly moreItems = computed<readonly MenuItem[]>(() => {
    const items: MenuItem[] = [];
    if (this.powers().triage && this.alert().state.assignee !== null && this.open())
      items.push({
        label: 'Assign to nobody',
        icon: 'user',
        run: () => this.deed.emit({ action: 'assigned', assignee: null }),
      });
    if (this.powers().close && this.others() > 0 && this.open())
      items.push({ label: `Merge ${this.others()} selected into this`, icon: 'merge', run: () => this.merge.emit() });
    if (this.powers().suppress && this.open())
      items.push({ label: 'Suppress similar …', icon: 'eye-off', run: () => this.suppressSimilar.emit() });
    items.push({
      label: 'Copy link',
      icon: 'link',
      run: () => void navigator.clipboard?.writeText(location.href).catch(() => undefined),
    });
    return items;
  });

  /** Takes the focus, so that reading goes on here. */
  focus(): void {
    this.head().nativeElement.focus();
  }

  openClosing(): void {
    const anchor = this.closeButton()?.nativeElement;
    if (anchor) this.closing()?.open(anchor);
  }

  openSnoozing(): void {
    const anchor = this.snoozeButton()?.nativeElement;
    if (anchor) this.snoozing()?.open(anchor);
  }

  startNote(): void {
    if (!this.powers().triage) return;
    this.noting.set(true);
    setTimeout(() => this.noteField()?.nativeElement.focus());
  }

  protected sendNote(text: string): void {
    if (text.trim() === '') return;
    this.deed.emit({ action: 'noted', text });
    this.noting.set(false);
    this.focus();
  }

  protected noteKey(event: KeyboardEvent, text: string): void {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) this.sendNote(text);
    else if (event.key === 'Escape') {
      this.noting.set(false);
      this.focus();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  private moment(time: string): string {
    return formatMoment(Date.parse(time), this.preferences.zone(), Date.now());
  }
}
