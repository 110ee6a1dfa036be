import { AddressFacts, PlaceMemory } from '@wireledger/enrichment';
import type { Places } from '@wireledger/filter';
import { loadConfig } from '@wireledger/platform';

/** Places of addresses by the data sets of this machine, read into memory. @throws when a file that the environment names cannot be used */
export async function knownPlaces(): Promise<Pick<Places, 'of'>> {
  const { geoipFile: locations, asnFile: networks } = loadConfig();
  const places = new PlaceMemory(new AddressFacts({ locations, networks }));
  await places.ready();
  return places;
}
