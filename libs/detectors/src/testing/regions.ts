import type { Regions } from '../regions';

/** Documentation networks, as if they were somewhere. */
const COUNTRIES: readonly (readonly [string, string])[] = [
  ['203.0.113.', 'DE'],
  ['198.51.100.', 'KP'],
  ['2001:db8:cc::', 'KP'],
  ['2001:db8:49::', 'DE'],
];

/** Where tests of detectors take addresses to be. */
export const TEST_REGIONS: Regions = {
  ...{ name: 'Test Regions', version: '2026-11-01' },
  country: (address) => COUNTRIES.find(([start]) => address.startsWith(start))?.[1] ?? null,
};
