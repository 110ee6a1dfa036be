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
  'address' | 'port' | 'protocol' | 'text' | 'count' | 'bytes' | 'duration' | 'time' | 'flags' | 'community';

/** Values of a record of a flow that fields are made of, and the type of each. */
export const FLOW_COLUMNS = {
  src: 'address',
  dst: 'address',
  outerSrc: 'address',
  outerDst: 'address',
  srcPort: 'number',
  dstPort: 'number',
  proto: 'number',
  app: 'text',
  state: 'text',
  history: 'text',
  sensor: 'text',
  srcFlags: 'number',
  dstFlags: 'number',
  allFlags: 'number',
  bytes: 'number',
  srcBytes: 'number',
  dstBytes: 'number',
  packets: 'number',
  srcPackets: 'number',
  dstPackets: 'number',
  payload: 'number',
  srcPayload: 'number',
  dstPayload: 'number',
  srcRetransmits: 'number',
  dstRetransmits: 'number',
  duration: 'number',
  rtt: 'number',
  start: 'number',
  end: 'number',
  vlan: 'number',
  community: 'text',
} as const satisfies Readonly<Record<string, 'address' | 'number' | 'text'>>;
export type FlowColumn = keyof typeof FLOW_COLUMNS;

/** What becomes of a field for readers who see traffic masked (classes of the access matrix). */
export type FieldMasking = 'public' | 'internal' | 'address' | 'name' | 'community';

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
  /** Values of a flow that it is made of; of more than one, any may meet a condition. Empty where flows do not have it. */
  readonly columns: readonly FlowColumn[];
}
