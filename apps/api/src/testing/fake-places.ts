import type { Place, SourceStatus } from '@wireledger/enrichment';

import type { PlacesPort } from '../enrichment/place-desk';

const ATTRIBUTION = { text: 'IP Geolocation by DB-IP', url: 'https://db-ip.com' };
const SOURCE = {
  name: 'DB-IP City Lite',
  version: '1.2.3',
  built: null,
  sha256: 'a'.repeat(64),
  attribution: ATTRIBUTION,
};
const PLACE: Place = {
  location: { country: 'AT', region: 'Vienna', city: 'Vienna', latitude: 48.2, longitude: 16.37 },
  network: { asn: 64500, organisation: 'Example Networks' },
  sources: [SOURCE],
};
const STATUS: Omit<SourceStatus, 'kind'> = {
  ...{ origin: 'package', name: SOURCE.name, attribution: ATTRIBUTION, asked: 2, found: 1, mend: null },
  files: [{ path: '/srv/city.mmdb', state: { state: 'ready', source: SOURCE, entries: null, problem: null } }],
};

/** Knows every address of IPv4. */
export class FakePlaces implements PlacesPort {
  readonly sources: readonly SourceStatus[] = [
    { kind: 'location', ...STATUS },
    { kind: 'network', ...STATUS, origin: 'none', files: [], mend: 'Set ASN_FILE.' },
  ];

  of(address: string): Promise<Place | null> {
    return Promise.resolve(/^[\d.]+$/.test(address) ? PLACE : null);
  }
}
