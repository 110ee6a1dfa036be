export { isQuicInitial } from './long-header';
export { QuicHandshake, type QuicSide } from './quic-handshake';
export { beginsQuicVersion, QUIC_V1, QUIC_V2, quicVersion } from './quic-versions';
