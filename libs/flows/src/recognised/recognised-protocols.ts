import {
  looksLikeIke,
  looksLikeMysql,
  looksLikePostgres,
  looksLikeRedis,
  looksLikeSsdp,
  looksLikeSyslog,
} from '@wireledger/decoders';
import type { App } from '@wireledger/events/telemetry';
import type { DatagramProtocol, Protocol, ProtocolFactory, StreamProtocol } from '../protocols/protocol';

/** First characters: `*` of an array, `<` of a priority, M and N of the methods. */
const ARRAY = 0x2a;
const SYSLOG = 0x3c;
const M_SEARCH = 0x4d;
const NOTIFY = 0x4e;
/** The characters behind M and N. */
const HYPHEN = 0x2d;
const O = 0x4f;
const ZERO = 0x30;
const NINE = 0x39;
/** Where an IKE header tells the length of the message (RFC 7296 §3.1). */
const IKE_LENGTH = 24;

const isDigit = (byte: number): boolean => byte >= ZERO && byte <= NINE;

type Claims = NonNullable<StreamProtocol['claims']>;

/** Applications over TCP that are known by their first bytes, and of which nothing more is read. */
const stream = (app: App, claims: Claims, about: Pick<StreamProtocol, 'begins' | 'lengthFirst'>): ProtocolFactory => {
  const protocol: Protocol = { stream: { apps: [app], claims, ...about, isNamed: true, open: () => null } };
  return () => protocol;
};
/** The same over UDP. */
const datagram = (
  app: App,
  claims: Claims,
  about: Pick<DatagramProtocol, 'begins' | 'second' | 'lengthAt'>,
): ProtocolFactory => {
  const protocol: Protocol = { datagram: { apps: [app], claims, ...about, datagram: () => false } };
  return () => protocol;
};

export const RECOGNISED: readonly ProtocolFactory[] = [
  stream('mysql', looksLikeMysql, { lengthFirst: true }),
  stream('postgresql', looksLikePostgres, { begins: (first) => first === 0 }),
  stream('redis', looksLikeRedis, { begins: (first) => first === ARRAY }),
  stream('syslog', looksLikeSyslog, { begins: (first) => first === SYSLOG }),
  datagram('syslog', looksLikeSyslog, { begins: (first) => first === SYSLOG, second: isDigit }),
  datagram('ssdp', looksLikeSsdp, {
    begins: (first) => first === M_SEARCH || first === NOTIFY,
    second: (second) => second === HYPHEN || second === O,
  }),
  datagram('ike', looksLikeIke, { lengthAt: IKE_LENGTH }),
];
