/**
 * Counts the messages of NTP (RFC 5905 §7.3) of datagrams where nobody asks for more. What servers say of their clocks, and private and control messages
 * (RFC 1305), are read by `readNtp` (libs/decoders), which tells messages in the same way.
 */
const LEAST = 8;
const HEADER = 48;
const MAX_STRATUM = 16;
const FIRST_VERSION = 1;
const LAST_VERSION = 4;
const SERVER = 4;
const CONTROL = 6;
const PRIVATE = 7;

let messages: i32 = 0;

export function ntpMessages(): i32 {
  return messages;
}

/** Counts the datagram `[start, end)`, or leaves it when it is no message. False when somebody else must read it. */
export function countNtp(start: i32, end: i32): bool {
  if (end - start < LEAST) return true;
  const first = <i32>load<u8>(start);
  const version = (first >> 3) & 7;
  const mode = first & 7;
  if (version < FIRST_VERSION || version > LAST_VERSION || mode === 0) return true;
  if (mode === PRIVATE || mode === CONTROL) return false;
  if (end - start < HEADER || <i32>load<u8>(start + 1) > MAX_STRATUM) return true;
  if (mode === SERVER) return false;
  messages++;
  return true;
}
