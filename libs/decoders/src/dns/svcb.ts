import { formatIpv4, formatIpv6 } from '@wireledger/kernel';
import { hex, quoted, type RecordData } from './record-data';

const KEYS = ['mandatory', 'alpn', 'no-default-alpn', 'port', 'ipv4hint', 'ech', 'ipv6hint'] as const;
const MAX_PARAMETERS = 32;

/** SVCB and HTTPS (RFC 9460): priority, target, parameters. */
export function svcbText(data: RecordData, priority: number, target: string, from: number): string {
  const { bytes, end } = data;
  const parts = [String(priority), target];
  for (let at = from; at + 4 <= end && parts.length < MAX_PARAMETERS;) {
    const key = ((bytes[at] as number) << 8) | (bytes[at + 1] as number);
    const value = at + 4;
    const next = value + (((bytes[at + 2] as number) << 8) | (bytes[at + 3] as number));
    if (next > end) break;
    const name = KEYS[key] ?? `key${key}`;
    const shown = parameter(bytes, key, value, next);
    parts.push(shown === '' ? name : `${name}=${shown}`);
    at = next;
  }
  return parts.join(' ');
}

function parameter(bytes: Uint8Array, key: number, at: number, end: number): string {
  switch (key) {
    case 0:
    case 3: {
      const numbers: number[] = [];
      for (let i = at; i + 2 <= end; i += 2) numbers.push(((bytes[i] as number) << 8) | (bytes[i + 1] as number));
      return numbers.map((number) => (key === 0 ? (KEYS[number] ?? `key${number}`) : String(number))).join(',');
    }
    case 1: {
      const names: string[] = [];
      for (let i = at; i < end;) {
        const next = i + 1 + (bytes[i] as number);
        if (next > end) break;
        names.push(quoted(bytes, i + 1, next).slice(1, -1));
        i = next;
      }
      return names.join(',');
    }
    case 4:
    case 6: {
      const size = key === 4 ? 4 : 16;
      const addresses: string[] = [];
      for (let i = at; i + size <= end; i += size)
        addresses.push(key === 4 ? formatIpv4(bytes, i) : formatIpv6(bytes, i));
      return addresses.join(',');
    }
    default:
      return hex(bytes, at, end);
  }
}
