import {
  looksLikeIke,
  looksLikeMysql,
  looksLikePostgres,
  looksLikeRedis,
  looksLikeSsdp,
  looksLikeSyslog,
} from '@wireledger/decoders';
import type { App } from '@wireledger/events/telemetry';
import type { Protocol, ProtocolFactory, StreamProtocol } from '../protocols/protocol';

type Claims = NonNullable<StreamProtocol['claims']>;

/** Applications over TCP that are known by their first bytes, and of which nothing more is read. */
const stream = (app: App, claims: Claims): ProtocolFactory => {
  const protocol: Protocol = { stream: { apps: [app], claims, open: () => null } };
  return () => protocol;
};
/** The same over UDP. */
const datagram = (app: App, claims: Claims): ProtocolFactory => {
  const protocol: Protocol = { datagram: { apps: [app], claims, datagram: () => false } };
  return () => protocol;
};

export const RECOGNISED: readonly ProtocolFactory[] = [
  stream('mysql', looksLikeMysql),
  stream('postgresql', looksLikePostgres),
  stream('redis', looksLikeRedis),
  stream('syslog', looksLikeSyslog),
  datagram('syslog', looksLikeSyslog),
  datagram('ssdp', looksLikeSsdp),
  datagram('ike', looksLikeIke),
];
