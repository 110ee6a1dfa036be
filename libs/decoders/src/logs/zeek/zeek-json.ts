import { bytesOf } from '../values';
import type { ZeekRow } from './zeek-row';

const textOfValue = (value: unknown): string | null => {
  switch (typeof value) {
    case 'string':
      return bytesOf(value);
    case 'number':
      return String(value);
    case 'boolean':
      return value ? 'T' : 'F';
    default:
      return null;
  }
};

/** An object of Zeek's JSON logs: fields that are unset are not there. */
export class ZeekJsonRow implements ZeekRow {
  constructor(private readonly object: Readonly<Record<string, unknown>>) {}

  raw(name: string): string | null {
    return Object.hasOwn(this.object, name) ? textOfValue(this.object[name]) : null;
  }

  list(name: string): readonly string[] | null {
    const value = Object.hasOwn(this.object, name) ? this.object[name] : undefined;
    return Array.isArray(value) ? value.map((one) => textOfValue(one) ?? '') : null;
  }
}

/** Which log an object is of: as it says (`_path`), else by the fields that only that log has. */
export function zeekPathOf(object: Readonly<Record<string, unknown>>): string {
  const said = object['_path'];
  if (typeof said === 'string' && said !== '') return said;
  const has = (...names: readonly string[]) => names.some((name) => Object.hasOwn(object, name));
  if (has('conn_state')) return 'conn';
  if (has('trans_id', 'qtype_name', 'rcode_name')) return 'dns';
  if (has('msg_types')) return 'dhcp';
  if (has('certificate.subject')) return 'x509';
  if (has('auth_attempts', 'auth_success') && has('client', 'server')) return 'ssh';
  if (has('reply_code') && has('command')) return 'ftp';
  if (has('trans_depth')) return has('method', 'host', 'uri', 'status_code', 'user_agent') ? 'http' : 'smtp';
  if (has('cipher', 'next_protocol', 'established') && has('version', 'server_name', 'established') && !has('client'))
    return has('kex_alg', 'cipher_alg') ? 'ssh' : 'ssl';
  return '';
}
