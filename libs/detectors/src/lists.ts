/** The entry that something is on a list by. */
export interface ListHit {
  readonly indicator: string;
  /** Where it stood in the file, from 1; 0 = added by hand. */
  readonly line: number;
}

/** A list of indicators as detectors ask it: a pure function of text and packet time. */
export interface JudgingList {
  readonly id: string;
  readonly name: string;
  readonly kind: 'addresses' | 'names' | 'fingerprints';
  readonly action: 'threat' | 'allow' | 'watch';
  /** Number of the version in force; 0 = only what was added by hand. */
  readonly version: number;
  /** `text`: an address, a name in lower case or a fingerprint; `time`: packet time, µs. */
  find(text: string, time: number): ListHit | null;
}

/** The lists that judge, in the order of their ids. */
export type Lists = readonly JudgingList[];
