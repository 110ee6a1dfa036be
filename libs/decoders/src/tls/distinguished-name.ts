import { DerReader, DerTag, objectIdentifier, type DerValue } from '../asn1/der';
import { hexText } from './wire-text';

/** Short names of attributes (RFC 4514 §3, RFC 4519); others are shown as their number. */
const ATTRIBUTES: Readonly<Record<string, string>> = {
  '2.5.4.3': 'CN',
  '2.5.4.4': 'SN',
  '2.5.4.5': 'serialNumber',
  '2.5.4.6': 'C',
  '2.5.4.7': 'L',
  '2.5.4.8': 'ST',
  '2.5.4.9': 'street',
  '2.5.4.10': 'O',
  '2.5.4.11': 'OU',
  '2.5.4.12': 'title',
  '2.5.4.15': 'businessCategory',
  '2.5.4.17': 'postalCode',
  '2.5.4.42': 'GN',
  '2.5.4.97': 'organizationIdentifier',
  '0.9.2342.19200300.100.1.1': 'UID',
  '0.9.2342.19200300.100.1.25': 'DC',
  '1.2.840.113549.1.9.1': 'emailAddress',
  '1.3.6.1.4.1.311.60.2.1.1': 'jurisdictionL',
  '1.3.6.1.4.1.311.60.2.1.2': 'jurisdictionST',
  '1.3.6.1.4.1.311.60.2.1.3': 'jurisdictionC',
};

const MAX_ATTRIBUTES = 32;
/** Characters of a shown name. */
const MAX_TEXT = 1024;

/** An X.501 name as text in the order of RFC 4514 (last part first), at most 1,024 characters; '' when it is empty. */
export function distinguishedName(reader: DerReader, name: DerValue): string {
  const parts: string[] = [];
  const sets = reader.inside(name);
  for (let set = sets.next(); set && parts.length < MAX_ATTRIBUTES; set = sets.next()) {
    const attributes = reader.inside(set);
    const shown: string[] = [];
    for (let pair = attributes.next(); pair && shown.length < MAX_ATTRIBUTES; pair = attributes.next()) {
      const fields = reader.inside(pair);
      const type = fields.take(DerTag.OBJECT_IDENTIFIER);
      const value = fields.next();
      if (!type || !value) continue;
      const id = objectIdentifier(reader.bytes, type);
      const text = stringText(reader.bytes, value);
      const label = ATTRIBUTES[id] ?? (id || '?');
      shown.push(`${label}=${text === null ? `#${hexText(reader.bytes, value.at, value.end)}` : escaped(text)}`);
    }
    if (shown.length > 0) parts.push(shown.join('+'));
  }
  const text = parts.reverse().join(',');
  return text.length > MAX_TEXT ? text.slice(0, MAX_TEXT) : text;
}

const utf8 = new TextDecoder('utf-8');
const latin1 = new TextDecoder('latin1');
const utf16 = new TextDecoder('utf-16be');

/** Text of a string type, null for other types. Broken encodings show as U+FFFD. */
function stringText(bytes: Uint8Array, { tag, start, end }: DerValue): string | null {
  const content = bytes.subarray(start, Math.min(end, start + MAX_TEXT * 4));
  switch (tag) {
    case DerTag.UTF8_STRING:
    case DerTag.PRINTABLE_STRING:
    case DerTag.IA5_STRING:
      return utf8.decode(content);
    case DerTag.T61_STRING:
      return latin1.decode(content);
    case DerTag.BMP_STRING:
      return utf16.decode(content);
    case DerTag.UNIVERSAL_STRING:
      return universalText(content);
    default:
      return null;
  }
}

function universalText(content: Uint8Array): string {
  let text = '';
  for (let at = 0; at + 4 <= content.length; at += 4) {
    const code =
      ((content[at] as number) << 24) |
      ((content[at + 1] as number) << 16) |
      ((content[at + 2] as number) << 8) |
      (content[at + 3] as number);
    text += code < 0 || code > 0x10ffff || (code >= 0xd800 && code < 0xe000) ? '\ufffd' : String.fromCodePoint(code);
  }
  return text;
}

/** What would end a value or change how the line around it is read: separators; controls, line ends, directions and other invisible marks. */
const SPECIAL = /["+,;<>\\]/gu;
const INVISIBLE = /[\p{C}\p{Zl}\p{Zp}]/gu;

/** RFC 4514 §2.4; invisible characters as `\XX` of their UTF-8 bytes. */
function escaped(text: string): string {
  return text
    .replace(SPECIAL, '\\$&')
    .replace(INVISIBLE, (mark) =>
      [...Buffer.from(mark)].map((byte) => `\\${byte.toString(16).padStart(2, '0')}`).join(''),
    )
    .replace(/^[ #]/, '\\$&')
    .replace(/ $/, '\\ ');
}
