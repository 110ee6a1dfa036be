/** What a value of a record is; of lists any text may meet a condition. */
type Held = 'address' | 'number' | 'text' | 'texts';

/** Where the ends are, and whose networks they are in, as numbers (`literals/countries.ts`): no record says so, data sets do (`places.ts`). */
const PLACES = {
  srcCountry: 'number',
  dstCountry: 'number',
  srcAsn: 'number',
  dstAsn: 'number',
} as const satisfies Readonly<Record<string, Held>>;
export type PlaceColumn = keyof typeof PLACES;

/** Values of a flow that fields are made of. */
const FLOW = {
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
  iface: 'number',
  /** 1 where the library has the capture that the flow is of. No record says so (`kept.ts`). */
  kept: 'number',
  community: 'text',
  ...PLACES,
} as const satisfies Readonly<Record<string, Held>>;

/** Values of an alert. */
const ALERT = {
  src: 'address',
  dst: 'address',
  dstPort: 'number',
  sensor: 'text',
  start: 'number',
  end: 'number',
  alertRule: 'text',
  alertKind: 'text',
  alertSeverity: 'number',
  alertStatus: 'text',
  alertOpen: 'number',
  alertEscalated: 'number',
  threatList: 'text',
  threatIndicator: 'text',
} as const satisfies Readonly<Record<string, Held>>;

/** What every record of a conversation between a client and a server has. */
const ENDS = {
  src: 'address',
  dst: 'address',
  srcPort: 'number',
  dstPort: 'number',
  proto: 'number',
  sensor: 'text',
  start: 'number',
  ...PLACES,
} as const satisfies Readonly<Record<string, Held>>;

/** Values that fields are made of, by kind of record, and what each is. What kinds have in common has one name. */
export const COLUMNS = {
  flow: FLOW,
  dns: {
    ...ENDS,
    domain: 'text',
    latency: 'number',
    dnsService: 'text',
    dnsType: 'number',
    dnsCode: 'number',
    dnsAnswers: 'texts',
    dnsRecords: 'number',
    dnsQueries: 'number',
  },
  tls: {
    ...ENDS,
    domain: 'text',
    latency: 'number',
    tlsTransport: 'text',
    tlsVersion: 'number',
    tlsOffered: 'number',
    tlsAlpn: 'text',
    ja3: 'text',
    ja4: 'text',
    ja3s: 'text',
    certSha256: 'text',
    certSubject: 'text',
    certIssuer: 'text',
    certNames: 'texts',
    certExpires: 'number',
  },
  http: {
    ...ENDS,
    domain: 'text',
    latency: 'number',
    httpMethod: 'text',
    httpPath: 'text',
    httpVersion: 'text',
    httpStatus: 'number',
    httpAgent: 'text',
    httpReferrer: 'text',
    httpAuth: 'text',
    httpType: 'text',
    httpSent: 'number',
    httpReceived: 'number',
    httpServer: 'text',
  },
  auth: {
    ...ENDS,
    authService: 'text',
    authMechanism: 'text',
    authUser: 'text',
    authOutcome: 'text',
    authAttempts: 'number',
    authCleartext: 'number',
    authCode: 'number',
    clientSoftware: 'text',
    serverSoftware: 'text',
  },
  alert: ALERT,
} as const satisfies Readonly<Record<string, Readonly<Record<string, Held>>>>;

/** Kinds of records that a filter reads. */
export type ColumnKind = keyof typeof COLUMNS;
export type ColumnOf<K extends ColumnKind> = keyof (typeof COLUMNS)[K] & string;
export type FlowColumn = ColumnOf<'flow'>;
export type AlertColumn = ColumnOf<'alert'>;
/** A value of a record of some kind. */
export type Column = { [K in ColumnKind]: ColumnOf<K> }[ColumnKind];
/** Kinds of facts of a conversation between a client and a server. */
export type FactKind = Exclude<ColumnKind, 'flow' | 'alert'>;
export const FACT_KINDS = ['dns', 'tls', 'http', 'auth'] as const satisfies readonly FactKind[];
