/** A line of a hex view. */
export interface HexLine {
  /** Of its first byte, four hex digits. */
  readonly offset: string;
  readonly bytes: readonly { readonly hex: string; readonly char: string; readonly at: number }[];
}

const WIDTH = 16;

/** Bytes as hex digits → lines of sixteen; what is not printable ASCII is a dot. */
export function hexLines(hex: string): readonly HexLine[] {
  const lines: HexLine[] = [];
  for (let from = 0; from < hex.length / 2; from += WIDTH)
    lines.push({
      offset: from.toString(16).padStart(4, '0'),
      bytes: Array.from({ length: Math.min(WIDTH, hex.length / 2 - from) }, (_, n) => {
        const pair = hex.slice((from + n) * 2, (from + n) * 2 + 2);
        const code = Number.parseInt(pair, 16);
        return { hex: pair, char: code >= 0x20 && code < 0x7f ? String.fromCharCode(code) : '.', at: from + n };
      }),
    });
  return lines;
}
