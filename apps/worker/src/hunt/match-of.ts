import { MAX_OBSERVED_HOSTS } from '@wireledger/events';
import type { HuntMatch } from '@wireledger/read-models';

import type { Found } from './look-back';

/** Values that a match names. */
const NAMED = 20;

/** What was found of an entry at a sensor, added up. */
export function matchOf({ entry: { indicator, line }, sensor, sightings }: Found): Omit<HuntMatch, 'alert'> {
  const hosts = [...new Set(sightings.flatMap((one) => one.hosts))].sort();
  const count = sightings.reduce((sum, one) => sum + one.count, 0);
  return {
    ...{ indicator, line, sensor },
    first: Math.min(...sightings.map(({ first }) => first)),
    last: Math.max(...sightings.map(({ last }) => last)),
    // A connection that has not ended was there all the same.
    count: Math.max(1, count),
    days: Math.max(...sightings.map(({ days }) => days)),
    hosts: hosts.slice(0, MAX_OBSERVED_HOSTS),
    more: hosts.length > MAX_OBSERVED_HOSTS || sightings.some(({ more }) => more),
    values: sightings.slice(0, NAMED).map(({ value }) => value),
    valueCount: sightings.length,
  };
}
