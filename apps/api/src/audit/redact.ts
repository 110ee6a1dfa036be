import type { JsonValue } from '@wireledger/event-sourcing';

/** What is put in the place of a text that may name a person, an address or a thing on the wire. */
export const LEFT_OUT = '(left out)';

/** Texts under these names are words of this program, never a person's or the wire's. */
const OWN_WORDS: ReadonlySet<string> = new Set([
  ...['type', 'kind', 'role', 'is', 'by', 'before', 'action', 'status', 'result', 'code', 'state', 'format', 'what'],
  ...['severity', 'technique', 'detector', 'operation', 'permission', 'area', 'via', 'speed', 'timestamps', 'version'],
  ...['root', 'prev', 'hash', 'sha256', 'key', 'signature', 'stream', 'actor', 'from', 'to', 'position', 'rule', 'set'],
]);

const INERT = /^(?:[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|[0-9a-f]{32,128}|\d+)$/;

/** A payload with every text left out that is not known to be harmless: numbers, ids, hashes and this program's own words stay. */
export function redact(value: JsonValue, name = ''): { readonly value: JsonValue; readonly redacted: boolean } {
  if (typeof value === 'string') {
    const shown = value === '' || INERT.test(value) || (OWN_WORDS.has(name) && /^[\w.:/ -]{1,120}$/.test(value));
    return shown ? { value, redacted: false } : { value: LEFT_OUT, redacted: true };
  }
  if (Array.isArray(value)) {
    const items = (value as readonly JsonValue[]).map((item) => redact(item, name));
    return { value: items.map((item) => item.value), redacted: items.some((item) => item.redacted) };
  }
  if (typeof value !== 'object' || value === null) return { value, redacted: false };
  const entries = Object.entries(value as Readonly<Record<string, JsonValue>>).map(
    ([key, inner]) => [key, redact(inner, key)] as const,
  );
  return {
    value: Object.fromEntries(entries.map(([key, inner]) => [key, inner.value])),
    redacted: entries.some(([, inner]) => inner.redacted),
  };
}
