import type { Attribution } from './source';

/** CC BY 4.0; the wording and the link that DB-IP asks for. */
export const DB_IP: Attribution = { text: 'IP Geolocation by DB-IP', url: 'https://db-ip.com' };
const MAXMIND: Attribution = { text: 'GeoLite data by MaxMind', url: 'https://www.maxmind.com' };
const IPINFO: Attribution = { text: 'IP address data by IPinfo', url: 'https://ipinfo.io' };

/** Whom pages have to name for a file of this database type: publishers whose free data ask for it; null for others. */
export function publisherOf(type: string | null): Attribution | null {
  if (type === null) return null;
  if (/^dbip/i.test(type)) return DB_IP;
  if (/^geo(lite|ip)/i.test(type)) return MAXMIND;
  return /ipinfo/i.test(type) ? IPINFO : null;
}
