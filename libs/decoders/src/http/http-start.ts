const METHODS: readonly string[] = ['GET ', 'POST ', 'HEAD ', 'PUT ', 'DELETE ', 'OPTIONS ', 'PATCH ', 'CONNECT ', 'TRACE ', 'PROPFIND ', 'PROPPATCH ', 'REPORT ', 'MKCOL ', 'COPY ', 'MOVE ', 'LOCK ', 'UNLOCK ', 'SEARCH ', 'NOTIFY ', 'M-SEARCH ', 'SUBSCRIBE ', 'UNSUBSCRIBE ', 'BREW ']; // prettier-ignore
const STARTS: readonly Uint8Array[] = METHODS.map((text) => new Uint8Array(Buffer.from(text, 'latin1')));
const ANSWER = new Uint8Array(Buffer.from('HTTP/1.', 'latin1'));
/** Longest request line that is looked through for its version. */
const MAX_LINE = 16_384;

/** Methods by their first byte: most first bytes are of none. */
const STARTS_BY_BYTE: readonly (readonly Uint8Array[])[] = Array.from({ length: 256 }, (_, byte) =>
  STARTS.filter((method) => method[0] === byte),
);

/** True for the first bytes of what `looksLikeHttp`. */
export const beginsLikeHttp = (first: number): boolean =>
  first === ANSWER[0] || (STARTS_BY_BYTE[first] as readonly Uint8Array[]).length > 0;

/** True when the bytes begin with a method of HTTP that is registered and in use. */
export function startsHttpRequest(bytes: Uint8Array, start: number, end: number): boolean {
  if (start >= end) return false;
  for (const method of STARTS_BY_BYTE[bytes[start] as number] as readonly Uint8Array[])
    if (startsWith(bytes, start, end, method)) return true;
  return false;
}

/** True when the bytes begin with the status line of HTTP/1. */
export const startsHttpResponse = (bytes: Uint8Array, start: number, end: number): boolean =>
  startsWith(bytes, start, end, ANSWER);

/** True when the bytes can only be HTTP/1: a status line, or a request line that ends in its version or runs to the end of the bytes. */
export function looksLikeHttp(bytes: Uint8Array, start: number, end: number): boolean {
  if (startsHttpResponse(bytes, start, end)) return true;
  if (!startsHttpRequest(bytes, start, end)) return false;
  const stop = Math.min(end, start + MAX_LINE);
  for (let at = start; at < stop; at++)
    if (bytes[at] === 0x0a) {
      const version = at - (bytes[at - 1] === 0x0d ? 9 : 8);
      return version > start && startsWith(bytes, version, at, ANSWER);
    }
  return end - start > 16;
}

function startsWith(bytes: Uint8Array, start: number, end: number, text: Uint8Array): boolean {
  if (end - start < text.length) return false;
  for (let i = 0; i < text.length; i++) if (bytes[start + i] !== text[i]) return false;
  return true;
}
