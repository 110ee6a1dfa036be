export { hostile, mutations, seeded } from './hostile';
export * as dtlsRecords from '../dtls/testing/records';
export * as quicPackets from '../quic/testing/protect';
export { initialKeys } from '../quic/initial-keys';
export * as tlsMessages from '../tls/testing/messages';
export { ipfix, netflow9, options, plain, PLAIN, set, template } from '../netflow/testing/datagrams';
export { counterSample, flowSample, sflow } from '../sflow/testing/datagrams';
