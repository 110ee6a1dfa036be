const TEXT: readonly string[] = Array.from({ length: 256 }, (_, byte) =>
  byte < 0x20 || byte > 0x7e || byte === 0x5c ? `\\${String(byte).padStart(3, '0')}` : String.fromCharCode(byte),
);

const IS_PLAIN = Uint8Array.from(TEXT, (text) => (text.length === 1 ? 1 : 0));
/** Works on any array of bytes, as all methods of Node's buffers do. */
const { latin1Slice } = Buffer.prototype as unknown as {
  latin1Slice: (this: Uint8Array, start: number, end: number) => string;
};

/**
 * Text of `[start, end)` as it came: printable ASCII stays, every other byte and `\` become `\DDD` (decimal, as in RFC 1035 §5.1), so nothing is lost and
 * nothing acts. At most `most` bytes are taken.
 */
export function wireText(bytes: Uint8Array, start: number, end: number, most: number): string {
  const stop = Math.min(end, start + most);
  let plain = start;
  while (plain < stop && IS_PLAIN[bytes[plain] as number] === 1) plain++;
  // Nearly all text is plain: made at once it leaves no garbage.
  let text = plain > start ? latin1Slice.call(bytes, start, plain) : '';
  for (let at = plain; at < stop; at++) text += TEXT[bytes[at] as number] as string;
  return text;
}

/** Lower-case hex of `[start, end)`, at most `most` bytes. */
export function wireHex(bytes: Uint8Array, start: number, end: number, most: number): string {
  const stop = Math.min(end, start + most);
  let text = '';
  for (let at = start; at < stop; at++) text += (bytes[at] as number).toString(16).padStart(2, '0');
  return text;
}
