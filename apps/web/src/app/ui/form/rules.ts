import { maxLength, required, type SchemaPath, validate } from '@angular/forms/signals';

/** Blank is as good as nothing: the API trims. `message` says what is wanted. */
export function wanted(path: SchemaPath<string>, message: string, when: () => boolean = () => true): void {
  required(path, { message, when });
  validate(path, ({ value }) =>
    when() && value() !== '' && value().trim() === '' ? { kind: 'required', message } : undefined,
  );
}

/** At most so many characters, as the API has it. The control takes no more either; what is set by a program is told. */
export const shortText = (path: SchemaPath<string>, most: number): void =>
  maxLength(path, most, { message: `${most} characters at most` });

/** Why somebody does something: it stands in the audit trail. */
export function reasonRules(path: SchemaPath<string>, when?: () => boolean): void {
  wanted(path, 'A reason is wanted.', when);
  shortText(path, 500);
}
