/** A list as it is at a viewpoint. People are known by id; times are RFC 3339. */
export interface ListShape {
  readonly id: string;
  readonly name: string;
  /** addresses, names, fingerprints */
  readonly kind: string;
  /** threat, allow, watch */
  readonly action: string;
  readonly source: string;
  readonly licence: string;
  readonly paused: boolean;
  readonly revision: number;
  /** In force; null before the first import. */
  readonly version: number | null;
  /** Of that version, and what it added and removed beside the one before. */
  readonly entries: number;
  readonly added: number;
  readonly removed: number;
  readonly byHand: number;
  /** Alerts that it told. */
  readonly hits: number;
  readonly importedAt: string | null;
  readonly changedBy: string;
  readonly changedAt: string;
}

/** A file that was read into a list. */
export interface ListVersionShape {
  readonly number: number;
  readonly by: string;
  readonly at: string;
  readonly entries: number;
  /** Why it is in force although far more changed than usual. */
  readonly accepted: string | null;
  readonly file: string;
  readonly format: string;
  readonly lines: number;
  readonly duplicates: number;
  readonly otherKind: number;
  readonly refused: number;
  readonly added: number;
  readonly removed: number;
}

/** Something that was done to a list. */
export interface ListChangeShape {
  readonly position: string;
  /** Name of the event: ListDefined, ListImported … */
  readonly action: string;
  /** Version or entry that it was about. */
  readonly subject: string | null;
  readonly reason: string | null;
  readonly by: string;
  readonly at: string;
}

/** An entry by hand. */
export interface ListEntryShape {
  readonly value: string;
  readonly until: string | null;
  /** Its end has passed: it matches nothing that happens now. */
  readonly ended: boolean;
  readonly reason: string;
  readonly by: string;
  readonly at: string;
}

export interface ListDetailShape {
  readonly list: ListShape;
  /** Newest first, at most 200, as the changes. */
  readonly versions: readonly ListVersionShape[];
  readonly changes: readonly ListChangeShape[];
  /** Newest first, at most 1,000. */
  readonly entries: readonly ListEntryShape[];
}
