import { AddressFacts, PlaceMemory } from '@wireledger/enrichment';
import type { Places } from '@wireledger/filter';
import { loadConfig } from '@wireledger/platform';

import { problemsOf } from '../enrich/problems-of';

/** Places of addresses by the data sets of this machine, read into memory. A data set that is missing or cannot be used is said; it knows of no place. */
export async function knownPlaces(say: (problem: string) => void): Promise<Pick<Places, 'of'>> {
  const { geoipFile: locations, asnFile: networks } = loadConfig();
  const facts = new AddressFacts({ locations, networks });
  const places = new PlaceMemory(facts);
  await places.ready();
  for (const problem of facts.sources.flatMap(problemsOf)) say(problem);
  return places;
}
