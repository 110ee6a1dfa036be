import { FormField, FormRoot } from '@angular/forms/signals';
import { FieldAria } from './field-aria';
import { FieldProblem } from './field-problem';

/** What a template with an entry form uses. */
export const FORM_PARTS = [FormRoot, FormField, FieldAria, FieldProblem] as const;
