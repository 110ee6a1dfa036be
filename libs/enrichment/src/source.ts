/** Whom a page that shows facts of a source has to name, and where it leads (CC BY 4.0 §3(a)). */
export interface Attribution {
  readonly text: string;
  readonly url: string;
}

/** What a fact rests on: the data set and the version of it that was read. */
export interface SourceVersion {
  readonly name: string;
  /** As the publisher counts; of a file without one, the first twelve digits of its hash. */
  readonly version: string;
  /** When the publisher made it, RFC 3339; null when the file does not say. */
  readonly built: string | null;
  /** SHA-256 of the file, 64 hex digits. */
  readonly sha256: string;
  readonly attribution: Attribution | null;
}

/** A file of a data set, read whole. */
export interface OpenFile<Fact> {
  /** The fact about an address of 4 or 16 bytes, never a mapped one; null when the file does not know it. */
  find(address: Uint8Array): Fact | null;
  readonly sha256: string;
  readonly version: string | null;
  /** Type of the database as its publisher names it. */
  readonly type: string | null;
  readonly built: string | null;
  /** Ranges or networks in it; null when the format does not say. */
  readonly entries: number | null;
}
