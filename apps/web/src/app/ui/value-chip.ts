import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { addressEnd, escapeText } from '../format/hostile';
import { ValueActions, type ValueKind } from './value-menu';
import { Session } from '../core/session/session';
import { Icon } from './icon';
import { WireText } from './wire-text';

/** What stands for a masked address or name. */
const PSEUDONYM = /^(?:addr|name)-[a-z2-7]+$/;
/** A masked address that keeps its network, or is nothing else. */
const NETWORK_FORM = /^(?:addr-[0-9a-f]*[.:][0-9a-f.:]+|[0-9a-f.:]+\/(?:24|48))$/;
const SHOWN_OF_PSEUDONYM = 13;
/** Most characters at the end that stay, where the beginning tells more. */
const ENDS: Readonly<Partial<Record<ValueKind, number>>> = { ja4: 6, issuer: 0, agent: 0 };
const PERSONAL: ReadonlySet<ValueKind> = new Set<ValueKind>(['address', 'domain', 'issuer', 'agent', 'user']);

const isMasked = (value: string): boolean => PSEUDONYM.test(value) || NETWORK_FORM.test(value);

/** A value that can be acted on: a press, Enter or the point key opens its menu. */
@Component({
  selector: 'wl-value',
  imports: [Icon, WireText],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `<button
    type="button"
    class="value"
    aria-haspopup="menu"
    [class.mono]="mono()"
    [attr.tabindex]="inTable() ? -1 : null"
    [title]="full()"
    (click)="open($event)"
    (keydown)="press($event)"
  >
    @if (masked()) {
      <wl-icon name="eye-off" class="mask" aria-label="masked" />
    }
    <wl-wire [text]="display()" [fit]="fit()" [keep]="keep()" />
    @if (suffix(); as rest) {
      <span class="suffix">{{ rest }}</span>
    }
  </button>`,
  styles: `
    :host {
      display: inline-flex;
      min-width: 0;
      max-width: 100%;
    }
    .value {
      display: inline-flex;
      align-items: baseline;
      min-width: 0;
      max-width: calc(100% + 6px);
      padding: 0 3px;
      margin: 0 -3px;
      border: 0;
      border-radius: var(--radius-control);
      background: none;
      text-align: left;
      line-height: inherit;
    }
    .value:hover {
      background: var(--hover);
      box-shadow: 0 0 0 1px var(--border);
    }
    .value:focus-visible {
      outline-offset: 0;
    }
    /* a long address gives way first; a port only when even a short one leaves no room */
    wl-wire {
      flex: 0 1000 auto;
      min-width: 5em;
    }
    wl-wire.short {
      flex: none;
      min-width: 0;
    }
    .mask {
      --icon-size: 12px;
      flex: none;
      align-self: center;
      margin-right: var(--space-4);
      color: var(--text-3);
    }
    .suffix {
      flex: 0 1 auto;
      min-width: 0;
      overflow: hidden;
      text-overflow: ellipsis;
      color: var(--text-3);
      white-space: pre;
    }
  `,
})
export class ValueChip {
  private readonly actions = inject(ValueActions);
  private readonly session = inject(Session);
  readonly kind = input.required<ValueKind>();
  readonly value = input.required<string>();
  /** What is shown when it is not the value itself: `TLS` for `tls`. */
  readonly shown = input<string>();
  /** Written behind it in a quieter tone, without acting: `:443`. */
  readonly suffix = input<string>();
  readonly mono = input(true);
  readonly fit = input(true);
  /** In a table the row has the focus: the point key leads here. */
  readonly inTable = input(false);

  /** A pseudonym is long so that it can be read back; its beginning tells one from the other. */
  protected readonly display = computed(() =>
    this.masked() && PSEUDONYM.test(this.value())
      ? this.value().slice(0, SHOWN_OF_PSEUDONYM)
      : (this.shown() ?? this.value()),
  );
  protected readonly masked = computed(
    () => PERSONAL.has(this.kind()) && this.session.viewer()?.masked === true && isMasked(this.value()),
  );
  /** Of an address its last two groups stay, so that the network at its start has room as well. */
  protected readonly keep = computed(() =>
    this.masked() ? undefined : this.kind() === 'address' ? addressEnd(this.value()) : ENDS[this.kind()],
  );
  protected readonly full = computed(() =>
    this.masked() ? `${this.value()}: masked for you` : escapeText(this.value()),
  );

  protected open(event: Event): void {
    event.stopPropagation();
    this.actions.open(this.kind(), this.value(), event.currentTarget as HTMLElement);
  }

  protected press(event: KeyboardEvent): void {
    if (event.key !== '.' && event.key !== 'Enter') return;
    event.preventDefault();
    this.open(event);
  }
}
