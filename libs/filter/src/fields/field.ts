import type { Column } from './columns';

/** Kinds of records that a filter can be about. */
export const FILTER_KINDS = ['flow', 'dns', 'tls', 'http', 'auth', 'alert'] as const;
export type FilterKind = (typeof FILTER_KINDS)[number];

/** What a kind is called in a sentence. */
export const KIND_WORDS: Readonly<Record<FilterKind, string>> = {
  flow: 'flows',
  dns: 'lookups',
  tls: 'TLS handshakes',
  http: 'HTTP requests',
  auth: 'sign-in attempts',
  alert: 'alerts',
};

/** Type of a field: which values and operators it takes. */
export type FieldType =
  'address' | 'port' | CodeType | 'text' | 'count' | 'bytes' | 'duration' | 'time' | 'flags' | 'community';

/** Types whose values are numbers with names. */
export type CodeType = 'protocol' | 'dnsType' | 'dnsCode' | 'tlsVersion' | 'truth' | 'severity' | 'country' | 'asn';

/**
 * What becomes of a field for readers who see traffic masked (classes of the access matrix). `answer`: addresses or names;
 * `hidden`: they are not shown it in any form, and may not ask for it.
 */
export type FieldMasking = 'public' | 'internal' | 'address' | 'name' | 'answer' | 'community' | 'hidden';

/** A field of the filter language. One entry is all there is to a field: parser, SQL, predicate, explanation and page are made of it. */
export interface Field {
  readonly name: string;
  readonly type: FieldType;
  /** Kinds of records that have it. */
  readonly kinds: readonly FilterKind[];
  /** In a sentence: `the source address`. */
  readonly label: string;
  readonly description: string;
  /** A condition that uses it. */
  readonly example: string;
  /** How many values it takes: few to choose from, some, or as many as records. */
  readonly cardinality: 'few' | 'some' | 'many';
  readonly masking: FieldMasking;
  /** Whether the database has an index that answers it: always, or once its day is sealed. */
  readonly index: 'always' | 'sealed' | 'none';
  /** True where capital letters mean something else than small ones. */
  readonly caseCounts: boolean;
  /** Values that are usual, written as the API tells them. */
  readonly values: readonly string[];
  /** Values of a record that it is made of; of more than one, any may meet a condition. */
  readonly columns: readonly Column[];
}
