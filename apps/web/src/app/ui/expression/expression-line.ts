import {
  ChangeDetectionStrategy,
  Component,
  ElementRef,
  computed,
  effect,
  inject,
  input,
  linkedSignal,
  output,
  untracked,
  viewChild,
} from '@angular/core';
import type { Offer } from '@wireledger/filter';
import { Icon } from '../icon';
import { Completer } from './completer';
import { CompletionList } from './completion-list';
import type { Asked, Conjunct } from './conjunct-edits';
import { ExpressionHistory } from './expression-history';
import { ExpressionPills } from './expression-pills';
import { ExpressionTold } from './expression-told';
import type { KnownValues } from './known-values';
import { readExpression } from './reading';
import { RecentExpressions } from './recent-expressions';
import { SavedFilterShelf } from './saved/saved-filter-shelf';
import { SavedFiltersButton } from './saved/saved-filters';

/**
 * A line for an expression of the filter language. While one types it offers what may come next; below stand the conditions one by one,
 * and what the whole means, or what is wrong, where, and what to write instead.
 */
@Component({
  selector: 'wl-expression-line',
  imports: [CompletionList, ExpressionPills, ExpressionTold, Icon, RecentExpressions, SavedFiltersButton],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <div class="entry">
      <input
        #box
        class="field mono"
        type="text"
        role="combobox"
        autocomplete="off"
        autocapitalize="off"
        spellcheck="false"
        maxlength="4096"
        title="Expression  (e) · Ctrl+Space offers what may be written"
        placeholder="Expression: src.ip = 10.0.0.0/8 and bytes > 1MB"
        aria-autocomplete="list"
        aria-controls="expression-offers"
        aria-describedby="expression-told"
        [attr.aria-expanded]="completer.open()"
        [attr.aria-activedescendant]="completer.active() >= 0 ? 'offer-' + completer.active() : null"
        [attr.aria-label]="'Expression that ' + what() + ' must meet'"
        [attr.aria-invalid]="wrong()"
        [class.wrong]="tried() && wrong()"
        [value]="draft()"
        (input)="type(box.value)"
        (keydown)="press($event)"
        (keyup)="follow($event)"
        (click)="follow($event)"
        (blur)="completer.close()"
      />
      <div class="tools">
        @if (draft() !== '') {
          <button type="button" class="icon-button" aria-label="Clear the expression" (click)="clear()">
            <wl-icon name="close" />
          </button>
        }
        @if (recent().length > 0) {
          <wl-recent-expressions (chosen)="use($event)" />
        }
        @if (keeps()) {
          <wl-saved-filters kind="FLOW" [expression]="value()" (chosen)="use($event)" />
        }
      </div>
      <wl-completion-list
        id="expression-offers"
        [hidden]="!completer.open()"
        [offers]="completer.offers()"
        [active]="completer.active()"
        [loading]="completer.loading()"
        (taken)="take($event)"
      />
    </div>
    <wl-expression-pills [asked]="asked()" (changed)="rearrange($event)" (edited)="edit($event)" />
    <div id="expression-told">
      <wl-expression-told [text]="draft()" [opening]="'Shows ' + what()" [loud]="tried()" (mended)="mend($event)" />
    </div>
  `,
  styleUrl: './expression-line.css',
})
export class ExpressionLine {
  private readonly box = viewChild.required<ElementRef<HTMLInputElement>>('box');
  private readonly history = inject(ExpressionHistory);

  /** The expression in force. */
  readonly value = input.required<string>();
  /** Conditions that are set aside for now, as one expression. */
  readonly aside = input('');
  /** What it is about: "flows". */
  readonly what = input.required<string>();
  /** Where values come from that are offered. */
  readonly known = input<KnownValues>();
  /** An expression in its written form and what is set aside, '' for none. */
  readonly applied = output<Asked>();

  protected readonly draft = linkedSignal(() => this.value());
  /** Enter was pressed on this text, or it came with the address: what is wrong is told loudly. */
  protected readonly tried = linkedSignal(() => this.value() !== '');
  private readonly reading = computed(() => readExpression(this.draft()));
  protected readonly wrong = computed(() => this.reading().is === 'wrong');
  protected readonly completer = new Completer(this.draft, this.known);
  protected readonly asked = computed<Asked>(() => ({ on: this.value(), off: this.aside() }));
  protected readonly recent = this.history.recent;
  /** Whether filters can be kept under names. */
  protected readonly keeps = inject(SavedFilterShelf).on;

  constructor() {
    effect(() => {
      const field = this.completer.valuesOf();
      untracked(() => this.known()?.want(field));
    });
  }

  focus(): void {
    this.box().nativeElement.select();
    this.box().nativeElement.focus();
  }

  protected type(text: string): void {
    this.draft.set(text);
    this.tried.set(false);
    this.completer.at(this.box().nativeElement.selectionStart ?? text.length);
  }

  protected press(event: KeyboardEvent): void {
    if (event.isComposing) return;
    const { offers, active, open } = this.completer;
    const chosen = offers()[active()];
    if (event.key === ' ' && event.ctrlKey) this.ask();
    else if ((event.key === 'ArrowDown' || event.key === 'ArrowUp') && open())
      this.completer.move(event.key === 'ArrowDown' ? 1 : -1);
    else if (event.key === 'ArrowDown') this.ask();
    else if (chosen && (event.key === 'Tab' || (event.key === 'Enter' && !event.ctrlKey))) this.take(chosen);
    else if (event.key === 'Enter') this.apply();
    else if (event.key === 'Escape') this.leave();
    else return;
    event.preventDefault();
  }

  /** The caret was moved: what may be written there is something else. */
  protected follow(event: Event): void {
    if (event instanceof KeyboardEvent && !['ArrowLeft', 'ArrowRight', 'Home', 'End'].includes(event.key)) return;
    if (this.completer.open()) this.ask();
  }

  protected take(offer: Offer): void {
    this.write(this.completer.take(offer));
  }

  protected mend(text: string): void {
    this.replace(text);
  }

  protected use(text: string): void {
    this.replace(text);
    this.apply();
  }

  protected clear(): void {
    this.replace('');
    if (this.value() !== '') this.applied.emit({ on: '', off: this.aside() });
  }

  protected rearrange(asked: Asked): void {
    this.replace(asked.on);
    this.send(asked);
  }

  /** Takes the line to the condition, all of it marked. */
  protected edit(one: Conjunct): void {
    this.replace(this.value());
    this.box().nativeElement.setSelectionRange(one.start, one.end);
  }

  private ask(): void {
    this.completer.at(this.box().nativeElement.selectionStart ?? this.draft().length);
  }

  /** Puts a text into the line and the focus there; nothing is offered. */
  private replace(text: string): void {
    this.write({ text, caret: text.length });
    this.completer.close();
  }

  private write({ text, caret }: { readonly text: string; readonly caret: number }): void {
    const box = this.box().nativeElement;
    this.draft.set(text);
    this.tried.set(false);
    box.value = text;
    box.focus();
    box.setSelectionRange(caret, caret);
    this.completer.at(caret);
  }

  private apply(): void {
    this.completer.close();
    const reading = this.reading();
    if (reading.is === 'wrong') {
      this.tried.set(true);
      this.box().nativeElement.setSelectionRange(reading.problem.start, reading.problem.end);
      return;
    }
    const text = reading.is === 'understood' ? this.shorter(reading.formatted) : this.draft().trim();
    this.draft.set(text);
    if (text !== this.value()) this.send({ on: text, off: this.aside() });
  }

  private send(asked: Asked): void {
    this.history.remember(asked.on);
    this.applied.emit(asked);
  }

  /** The written form, unless it is longer than an expression may be. */
  private shorter(formatted: string): string {
    return formatted.length <= this.box().nativeElement.maxLength ? formatted : this.draft();
  }

  /** The first Escape closes the offers, or takes back what was typed; the next one leaves. */
  private leave(): void {
    if (this.completer.open()) return this.completer.close();
    if (this.draft() === this.value()) return this.box().nativeElement.blur();
    this.replace(this.value());
  }
}
