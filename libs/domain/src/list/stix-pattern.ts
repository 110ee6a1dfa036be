/** Longest pattern that is looked at, characters. */
const MAX_PATTERN = 10_000;
const TOKEN = /\s*(\[|\]|\(|\)|,|=|'(?:[^'\\]|\\.)*'|[A-Za-z0-9_.:*-]+|\S)/y;
/** Observed things whose value a list can hold (STIX 2.1 §6). */
const PATHS = new Set([
  ...['ipv4-addr:value', 'ipv6-addr:value', 'domain-name:value', 'url:value'],
  ...['network-traffic:dst_ref.value', 'network-traffic:src_ref.value'],
]);

function tokensOf(pattern: string): readonly string[] {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  for (let found = TOKEN.exec(pattern); found; found = TOKEN.exec(pattern)) tokens.push(found[1] as string);
  return tokens;
}

const textOf = (token: string | undefined): string | null =>
  token !== undefined && token.length > 1 && token.startsWith("'") && token.endsWith("'")
    ? token.slice(1, -1).replace(/\\(.)/g, '$1')
    : null;

/**
 * The values that a STIX pattern (STIX 2.1 §9) is about, each of which is enough by itself: `[ipv4-addr:value = '198.51.100.7' OR domain-name:value IN ('a', 'b')]`,
 * also `ISSUBSET` of a prefix, also several observations joined by `OR`. Null where more is asked than one value (`AND`, `FOLLOWEDBY`,
 * `WITHIN` …), something is denied, or things are meant that a list cannot hold.
 */
export function patternValues(pattern: string): readonly string[] | null {
  if (pattern.length > MAX_PATTERN) return null;
  const tokens = tokensOf(pattern);
  const values: string[] = [];
  let at = 0;
  const next = (): string | undefined => tokens[at++];
  const comparison = (): boolean => {
    const [path, operator] = [next() ?? '', next()];
    if (!PATHS.has(path)) return false;
    if (operator === '=' || operator === 'ISSUBSET') {
      const value = textOf(next());
      if (value !== null) values.push(value);
      return value !== null;
    }
    if (operator !== 'IN' || next() !== '(') return false;
    for (;;) {
      const value = textOf(next());
      if (value === null) return false;
      values.push(value);
      const after = next();
      if (after !== ',') return after === ')';
    }
  };
  for (;;) {
    if (next() !== '[') return null;
    for (let more = true; more;) {
      if (!comparison()) return null;
      const after = next();
      if (after !== 'OR' && after !== ']') return null;
      more = after === 'OR';
    }
    if (at === tokens.length) return values;
    if (next() !== 'OR') return null;
  }
}
