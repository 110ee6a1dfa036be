import { ChangeDetectionStrategy, Component, computed, input, type Signal } from '@angular/core';
import type { ReadonlyFieldState } from '@angular/forms/signals';

/** Kinds of problems that go away as somebody goes on typing. */
const WAITS: ReadonlySet<string> = new Set(['required', 'unfinished']);

/**
 * What is to be said against a field now. What cannot become right by more letters is said at once, also when another field has
 * made it wrong; what is missing when somebody has entered something and leaves the field: a person who only passes by has done
 * nothing wrong, and a line that appears below the field as he presses a button would move that button away from under him.
 * Whoever sends the form hears all; see `entryForm`.
 *
 * @returns '' = nothing
 */
export const problemOf = (state: Pick<ReadonlyFieldState<unknown>, 'errors' | 'touched' | 'dirty'>): string => {
  const errors = state.errors();
  const first = state.touched() && state.dirty() ? errors[0] : errors.find(({ kind }) => !WAITS.has(kind));
  // Of what the browser cannot read, as half a date, it says no word itself.
  return first ? (first.message ?? 'This cannot be read as it stands.') : '';
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
    :host(:empty) {
      display: none;
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
