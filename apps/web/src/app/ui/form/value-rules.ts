import {
  max,
  maxLength,
  min,
  required,
  type SchemaPath,
  validate,
  type ValidationResult,
} from '@angular/forms/signals';
import { shortText, wanted } from './rules';

/** A problem that may go away as somebody goes on typing: it is told when he leaves the field. `message` '' = none. */
export const unfinished = (message: string): ValidationResult =>
  message === '' ? undefined : { kind: 'unfinished', message };

/** A number between two others, both allowed; a whole one unless `whole` is false. `message` says what is wanted. */
export function numberWithin(
  path: SchemaPath<number | null>,
  [least, most]: readonly [number, number],
  message: string,
  whole = true,
): void {
  required(path, { message });
  min(path, least, { message });
  max(path, most, { message });
  validate(path, ({ value }) => {
    const given = value();
    return given !== null && whole && !Number.isInteger(given) ? { kind: 'whole', message } : undefined;
  });
}

/** An IANA time zone, as `Europe/Berlin`. */
export function zoneRules(path: SchemaPath<string>): void {
  wanted(path, 'A time zone is wanted.');
  shortText(path, 64);
  validate(path, ({ value }) => {
    const zone = value().trim();
    return unfinished(zone === '' || isZone(zone) ? '' : `There is no time zone ${zone}. Write it like Europe/Berlin.`);
  });
}

function isZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

const SENSOR = /^[a-z0-9][a-z0-9-]{0,31}$/;

/** Name of a sensor. */
export function sensorNameRules(path: SchemaPath<string>): void {
  wanted(path, 'A name is wanted.');
  shortText(path, 32);
  validate(path, ({ value }) =>
    value().trim() === '' || SENSOR.test(value().trim())
      ? undefined
      : {
          kind: 'sensor',
          message: 'A sensor name is 1 to 32 lower-case letters, digits and hyphens, the first one no hyphen.',
        },
  );
}

/** A password that somebody has already. Nothing is said of what it looks like. */
export function passwordRules(path: SchemaPath<string>): void {
  required(path, { message: 'A password is wanted.' });
  maxLength(path, 128, { message: '128 characters at most' });
}

/** An address that is called. Whether it may be called at all, the API alone knows. */
export function addressRules(
  path: SchemaPath<string>,
  { schemes, like }: { readonly schemes: readonly string[]; readonly like: string },
): void {
  shortText(path, 2000);
  validate(path, ({ value }) => {
    const text = value().trim();
    if (text === '') return undefined;
    if (!URL.canParse(text)) return unfinished(`This is no address. Write it like ${like}.`);
    const { protocol } = new URL(text);
    return unfinished(
      schemes.includes(protocol)
        ? ''
        : `${protocol} is not called here, only ${schemes.join(' or ')} Write the address like ${like}.`,
    );
  });
}

// As the API has it: of letters and digits of ASCII, with a name and a top level behind the @.
const MAIL = /^(?!\.)(?!.*\.\.)[\w'+\-.]*[\w+-]@(?:[A-Za-z0-9][A-Za-z0-9-]*\.)+[A-Za-z]{2,}$/;

/** Whether mail can be sent to it, as far as that can be seen by how it is written. */
export const isMail = (text: string): boolean => text.length <= 254 && MAIL.test(text);
