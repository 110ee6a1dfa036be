export { readCertificate, readCertificateMessage, type Certificate } from './certificate';
export { ClientHelloReader, offeredVersion, readClientHello, serverNameText, type ClientHello } from './client-hello';
export { ClientOffers, type ClientOffer, type OfferTransport } from './client-offers';
export { ja3, ja3s, ja3sText, ja3Text, ja4 } from './fingerprints';
export { HandshakeMessages, type HandshakeHandler } from './handshake-messages';
export { readServerHello, type ServerHello } from './server-hello';
export { tlsCipherName, tlsCipherNumber } from './tls-ciphers';
export { looksLikeTls, TlsRecords } from './tls-records';
export { hidesCertificates, isGrease, TlsMessage, tlsVersionName } from './tls-types';
