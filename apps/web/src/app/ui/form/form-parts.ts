import { FormField, FormRoot } from '@angular/forms/signals';
import { FieldAria } from './field-aria';
import { FieldProblem } from './field-problem';
import { FormEdits } from './form-edits';

/** What a template with an entry form uses. */
export const FORM_PARTS = [FormRoot, FormField, FormEdits, FieldAria, FieldProblem] as const;
