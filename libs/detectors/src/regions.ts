/** Where addresses are, as detectors ask it: a pure function of one version of a data set. */
export interface Regions {
  /** Name and version of the data set, as an alert tells them. */
  readonly name: string;
  readonly version: string;
  /** ISO 3166-1 alpha-2, capitals; null of addresses that are not on the Internet, and where nothing is known. */
  country(address: string): string | null;
}
