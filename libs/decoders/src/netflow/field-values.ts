/** Unsigned number of `length` bytes, most significant first; 0 when there are more than eight. Above 2⁵³ it is rounded. */
export function unsigned(view: DataView, at: number, length: number): number {
  switch (length) {
    case 1:
      return view.getUint8(at);
    case 2:
      return view.getUint16(at);
    case 4:
      return view.getUint32(at);
    case 8:
      return view.getUint32(at) * 0x1_0000_0000 + view.getUint32(at + 4);
    default: {
      if (length > 8) return 0;
      let value = 0;
      for (let i = 0; i < length; i++) value = value * 256 + view.getUint8(at + i);
      return value;
    }
  }
}

/** Seconds from 1900 (NTP, RFC 5905 §6) to 1970. */
const NTP_TO_UNIX_S = 2_208_988_800;

/** Time of a field in NTP's 64-bit form (RFC 7011 §6.1.9, §6.1.10), µs since 1970 UTC; 0 when it is before. */
export function ntpTimeUs(view: DataView, at: number, length: number): number {
  if (length !== 8) return 0;
  const seconds = view.getUint32(at) - NTP_TO_UNIX_S;
  return seconds < 0 ? 0 : seconds * 1_000_000 + Math.floor((view.getUint32(at + 4) * 1_000_000) / 0x1_0000_0000);
}

/** A flow may end after its exporter read the clock for the header: by at most so much. */
const AHEAD_MS = 60_000;

/**
 * Milliseconds from `momentMs` to `uptimeMs`, both 32-bit counts since the exporter started that wrap around after 49.7 days. Negative when the moment is
 * up to a minute later.
 */
export function uptimeAge(uptimeMs: number, momentMs: number): number {
  const age = (uptimeMs - momentMs) | 0;
  return age >= -AHEAD_MS ? age : age + 0x1_0000_0000;
}
