export { DtlsHandshake } from './dtls-handshake';
export { isDtlsHello } from './dtls-records';
