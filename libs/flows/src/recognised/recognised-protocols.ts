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

/** First characters: `<` of a priority, M and N of the methods. */
const SYSLOG = 0x3c;
const M_SEARCH = 0x4d;
const NOTIFY = 0x4e;
/** Where an IKE header tells the length of the message (RFC 7296 §3.1). */
const IKE_LENGTH = 24;

type Claims = NonNullable<StreamProtocol['claims']>;

/** Applications over TCP that are known by their first bytes, and of which nothing more is read. */
const stream = (app: App, claims: Claims): ProtocolFactory => {
  const protocol: Protocol = { stream: { apps: [app], claims, open: () => null } };
  return () => protocol;
};
/** The same over UDP. */
const datagram = (app: App, claims: Claims, about: Pick<DatagramProtocol, 'begins' | 'lengthAt'>): ProtocolFactory => {
  const protocol: Protocol = { datagram: { apps: [app], claims, ...about, datagram: () => false } };
  return () => protocol;
};

export const RECOGNISED: readonly ProtocolFactory[] = [
  stream('mysql', looksLikeMysql),
  stream('postgresql', looksLikePostgres),
  stream('redis', looksLikeRedis),
  stream('syslog', looksLikeSyslog),
  datagram('syslog', looksLikeSyslog, { begins: (first) => first === SYSLOG }),
  datagram('ssdp', looksLikeSsdp, { begins: (first) => first === M_SEARCH || first === NOTIFY }),
  datagram('ike', looksLikeIke, { lengthAt: IKE_LENGTH }),
];
