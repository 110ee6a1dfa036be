import type { HttpRecord } from '../../records/records';
import { SUSPICIOUS_TLDS } from '../../records/suspicious-tlds';

/** What an implant does and a browser does not: none of these comes from a page (no referrer). */
export type Sign = 'report' | 'delivery' | 'fetch';

/** Names of query fields by which implants tell of the machine that they are on. */
const PARTICULARS = new Set([
  ...['c', 'u', 'v', 'id', 'uid', 'mid', 'mi', 'guid', 'hwid', 'pc', 'comp', 'computer', 'host', 'hostname', 'user'],
  ...['username', 'un', 'os', 'osver', 'ver', 'vs', 'version', 'mac', 'bot', 'botid', 'build', 'arch', 'av', 'serial'],
]);
const LEAST_PARTICULARS = 3;
/** Query fields that are looked at. */
const MOST_FIELDS = 40;
/** A globally unique identifier, its beginning, or as many hexadecimal digits as a hash has. */
const IDENTIFIER = /^(\{?[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-|[0-9a-f]{16,}$)/i;

const ADDRESS = /^(\d{1,3}(\.\d{1,3}){3}|\[[0-9a-f:.]+\])$/;
/** A label that nobody chose for its looks: seven characters and more, digits among the letters or not one vowel. */
const GENERATED = /^(?=.*[a-z])(?:(?=(?:[^0-9]*[0-9]){3})[a-z0-9]{7,}|[b-df-hj-np-tv-xz]{7,})$/;
const BINARY =
  /^application\/(octet-stream|x-msdownload|x-dosexec|x-msdos-program|pgp-signature|vnd\.microsoft\.portable)/;

/** Whether a host of a request is one that people hardly go to by themselves: an address, or a generated name below a suspicious top-level domain. */
export function isOddHost(host: string): boolean {
  const name = host.toLowerCase().replace(/:\d+$/, '').replace(/\.$/, '');
  if (ADDRESS.test(name)) return true;
  const labels = name.split('.');
  return (
    labels.length > 1 && SUSPICIOUS_TLDS.includes(labels.at(-1) as string) && GENERATED.test(labels.at(-2) as string)
  );
}

/** The sign that a request is, null when it is none; the most telling of several. */
export function signOf({ method, target, referrer, responseType, requestLength }: HttpRecord): Sign | null {
  if (referrer !== '') return null;
  if (isReport(target)) return 'report';
  if (method === 'POST' && requestLength > 0) return 'delivery';
  return method === 'GET' && BINARY.test(responseType) ? 'fetch' : null;
}

function isReport(target: string): boolean {
  const query = target.indexOf('?');
  if (query < 0) return false;
  const fields = target.slice(query + 1).split('&', MOST_FIELDS);
  let [particulars, identifiers] = [0, 0];
  for (const field of fields) {
    const equals = field.indexOf('=');
    if (equals < 0) continue;
    if (PARTICULARS.has(field.slice(0, equals).toLowerCase())) particulars++;
    if (IDENTIFIER.test(field.slice(equals + 1).replaceAll(/%2d/gi, '-'))) identifiers++;
  }
  return particulars >= LEAST_PARTICULARS && identifiers > 0;
}
