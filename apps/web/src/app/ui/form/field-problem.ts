import { ChangeDetectionStrategy, Component, computed, input, type Signal } from '@angular/core';
import type { ReadonlyFieldState } from '@angular/forms/signals';

/**
 * What is to be said against a field now: that something is still wanted only once the field was left or was to be sent, for
 * before that nobody has had the time to fill it in; all else at once, also when another field has made it wrong.
 *
 * @returns '' = nothing
 */
export const problemOf = (state: Pick<ReadonlyFieldState<unknown>, 'errors' | 'touched'>): string => {
  const errors = state.errors();
  const first = state.touched() ? errors[0] : errors.find(({ kind }) => kind !== 'required');
  return first?.message ?? '';
};

/** Id of the line that {@link FieldProblem} shows for a control. */
export const problemId = (control: string): string => `${control}-problem`;

/** Says below a control what is wrong with what it holds. */
@Component({
  selector: 'wl-field-problem',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @if (problem(); as text) {
      <span [id]="line()">{{ text }}</span>
    }
  `,
  styles: `
    :host {
      display: block;
    }
    span {
      display: block;
      margin-top: var(--space-4);
      color: var(--error);
      font: var(--type-caption);
      overflow-wrap: anywhere;
    }
  `,
})
export class FieldProblem {
  /** The field. */
  readonly of = input.required<() => ReadonlyFieldState<unknown>>();
  /** Id of its control. */
  readonly control = input.required<string>();
  protected readonly problem: Signal<string> = computed(() => problemOf(this.of()()));
  protected readonly line = computed(() => problemId(this.control()));
}
