import {
  ChangeDetectionStrategy,
  Component,
  ElementRef,
  computed,
  input,
  linkedSignal,
  output,
  viewChild,
} from '@angular/core';
import { Icon } from '../icon';
import { ExpressionTold } from './expression-told';
import { readExpression } from './reading';

/** A line for an expression of the filter language: what it means is told below it, or what is wrong, where, and what to write instead. */
@Component({
  selector: 'wl-expression-line',
  imports: [ExpressionTold, Icon],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <div class="entry">
      <input
        #box
        class="field mono"
        type="text"
        autocomplete="off"
        autocapitalize="off"
        spellcheck="false"
        maxlength="4096"
        title="Expression  (e)"
        placeholder="Expression: src.ip = 10.0.0.0/8 and bytes > 1MB"
        aria-describedby="expression-told"
        [attr.aria-label]="'Expression that ' + what() + ' must meet'"
        [attr.aria-invalid]="wrong()"
        [class.wrong]="tried() && wrong()"
        [value]="draft()"
        (input)="type(box.value)"
        (keydown)="press($event)"
      />
      @if (draft() !== '') {
        <button type="button" class="icon-button clear" aria-label="Clear the expression" (click)="clear()">
          <wl-icon name="close" />
        </button>
      }
    </div>
    <div id="expression-told">
      <wl-expression-told [text]="draft()" [opening]="'Shows ' + what()" [loud]="tried()" (mended)="mend($event)" />
    </div>
  `,
  styleUrl: './expression-line.css',
})
export class ExpressionLine {
  private readonly box = viewChild.required<ElementRef<HTMLInputElement>>('box');

  /** The expression in force. */
  readonly value = input.required<string>();
  /** What it is about: "flows". */
  readonly what = input.required<string>();
  /** An expression in its written form, or '' for none. */
  readonly applied = output<string>();

  protected readonly draft = linkedSignal(() => this.value());
  /** Enter was pressed on this text, or it came with the address: what is wrong is told loudly. */
  protected readonly tried = linkedSignal(() => this.value() !== '');
  private readonly reading = computed(() => readExpression(this.draft()));
  protected readonly wrong = computed(() => this.reading().is === 'wrong');

  focus(): void {
    this.box().nativeElement.select();
    this.box().nativeElement.focus();
  }

  protected type(text: string): void {
    this.draft.set(text);
    this.tried.set(false);
  }

  protected press(event: KeyboardEvent): void {
    if (event.isComposing) return;
    if (event.key === 'Enter') this.apply();
    else if (event.key === 'Escape') this.leave();
    else return;
    event.preventDefault();
  }

  protected mend(text: string): void {
    this.type(text);
    this.box().nativeElement.focus();
  }

  protected clear(): void {
    this.type('');
    if (this.value() !== '') this.applied.emit('');
    this.box().nativeElement.focus();
  }

  private apply(): void {
    const reading = this.reading();
    if (reading.is === 'wrong') {
      this.tried.set(true);
      this.box().nativeElement.setSelectionRange(reading.problem.start, reading.problem.end);
      return;
    }
    const text = reading.is === 'understood' ? this.shorter(reading.formatted) : this.draft().trim();
    this.draft.set(text);
    if (text !== this.value()) this.applied.emit(text);
  }

  /** The written form, unless it is longer than an expression may be. */
  private shorter(formatted: string): string {
    return formatted.length <= this.box().nativeElement.maxLength ? formatted : this.draft();
  }

  /** The first Escape takes back what was typed, the next one leaves. */
  private leave(): void {
    if (this.draft() === this.value()) this.box().nativeElement.blur();
    else this.type(this.value());
  }
}
