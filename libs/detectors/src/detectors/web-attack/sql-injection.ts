/** Longest part of a target that is looked at. */
const MAX_LENGTH = 4096;

/** What SQL injection looks like in a decoded, lower-case target with single blanks. Each is linear in its input. */
const SIGNS: readonly RegExp[] = [
  /\bunion (?:all |distinct )?select\b/,
  /\binformation_schema\b/,
  /['"]\)? ?(?:or|and|\|\||&&) ?\(?['"]?[a-z0-9_]{1,32}['"]? ?(?:=|<|>|like|is|between)/,
  /['"] ?(?:or|and) [0-9]{1,9} ?(?:--|#|=)/,
  /\b(?:sleep|benchmark|pg_sleep|load_file|extractvalue|updatexml)\(/,
  /\bwaitfor delay\b/,
  /\binto (?:outfile|dumpfile)\b/,
  /; ?(?:drop|alter|create|truncate|insert|update|delete|exec|execute|declare) /,
  /\bxp_cmdshell\b/,
  /['"]\)? ?order by [0-9]{1,3} ?(?:--|#)/,
  /['"]\)? ?(?:--|#|\/\*)/,
];

/** True when a request target carries a sign of SQL injection: after decoding, twice when needed, and with comments as blanks. */
export function looksLikeSqlInjection(target: string): boolean {
  const at = target.indexOf('?');
  if (at < 0) return false;
  const text = normal(target.slice(at + 1, at + 1 + MAX_LENGTH));
  return SIGNS.some((sign) => sign.test(text));
}

function normal(query: string): string {
  let text = decode(query.replaceAll('+', ' '));
  if (/%[0-9a-f]{2}/i.test(text)) text = decode(text);
  return text
    .toLowerCase()
    .replaceAll(/\/\*[^*]{0,64}\*\//g, ' ')
    .replaceAll(/[\s]+/g, ' ');
}

/** Percent-decoding byte by byte: what is malformed stays as it is. */
const decode = (text: string): string =>
  text.replaceAll(/%([0-9a-f]{2})/gi, (_whole, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
