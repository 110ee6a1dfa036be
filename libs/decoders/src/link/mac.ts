const HEX: readonly string[] = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** The EUI-48 address at `at` as lower-case hex pairs, `00:1b:44:11:3a:b7`. The caller has checked that six bytes are there. */
export function macText(bytes: Uint8Array, at: number): string {
  let text = HEX[bytes[at] as number] as string;
  for (let i = 1; i < 6; i++) text += `:${HEX[bytes[at + i] as number] as string}`;
  return text;
}
