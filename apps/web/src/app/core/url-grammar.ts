/** Version of the query grammar. Older links are rewritten by `migrate`, never refused. */
export const GRAMMAR_VERSION = '1';

export type UrlParams = Readonly<Record<string, string>>;

/** Parameters that mean the same on every page. */
const CARRIED = ['v', 'from', 'to', 'live', 'refresh', 'tz', 'asof', 'sensor'] as const;
const MAX_VALUE = 4096;

/**
 * Reads query parameters of any version into today's grammar. Unknown ones stay (a newer page may know them), repeated
 * ones count once, over-long ones are dropped.
 */
export function migrate(raw: Readonly<Record<string, unknown>>): UrlParams {
  const out: Record<string, string> = {};
  for (const [key, value] of Object.entries(raw)) {
    const one: unknown = Array.isArray(value) ? value[value.length - 1] : value;
    if (typeof one === 'string' && one.length <= MAX_VALUE) out[key] = one;
  }
  return out;
}

export function carried(params: UrlParams): Record<string, string> {
  const out: Record<string, string> = {};
  for (const key of CARRIED) {
    const value = params[key];
    if (value !== undefined && value !== '') out[key] = value;
  }
  return out;
}

/** Comma lists: `10.0.0.1,10.0.0.2`. A comma or percent sign inside a value is percent-encoded. */
export const readList = (text: string): readonly string[] =>
  text
    .split(',')
    .map((part) => decode(part))
    .filter((part) => part !== '');

export const writeList = (values: readonly string[]): string | null =>
  values.length === 0 ? null : values.map((value) => value.replace(/%/g, '%25').replace(/,/g, '%2C')).join(',');

const decode = (part: string): string => part.replace(/%2C/gi, ',').replace(/%25/g, '%');
