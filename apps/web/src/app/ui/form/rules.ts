import { maxLength, required, type SchemaPath, validate } from '@angular/forms/signals';

/** Blank is as good as nothing: the API trims. `message` says what is wanted. */
export function wanted(path: SchemaPath<string>, message: string): void {
  required(path, { message });
  validate(path, ({ value }) => (value() !== '' && value().trim() === '' ? { kind: 'required', message } : undefined));
}

/** At most so many characters, as the API has it. The control takes no more either; what is set by a program is told. */
export const shortText = (path: SchemaPath<string>, most: number): void =>
  maxLength(path, most, { message: `${most} characters at most` });

/** Why somebody does something: it stands in the audit trail. */
export function reasonRules(path: SchemaPath<string>): void {
  wanted(path, 'A reason is wanted.');
  shortText(path, 500);
}

/** A reason that outlives what is erased with it, so it must not hold that. */
export function lastingReasonRules(
  path: SchemaPath<string>,
  { left, message }: { readonly left: () => string; readonly message: string },
): void {
  reasonRules(path);
  validate(path, ({ value }) => {
    const [erased, reason] = [keyOf(left()), keyOf(value())];
    return erased !== '' && reason.includes(erased) ? { kind: 'lasting', message } : undefined;
  });
}

/** What two spellings have in common that mean the same name. */
export const keyOf = (text: string): string => text.normalize('NFKC').trim().toLowerCase();
