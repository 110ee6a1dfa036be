import type { AddressFacts, FileState, SourceStatus } from '@wireledger/enrichment';
import { DomainError } from '@wireledger/kernel';

import type { EnrichmentSource, FactFile, Place } from '../schema/enrichment';

/** What is told of addresses and of the sources that know them. */
export type PlacesPort = Pick<AddressFacts, 'of' | 'sources'>;

/** Addresses in one question. */
const MOST = 200;

const KINDS = { location: 'LOCATION', network: 'NETWORK' } as const;
const ORIGINS = { own: 'OWN', package: 'PACKAGE', none: 'NONE', off: 'OFF' } as const;
const STATES = { idle: 'IDLE', ready: 'READY', failed: 'FAILED' } as const;

/** Answers where addresses are, and how the sources stand. */
export class PlaceDesk {
  constructor(private readonly facts: PlacesPort) {}

  /** In the order asked; what nothing is known of is left out. @throws DomainError LIMIT_EXCEEDED */
  async places(addresses: readonly string[]): Promise<readonly Place[]> {
    if (addresses.length > MOST)
      throw new DomainError('LIMIT_EXCEEDED', `At most ${MOST} addresses are asked for at once.`);
    const found = await Promise.all(addresses.map((address) => this.place(address)));
    return found.filter((place) => place !== null);
  }

  sources(): readonly EnrichmentSource[] {
    return this.facts.sources.map(sourceOf);
  }

  private async place(address: string): Promise<Place | null> {
    const place = await this.facts.of(address);
    if (!place) return null;
    const { location, network, sources } = place;
    return {
      address,
      country: location?.country ?? null,
      region: location?.region ?? null,
      city: location?.city ?? null,
      latitude: location?.latitude ?? null,
      longitude: location?.longitude ?? null,
      asn: network?.asn ?? null,
      organisation: network?.organisation ?? null,
      sources,
    };
  }
}

const sourceOf = ({ kind, origin, files, ...status }: SourceStatus): EnrichmentSource => ({
  ...status,
  kind: KINDS[kind],
  origin: ORIGINS[origin],
  files: files.map(({ path, state }) => fileOf(path, state)),
});

const fileOf = (path: string, { state, ...rest }: FileState): FactFile => ({ path, state: STATES[state], ...rest });
