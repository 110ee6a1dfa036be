import type { WritableSignal } from '@angular/core';
import { type FieldTree, form, type SchemaOrSchemaFn } from '@angular/forms/signals';

/** By form: see `forget` of {@link entryForm}. */
const forgetting = new WeakMap<object, () => void>();

/**
 * What somebody enters, with its rules, and what is done once they hold. While a rule is broken nothing is sent: all that is
 * wrong is shown at its field, and the first of them gets the focus.
 *
 * @param model what is entered; the form writes into it
 * @param rules what the API would refuse, said before it is asked
 * @param send shows itself what the API says against it; see `sheetWork`
 * @param forget takes away what the API said: it was about what was sent then, not about what is entered or sent now
 */
export function entryForm<T>(
  model: WritableSignal<T>,
  rules: SchemaOrSchemaFn<T>,
  send: () => Promise<unknown>,
  forget: () => void,
): FieldTree<T> {
  const entry = form(model, rules, {
    submission: {
      action: async () => {
        await send();
        return undefined;
      },
      onInvalid: (entered) => {
        forget();
        showProblems(entered);
      },
    },
  });
  forgetting.set(entry, forget);
  return entry;
}

/** Somebody goes on entering. */
export const forgetRefusal = (entry: FieldTree<unknown>): void => forgetting.get(entry)?.();

/** Says at each field what is wrong with it, also where nobody has entered anything yet, and gives the focus to the first that is. */
export function showProblems<T>(entered: FieldTree<T>): void {
  entered().markAsTouched();
  const problems = entered().errorSummary();
  // They name their fields as such that are only read; they are fields of this very form.
  for (const { fieldTree } of problems) (fieldTree as FieldTree<unknown>)().markAsDirty();
  problems[0]?.fieldTree().focusBoundControl();
}
