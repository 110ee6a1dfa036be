import { ChangeDetectionStrategy, Component, computed, input, output } from '@angular/core';
import type { FilterKind } from '@wireledger/filter';
import { WireText } from '../wire-text';
import { piecesOf, placeIn, readExpression } from './reading';

/** What an expression means in plain words, or what is wrong with it, where, and what to write instead. */
@Component({
  selector: 'wl-expression-told',
  imports: [WireText],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @if (wrong(); as bad) {
      <p class="told" [attr.role]="loud() ? 'alert' : null">
        <span [class.error]="loud()">
          @for (piece of bad.message; track $index) {
            <span [class.mono]="piece.code">{{ piece.text }}</span>
          }
        </span>
        <span class="place mono" aria-hidden="true"
          ><wl-wire [text]="bad.place.before" /><span class="at"><wl-wire [text]="bad.place.wrong" /></span
          ><wl-wire [text]="bad.place.after"
        /></span>
        @if (bad.mended; as text) {
          <button type="button" class="button small mend" (click)="mended.emit(text)">
            Use <wl-wire class="mono" [text]="text" [fit]="true" />
          </button>
        }
      </p>
    } @else if (explained(); as text) {
      <p class="told muted">
        <bdi class="explained" dir="ltr" [title]="text">{{ text }}</bdi>
      </p>
    }
  `,
  styleUrl: './expression-told.css',
})
export class ExpressionTold {
  readonly text = input.required<string>();
  /** What it is about. */
  readonly kind = input.required<FilterKind>();
  /** How the explanation begins: "Shows flows". */
  readonly opening = input.required<string>();
  /** What is wrong is an alert, not a remark. */
  readonly loud = input(false);
  /** The whole expression as the mend would have it, when it is asked for. */
  readonly mended = output<string>();

  private readonly reading = computed(() => readExpression(this.text(), this.kind()));
  protected readonly wrong = computed(() => {
    const reading = this.reading();
    if (reading.is !== 'wrong') return undefined;
    return {
      mended: reading.mended,
      place: placeIn(this.text(), reading.problem),
      message: piecesOf(reading.problem.message),
    };
  });
  protected readonly explained = computed(() => {
    const reading = this.reading();
    if (reading.is === 'understood') return `${this.opening()} where ${reading.explained}.`;
    return reading.is === 'masked' ? 'With masked values: read by the server.' : '';
  });
}
