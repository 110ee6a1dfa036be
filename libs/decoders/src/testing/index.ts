export { hostile, mutations, seeded } from './hostile';
export * as dtlsRecords from '../dtls/testing/records';
export * as quicPackets from '../quic/testing/protect';
export { initialKeys } from '../quic/initial-keys';
export * as tlsMessages from '../tls/testing/messages';
