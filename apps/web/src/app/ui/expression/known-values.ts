import type { Field } from '@wireledger/filter';

/** A value that records have, as the API tells it. */
export interface KnownValue {
  readonly value: string;
  /** What is said of it, in a few words. */
  readonly note: string;
}

/** Where the values come from that are offered behind an operator. */
export interface KnownValues {
  /** Values of this field are about to be offered, or of none. */
  want(field: Field | null): void;
  /** Those of the field that is wanted, as far as they have come. */
  of(field: Field): readonly KnownValue[];
  /** True while they are on the way. */
  readonly loading: () => boolean;
}
