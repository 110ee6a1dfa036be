import {
  ChangeDetectionStrategy,
  Component,
  computed,
  ElementRef,
  input,
  output,
  signal,
  viewChild,
} from '@angular/core';
import { type FilterKind, KIND_WORDS, type Offer } from '@wireledger/filter';
import { Completer } from './completer';
import { CompletionList } from './completion-list';
import { ExpressionTold } from './expression-told';
import type { KnownValues } from './known-values';
import { problemIn } from './reading';

/**
 * A field of a form for an expression of the filter language: it offers what may come next while one types, and below it stands what the
 * whole means, or what is wrong, where, and what to write instead. What is written is told with each change.
 */
@Component({
  selector: 'wl-expression-box',
  imports: [CompletionList, ExpressionTold],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <div class="entry">
      <textarea
        #box
        class="field mono"
        rows="2"
        maxlength="4096"
        spellcheck="false"
        autocapitalize="off"
        aria-autocomplete="list"
        [id]="boxId()"
        [class.changed]="changed()"
        [readonly]="locked()"
        [value]="text()"
        [title]="locked() ? '' : 'Ctrl+Space offers what may be written'"
        [attr.aria-controls]="completer.open() ? boxId() + '-offers' : null"
        [attr.aria-activedescendant]="completer.active() >= 0 ? 'offer-' + completer.active() : null"
        [attr.aria-describedby]="boxId() + '-told ' + describedBy()"
        [attr.aria-invalid]="wrong()"
        (input)="type(box.value)"
        (keydown)="press($event)"
        (keyup)="follow($event)"
        (click)="follow()"
        (blur)="completer.close()"
      ></textarea>
      @if (completer.open()) {
        <wl-completion-list
          [id]="boxId() + '-offers'"
          [offers]="completer.offers()"
          [active]="completer.active()"
          (taken)="take($event)"
        />
      }
    </div>
    <wl-expression-told
      [id]="boxId() + '-told'"
      [kind]="kind()"
      [text]="text()"
      [opening]="opening()"
      [loud]="wrong()"
      (mended)="written.emit($event)"
    />
  `,
  styleUrl: './expression-box.css',
})
export class ExpressionBox {
  private readonly box = viewChild.required<ElementRef<HTMLTextAreaElement>>('box');

  readonly boxId = input.required<string>();
  readonly text = input.required<string>();
  /** Records that it is about. */
  readonly kind = input.required<FilterKind>();
  /** It differs from what it is compared with. */
  readonly changed = input(false);
  readonly locked = input(false);
  /** Ids of what describes it besides its meaning. */
  readonly describedBy = input('');
  readonly written = output<string>();

  /** The text as it stands in the field: the form hears of it first, and gives it back. */
  private readonly typed = signal('');
  protected readonly completer = new Completer(this.typed, signal<KnownValues | undefined>(undefined), this.kind);
  protected readonly wrong = computed(() => problemIn(this.text(), this.kind()) !== null);
  protected readonly opening = computed(() => {
    const word = KIND_WORDS[this.kind()];
    return word.charAt(0).toUpperCase() + word.slice(1);
  });

  protected type(text: string): void {
    this.written.emit(text);
    this.ask();
  }

  protected press(event: KeyboardEvent): void {
    if (event.isComposing || this.locked()) return;
    const { offers, active, open } = this.completer;
    const chosen = offers()[active()];
    if (event.key === ' ' && event.ctrlKey) this.ask();
    else if (open() && (event.key === 'ArrowDown' || event.key === 'ArrowUp'))
      this.completer.move(event.key === 'ArrowDown' ? 1 : -1);
    else if (chosen && !event.ctrlKey && (event.key === 'Tab' || event.key === 'Enter')) this.take(chosen);
    else if (open() && event.key === 'Escape') this.completer.close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** The caret was moved: what may be written there is something else. */
  protected follow(event?: KeyboardEvent): void {
    if (event && !['ArrowLeft', 'ArrowRight', 'Home', 'End'].includes(event.key)) return;
    if (this.completer.open()) this.ask();
  }

  protected take(offer: Offer): void {
    const { text, caret } = this.completer.take(offer);
    const box = this.box().nativeElement;
    box.value = text;
    box.focus();
    box.setSelectionRange(caret, caret);
    this.type(text);
  }

  private ask(): void {
    const box = this.box().nativeElement;
    this.typed.set(box.value);
    this.completer.at(box.selectionStart);
  }
}
