/** A value of a field: `null` is unset; a list is a set or vector. */
export type ZeekValue = string | number | boolean | readonly string[] | null;

/** Fields of a log, name and type, in their order. */
export type ZeekFields = readonly (readonly [name: string, type: string])[];

const UNSET = '-';
const EMPTY = '(empty)';
const hex = (code: number): string => `\\x${code.toString(16).padStart(2, '0')}`;

/** A byte of a text of facts: `\DDD`, or of names also `\` and the character (RFC 1035 §5.1). */
const ESCAPED = /\\(?:(\d{3})|([^\d]))/g;

/** A text of facts as Zeek writes it: `\xHH` for what is not printable, and `\\` for a backslash. */
const fromWire = (text: string): string =>
  text.includes('\\')
    ? text.replace(ESCAPED, (_all, code: string | undefined, other: string) => {
        if (code === undefined) return other === '\\' ? '\\\\' : other;
        return code === '092' ? '\\\\' : hex(Number(code));
      })
    : text;

function textOf(text: string, inList: boolean): string {
  if (text === '') return EMPTY;
  if (text === UNSET || text === EMPTY) return hex(text.charCodeAt(0)) + text.slice(1);
  const escaped = fromWire(text);
  return inList ? escaped.replaceAll(',', hex(0x2c)) : escaped;
}

/** A value as Zeek's ASCII writer has it. Numbers are written as they are; seconds come as texts. */
export function zeekText(value: ZeekValue): string {
  if (value === null) return UNSET;
  if (typeof value === 'boolean') return value ? 'T' : 'F';
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return textOf(value, false);
  return value.length === 0 ? EMPTY : value.map((one) => textOf(one, true)).join(',');
}

/** Seconds with six decimals of µs. */
export function seconds(us: number): string {
  const whole = Math.trunc(us / 1_000_000);
  return `${us < 0 && whole === 0 ? '-' : ''}${whole}.${String(Math.abs(us % 1_000_000)).padStart(6, '0')}`;
}

/** A moment as Zeek writes it in `#open` and `#close`, UTC. */
const moment = (us: number): string => new Date(us / 1000).toISOString().slice(0, 19).replace(/[T:]/g, '-');

/** Lines at the head of a log. */
export const zeekHead = (path: string, fields: ZeekFields, openUs: number): string =>
  [
    '#separator \\x09',
    '#set_separator\t,',
    `#empty_field\t${EMPTY}`,
    `#unset_field\t${UNSET}`,
    `#path\t${path}`,
    `#open\t${moment(openUs)}`,
    `#fields\t${fields.map(([name]) => name).join('\t')}`,
    `#types\t${fields.map(([, type]) => type).join('\t')}`,
    '',
  ].join('\n');

/** Line at its foot. */
export const zeekFoot = (closeUs: number): string => `#close\t${moment(closeUs)}\n`;
