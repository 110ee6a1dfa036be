const HEX: readonly string[] = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** Lower-case hex of `[start, end)`. */
export function hexText(bytes: Uint8Array, start: number, end: number): string {
  let text = '';
  for (let at = start; at < end; at++) text += HEX[bytes[at] as number] as string;
  return text;
}

const TEXT: readonly string[] = Array.from({ length: 256 }, (_, byte) =>
  byte < 0x21 || byte > 0x7e || byte === 0x5c ? `\\${String(byte).padStart(3, '0')}` : String.fromCharCode(byte),
);

/** Printable ASCII as it is, `\DDD` for all other bytes and for `\` (as in RFC 1035 §5.1): what came off the wire is inert text. */
export function asciiText(bytes: Uint8Array, start: number, end: number): string {
  let text = '';
  for (let at = start; at < end; at++) text += TEXT[bytes[at] as number] as string;
  return text;
}
