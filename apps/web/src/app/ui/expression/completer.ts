import { type Signal, computed, signal } from '@angular/core';
import { completionAt, type Offer, offersOfValues } from '@wireledger/filter';
import type { KnownValues } from './known-values';

/** A text and where the caret stands in it. */
export interface Edited {
  readonly text: string;
  readonly caret: number;
}

/** What a line offers to write at its caret, and which of the offers is chosen. */
export class Completer {
  /** Where in the text offers are asked for; null while none are. */
  private readonly caret = signal<number | null>(null);
  /** The chosen offer; -1 is none. */
  readonly active = signal(-1);

  constructor(
    private readonly text: Signal<string>,
    private readonly known: Signal<KnownValues | undefined>,
  ) {}

  readonly completion = computed(() => {
    const caret = this.caret();
    return caret === null || caret > this.text().length ? null : completionAt(this.text(), caret, 'flow');
  });
  /** The field whose values are offered now. */
  readonly valuesOf = computed(() => {
    const at = this.completion();
    return at && (at.place === 'value' || at.place === 'list') ? at.field : null;
  });
  readonly offers = computed<readonly Offer[]>(() => {
    const at = this.completion();
    if (!at) return [];
    const field = this.valuesOf();
    const values = field ? offersOfValues(field, at.typed, this.known()?.of(field) ?? []) : [];
    const told = new Set(values.map(({ text }) => text));
    const all = [...values, ...at.offers.filter(({ text }) => !told.has(text))];
    // The one thing that is written out already is no offer.
    return all.length === 1 && all[0]?.text === at.typed ? [] : all;
  });
  readonly loading = computed(() => this.valuesOf() !== null && (this.known()?.loading() ?? false));
  readonly open = computed(() => this.offers().length > 0);

  at(caret: number): void {
    this.caret.set(caret);
    this.active.set(-1);
  }

  close(): void {
    this.caret.set(null);
    this.active.set(-1);
  }

  move(by: 1 | -1): void {
    const count = this.offers().length;
    this.active.update((n) => (n < 0 && by < 0 ? count - 1 : (n + by + count) % count));
  }

  /** The text with an offer in the place of what it completes. */
  take(offer: Offer): Edited {
    const text = this.text();
    const { start, end, place } = this.completion() ?? { start: text.length, end: text.length, place: 'joint' };
    const before = text.slice(0, start);
    const gap = /[\s(!]$/.test(before) || before === '' ? '' : ' ';
    const tail = text.slice(end);
    const behind =
      offer.text.endsWith('in') && offer.is === 'operator' ? ' (' : place === 'list' || /^\s/.test(tail) ? '' : ' ';
    const written = before + gap + offer.text + behind;
    return { text: written + tail, caret: written.length };
  }
}
