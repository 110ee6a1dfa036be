import type { Signal } from '@angular/core';
import { max, min, type SchemaPathTree, validate } from '@angular/forms/signals';
import type { SecurityBody } from '../../graphql/generated/operations';
import { NUMBERS, problemsOf, type SecurityDraft, type SecurityField } from './security-words';

/** What the API would refuse of what is entered; nothing as long as it is not known what that rests on. */
export function securityRules(draft: SchemaPathTree<SecurityDraft>, base: Signal<SecurityBody | undefined>): void {
  const problem = (field: SecurityField, entered: SecurityDraft): string => {
    const body = base();
    return (body && problemsOf(body, entered)[field]) ?? '';
  };
  for (const field of NUMBERS) {
    const bound = () => base()?.bounds.find((one) => one.field === field);
    const whole = () => `${bound()?.least} to ${bound()?.most} whole ${bound()?.unit}`;
    // They go to the control too.
    min(draft[field], () => bound()?.least, { message: whole });
    max(draft[field], () => bound()?.most, { message: whole });
    validate(draft[field], ({ valueOf }) => toError(problem(field, valueOf(draft))));
  }
  validate(draft.origins, ({ valueOf }) => toError(problem('origins', valueOf(draft))));
}

const toError = (message: string) => (message === '' ? undefined : { kind: 'bounds', message });
