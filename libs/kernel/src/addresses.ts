/** Formats 4 bytes at `offset` as dotted IPv4. */
export function formatIpv4(bytes: Uint8Array, offset = 0): string {
  return `${bytes[offset]}.${bytes[offset + 1]}.${bytes[offset + 2]}.${bytes[offset + 3]}`;
}

/** The groups of the address that is being written: nothing else is allocated for it but its text. */
const GROUPS = new Uint16Array(8);

/** Formats 16 bytes at `offset` as IPv6 in the canonical text form (RFC 5952); IPv4-mapped addresses as `::ffff:192.0.2.1`. */
export function formatIpv6(bytes: Uint8Array, offset = 0): string {
  for (let i = 0; i < 8; i++)
    GROUPS[i] = ((bytes[offset + i * 2] as number) << 8) | (bytes[offset + i * 2 + 1] as number);
  let [best, bestLength] = [-1, 1];
  for (let i = 0; i < 8;) {
    let end = i;
    while (end < 8 && GROUPS[end] === 0) end++;
    if (end - i > bestLength) [best, bestLength] = [i, end - i];
    i = end === i ? i + 1 : end;
  }
  if (best === 0 && bestLength === 5 && GROUPS[5] === 0xffff) return `::ffff:${formatIpv4(bytes, offset + 12)}`;
  let text = '';
  for (let i = 0; i < 8; i++) {
    if (i === best) {
      text += '::';
      i += bestLength - 1;
    } else text += (text === '' || i === best + bestLength ? '' : ':') + (GROUPS[i] as number).toString(16);
  }
  return text;
}

/** Formats an address of 4 or 16 bytes. */
export function formatIp(bytes: Uint8Array): string {
  return bytes.length === 4 ? formatIpv4(bytes) : formatIpv6(bytes);
}

function parseIpv4(text: string): Uint8Array | null {
  const parts = text.split('.');
  if (parts.length !== 4) return null;
  const bytes = new Uint8Array(4);
  for (const [i, part] of parts.entries()) {
    if (!/^(0|[1-9]\d{0,2})$/.test(part) || Number(part) > 255) return null;
    bytes[i] = Number(part);
  }
  return bytes;
}

function parseIpv6(text: string): Uint8Array | null {
  const dotted = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(text);
  if (dotted) {
    const v4 = parseIpv4(dotted[2] as string);
    if (!v4) return null;
    const hex = (i: number) => (((v4[i] as number) << 8) | (v4[i + 1] as number)).toString(16);
    return parseIpv6(`${dotted[1]}${hex(0)}:${hex(2)}`);
  }
  const halves = text.split('::');
  if (halves.length > 2) return null;
  const groups = (half: string) => (half === '' ? [] : half.split(':'));
  const head = groups(halves[0] as string);
  const tail = halves.length === 2 ? groups(halves[1] as string) : [];
  const missing = 8 - head.length - tail.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return null;
  const all = [...head, ...new Array<string>(missing).fill('0'), ...tail];
  const bytes = new Uint8Array(16);
  for (const [i, group] of all.entries()) {
    if (!/^[0-9a-fA-F]{1,4}$/.test(group)) return null;
    const value = Number.parseInt(group, 16);
    bytes[i * 2] = value >> 8;
    bytes[i * 2 + 1] = value & 0xff;
  }
  return bytes;
}

/** Text → 4 or 16 bytes, or null when it is not an address. No zone ids, no leading zeros in IPv4. */
export function parseIp(text: string): Uint8Array | null {
  return text.includes(':') ? parseIpv6(text) : parseIpv4(text);
}

/** `10.0.0.0/8`, `2001:db8::/32`, or a bare address as a full-length prefix; null when malformed. Host bits are cleared. */
export function parsePrefix(text: string): { readonly bytes: Uint8Array; readonly length: number } | null {
  const [address = '', length, rest] = text.split('/');
  const bytes = parseIp(address);
  if (!bytes || rest !== undefined) return null;
  if (length === undefined) return { bytes, length: bytes.length * 8 };
  if (!/^\d{1,3}$/.test(length) || Number(length) > bytes.length * 8) return null;
  const bits = Number(length);
  for (let i = 0; i < bytes.length; i++) {
    const keep = Math.max(0, Math.min(8, bits - i * 8));
    bytes[i] = (bytes[i] as number) & (0xff << (8 - keep));
  }
  return { bytes, length: bits };
}
