/** An act as a list shows it; people by id. Times RFC 3339. */
export interface AuditActShape {
  readonly id: string;
  /** Where it stands in the log, by its first record. */
  readonly position: string;
  readonly at: string;
  readonly operation: string;
  /** change, signIn, read, download */
  readonly kind: string;
  readonly permission: string | null;
  /** `user:<id>`, `token:<id>`, `host`, `nobody`. */
  readonly actor: string;
  /** Role or kind of token at that time. */
  readonly role: string | null;
  readonly session: string | null;
  readonly mfaAt: string | null;
  readonly ip: string;
  readonly agent: string;
  /** graphql, socket, rest */
  readonly via: string;
  readonly targetKind: string | null;
  readonly target: string | null;
  readonly reason: string | null;
  /** done, refused, failed; open = announced, and no outcome (yet). */
  readonly result: string;
  readonly code: string | null;
  readonly count: number;
  readonly correlation: string;
}

/** A field that an act changed; values as JSON. */
export interface FieldChangeShape {
  readonly field: string;
  readonly before: string | null;
  readonly after: string | null;
}

export interface AuditDetailShape {
  readonly act: AuditActShape;
  readonly changes: readonly FieldChangeShape[];
  readonly caused: readonly { readonly stream: string; readonly revision: number; readonly type: string }[];
  /** Everything in the log that has the act's correlation or was caused by that, in order. */
  readonly chain: readonly EventShape[];
  /** Projections that have folded all of it. */
  readonly projections: readonly string[];
}

/** Envelope of an event. */
export interface EventShape {
  readonly position: string;
  readonly id: string;
  readonly stream: string;
  readonly revision: number;
  readonly type: string;
  readonly version: number;
  readonly actor: string;
  readonly at: string;
  readonly recordedAt: string;
  readonly correlation: string;
  readonly causation: string;
}
