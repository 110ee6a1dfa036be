import type { LoadedRegions } from '@wireledger/enrichment';

import type { RegionSource } from '../regions-in-force';

/** No data set lies there. */
export const NO_REGIONS: RegionSource = { current: () => Promise.resolve(null) };

/** A data set in which all addresses of these beginnings are in a country. */
export const regionsOf = (version: string, countries: Readonly<Record<string, string>>): LoadedRegions => ({
  ...{ name: 'Test Regions', version, built: null, digest: version.padEnd(64, '0') },
  country: (address) => Object.entries(countries).find(([start]) => address.startsWith(start))?.[1] ?? null,
});
